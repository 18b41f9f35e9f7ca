#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import CRowFamilies
internal import Numerics

/// Fits a logistic or log-linear Poisson model with one random intercept, or none, by Newton's method on
/// Laplace's approximation with its exact Hessian.
final class ScalarLaplaceFitter: GeneralisedModelFitter {
  private var laplace: ScalarLaplace
  private let rows: ClusterRows
  private let isBinomial: Bool
  private let hasRandomEffect: Bool
  /// Where each column of X stands in `laplace`.
  private let places: [Int]
  private var start: GeneralisedModel.Start?
  private let settings: Settings

  private let arena: Arena
  private let parameters: UnsafeMutablePointer<Double>
  private let step: UnsafeMutablePointer<Double>
  private let factor: UnsafeMutablePointer<Double>
  private let inverse: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>

  /// When the optimisation stops.
  private struct Settings {
    /// Newton decrement g'H⁻¹g/2 in units of the deviance.
    var decrement: Double
    /// Change of the modes.
    var modes: Double
    /// Whether the Hessian is taken at the optimum itself rather than one step before it.
    var evaluatesOptimum: Bool
    static let simulation = Settings(decrement: 1e-9, modes: 1e-5, evaluatesOptimum: false)
    static let precise = Settings(decrement: 1e-13, modes: 1e-8, evaluatesOptimum: true)
  }

  /// A standard error of a coefficient, times its column's root mean square, beyond which the data do
  /// not bound the coefficient.
  private static let largestError = 100.0

  /// Whether it fits this model to data of this nesting.
  static func serves(_ model: GeneralisedModel, _ source: GeneralisedSource) -> Bool {
    guard model.family.canonicalRows != nil else { return false }
    if model.multiplicity != nil {
      let level = model.terms.first?.level ?? 0
      guard model.fixed.allSatisfy({ source.columnLevels[$0] <= level }) else { return false }
    }
    if model.terms.isEmpty { return model.multiplicity == nil }
    return model.estimator == .laplace && model.terms.count == 1 && model.terms[0].level != nil
      && model.terms[0].columns == [source.interceptColumn]
  }

  init(_ model: GeneralisedModel, _ source: GeneralisedSource, isPrecise: Bool) {
    rows = ClusterRows(model, source, level: model.terms.first?.level ?? 0)
    laplace = ScalarLaplace(rows, family: model.family.canonicalRows!)
    isBinomial = model.family.distribution == .binomial
    hasRandomEffect = !model.terms.isEmpty
    let order = rows.constant.map(\.position) + rows.varying.map(\.position)
    places = model.fixed.indices.map { order.firstIndex(of: $0)! }
    start = model.start
    settings = isPrecise ? .precise : .simulation
    let n = model.fixed.count + 1
    arena = Arena(doubles: 3 * n + 2 * packedCount(n), pieces: 5)
    parameters = arena.take(n)
    step = arena.take(n)
    factor = arena.take(packedCount(n))
    inverse = arena.take(packedCount(n))
    scratch = arena.take(n)
    super.init(model)
  }

  override func setStart(_ start: GeneralisedModel.Start) { self.start = start }

  override func fit() -> FitOutcome {
    rows.fill()
    evaluations = 0
    usedExpectedInformation = false
    if let outcome = outcomeOfResponses() { return outcome }
    laplace.resetModes()
    setParameters()
    var status = minimise(withRandomEffect: hasRandomEffect && start != nil)
    if status == .found, hasRandomEffect, start == nil {
      // The coefficients without random effects are near those with them.
      parameters[p] = 1
      status = minimise(withRandomEffect: true)
    }
    return finish(status)
  }

  // MARK: - What stands where

  private var p: Int { coefficientCount }

  private func outcomeOfResponses() -> FitOutcome? {
    var successes = 0.0
    var trials = 0.0
    for row in 0..<rows.paddedCount {
      successes += rows.response[row]
      trials += rows.trials[row]
    }
    if trials <= 0 { return .degenerate }
    if successes == 0 { return .allZero }
    return isBinomial && successes == trials ? .allOne : nil
  }

  private func setParameters() {
    for index in 0...p { parameters[index] = 0 }
    guard let start else { return }
    for index in 0..<p { parameters[places[index]] = start.coefficients[index] }
    if hasRandomEffect { parameters[p] = max(start.covariances[0].squareRoot(), 0.1) }
  }

  // MARK: - Optimisation

  private enum Status {
    case found
    /// With σ = 0.
    case boundary
    case failed
  }

  private static let evaluationLimit = 100

  /// Newton's method from the parameters in hand; without random effect at σ = 0.
  ///
  /// Steps that do not lower the deviance are halved; a Hessian that is not positive definite gets a
  /// multiple of its diagonal added.
  private func minimise(withRandomEffect: Bool) -> Status {
    if !withRandomEffect { parameters[p] = 0 }
    let n = withRandomEffect ? p + 1 : p
    var best = Double.infinity
    var halvings = 0
    var triedBoundary = false
    for index in 0...p { step[index] = 0 }
    while evaluations < Self.evaluationLimit {
      evaluations += 1
      let isValid = laplace.evaluate(parameters, tolerance: settings.modes)
      let slack = 1e-9 * max(1, abs(best))
      guard isValid, laplace.value <= best + slack else {
        halvings += 1
        guard halvings < 30 else { return .failed }
        retreat(n)
        continue
      }
      halvings = 0
      best = laplace.value
      guard let decrement = newtonStep(n) else { return .failed }
      if decrement < settings.decrement && isPositiveDefinite {
        advance(n, 1)
        value = best - 0.5 * decrement
        if settings.evaluatesOptimum {
          _ = laplace.evaluate(parameters, tolerance: settings.modes)
          value = laplace.value
        }
        return .found
      }
      let sigma = parameters[p]
      if withRandomEffect, !triedBoundary, step[p] < -0.85 * sigma {
        triedBoundary = true
        switch boundary(sigma) {
        case .some(let status): return status
        case nil:
          best = .infinity
          for index in 0...p { step[index] = 0 }
          continue
        }
      }
      advance(n, largestShare(withRandomEffect))
    }
    return .failed
  }

  /// Half the deviance at the optimum, without what depends on the responses alone.
  private var value = 0.0
  private var isPositiveDefinite = true

  /// How much of a step is taken: no more than what takes σ down to a fifth.
  private func largestShare(_ withRandomEffect: Bool) -> Double {
    guard withRandomEffect, step[p] < 0 else { return 1 }
    return min(1, 0.8 * parameters[p] / -step[p])
  }

  private func advance(_ n: Int, _ share: Double) {
    for index in 0..<n {
      step[index] *= share
      parameters[index] += step[index]
    }
    laplace.moveModes(along: step)
  }

  /// Takes back half of the last step.
  private func retreat(_ n: Int) {
    for index in 0..<n {
      step[index] *= 0.5
      parameters[index] -= step[index]
    }
    // Modes that went astray with a long step are of no use for a shorter one.
    laplace.resetModes()
  }

  /// Writes -H⁻¹g to `step` and returns the Newton decrement in units of the deviance.
  private func newtonStep(_ n: Int) -> Double? {
    isPositiveDefinite = true
    var ridge = 0.0
    while true {
      for index in 0..<packedCount(n) { factor[index] = laplace.hessian[index] }
      for index in 0..<n {
        let diagonal = packedIndex(index, index)
        factor[diagonal] += ridge * max(abs(laplace.hessian[diagonal]), 1e-8)
      }
      if choleskyPacked(factor, n) { break }
      isPositiveDefinite = false
      ridge = ridge == 0 ? 1e-3 : 10 * ridge
      if ridge > 1e8 { return nil }
    }
    for index in 0..<n { step[index] = -laplace.gradient[index] }
    solveLower(factor, n, step)
    var decrement = 0.0
    for index in 0..<n { decrement += step[index] * step[index] }
    solveLowerTransposed(factor, n, step)
    return decrement.isFinite ? decrement : nil
  }

  /// Looks for the optimum at σ = 0, and returns nil, with σ set to go on, if that is none.
  ///
  /// In σ the deviance is even: at 0 its second derivative is twice the first one in σ².
  private func boundary(_ sigma: Double) -> Status? {
    for index in 0..<p { scratch[index] = parameters[index] }
    let status = minimise(withRandomEffect: false)
    if status == .found, laplace.hessian[packedIndex(p, p)] >= 0 { return .boundary }
    for index in 0..<p { parameters[index] = scratch[index] }
    parameters[p] = 0.5 * sigma
    laplace.resetModes()
    return nil
  }

  // MARK: - Results

  private func finish(_ status: Status) -> FitOutcome {
    switch status {
    case .failed: return failure()
    case .found, .boundary: break
    }
    let n = status == .found && hasRandomEffect ? p + 1 : p
    if n == p { parameters[p] = 0 }
    writeCovariance(n)
    for index in 0..<p { coefficients[index] = parameters[places[index]] }
    if hasRandomEffect { covariances[0] = parameters[p] * parameters[p] }
    deviance = 2 * value + constant
    if parameters[p] > Self.largestDeviation { return .diverging }
    if !hasBoundedErrors { return .separated }
    return n == p && hasRandomEffect ? .singular : .converged
  }

  /// Why no optimum was found: with these families a coefficient grows without bound if and only if a
  /// combination of columns separates the responses, or shows where none occur.
  private func failure() -> FitOutcome {
    if parameters[p] > Self.largestDeviation { return .diverging }
    var largest = 0.0
    for index in 0..<p { largest = max(largest, abs(parameters[index]) * scale(ofPlace: index)) }
    return largest > Self.largestCoefficient ? .separated : .notConverged
  }

  /// Changes of the linear predictor, by a standard deviation of a column or of the random effects,
  /// beyond which probabilities are 0 or 1.
  private static let largestCoefficient = 15.0
  private static let largestDeviation = 30.0

  private func writeCovariance(_ n: Int) {
    for index in 0..<packedCount(n) { factor[index] = laplace.hessian[index] }
    var order = n
    if !choleskyPacked(factor, n) {
      usedExpectedInformation = true
      order = p
      laplace.writeExpectedInformation(at: parameters, to: factor)
      guard choleskyPacked(factor, p) else {
        for index in 0..<packedCount(p) { covariance[index] = .infinity }
        return
      }
    }
    invertFromCholesky(factor, order, into: inverse)
    for i in 0..<p {
      for j in 0...i { covariance[packedIndex(i, j)] = inverse[packedIndex(places[i], places[j])] }
    }
  }

  private var hasBoundedErrors: Bool {
    for index in 0..<p {
      let error = covariance[packedIndex(index, index)].squareRoot()
      guard error * scale(ofPlace: places[index]) < Self.largestError else { return false }
    }
    return true
  }

  /// The root mean square of a column.
  private func scale(ofPlace place: Int) -> Double {
    let isConstant = place < rows.constant.count
    let values =
      isConstant ? rows.constant[place].values : rows.varying[place - rows.constant.count].values
    let count = isConstant ? rows.clusterCount : rows.paddedCount
    return (dot(values, values, count) / Double(max(count, 1))).squareRoot()
  }

  /// What of -2 log likelihood depends on the responses alone.
  private var constant: Double {
    var sum = 0.0
    for cluster in 0..<rows.clusterCount {
      let times = rows.multiplicity[cluster]
      for row in rows.starts[cluster]..<rows.starts[cluster + 1] where rows.trials[row] > 0 {
        sum += times * constant(ofRow: row)
      }
    }
    return 2 * sum
  }

  private func constant(ofRow row: Int) -> Double {
    let y = rows.response[row]
    guard isBinomial else { return y > 1 ? logFactorial(y) : 0 }
    let trials = rows.trials[row]
    return trials > 1 ? -(logFactorial(trials) - logFactorial(y) - logFactorial(trials - y)) : 0
  }
}

extension Family {
  /// The passes over rows for families whose weight is the derivative of their mean.
  var canonicalRows: row_family? {
    switch (distribution, link) {
    case (.binomial, .logit): ROW_LOGIT
    case (.poisson, .log): ROW_POISSON
    default: nil
    }
  }
}

/// log x!, from a table where that has it.
private func logFactorial(_ x: Double) -> Double {
  x >= 0 && x < Double(logFactorials.count) && x == x.rounded(.down)
    ? logFactorials[Int(x)] : lgamma(x + 1)
}

private let logFactorials: [Double] = (0..<512).map { lgamma(Double($0) + 1) }
