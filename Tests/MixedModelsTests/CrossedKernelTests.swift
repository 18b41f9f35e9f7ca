import Testing

@testable import MixedModels

/// Everything that an evaluation gives, from n × n matrices by the textbook.
struct DenseDerivatives {
  var criterion: Double
  var beta: [Double]
  var c: [[Double]]
  var gradient: [Double]
  var expected: [[Double]]
  var observed: [[Double]]
  var average: [[Double]]
  var b: [[[Double]]]
  /// Qᵢⱼ made symmetric.
  var q: [[[[Double]]]]

  init(x: [[Double]], y: [Double], derivatives: [[[Double]]], psi: [Double], isREML: Bool) {
    let n = y.count
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    for (weight, derivative) in zip(psi, derivatives) {
      for i in 0..<n {
        for j in 0..<n { v[i][j] += weight * derivative[i][j] }
      }
    }
    let value = DenseReference(x: x, y: y, isREML: isREML).evaluate(v)
    criterion = value.criterion
    beta = value.beta
    c = value.c
    let unit = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    let inverse = DenseReference.solve(v, unit).0
    let xs = transpose(x)
    let vx = multiply(inverse, xs)
    var p = inverse
    let share = multiply(multiply(vx, value.c), transpose(vx))
    for i in 0..<n {
      for j in 0..<n { p[i][j] -= share[i][j] }
    }
    let py = multiply(p, y.map { [$0] }).map { $0[0] }
    let nu = Double(isREML ? n - x.count : n)
    let sigma = value.residualSumOfSquares / nu
    let m = isREML ? p : inverse
    let w = derivatives.map { multiply($0, py.map { [$0] }).map { $0[0] } }
    let pw = w.map { multiply(p, $0.map { [$0] }).map { $0[0] } }
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let quadratic = w.map { dot($0, py) }
    let mv = derivatives.map { multiply(m, $0) }
    gradient = derivatives.indices.map { trace(m, derivatives[$0]) - quadratic[$0] / sigma }
    let all = derivatives.indices
    let profile = all.map { i in all.map { quadratic[i] * quadratic[$0] / (nu * sigma * sigma) } }
    let traces = all.map { i in all.map { trace(mv[i], mv[$0]) } }
    let yy = all.map { i in all.map { dot(w[i], pw[$0]) / sigma } }
    expected = all.map { i in all.map { traces[i][$0] - profile[i][$0] } }
    observed = all.map { i in all.map { 2 * yy[i][$0] - traces[i][$0] - profile[i][$0] } }
    average = all.map { i in all.map { yy[i][$0] - profile[i][$0] } }
    let dx = derivatives.map { multiply($0, vx) }
    b = dx.map { multiply(transpose(vx), $0) }
    q = all.map { i in
      all.map { j in
        let q = multiply(transpose(dx[i]), multiply(inverse, dx[j]))
        return q.indices.map { r in q.indices.map { (q[r][$0] + q[$0][r]) / 2 } }
      }
    }
  }
}

/// The models that the kernel is held against dense algebra with.
struct CrossedCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let terms: [LinearModel.RandomTerm]
  let psi: [Double]

  static let all = [
    CrossedCase(
      testDescription: "slopes by class, intercepts by neighbourhood",
      terms: [.init(level: 2, columns: [0, 1]), .init(grouping: .factor(0), columns: [0])],
      psi: [0.6, 0.1, 0.4, 0.5]),
    CrossedCase(
      testDescription: "slopes by neighbourhood and school, uncorrelated, and classes",
      terms: [
        .init(grouping: .factor(0), columns: [0, 2]), .init(level: 1, columns: [0]),
        .init(level: 1, columns: [1]), .init(level: 2, columns: [0]),
      ], psi: [0.6, 0.1, 0.4, 0.3, 0.2, 0.7]),
    CrossedCase(
      testDescription: "neighbourhoods alone, three correlated effects",
      terms: [.init(grouping: .factor(0), columns: [0, 1, 2])],
      psi: [0.8, 0.2, 0.5, -0.1, 0.1, 0.4]),
    CrossedCase(
      testDescription: "nurses alone, by weight, with a slope",
      terms: [.init(grouping: .factor(1), columns: [0, 1])], psi: [0.8, 0.2, 0.5]),
    CrossedCase(
      testDescription: "nurses and neighbourhoods with slopes, and schools",
      terms: [
        .init(grouping: .factor(1), columns: [0, 1]), .init(grouping: .factor(0), columns: [0, 2]),
        .init(level: 1, columns: [0]),
      ], psi: [0.8, 0.2, 0.5, 0.9, -0.3, 0.7, 1.3]),
    CrossedCase(
      testDescription: "variances of 0",
      terms: [
        .init(grouping: .factor(0), columns: [0]), .init(level: 1, columns: [0, 1]),
        .init(level: 2, columns: [0]),
      ], psi: [0, 0.5, 0, 0, 0]),
    CrossedCase(
      testDescription: "nested levels",
      terms: [.init(level: 1, columns: [0, 1]), .init(level: 2, columns: [0, 2])],
      psi: [0.5, 0.1, 0.3, 0.7, -0.2, 0.4]),
  ]
}

@Suite struct CrossedKernelTests {
  private func kernel(
    _ sample: CrossedSample, _ products: borrowing CrossProducts,
    _ terms: [LinearModel.RandomTerm], _ estimator: Estimator
  ) -> CrossedKernel {
    CrossedKernel(
      plan: products.plan, columns: [0, 1, 3], terms: terms, rowFactors: sample.factors, ones: 0,
      estimator: estimator, keepsProducts: true)
  }

  private func check(
    _ kernel: some LinearKernel, _ sample: CrossedSample, _ terms: [LinearModel.RandomTerm],
    _ psi: [Double], isREML: Bool, curvatureBound: Double? = 1e-9
  ) {
    let e = kernel.evaluation
    let dense = DenseDerivatives(
      x: [0, 1].map(sample.rows), y: sample.rows(3), derivatives: sample.derivatives(terms),
      psi: psi, isREML: isREML)
    func agrees(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude < 1e-9 * (1 + b.magnitude) }
    #expect(agrees(e.criterion, dense.criterion))
    let at = kernel.derivatives.layout
    let values = kernel.derivatives.values
    for i in 0..<2 {
      #expect(agrees(e.beta[i], dense.beta[i]))
      for j in 0...i { #expect(agrees(e.c[packedIndex(i, j)], dense.c[i][j])) }
    }
    for i in psi.indices {
      #expect(agrees(e.gradient[i], dense.gradient[i]))
      for x in 0..<2 {
        for z in 0...x {
          #expect(agrees(values[at.b + 3 * i + packedIndex(x, z)], dense.b[i][x][z]))
        }
      }
      for j in 0...i {
        let pair = packedIndex(i, j)
        if let curvatureBound {
          let (expected, observed) = (dense.expected[i][j], dense.observed[i][j])
          let bound = curvatureBound * (1 + max(expected.magnitude, observed.magnitude))
          #expect((e.information[pair] - expected).magnitude < bound)
          #expect((e.observed[pair] - observed).magnitude < bound)
        }
        for x in 0..<2 {
          for z in 0...x {
            let q = values[at.products + 3 * pair + packedIndex(x, z)]
            #expect(agrees(q, dense.q[i][j][x][z]))
          }
        }
      }
    }
  }

  @Test(arguments: CrossedCase.all, [Estimator.reml, .ml])
  func `agrees with dense algebra in everything`(model: CrossedCase, estimator: Estimator) {
    let sample = CrossedSample(seed: 4)
    for base in [2, 0] where base == 2 || model.terms.contains(where: { $0.level == nil }) {
      let products = sample.products(base: base, keepsUnits: base == 2)
      var kernel = kernel(sample, products, model.terms, estimator)
      kernel.prepare(products)
      kernel.evaluate(model.psi, .inference)
      check(kernel, sample, model.terms, model.psi, isREML: estimator == .reml)
    }
  }

  @Test(arguments: CrossedCase.all)
  func `without inference the curvature is the average information`(model: CrossedCase) {
    let sample = CrossedSample(seed: 5)
    let products = sample.products(base: 2, keepsUnits: true)
    var kernel = kernel(sample, products, model.terms, .reml)
    kernel.prepare(products)
    kernel.evaluate(model.psi, .derivatives)
    let dense = DenseDerivatives(
      x: [0, 1].map(sample.rows), y: sample.rows(3), derivatives: sample.derivatives(model.terms),
      psi: model.psi, isREML: true)
    for i in model.psi.indices {
      #expect((kernel.evaluation.gradient[i] - dense.gradient[i]).magnitude < 1e-9)
      for j in 0...i {
        let value = kernel.evaluation.observed[packedIndex(i, j)]
        #expect((value - dense.average[i][j]).magnitude < 1e-9)
      }
    }
  }

  @Test(arguments: CrossedCase.all)
  func `takes in other memberships before each fit`(model: CrossedCase) {
    let sample = CrossedSample(seed: 6, isFixed: false)
    let products = sample.products(base: 2, keepsUnits: true)
    var kernel = kernel(sample, products, model.terms, .reml)
    for seed in 1...3 {
      sample.redraw(seed: UInt64(seed))
      kernel.prepare(products)
      kernel.evaluate(model.psi, .inference)
      check(kernel, sample, model.terms, model.psi, isREML: true)
    }
  }

  @Test(arguments: CrossedCase.all, [Estimator.reml, .ml])
  func `the sparse kernel agrees with dense algebra`(model: CrossedCase, estimator: Estimator) {
    let sample = CrossedSample(seed: 7, isFixed: false)
    let products = sample.products(base: 0, keepsUnits: false)
    var kernel = SparseKernel(
      plan: products.plan, columns: [0, 1, 3], terms: model.terms, rowFactors: sample.factors,
      estimator: estimator, keepsProducts: true)
    for seed in 1...2 {
      sample.redraw(seed: UInt64(seed))
      kernel.prepare(products)
      kernel.evaluate(model.psi, .inference)
      // Its second derivatives are differences, and only of matrices that are not singular.
      let isInside = model.psi.allSatisfy { $0 != 0 }
      check(
        kernel, sample, model.terms, model.psi, isREML: estimator == .reml,
        curvatureBound: isInside ? 1e-4 : nil)
    }
  }
}
