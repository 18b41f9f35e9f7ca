import Numerics
import Testing

@testable import MixedModels

/// A small data set of nested units with an intercept, two predictors and a response.
private struct SmallData {
  let nesting: Nesting
  /// Columns: ones (level 0), x and w (rows), t (top level), y (rows).
  let columns: [[Double]]
  let levels: [Int]
  let buffer: [Arena]
  let pointers: [UnsafePointer<Double>]

  init(_ nesting: Nesting, seed: UInt64) {
    self.nesting = nesting
    var stream = RandomStream(seed: seed, pathHash: 0, replicate: 1)
    let n = nesting.rowCount
    let x = (0..<n).map { _ in stream.normal() + 0.5 }
    let w = (0..<n).map { _ in stream.normal() }
    let t = (0..<nesting.unitCount(1)).map { Double($0 % 2) }
    let group = nesting.ancestors(of: nesting.rowLevel, at: 1)
    let effects = t.map { _ in stream.normal() }
    let y = (0..<n).map { 0.3 * x[$0] + effects[Int(group[$0])] + stream.normal() }
    columns = [[1], x, w, t, y]
    levels = [0, nesting.rowLevel, nesting.rowLevel, 1, nesting.rowLevel]
    var arenas: [Arena] = []
    pointers = columns.map { column in
      let arena = Arena(doubles: column.count, pieces: 1)
      let target = arena.take(column.count)
      for (index, value) in column.enumerated() { target[index] = value }
      arenas.append(arena)
      return UnsafePointer(target)
    }
    buffer = arenas
  }

  /// A column row by row.
  func rows(_ column: Int) -> [Double] {
    let holders = nesting.ancestors(of: nesting.rowLevel, at: levels[column])
    return holders.map { columns[column][Int($0)] }
  }

  /// I + ZDZ' for terms with the covariance matrices of ψ.
  func covariance(_ terms: [(level: Int, columns: [Int])], _ psi: [Double]) -> [[Double]] {
    let n = nesting.rowCount
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    var next = 0
    for term in terms {
      let unit = nesting.ancestors(of: nesting.rowLevel, at: term.level)
      let z = term.columns.map(rows)
      for i in 0..<n {
        for j in 0..<n where unit[i] == unit[j] {
          for a in z.indices {
            for b in z.indices { v[i][j] += z[a][i] * psi[next + packedIndex(a, b)] * z[b][j] }
          }
        }
      }
      next += packedCount(z.count)
    }
    return v
  }

  func products(base: Int, strata: [Int], keepsUnits: Bool) -> CrossProducts {
    let plan = CrossProductPlan(
      nesting: nesting, columnLevels: levels, isFixed: levels.map { _ in false }, baseLevel: base,
      stratumLevels: strata, keepsUnitProducts: keepsUnits)
    let products = CrossProducts(plan: plan, columns: pointers)
    products.update(everything: true)
    return products
  }
}

private let balanced = Nesting(unitsPerParent: [6, 3, 4])
private let unbalanced = Nesting(rowStarts: [
  [0, 31], [0, 7, 9, 20, 21, 31], [0, 3, 7, 9, 11, 15, 20, 21, 26, 31],
])

@Suite struct KernelAgreementTests {
  /// Compares a kernel with the dense criterion, and its derivatives with differences of the
  /// dense criterion (central, step h = 1e-4: error about h² and 1e-12/h², bound 1e-5 relative).
  private func check<Kernel: LinearKernel>(
    _ kernel: Kernel, _ data: SmallData, fixed: [Int], terms: [(level: Int, columns: [Int])],
    psi: [Double], products: CrossProducts, isREML: Bool, hasInference: Bool = true
  ) {
    var kernel = kernel
    kernel.prepare(products)
    kernel.evaluate(psi, .derivatives)
    let e = kernel.evaluation
    let dense = DenseReference(x: fixed.map(data.rows), y: data.rows(4), isREML: isREML)
    func criterion(_ psi: [Double]) -> Double {
      dense.evaluate(data.covariance(terms, psi)).criterion
    }
    let expected = dense.evaluate(data.covariance(terms, psi))
    #expect((e.criterion - expected.criterion).magnitude < 1e-9)
    #expect((e.residualSumOfSquares / expected.residualSumOfSquares - 1).magnitude < 1e-10)
    for i in fixed.indices {
      #expect((e.beta[i] - expected.beta[i]).magnitude < 1e-10)
      for j in 0...i {
        #expect((e.c[packedIndex(i, j)] - expected.c[i][j]).magnitude < 1e-10)
      }
    }
    if hasInference {
      checkInference(&kernel, data, fixed: fixed, terms: terms, psi: psi, isREML: isREML)
    }
    let h = 1e-4
    func moved(_ i: Int, _ j: Int, _ a: Double, _ b: Double) -> Double {
      var psi = psi
      psi[i] += a * h
      psi[j] += b * h
      return criterion(psi)
    }
    for i in psi.indices {
      let gradient = (moved(i, i, 1, 0) - moved(i, i, -1, 0)) / (2 * h)
      #expect((e.gradient[i] - gradient).magnitude < 1e-5 * (1 + gradient.magnitude))
      guard e.hasObserved else { continue }
      for j in 0...i {
        let second =
          i == j
          ? (moved(i, i, 1, 0) - 2 * criterion(psi) + moved(i, i, -1, 0)) / (h * h)
          : (moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1))
            / (4 * h * h)
        let value = e.observed[packedIndex(i, j)]
        #expect((value - second).magnitude < 2e-5 * (1 + second.magnitude))
      }
    }
  }

  /// Compares what tests in small samples read with matrices of n × n.
  private func checkInference<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ data: SmallData, fixed: [Int],
    terms: [(level: Int, columns: [Int])], psi: [Double], isREML: Bool
  ) {
    let zero = data.covariance(terms, psi.map { _ in 0 })
    let derivatives = psi.indices.map { index in
      let v = data.covariance(terms, psi.indices.map { $0 == index ? 1 : 0 })
      return zip(v, zero).map { zip($0, $1).map { $0 - $1 } }
    }
    let dense = DenseDerivatives(
      x: fixed.map(data.rows), y: data.rows(4), derivatives: derivatives, psi: psi, isREML: isREML)
    kernel.evaluate(psi, .inference)
    let e = kernel.evaluation
    let at = kernel.derivatives.layout
    let values = kernel.derivatives.values
    func expectEqual(_ found: Double, _ expected: Double, _ what: String) {
      #expect((found - expected).magnitude < 1e-9 * (1 + expected.magnitude), "\(what)")
    }
    let sigma = e.sigmaSquared
    for i in psi.indices {
      let quadratic = values[at.quadratic + i]
      expectEqual(values[at.trace + i] - quadratic / sigma, dense.gradient[i], "gradient \(i)")
      for j in 0...i {
        let pair = packedIndex(i, j)
        let profile = quadratic * values[at.quadratic + j] / (e.nu * sigma * sigma)
        expectEqual(e.observed[pair], dense.observed[i][j], "observed \(i) \(j)")
        expectEqual(e.information[pair], dense.expected[i][j], "expected \(i) \(j)")
        expectEqual(values[at.traces + pair] - profile, dense.expected[i][j], "traces \(i) \(j)")
      }
      for r in fixed.indices {
        for c in 0...r {
          let entry = packedIndex(r, c)
          expectEqual(values[at.b + i * packedCount(fixed.count) + entry], dense.b[i][r][c], "B")
          for j in 0...i {
            let start = at.products + packedIndex(i, j) * packedCount(fixed.count)
            expectEqual(values[start + entry], dense.q[i][j][r][c], "Q \(i) \(j)")
          }
        }
      }
    }
  }

  @Test(arguments: [Estimator.reml, .ml])
  func `strata agree with dense algebra on balanced three-level data`(estimator: Estimator) {
    let data = SmallData(balanced, seed: 1)
    let products = data.products(base: 2, strata: [1, 2], keepsUnits: false)
    let terms = [(level: 1, columns: [0]), (level: 2, columns: [0])]
    for psi in [[0.7, 0.3], [0.0, 0.4], [2.0, 0.01]] {
      check(
        StrataKernel(
          plan: products.plan, columns: [0, 1, 3, 4], levels: [1, 2], terms: [0, 1],
          estimator: estimator, keepsProducts: true),
        data, fixed: [0, 1, 3], terms: terms, psi: psi, products: products,
        isREML: estimator == .reml)
    }
  }

  @Test(arguments: [Estimator.reml, .ml])
  func `the general kernel agrees with dense algebra on unbalanced data with slopes at two levels`(
    estimator: Estimator
  ) {
    let data = SmallData(unbalanced, seed: 2)
    let products = data.products(base: 2, strata: [], keepsUnits: true)
    let terms = [(level: 1, columns: [0, 1]), (level: 2, columns: [0]), (level: 2, columns: [2])]
    check(
      CrossedKernel(
        plan: products.plan, columns: [0, 1, 3, 4],
        terms: terms.map { .init(level: $0.level, columns: $0.columns) }, rowFactors: [], ones: 0,
        estimator: estimator, keepsProducts: false),
      data, fixed: [0, 1, 3], terms: terms, psi: [0.6, 0.1, 0.4, 0.3, 0.2], products: products,
      isREML: estimator == .reml, hasInference: false)
  }

  @Test(arguments: [Estimator.reml, .ml], [1, 2])
  func `the two-level kernel agrees with dense algebra, three correlated effects`(
    estimator: Estimator, base: Int
  ) {
    let data = SmallData(unbalanced, seed: 3)
    let products = data.products(base: base, strata: [], keepsUnits: true)
    check(
      TwoLevelKernel(
        plan: products.plan, columns: [0, 1, 3, 4], level: 1, terms: [[0, 1, 2]],
        estimator: estimator, keepsProducts: true),
      data, fixed: [0, 1, 3], terms: [(1, [0, 1, 2])], psi: [0.8, 0.2, 0.5, -0.1, 0.1, 0.4],
      products: products, isREML: estimator == .reml)
  }

  @Test(arguments: [Estimator.reml, .ml], [0, 1])
  func `the kernel of one effect agrees with dense algebra, at a finer base level as well`(
    estimator: Estimator, effect: Int
  ) {
    let data = SmallData(unbalanced, seed: 6)
    for base in [1, 2] {
      let products = data.products(base: base, strata: [], keepsUnits: true)
      for psi in [0.7, 0.0, 30] {
        check(
          OneEffectKernel(
            plan: products.plan, columns: [0, 1, 3, 4], level: 1, effect: effect,
            estimator: estimator, keepsProducts: true),
          data, fixed: [0, 1, 3], terms: [(1, [effect])], psi: [psi], products: products,
          isREML: estimator == .reml)
      }
    }
  }

  @Test(arguments: [Estimator.reml, .ml], [false, true])
  func `the kernel of two effects agrees with dense algebra, correlated or not`(
    estimator: Estimator, isCorrelated: Bool
  ) {
    let data = SmallData(unbalanced, seed: 4)
    let products = data.products(base: 2, strata: [], keepsUnits: true)
    let terms = isCorrelated ? [[0, 2]] : [[0], [2]]
    check(
      TwoEffectsKernel(
        plan: products.plan, columns: [0, 1, 3, 4], level: 1, terms: terms, estimator: estimator,
        keepsProducts: true),
      data, fixed: [0, 1, 3], terms: terms.map { (1, $0) },
      psi: isCorrelated ? [0.8, -0.3, 0.5] : [0.8, 0.5], products: products,
      isREML: estimator == .reml)
  }

  @Test
  func
    `average information of the general kernel is the mean of the two-level kernel’s curvatures`()
  {
    let data = SmallData(unbalanced, seed: 5)
    let products = data.products(base: 1, strata: [], keepsUnits: true)
    var general = CrossedKernel(
      plan: products.plan, columns: [0, 1, 4], terms: [.init(level: 1, columns: [0, 1])],
      rowFactors: [], ones: 0, estimator: .reml, keepsProducts: false)
    var special = TwoLevelKernel(
      plan: products.plan, columns: [0, 1, 4], level: 1, terms: [[0, 1]], estimator: .reml)
    general.prepare(products)
    special.prepare(products)
    general.evaluate([0.5, 0.1, 0.3], .derivatives)
    special.evaluate([0.5, 0.1, 0.3], .derivatives)
    for index in 0..<6 {
      let a = general.evaluation.observed[index]
      let b = 0.5 * (special.evaluation.information[index] + special.evaluation.observed[index])
      #expect((a - b).magnitude < 1e-10 * (1 + b.magnitude))
    }
  }
}
