#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// Balanced nested random intercepts: V = Σ λₛQₛ with a projector Qₛ for each stratum.
///
/// Strata are the grouping levels, top first, and the rows within the lowest. With nⱼ rows in a unit
/// of level j, λₛ = 1 + Σ_{j ≥ s} nⱼγⱼ, and [X y]'V⁻¹[X y] = Σ Sₛ/λₛ with Sₛ = [X y]'Qₛ[X y]
/// (Searle, Casella & McCulloch 1992, ch. 4). An evaluation costs O(strata · p³), whatever n.
struct StrataKernel: LinearKernel {
  let layout: CovarianceLayout
  var evaluation: Evaluation
  let derivatives: DerivativeSums
  private let arena: Arena
  private let p: Int
  /// Columns of X and then the response, as columns of the cross-products.
  private let columns: [Int]
  /// For each stratum but the last the position among the stratum levels of the cross-products.
  private let strata: [Int]
  /// The random term of each stratum level.
  private let termOfStratum: [Int]
  /// Rows in a unit of each stratum level.
  private let sizes: [Double]
  /// Rank of each projector.
  private let ranks: [Double]

  /// Sₛ, packed of order p + 1, one stratum after another.
  private let products: UnsafeMutablePointer<Double>
  private let lambda: UnsafeMutablePointer<Double>
  /// Gradient and curvatures with respect to λ.
  private let lambdaGradient: UnsafeMutablePointer<Double>
  private let lambdaInformation: UnsafeMutablePointer<Double>
  private let lambdaObserved: UnsafeMutablePointer<Double>
  /// (y - Xβ̂)'Qₛ(y - Xβ̂).
  private let quadratics: UnsafeMutablePointer<Double>
  /// X'Qₛ(y - Xβ̂), p entries a stratum.
  private let scores: UnsafeMutablePointer<Double>
  /// CSₛ, p × p row-major, one stratum after another.
  private let cs: UnsafeMutablePointer<Double>

  private var order: Int { packedCount(p + 1) }
  private var stratumCount: Int { sizes.count + 1 }

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - levels: the nesting's level of each grouping level, top first.
  ///   - terms: for each random term the index of its grouping level; one term a level.
  ///   - keepsProducts: whether the matrices Qᵢⱼ of `DerivativeSums` are wanted.
  init(
    plan: CrossProductPlan, columns: [Int], levels: [Int], terms: [Int], estimator: Estimator,
    keepsProducts: Bool = false
  ) {
    let p = columns.count - 1
    let levelCount = levels.count
    layout = CovarianceLayout(terms: terms.map { ($0, 1) }, levelCount: levelCount)
    let size = Evaluation.size(p: p, parameterCount: levelCount)
    let s = levelCount + 1
    arena = Arena(
      doubles: size.doubles + s * packedCount(p + 1) + 3 * s + 2 * packedCount(s) + s * p
        + s * p * p
        + DerivativeSums.doubles(
          p: p, parameterCount: levelCount, keepsProducts: keepsProducts),
      pieces: size.pieces + 8 + DerivativeSums.pieces)
    evaluation = Evaluation(
      p: p, parameterCount: levelCount, rows: plan.nesting.rowCount, estimator: estimator,
      arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: levelCount, keepsProducts: keepsProducts, arena: arena)
    self.p = p
    self.columns = columns
    strata = levels.map { plan.stratumLevels.firstIndex(of: $0)! }
    termOfStratum = levels.indices.map { terms.firstIndex(of: $0)! }
    let counts = levels.map { Double(plan.nesting.unitCount($0)) }
    sizes = counts.map { Double(plan.nesting.rowCount) / $0 }
    ranks = zip(counts + [Double(plan.nesting.rowCount)], [0] + counts).map { $0 - $1 }
    products = arena.take(s * packedCount(p + 1))
    lambda = arena.take(s)
    lambdaGradient = arena.take(s)
    lambdaInformation = arena.take(packedCount(s))
    lambdaObserved = arena.take(packedCount(s))
    quadratics = arena.take(s)
    scores = arena.take(s * p)
    cs = arena.take(s * p * p)
  }

  mutating func prepare(_ source: borrowing CrossProducts) {
    let pairs = packedCount(source.plan.columnCount)
    for i in 0...p {
      for j in 0...i {
        let pair = packedIndex(columns[i], columns[j])
        let target = packedIndex(i, j)
        var above = 0.0
        for stratum in 0..<sizes.count {
          let between = source.between[strata[stratum] * pairs + pair]
          products[stratum * order + target] = between - above
          above = between
        }
        products[sizes.count * order + target] = source.totals[pair] - above
      }
    }
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    let last = sizes.count
    var value = 1.0
    lambda[last] = 1
    var logDeterminant = 0.0
    for stratum in (0..<last).reversed() {
      value += sizes[stratum] * psi[termOfStratum[stratum]]
      lambda[stratum] = value
      logDeterminant += ranks[stratum] * log(value)
    }
    for index in 0..<order {
      var sum = 0.0
      for stratum in 0...last { sum += products[stratum * order + index] / lambda[stratum] }
      evaluation.root[index] = sum
    }
    evaluation.solveRoot(logDeterminant: logDeterminant)
    guard depth >= .derivatives, evaluation.isValid else { return }
    differentiateByLambda()
    chainToVariances()
    if depth == .inference { fillSums() }
  }

  /// Derivatives of the profiled criterion with respect to λₛ, the residual stratum left out.
  private func differentiateByLambda() {
    let isREML = evaluation.estimator == .reml
    let beta = evaluation.beta
    let rss = evaluation.residualSumOfSquares
    let nu = evaluation.nu
    for s in 0..<sizes.count {
      let square = 1 / (lambda[s] * lambda[s])
      let cube = square / lambda[s]
      let quadratic = residualQuadratic(s, beta)
      quadratics[s] = quadratic
      var trace = 0.0
      if isREML {
        fillCS(s)
        for i in 0..<p { trace += cs[s * p * p + i * p + i] }
      }
      lambdaGradient[s] = ranks[s] / lambda[s] - trace * square - nu / rss * quadratic * square
      for t in 0...s {
        let other = 1 / (lambda[t] * lambda[t])
        let quadraticT = s == t ? quadratic : residualQuadratic(t, beta)
        let mixed = bilinear(scores + s * p, evaluation.c, scores + t * p, p) * square * other
        let own = s == t ? quadratic * cube : 0
        let scale = nu / rss
        let qq = scale / rss * (quadratic * square) * (quadraticT * other)
        let yy = scale * (own - mixed)
        var second = 2 * yy - qq
        if s == t { second -= ranks[s] * square }
        if isREML {
          if s == t { second += 2 * trace * cube }
          second -= traceOfCS(s, t) * square * other
        }
        lambdaInformation[packedIndex(s, t)] = 2 * (yy - qq) - second
        lambdaObserved[packedIndex(s, t)] = second
      }
    }
  }

  /// (y - Xβ)'Qₛ(y - Xβ); leaves X'Qₛ(y - Xβ) in `scores`.
  private func residualQuadratic(_ s: Int, _ beta: UnsafePointer<Double>) -> Double {
    let a = products + s * order
    let score = scores + s * p
    let response = a + packedIndex(p, 0)
    var quadratic = response[p]
    for i in 0..<p {
      var sum = response[i]
      for j in 0..<p { sum -= a[packedIndex(i, j)] * beta[j] }
      score[i] = sum
      quadratic -= beta[i] * (sum + response[i])
    }
    return quadratic
  }

  private func fillCS(_ s: Int) {
    let a = products + s * order
    let target = cs + s * p * p
    for i in 0..<p {
      for j in 0..<p {
        var sum = 0.0
        for k in 0..<p { sum += evaluation.c[packedIndex(i, k)] * a[packedIndex(k, j)] }
        target[i * p + j] = sum
      }
    }
  }

  private func traceOfCS(_ s: Int, _ t: Int) -> Double {
    let a = cs + s * p * p
    let b = cs + t * p * p
    var sum = 0.0
    for i in 0..<p {
      for j in 0..<p { sum += a[i * p + j] * b[j * p + i] }
    }
    return sum
  }

  /// From λ to the variances: ∂λₛ/∂γⱼ = nⱼ for s ≤ j.
  private func chainToVariances() {
    for i in 0..<sizes.count {
      var gradient = 0.0
      for s in 0...i { gradient += lambdaGradient[s] }
      evaluation.gradient[termOfStratum[i]] = sizes[i] * gradient
      for j in 0...i {
        var information = 0.0
        var observed = 0.0
        for s in 0...i {
          for t in 0...j {
            information += lambdaInformation[packedIndex(s, t)]
            observed += lambdaObserved[packedIndex(s, t)]
          }
        }
        let scale = sizes[i] * sizes[j]
        let target = packedIndex(termOfStratum[i], termOfStratum[j])
        evaluation.information[target] = scale * information
        evaluation.observed[target] = scale * observed
      }
    }
  }

  /// Fills the sums by parameter: with Vⱼ = nⱼ Σ_{s ≤ j} Qₛ, all matrices are sums over strata, and the
  /// traces follow from gradient and information.
  private func fillSums() {
    let at = derivatives.layout
    let values = derivatives.values
    let sigma = evaluation.sigmaSquared
    for j in 0..<sizes.count {
      let parameter = termOfStratum[j]
      var quadratic = 0.0
      for s in 0...j { quadratic += quadratics[s] / (lambda[s] * lambda[s]) }
      values[at.quadratic + parameter] = sizes[j] * quadratic
      values[at.trace + parameter] = evaluation.gradient[parameter] + sizes[j] * quadratic / sigma
      sumStrata(0...j, power: 2, scale: sizes[j], into: at.b + parameter * packedCount(p))
    }
    for i in 0..<sizes.count {
      for j in 0...i {
        let pair = packedIndex(termOfStratum[i], termOfStratum[j])
        let profile =
          values[at.quadratic + termOfStratum[i]] * values[at.quadratic + termOfStratum[j]]
          / (evaluation.nu * sigma * sigma)
        values[at.traces + pair] = evaluation.information[pair] + profile
        guard at.keepsProducts else { continue }
        sumStrata(
          0...j, power: 3, scale: sizes[i] * sizes[j], into: at.products + pair * packedCount(p))
      }
    }
  }

  /// Writes scale · Σ X'QₛX / λₛ to the power `power` to a place among the sums.
  private func sumStrata(_ strata: ClosedRange<Int>, power: Int, scale: Double, into start: Int) {
    let target = derivatives.values + start
    for index in 0..<packedCount(p) { target[index] = 0 }
    for s in strata {
      let square = lambda[s] * lambda[s]
      let weight = scale / (power == 2 ? square : square * lambda[s])
      let a = products + s * order
      for index in 0..<packedCount(p) { target[index] += weight * a[index] }
    }
  }
}
