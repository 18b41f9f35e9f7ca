import Foundation
import Numerics
import Testing

@testable import MixedModels

/// Units of equal or unequal sizes within two levels; columns: ones, time, z, the response, position with gaps,
/// category, and for each kind of residuals the covariance matrix of the rows.
private struct Sample {
  let nesting: Nesting
  var columns: [[Double]]
  let levels = [0, 3, 3, 3, 3, 3]
  private let arena: Arena
  let pointers: [UnsafePointer<Double>]

  init(isBalanced: Bool, seed: UInt64) {
    nesting =
      isBalanced
      ? Nesting(unitsPerParent: [2, 4, 5])
      : Nesting(rowStarts: [[0, 26], [0, 12, 26], [0, 4, 7, 12, 16, 20, 21, 26]])
    let n = nesting.rowCount
    var stream = RandomStream(seed: seed, pathHash: 0, replicate: 1)
    let unit = nesting.ancestors(of: 3, at: 2)
    var positions: [Double] = []
    for row in 0..<n {
      let isFirst = row == 0 || unit[row] != unit[row - 1]
      // Every third unit lacks its second occasion.
      let step =
        !isBalanced && unit[row] % 3 == 0 && positions.count > 0 && positions.last == 0 ? 2.0 : 1
      positions.append(isFirst ? 0 : positions.last! + step)
    }
    let effects = (0..<8).map { _ in stream.normal() }
    let time = positions.map { 0.5 * $0 }
    let z = (0..<n).map { _ in stream.normal() + 2 }
    let y = (0..<n).map { 1 + time[$0] + effects[Int(unit[$0])] + 0.7 * stream.normal() }
    columns = [[1], time, z, y, positions, positions.map { Double(Int($0) % 3) }]
    arena = Arena(doubles: columns.reduce(0) { $0 + $1.count }, pieces: columns.count)
    let arena = arena
    pointers = columns.map { column in
      let target = arena.take(column.count)
      for (index, value) in column.enumerated() { target[index] = value }
      return UnsafePointer(target)
    }
  }

  /// V by its definition, entry by entry.
  func covariance(
    _ structure: ResidualStructure, _ terms: [LinearModel.RandomTerm], _ psi: [Double]
  ) -> [[Double]] {
    let start = terms.reduce(0) { $0 + packedCount($1.columns.count) }
    let phi = Array(psi[start...])
    let count = structure.correlation.parameterCount
    func variance(_ row: Int) -> Double {
      if structure.varianceColumns.count == 2 {
        let (a, b) = (z(structure.varianceColumns[0], row), z(structure.varianceColumns[1], row))
        return a * a + 2 * phi[0] * a * b + phi[1] * b * b
      }
      let category = structure.category == nil ? 0 : Int(columns[5][row])
      return category == 0 ? 1 : exp(phi[count + category - 1])
    }
    func z(_ column: Int, _ row: Int) -> Double { column == 0 ? 1 : columns[column][row] }
    func correlation(_ i: Int, _ j: Int) -> Double {
      let a = Int(max(columns[4][i], columns[4][j]))
      let b = Int(min(columns[4][i], columns[4][j]))
      switch structure.correlation {
      case .independent: return 0
      case .autoregressive: return pow(phi[0], Double(a - b))
      case .compoundSymmetry: return phi[0]
      case .unstructured: return phi[a * (a - 1) / 2 + b]
      }
    }
    let n = nesting.rowCount
    return (0..<n).map { i in
      (0..<n).map { j in
        var value = 0.0
        if i == j {
          value = variance(i)
        } else if let within = structure.within {
          let unit = nesting.ancestors(of: 3, at: within)
          if unit[i] == unit[j] {
            value = correlation(i, j) * (variance(i) * variance(j)).squareRoot()
          }
        }
        var next = 0
        for term in terms {
          let unit = nesting.ancestors(of: 3, at: term.level!)
          for (a, x) in term.columns.enumerated() {
            for (b, w) in term.columns.enumerated() where unit[i] == unit[j] {
              value += z(x, i) * psi[next + packedIndex(a, b)] * z(w, j)
            }
          }
          next += packedCount(term.columns.count)
        }
        return value
      }
    }
  }
}

/// A structure, random terms, and a point to evaluate at.
private struct Case: CustomTestStringConvertible {
  let testDescription: String
  var structure: ResidualStructure
  var terms: [LinearModel.RandomTerm] = []
  let psi: [Double]

  static let all = [
    Case(
      testDescription: "AR(1)",
      structure: .init(correlation: .autoregressive, within: 2, position: 4), psi: [0.55]),
    Case(
      testDescription: "AR(1), negative, with variances and a random intercept above",
      structure: .init(
        correlation: .autoregressive, within: 2, position: 4, category: 5, categoryCount: 3),
      terms: [.init(level: 1, columns: [0])], psi: [0.3, -0.4, 0.5, -0.6]),
    Case(
      testDescription: "AR(1) with intercepts and slopes of the same units",
      structure: .init(correlation: .autoregressive, within: 2, position: 4),
      terms: [.init(level: 1, columns: [0]), .init(level: 2, columns: [0, 1])],
      psi: [0.2, 0.7, 0.1, 0.4, 0.35]),
    Case(
      testDescription: "compound symmetry",
      structure: .init(correlation: .compoundSymmetry, within: 2, position: 4), psi: [0.45]),
    Case(
      testDescription: "unstructured with variances",
      structure: .init(
        correlation: .unstructured(positions: 6), within: 2, position: 4, category: 5,
        categoryCount: 3),
      psi: [
        0.3, 0.2, 0.4, 0.1, 0.25, 0.3, 0.05, 0.1, 0.2, 0.3, 0, 0.1, 0.05, 0.2, 0.1, 0.3, -0.5,
      ]),
    Case(
      testDescription: "variances alone", structure: .init(category: 5, categoryCount: 3),
      psi: [0.6, -0.3]),
    Case(
      testDescription: "variance function with a random intercept",
      structure: .init(varianceColumns: [0, 2]), terms: [.init(level: 2, columns: [0])],
      psi: [0.5, 0.1, 0.2]),
  ]
}

@Suite struct ResidualKernelTests {
  /// The criterion to 1e-9, β̂ and C to 1e-10; derivatives against differences of the dense criterion
  /// (central, step 1e-4: error about h² and 1e-12/h², bounds 1e-5 and 2e-5 relative). Both where
  /// blocks are taken together and where each stands alone.
  @Test(arguments: Case.all, [Estimator.reml, .ml])
  fileprivate func `criterion and derivatives agree with dense algebra`(
    _ example: Case, estimator: Estimator
  ) {
    for isBalanced in [true, false] {
      let sample = Sample(isBalanced: isBalanced, seed: 3)
      check(example, sample, estimator, isFixed: true)
      check(example, sample, estimator, isFixed: false)
    }
  }

  private func check(_ example: Case, _ sample: Sample, _ estimator: Estimator, isFixed: Bool) {
    var plan = CrossProductPlan(
      nesting: sample.nesting, columnLevels: sample.levels,
      isFixed: sample.levels.map { _ in isFixed }, baseLevel: 2, stratumLevels: [],
      keepsUnitProducts: false)
    plan.rowColumns = Set(0..<6)
    let products = CrossProducts(plan: plan, columns: sample.pointers)
    products.update(everything: true)
    var kernel = ResidualKernel(
      plan: plan, columns: [0, 1, 3], terms: example.terms, residual: example.structure,
      estimator: estimator)
    kernel.prepare(products)
    kernel.evaluate(example.psi, .derivatives)
    let e = kernel.evaluation
    let ones = [Double](repeating: 1, count: sample.nesting.rowCount)
    let dense = DenseReference(
      x: [ones, sample.columns[1]], y: sample.columns[3], isREML: estimator == .reml)
    func value(_ psi: [Double]) -> DenseReference.Value {
      dense.evaluate(sample.covariance(example.structure, example.terms, psi))
    }
    let expected = value(example.psi)
    #expect((e.criterion - expected.criterion).magnitude < 1e-9)
    for i in 0..<2 {
      #expect((e.beta[i] - expected.beta[i]).magnitude < 1e-10)
      for j in 0...i { #expect((e.c[packedIndex(i, j)] - expected.c[i][j]).magnitude < 1e-10) }
    }
    let h = 1e-4
    func moved(_ i: Int, _ j: Int, _ a: Double, _ b: Double) -> DenseReference.Value {
      var psi = example.psi
      psi[i] += a * h
      psi[j] += b * h
      return value(psi)
    }
    for i in example.psi.indices {
      let (up, down) = (moved(i, i, 1, 0), moved(i, i, -1, 0))
      let gradient = (up.criterion - down.criterion) / (2 * h)
      #expect((e.gradient[i] - gradient).magnitude < 1e-5 * (1 + gradient.magnitude))
      checkB(kernel, i, up.c, down.c, h)
      for j in 0...i {
        let second =
          i == j
          ? (up.criterion - 2 * expected.criterion + down.criterion) / (h * h)
          : (moved(i, j, 1, 1).criterion - moved(i, j, 1, -1).criterion
            - moved(i, j, -1, 1).criterion + moved(i, j, -1, -1).criterion) / (4 * h * h)
        #expect(
          (e.observed[packedIndex(i, j)] - second).magnitude < 2e-5 * (1 + second.magnitude))
      }
    }
  }

  /// ∂C/∂ψᵢ = CBᵢC, from which Satterthwaite's degrees of freedom follow.
  private func checkB(
    _ kernel: ResidualKernel, _ i: Int, _ up: [[Double]], _ down: [[Double]], _ h: Double
  ) {
    let b = kernel.derivatives.values + kernel.derivatives.layout.b + i * packedCount(2)
    let c = kernel.evaluation.c
    for r in 0..<2 {
      for s in 0..<2 {
        var product = 0.0
        for k in 0..<2 {
          for l in 0..<2 {
            product += c[packedIndex(r, k)] * b[packedIndex(k, l)] * c[packedIndex(l, s)]
          }
        }
        let expected = (up[r][s] - down[r][s]) / (2 * h)
        #expect((product - expected).magnitude < 1e-6 * (1 + expected.magnitude))
      }
    }
  }

  @Test func `correlations that cannot be make the criterion infinite`() {
    let sample = Sample(isBalanced: false, seed: 4)
    var plan = CrossProductPlan(
      nesting: sample.nesting, columnLevels: sample.levels,
      isFixed: sample.levels.map { _ in true },
      baseLevel: 2, stratumLevels: [], keepsUnitProducts: false)
    plan.rowColumns = Set(0..<6)
    let products = CrossProducts(plan: plan, columns: sample.pointers)
    products.update(everything: true)
    // Five rows of one unit can at least correlate by -1/4.
    for (correlation, wrong, right) in [
      (ResidualStructure.Correlation.autoregressive, 1.0, 0.99), (.compoundSymmetry, -0.26, -0.24),
    ] {
      var kernel = ResidualKernel(
        plan: plan, columns: [0, 1, 3], terms: [],
        residual: .init(correlation: correlation, within: 2), estimator: .reml)
      kernel.prepare(products)
      kernel.evaluate([wrong], .derivatives)
      #expect(!kernel.evaluation.isValid)
      kernel.evaluate([right], .derivatives)
      #expect(kernel.evaluation.isValid)
    }
  }
}
