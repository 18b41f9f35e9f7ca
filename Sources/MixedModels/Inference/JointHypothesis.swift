internal import Numerics

/// Tests of several combinations Lβ at once; buffers for up to p of them.
struct JointHypothesis {
  private let p: Int
  /// LC, k × p.
  private let lc: UnsafeMutablePointer<Double>
  /// LCL', packed, then its factor.
  private let packed: UnsafeMutablePointer<Double>
  /// LCL' in full, for its eigenvalues, and its eigenvectors.
  private let square: UnsafeMutablePointer<Double>
  private let vectors: UnsafeMutablePointer<Double>
  /// Lβ̂, moved.
  private let values: UnsafeMutablePointer<Double>
  private let solution: UnsafeMutablePointer<Double>
  private let row: UnsafeMutablePointer<Double>
  /// R⁻¹LCBᵢCL'R⁻ᵀ of each variance parameter, packed, LCL' = RR'.
  private let forms: UnsafeMutablePointer<Double>
  /// LCBᵢ of the parameter in hand, k × p.
  private let half: UnsafeMutablePointer<Double>

  static func doubles(p: Int, parameterCount n: Int) -> Int {
    4 * p * p + 3 * p + (n + 2) * packedCount(p)
  }
  static let pieces = 9

  init(p: Int, parameterCount n: Int, arena: Arena) {
    self.p = p
    lc = arena.take(p * p)
    packed = arena.take(packedCount(p))
    square = arena.take(p * p)
    vectors = arena.take(p * p)
    values = arena.take(p)
    solution = arena.take(p)
    row = arena.take(p)
    forms = arena.take((n + 1) * packedCount(p))
    half = arena.take(p * p)
  }

  /// Wald's F statistic (Lβ̂ + shift)'(LAL'σ²)⁻¹(Lβ̂ + shift)/k; NaN if the rows are dependent.
  ///
  /// - Parameters:
  ///   - rows: L, row-major k × p.
  ///   - shift: k numbers added to Lβ̂; nil for none.
  ///   - beta: β̂.
  ///   - a: Cov(β̂)/σ², packed.
  func statistic(
    _ rows: UnsafePointer<Double>, _ k: Int, shift: UnsafePointer<Double>?,
    beta: UnsafePointer<Double>, _ a: UnsafePointer<Double>, sigmaSquared: Double
  ) -> Double {
    fillValues(rows, k, shift, beta)
    fillCovariance(rows, k, a)
    guard choleskyPacked(packed, k, tolerance: 1e-11) else { return .nan }
    for i in 0..<k { solution[i] = values[i] }
    solveLower(packed, k, solution)
    var sum = 0.0
    for i in 0..<k { sum += solution[i] * solution[i] }
    return sum / (sigmaSquared * Double(k))
  }

  /// Fai & Cornelius (1996) as lmerTest has it: with the eigenvectors of LCL' the statistic is a mean
  /// of squares of independent t statistics with νₘ degrees of freedom each, and its denominator's
  /// degrees of freedom are those that match its mean, 2E/(E - q) with E = Σ νₘ/(νₘ - 2); 2 if any
  /// νₘ ≤ 2. Eigenvalues below 1.5e-8 of the largest count as 0, so that rows may be dependent.
  func satterthwaite(
    _ rows: UnsafePointer<Double>, _ k: Int, shift: UnsafePointer<Double>?,
    _ evaluation: Evaluation,
    _ derivatives: DerivativeSums, _ single: Satterthwaite
  ) -> JointFigures {
    fillValues(rows, k, shift, evaluation.beta)
    fillCovariance(rows, k, evaluation.c)
    for i in 0..<k {
      for j in 0..<k { square[i * k + j] = packed[packedIndex(i, j)] }
    }
    diagonalise(square, k, vectors: vectors)
    var largest = 0.0
    for m in 0..<k { largest = max(largest, square[m * k + m]) }
    var rank = 0
    var sum = 0.0
    for m in 0..<k where square[m * k + m] > 1.5e-8 * largest {
      var value = 0.0
      for i in 0..<k { value += vectors[i * k + m] * values[i] }
      sum += value * value / (square[m * k + m] * evaluation.sigmaSquared)
      combine(rows, k, column: m)
      solution[rank] = single.degreesOfFreedom(row, evaluation, derivatives)
      rank += 1
    }
    return JointFigures(
      statistic: rank > 0 ? sum / Double(rank) : .nan, numeratorDegreesOfFreedom: rank,
      degreesOfFreedom: rank > 0 ? Self.denominator(solution, rank) : .nan)
  }

  /// The combination of L's rows with the weights of one eigenvector.
  private func combine(_ rows: UnsafePointer<Double>, _ k: Int, column: Int) {
    for j in 0..<p {
      var sum = 0.0
      for i in 0..<k { sum += vectors[i * k + column] * rows[i * p + j] }
      row[j] = sum
    }
  }

  private static func denominator(_ degrees: UnsafePointer<Double>, _ q: Int) -> Double {
    var areEqual = true
    var mean = 0.0
    for m in 0..<q {
      if m > 0 && (degrees[m] - degrees[m - 1]).magnitude >= 1e-8 { areEqual = false }
      mean += degrees[m] / Double(q)
    }
    if areEqual { return mean }
    var sum = 0.0
    for m in 0..<q {
      if degrees[m] <= 2 { return 2 }
      sum += degrees[m] / (degrees[m] - 2)
    }
    return 2 * sum / (sum - Double(q))
  }

  /// Kenward & Roger (1997), §3, as pbkrtest's `KRmodcomp` has it: the F statistic with the adjusted
  /// covariance matrix, times a scale, and its denominator degrees of freedom.
  func kenwardRoger(
    _ rows: UnsafePointer<Double>, _ k: Int, shift: UnsafePointer<Double>?,
    _ evaluation: Evaluation,
    _ adjustment: KenwardRoger
  ) -> JointFigures {
    let unscaled = statistic(
      rows, k, shift: shift, beta: evaluation.beta, adjustment.adjusted,
      sigmaSquared: evaluation.sigmaSquared)
    fillCovariance(rows, k, evaluation.c)
    guard unscaled.isFinite, choleskyPacked(packed, k, tolerance: 1e-11) else {
      return JointFigures(
        statistic: .nan, numeratorDegreesOfFreedom: k, degreesOfFreedom: .nan)
    }
    fillForms(rows, k, adjustment)
    var products = 0.0
    var squares = 0.0
    for i in 0..<adjustment.parameterCount {
      for j in 0...i {
        let weight = (i == j ? 2.0 : 4.0) * adjustment.information[packedIndex(i, j)]
        let own = forms + i * packedCount(k)
        let other = forms + j * packedCount(k)
        products += weight * trace(own, k) * trace(other, k)
        squares += weight * traceOfProduct(own, other, k)
      }
    }
    let (scale, degrees) = Self.scaleAndDegrees(q: Double(k), a1: products, a2: squares)
    return JointFigures(
      statistic: scale * unscaled, numeratorDegreesOfFreedom: k, degreesOfFreedom: degrees)
  }

  /// From A₁ and A₂ to the scale and the denominator degrees of freedom that match the approximate
  /// mean and variance of F, and are exact where Hotelling's T² or an analysis of variance is.
  ///
  /// With very few units no F distribution has these moments, and the formulas give negative numbers:
  /// then F stays as it is, and its degrees of freedom are 2q/A₂, the single combination's formula.
  private static func scaleAndDegrees(q: Double, a1: Double, a2: Double) -> (Double, Double) {
    let b = (a1 + 6 * a2) / (2 * q)
    let g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
    let denominator = 3 * q + 2 * (1 - g)
    let c1 = g / denominator
    let c2 = (q - g) / denominator
    let c3 = (q + 2 - g) / denominator
    let v0 = 1 + c1 * b
    let v1 = 1 - c2 * b
    let v2 = 1 - c3 * b
    let mean = 1 - a2 / q
    // Both vanish together where an exact test has no variance.
    let ratio = mean.magnitude < 1e-14 && v1.magnitude < 1e-14 ? 1 : mean / v1
    let rho = ratio * ratio * (v0.magnitude < 1e-10 ? 0 : v0) / (q * v2)
    let degrees = 4 + (q + 2) / (q * rho - 1)
    let scale = (degrees - 2).magnitude < 1e-2 ? 1 : degrees * mean / (degrees - 2)
    guard degrees > 0, scale > 0, degrees.isFinite else { return (1, 2 * q / a2) }
    return (scale, degrees)
  }

  private func trace(_ a: UnsafePointer<Double>, _ k: Int) -> Double {
    var sum = 0.0
    for i in 0..<k { sum += a[packedIndex(i, i)] }
    return sum
  }

  private func fillValues(
    _ rows: UnsafePointer<Double>, _ k: Int, _ shift: UnsafePointer<Double>?,
    _ beta: UnsafePointer<Double>
  ) {
    for i in 0..<k {
      var sum = shift?[i] ?? 0
      for j in 0..<p { sum += rows[i * p + j] * beta[j] }
      values[i] = sum
    }
  }

  /// LA and LAL'.
  private func fillCovariance(
    _ rows: UnsafePointer<Double>, _ k: Int, _ a: UnsafePointer<Double>
  ) {
    for i in 0..<k {
      for j in 0..<p {
        var sum = 0.0
        for r in 0..<p { sum += rows[i * p + r] * a[packedIndex(r, j)] }
        lc[i * p + j] = sum
      }
      for j in 0...i {
        var sum = 0.0
        for r in 0..<p { sum += lc[i * p + r] * rows[j * p + r] }
        packed[packedIndex(i, j)] = sum
      }
    }
  }

  /// R⁻¹LCBᵢCL'R⁻ᵀ for all parameters; LC and R stand ready.
  private func fillForms(
    _ rows: UnsafePointer<Double>, _ k: Int, _ adjustment: KenwardRoger
  ) {
    // R⁻¹LC in place of LC.
    for column in 0..<p {
      for i in 0..<k {
        var sum = lc[i * p + column]
        for j in 0..<i { sum -= packed[packedIndex(i, j)] * lc[j * p + column] }
        lc[i * p + column] = sum / packed[packedIndex(i, i)]
      }
    }
    for parameter in 0..<adjustment.parameterCount {
      let b = adjustment.matrix(parameter)
      let target = forms + parameter * packedCount(k)
      for i in 0..<k {
        for j in 0..<p {
          var sum = 0.0
          for r in 0..<p { sum += lc[i * p + r] * b[packedIndex(r, j)] }
          half[i * p + j] = sum
        }
        for j in 0...i {
          var sum = 0.0
          for r in 0..<p { sum += half[i * p + r] * lc[j * p + r] }
          target[packedIndex(i, j)] = sum
        }
      }
    }
  }
}
