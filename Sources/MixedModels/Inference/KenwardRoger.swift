internal import Numerics

/// The adjustment of Kenward & Roger (1997) as pbkrtest has it (Halekoh & Højsgaard 2014): Σ linear in
/// the variance parameters, expected information, all parameters also on the boundary.
///
/// The parameters are κ = (σ²ψ, σ²), so that Σ = σ²V and V₀ = ∂Σ/∂σ² = V - Σψᵢ Vᵢ: the residual's
/// row of every matrix follows from the others. Relative to σ², with W the inverse of tr(PVᵢPVⱼ),
/// Bᵢ = X'V⁻¹VᵢV⁻¹X and Qᵢⱼ = X'V⁻¹VᵢV⁻¹VⱼV⁻¹X,
///
///     Cov_A(β̂) = σ² (C + 4 C [Σ Wᵢⱼ (Qᵢⱼ - BᵢCBⱼ)] C).
struct KenwardRoger {
  private let p: Int
  private let n: Int
  private let inverse: GuardedInverse
  /// The expected information, then its inverse W, packed of order n + 1, the residual last.
  let information: UnsafeMutablePointer<Double>
  /// Bᵢ, packed p for each of the n + 1 parameters.
  private let b: UnsafeMutablePointer<Double>
  /// Σ Wᵢⱼ Bⱼ for the parameter in hand, packed p.
  private let mixed: UnsafeMutablePointer<Double>
  private let square: UnsafeMutablePointer<Double>
  /// The bracket, packed p.
  private let bracket: UnsafeMutablePointer<Double>
  /// Cov_A(β̂)/σ², packed p.
  let adjusted: UnsafeMutablePointer<Double>
  private let weights: UnsafeMutablePointer<Double>
  private let forms: UnsafeMutablePointer<Double>

  /// The number of variance parameters, σ² included.
  var parameterCount: Int { n + 1 }
  private var size: Int { packedCount(p) }

  static func doubles(p: Int, parameterCount n: Int) -> Int {
    let m = n + 1
    return GuardedInverse.doubles(m) + packedCount(m) + (m + 3) * packedCount(p) + p * p + p + m
  }
  static let pieces = GuardedInverse.pieces + 8

  init(p: Int, parameterCount n: Int, arena: Arena) {
    self.p = p
    self.n = n
    inverse = GuardedInverse(capacity: n + 1, arena: arena)
    information = arena.take(packedCount(n + 1))
    b = arena.take((n + 1) * packedCount(p))
    mixed = arena.take(packedCount(p))
    square = arena.take(p * p)
    bracket = arena.take(packedCount(p))
    adjusted = arena.take(packedCount(p))
    weights = arena.take(p)
    forms = arena.take(n + 1)
  }

  /// Bᵢ, packed; i = n for the residual.
  func matrix(_ parameter: Int) -> UnsafePointer<Double> { UnsafePointer(b + parameter * size) }

  /// Takes in a fit: ψ and what an evaluation at the depth `inference` left there.
  func prepare(
    psi: UnsafePointer<Double>, _ evaluation: Evaluation, _ derivatives: DerivativeSums
  ) {
    fillMatrices(psi, evaluation, derivatives)
    fillInformation(psi, evaluation, derivatives)
    inverse.invert(information, n + 1)
    sumProducts(psi, derivatives)
    subtractSandwiches(evaluation.c)
    sandwich(evaluation.c, bracket, into: adjusted)
    for index in 0..<size { adjusted[index] = evaluation.c[index] + 4 * adjusted[index] }
  }

  /// Degrees of freedom of one combination: 2 v²/Var(v̂) with the expected information.
  func degreesOfFreedom(_ l: UnsafePointer<Double>, _ evaluation: Evaluation) -> Double {
    let variance = multiplyPacked(evaluation.c, l, p, into: weights)
    for i in 0...n { forms[i] = quadraticForm(weights, b + i * size, p) }
    return variance * variance / quadraticForm(forms, information, n + 1)
  }

  /// Bᵢ of all parameters: B₀ = C⁻¹ - Σψᵢ Bᵢ, C⁻¹ = X'V⁻¹X.
  private func fillMatrices(
    _ psi: UnsafePointer<Double>, _ evaluation: Evaluation, _ derivatives: DerivativeSums
  ) {
    let source = derivatives.values + derivatives.layout.b
    let residual = b + n * size
    for index in 0..<n * size { b[index] = source[index] }
    // The root begins with X'V⁻¹X: the response is its last column.
    for index in 0..<size {
      var sum = evaluation.root[index]
      for i in 0..<n { sum -= psi[i] * b[i * size + index] }
      residual[index] = sum
    }
  }

  /// tr(PVᵢPVⱼ), with tr(PV₀PVⱼ) = tr(PVⱼ) - Σψᵢ tr(PVᵢPVⱼ) and tr(PV₀) = ν - Σψᵢ tr(PVᵢ).
  private func fillInformation(
    _ psi: UnsafePointer<Double>, _ evaluation: Evaluation, _ derivatives: DerivativeSums
  ) {
    let traces = derivatives.values + derivatives.layout.traces
    let single = derivatives.values + derivatives.layout.trace
    for index in 0..<packedCount(n) { information[index] = traces[index] }
    var own = evaluation.nu
    for j in 0..<n {
      var sum = single[j]
      for i in 0..<n { sum -= psi[i] * traces[packedIndex(i, j)] }
      information[packedIndex(n, j)] = sum
      own -= psi[j] * (single[j] + sum)
    }
    information[packedIndex(n, n)] = own
  }

  /// Σ Wᵢⱼ Qᵢⱼ into the bracket, the residual's part written out in the others:
  /// Q₀ⱼ = Bⱼ - Σψᵢ Qᵢⱼ and Q₀₀ = B₀ - Σψᵢ Q₀ᵢ.
  private func sumProducts(_ psi: UnsafePointer<Double>, _ derivatives: DerivativeSums) {
    let products = derivatives.values + derivatives.layout.products
    let last = information[packedIndex(n, n)]
    for index in 0..<size { bracket[index] = last * b[n * size + index] }
    for j in 0..<n {
      let cross = information[packedIndex(n, j)]
      let weight = 2 * cross - last * psi[j]
      for index in 0..<size { bracket[index] += weight * b[j * size + index] }
      for i in 0...j {
        let pair = packedIndex(i, j)
        var weight =
          information[pair] - cross * psi[i] - information[packedIndex(n, i)] * psi[j]
          + last * psi[i] * psi[j]
        if i != j { weight *= 2 }
        let product = products + pair * size
        for index in 0..<size { bracket[index] += weight * product[index] }
      }
    }
  }

  /// Takes Σ Wᵢⱼ BᵢCBⱼ off the bracket.
  private func subtractSandwiches(_ c: UnsafePointer<Double>) {
    for i in 0...n {
      for index in 0..<size { mixed[index] = 0 }
      for j in 0...n {
        let weight = information[packedIndex(i, j)]
        for index in 0..<size { mixed[index] += weight * b[j * size + index] }
      }
      fillSquare(c, mixed)
      let own = b + i * size
      for row in 0..<p {
        for column in 0...row {
          // Half of BᵢC(ΣWB) and of its transpose; the sum over i is symmetric.
          var sum = 0.0
          for k in 0..<p {
            sum += own[packedIndex(row, k)] * square[k * p + column]
            sum += own[packedIndex(column, k)] * square[k * p + row]
          }
          bracket[packedIndex(row, column)] -= 0.5 * sum
        }
      }
    }
  }

  /// Writes AB of two packed symmetric matrices to `square`.
  private func fillSquare(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) {
    for i in 0..<p {
      for j in 0..<p {
        var sum = 0.0
        for k in 0..<p { sum += a[packedIndex(i, k)] * b[packedIndex(k, j)] }
        square[i * p + j] = sum
      }
    }
  }

  /// Writes CAC, packed.
  private func sandwich(
    _ c: UnsafePointer<Double>, _ a: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>
  ) {
    fillSquare(c, a)
    for i in 0..<p {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<p { sum += square[i * p + k] * c[packedIndex(k, j)] }
        target[packedIndex(i, j)] = sum
      }
    }
  }
}
