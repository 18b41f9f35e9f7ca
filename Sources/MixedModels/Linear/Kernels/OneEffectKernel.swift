internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One grouping factor with one random effect, typically the intercept; units may differ in size.
///
/// With w = z'[X y] of a unit, a = z'z and d = 1/(1 + ψa), V⁻¹ leaves z'V⁻¹[X y] = dw and z'V⁻¹z = da.
/// So all that is needed of the units is Σ ww' with three weights:
///
///     [X y]'V⁻¹[X y] = [X y]'[X y] - Σ ψd ww',   M = Σ d² ww',   N = Σ d³a ww'
///
/// M holds H'H, H'g and g'g of `DerivativeSums` for any β, N the same times T.
struct OneEffectKernel: LinearKernel {
  typealias Lanes = SIMD4<Double>

  let layout: CovarianceLayout
  var evaluation: Evaluation
  let derivatives: DerivativeSums
  private let arena: Arena
  private let p: Int
  /// Units of the data set in hand, in whole groups of lanes.
  private var laneEnd: Int
  private let stride: Int
  private let source: UnitProductSource
  /// Pairs of the cross-products: of X and the response, those with z, that of z with itself.
  private let rootPairs: [Int]
  private let effectPairs: [Int]
  private let effectPair: Int

  /// Of all rows: [X y]'[X y].
  private let totals: UnsafeMutablePointer<Double>
  /// a of each unit.
  private let squares: UnsafeMutablePointer<Double>
  /// w of each unit, column by column.
  private let effects: UnsafeMutablePointer<Double>
  /// ww' of each unit, pair by pair.
  private let products: UnsafeMutablePointer<Double>
  /// d, d² and d³a of each unit.
  private let weights: UnsafeMutablePointer<Double>
  /// M and N, packed of order p + 1.
  private let m: UnsafeMutablePointer<Double>
  private let n: UnsafeMutablePointer<Double>

  /// The pairs of the cross-products that are needed of each unit.
  static func unitPairs(columns: [Int], effect: Int) -> [Int] {
    (columns + [effect]).map { packedIndex(effect, $0) }
  }

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - level: the nesting's level of the grouping factor.
  ///   - effect: the column of Z.
  ///   - keepsProducts: whether the matrix Qᵢⱼ of `DerivativeSums` is wanted.
  init(
    plan: CrossProductPlan, columns: [Int], level: Int, effect: Int, estimator: Estimator,
    keepsProducts: Bool = false
  ) {
    let p = columns.count - 1
    layout = CovarianceLayout(terms: [(0, 1)], levelCount: 1)
    source = UnitProductSource(plan: plan, level: level)
    let stride = CrossProductPlan.padded(source.capacity)
    self.stride = stride
    laneEnd = stride
    rootPairs = columns.indices.flatMap { i in
      (0...i).map { packedIndex(columns[i], columns[$0]) }
    }
    effectPairs = columns.map { packedIndex(effect, $0) }
    effectPair = packedIndex(effect, effect)
    let packed = packedCount(p + 1)
    let size = Evaluation.size(p: p, parameterCount: 1)
    arena = Arena(
      doubles: size.doubles
        + DerivativeSums.doubles(p: p, parameterCount: 1, keepsProducts: keepsProducts)
        + (p + 5 + packed) * stride + 3 * packed,
      pieces: size.pieces + DerivativeSums.pieces + 7)
    evaluation = Evaluation(
      p: p, parameterCount: 1, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: 1, keepsProducts: keepsProducts, arena: arena)
    self.p = p
    totals = arena.take(packed)
    squares = arena.take(stride)
    effects = arena.take((p + 1) * stride)
    products = arena.take(packed * stride)
    weights = arena.take(3 * stride)
    m = arena.take(packed)
    n = arena.take(packed)
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    evaluation.setRows(products.plan.nesting.rowCount)
    source.update()
    laneEnd = CrossProductPlan.padded(source.unitCount)
    let from = products.plan.stride
    for pair in 0..<rootPairs.count { totals[pair] = products.totals[rootPairs[pair]] }
    source.copy(from: products.unitProducts + effectPair * from, to: squares)
    for column in 0...p {
      source.copy(
        from: products.unitProducts + effectPairs[column] * from, to: effects + column * stride)
    }
    multiplyEffects()
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    let sums = weigh(psi[0])
    if depth == .criterion {
      sumForRoot(psi[0])
    } else {
      sumForDerivatives(psi[0])
    }
    evaluation.solveRoot(logDeterminant: sums.logDeterminant)
    guard depth >= .derivatives && evaluation.isValid else { return }
    differentiate(trace: sums.trace, traceOfSquare: sums.traceOfSquare)
    if depth == .inference && derivatives.layout.keepsProducts {
      let target = derivatives.values + derivatives.layout.products
      for index in 0..<packedCount(p) { target[index] = n[index] }
    }
  }

  /// ww' of all units.
  private func multiplyEffects() {
    var target = products
    for i in 0...p {
      let first = effects + i * stride
      for j in 0...i {
        let second = effects + j * stride
        var unit = 0
        while unit < laneEnd {
          store(load(first + unit) * load(second + unit), target + unit)
          unit += 4
        }
        target += stride
      }
    }
  }

  /// Fills `weights`; returns log |V|, Σ da and Σ (da)².
  private func weigh(
    _ psi: Double
  ) -> (logDeterminant: Double, trace: Double, traceOfSquare: Double) {
    var determinant = Lanes(repeating: 1)
    var logDeterminant = 0.0
    var trace = Lanes.zero
    var traceOfSquare = Lanes.zero
    var unit = 0
    while unit < laneEnd {
      let a = load(squares + unit)
      let pivot = 1 + psi * a
      determinant *= pivot
      if total(determinant) > 1e150 {
        for lane in 0..<4 { logDeterminant += log(determinant[lane]) }
        determinant = Lanes(repeating: 1)
      }
      let d = 1 / pivot
      let t = d * a
      trace += t
      traceOfSquare += t * t
      let square = d * d
      store(d, weights + unit)
      store(square, weights + stride + unit)
      store(square * t, weights + 2 * stride + unit)
      unit += 4
    }
    logDeterminant += log(determinant[0] * determinant[1])
    logDeterminant += log(determinant[2] * determinant[3])
    return (logDeterminant, total(trace), total(traceOfSquare))
  }

  /// Fills the root.
  private func sumForRoot(_ psi: Double) {
    let root = evaluation.root
    for pair in 0..<packedCount(p + 1) {
      let own = products + pair * stride
      var sum = Lanes.zero
      var unit = 0
      while unit < laneEnd {
        sum += load(weights + unit) * load(own + unit)
        unit += 4
      }
      root[pair] = totals[pair] - psi * total(sum)
    }
  }

  /// Fills the root, M and N.
  private func sumForDerivatives(_ psi: Double) {
    let root = evaluation.root
    let second = weights + stride
    let third = second + stride
    for pair in 0..<packedCount(p + 1) {
      let own = products + pair * stride
      var sums = (Lanes.zero, Lanes.zero, Lanes.zero)
      var unit = 0
      while unit < laneEnd {
        let product = load(own + unit)
        sums.0 += load(weights + unit) * product
        sums.1 += load(second + unit) * product
        sums.2 += load(third + unit) * product
        unit += 4
      }
      root[pair] = totals[pair] - psi * total(sums.0)
      m[pair] = total(sums.1)
      n[pair] = total(sums.2)
    }
  }

  /// From the sums to the derivatives of the profiled criterion.
  private func differentiate(trace: Double, traceOfSquare: Double) {
    let at = derivatives.layout
    let values = derivatives.values
    let isREML = evaluation.estimator == .reml
    let c = evaluation.c
    values[at.trace] = trace - (isREML ? traceOfProduct(c, m, p) : 0)
    values[at.traces] = traceOfSquare - (isREML ? 2 * traceOfProduct(c, n, p) : 0)
    values[at.quadratic] = residualSquare(m)
    values[at.average] = residualSquare(n)
    for index in 0..<packedCount(p) { values[at.b + index] = m[index] }
    for r in 0..<p { values[at.s + r] = residualProduct(m, r) }
    derivatives.finish(evaluation)
  }

  /// The row of a column in M or N times y - Xβ̂, where they stand for [X y]'[X y].
  @inline(__always)
  private func residualProduct(_ matrix: UnsafePointer<Double>, _ row: Int) -> Double {
    var sum = matrix[packedIndex(p, row)]
    for column in 0..<p { sum -= matrix[packedIndex(row, column)] * evaluation.beta[column] }
    return sum
  }

  /// The square of y - Xβ̂ likewise.
  @inline(__always)
  private func residualSquare(_ matrix: UnsafePointer<Double>) -> Double {
    var sum = residualProduct(matrix, p)
    for row in 0..<p { sum -= evaluation.beta[row] * residualProduct(matrix, row) }
    return sum
  }
}
