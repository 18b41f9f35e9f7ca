internal import Numerics

/// Sums over units from which the derivatives of the profiled criterion follow.
///
/// Vᵢ = ∂V/∂ψᵢ, P the REML projection, T = Z'V⁻¹Z, H = Z'V⁻¹X, g = Z'Py, S = HCH' of a unit, Eᵢ the
/// symmetric unit matrix of ψᵢ.
struct DerivativeSums {
  /// Positions in a run of `count` numbers.
  struct Layout {
    let p: Int
    let n: Int
    /// Whether there is room for the matrices of `products`.
    var keepsProducts = false
    /// tr(V⁻¹Vᵢ), under REML tr(PVᵢ): n entries.
    var trace: Int { 0 }
    /// y'PVᵢPy = Σ g'Eᵢg: n entries.
    var quadratic: Int { n }
    /// y'PVᵢV⁻¹VⱼPy: packed n.
    var average: Int { 2 * n }
    /// tr(V⁻¹VᵢV⁻¹Vⱼ), under REML less 2 tr(CX'V⁻¹VᵢV⁻¹VⱼV⁻¹X): packed n. `finish` completes them to
    /// tr(PVᵢPVⱼ) under REML.
    var traces: Int { 2 * n + packedCount(n) }
    /// Bᵢ = X'V⁻¹VᵢV⁻¹X: packed p for each parameter.
    var b: Int { 2 * n + 2 * packedCount(n) }
    /// sᵢ = X'V⁻¹VᵢPy: p for each parameter.
    var s: Int { b + n * packedCount(p) }
    /// The numbers that every evaluation with derivatives fills.
    var count: Int { s + n * p }
    /// Qᵢⱼ = X'V⁻¹VᵢV⁻¹VⱼV⁻¹X made symmetric, (Qᵢⱼ + Qᵢⱼ')/2: packed p for each packed pair i ≥ j. Only
    /// with `keepsProducts`, after an evaluation at the depth `inference`.
    var products: Int { count }
    /// All numbers.
    var total: Int { count + (keepsProducts ? packedCount(n) * packedCount(p) : 0) }
  }

  let layout: Layout
  let values: UnsafeMutablePointer<Double>
  /// CBᵢ, p × p row-major for each parameter.
  private let cb: UnsafeMutablePointer<Double>

  static func doubles(p: Int, parameterCount n: Int, keepsProducts: Bool = false) -> Int {
    Layout(p: p, n: n, keepsProducts: keepsProducts).total + n * p * p
  }

  /// Pieces of an arena that the sums take.
  static let pieces = 2

  init(p: Int, parameterCount: Int, keepsProducts: Bool = false, arena: Arena) {
    layout = Layout(p: p, n: parameterCount, keepsProducts: keepsProducts)
    values = arena.take(layout.total)
    cb = arena.take(parameterCount * p * p)
  }

  /// Fills gradient and curvatures of `evaluation` (engine of Gilmour, Thompson & Cullis 1995, with
  /// σ² profiled out).
  ///
  /// Without `traces` (`evaluation.hasObserved` false) only the average information.
  func finish(_ evaluation: Evaluation) {
    let hasTraces = evaluation.hasObserved
    let p = layout.p
    let n = layout.n
    let sigma = evaluation.sigmaSquared
    let isREML = evaluation.estimator == .reml
    let quadratic = values + layout.quadratic
    if isREML && hasTraces { fillCB(evaluation.c) }
    for i in 0..<n {
      evaluation.gradient[i] = values[layout.trace + i] - quadratic[i] / sigma
      for j in 0...i {
        let pair = packedIndex(i, j)
        let si = values + layout.s + i * p
        let sj = values + layout.s + j * p
        let yy = (values[layout.average + pair] - bilinear(si, evaluation.c, sj, p)) / sigma
        let profile = quadratic[i] * quadratic[j] / (evaluation.nu * sigma * sigma)
        guard hasTraces else {
          evaluation.information[pair] = yy - profile
          evaluation.observed[pair] = yy - profile
          continue
        }
        var traces = values[layout.traces + pair]
        if isREML { traces += traceOfCBCB(i, j) }
        values[layout.traces + pair] = traces
        evaluation.information[pair] = traces - profile
        evaluation.observed[pair] = 2 * yy - traces - profile
      }
    }
  }

  /// Fills `products` from sums over units, one lane for each of four.
  ///
  /// - Parameters:
  ///   - sums: for each packed entry (a, b) of T and each packed pair (c, d) of effects
  ///     Σ T_ab (h_c h_d' + h_d h_c')/2, packed p.
  ///   - q: the number of random effects.
  ///   - rows: the two effects that each parameter belongs to.
  func fillProducts(
    from sums: UnsafePointer<SIMD4<Double>>, order q: Int, rows: [(Int, Int)]
  ) {
    let packed = packedCount(layout.p)
    rows.withUnsafeBufferPointer { rows in
      for i in 0..<rows.count {
        for j in 0...i {
          let target = values + layout.products + packedIndex(i, j) * packed
          for index in 0..<packed { target[index] = 0 }
          // Both orders of the two effects, once if they are the same.
          for first in 0..<(rows[i].0 == rows[i].1 ? 1 : 2) {
            let (k, l) = first == 0 ? rows[i] : (rows[i].1, rows[i].0)
            for second in 0..<(rows[j].0 == rows[j].1 ? 1 : 2) {
              let (c, d) = second == 0 ? rows[j] : (rows[j].1, rows[j].0)
              let source =
                sums + (packedIndex(l, c) * packedCount(q) + packedIndex(k, d)) * packed
              for index in 0..<packed { target[index] += total(source[index]) }
            }
          }
        }
      }
    }
  }

  private func fillCB(_ c: UnsafePointer<Double>) {
    let p = layout.p
    for parameter in 0..<layout.n {
      let b = values + layout.b + parameter * packedCount(p)
      for i in 0..<p {
        for j in 0..<p {
          var sum = 0.0
          for k in 0..<p { sum += c[packedIndex(i, k)] * b[packedIndex(k, j)] }
          cb[(parameter * p + i) * p + j] = sum
        }
      }
    }
  }

  private func traceOfCBCB(_ i: Int, _ j: Int) -> Double {
    let p = layout.p
    let a = cb + i * p * p
    let b = cb + j * p * p
    var sum = 0.0
    for r in 0..<p {
      for s in 0..<p { sum += a[r * p + s] * b[s * p + r] }
    }
    return sum
  }
}
