internal import Numerics

/// Minimises the profiled criterion over the covariance parameters.
///
/// Newton steps are taken in D, where the criterion is closest to a quadratic; where such a step
/// would leave the positive semi-definite matrices, in the Cholesky factor of D. Variances of single
/// random effects have the bound 0. The answer satisfies the conditions of a minimum on the boundary.
struct CovarianceOptimizer {
  /// When to stop.
  struct Settings: Sendable {
    /// Stop when the predicted decrease of the criterion (deviance units) is below this.
    var tolerance: Double
    var maximumIterations = 60
    /// Below this predicted decrease stop as well where the rate of convergence says that the one after
    /// the step in hand would be below the tolerance.
    var foreseeing = 1e-4
    /// Whether one fit counts and time does not: a search for lower minima on the boundary.
    var isThorough = false
    /// How deep the last evaluation goes, at the answer.
    var finalDepth = EvaluationDepth.criterion

    /// For simulated data: far below the error of simulation.
    static let simulation = Settings(tolerance: 1e-9)
    /// For one data set.
    static let precise = Settings(tolerance: 1e-13, foreseeing: 1e-9, isThorough: true)
  }

  /// How a minimisation ended.
  enum Status {
    case interior
    case boundary
    /// No minimum found within the iterations.
    case exhausted
    /// The criterion could not be evaluated at the start.
    case invalid
  }

  private let layout: CovarianceLayout
  private let arena: Arena
  /// The parameters: the start, then the answer.
  let psi: UnsafeMutablePointer<Double>
  private let trial: UnsafeMutablePointer<Double>
  private let step: UnsafeMutablePointer<Double>
  private let lowest: UnsafeMutablePointer<Double>
  private let ridged: UnsafeMutablePointer<Double>
  private let factorOfTrial: UnsafeMutablePointer<Double>
  private let solver: BoundedQuadratic
  private let factorStep: FactorStep
  private let boundary: SingularBoundary
  /// Evaluations of the criterion in the last minimisation.
  private(set) var evaluations = 0
  /// How deep the kernel's last evaluation went.
  private var lastDepth = EvaluationDepth.criterion
  /// Whether the step in hand is Newton's with the observed second derivatives and no bound reached.
  private var isPlainNewton = false
  /// Whether the step in hand was taken in the Cholesky factor.
  private var isFactorStep = false
  /// How often the present minimisation may still be moved onto or off the boundary.
  private var boundaryMovesLeft = 0

  private var n: Int { layout.parameterCount }

  /// The first step goes by the expected information (Fisher scoring): with balanced data it is all
  /// but exact from anywhere. The second derivatives then finish quadratically.
  private static let scoringSteps = 1

  init(layout: CovarianceLayout) {
    self.layout = layout
    let n = layout.parameterCount
    arena = Arena(
      doubles: 5 * n + packedCount(n) + BoundedQuadratic.doubles(n) + FactorStep.doubles(n)
        + SingularBoundary.doubles(layout),
      pieces: 9 + FactorStep.pieces + SingularBoundary.pieces)
    psi = arena.take(n)
    trial = arena.take(n)
    step = arena.take(n)
    lowest = arena.take(n)
    ridged = arena.take(packedCount(n))
    factorOfTrial = arena.take(n)
    solver = BoundedQuadratic(capacity: n, arena: arena)
    factorStep = FactorStep(layout: layout, arena: arena)
    boundary = SingularBoundary(layout: layout, arena: arena)
  }

  /// Minimises from the parameters in `psi`, which receive the answer.
  mutating func minimise<Kernel: LinearKernel>(
    _ kernel: inout Kernel, settings: Settings
  ) -> Status {
    evaluations = 0
    var status = descend(&kernel, settings: settings)
    guard settings.isThorough && (status == .interior || status == .boundary) else { return status }
    for parameter in weakVariances(kernel.evaluation) {
      let found = Array(UnsafeBufferPointer(start: psi, count: n))
      let criterion = kernel.evaluation.criterion
      clear(parameter, in: psi)
      let other = descend(&kernel, settings: settings)
      if other != .invalid && kernel.evaluation.criterion < criterion - 1e-9 {
        status = other
      } else {
        for i in 0..<n { psi[i] = found[i] }
        evaluate(&kernel, psi, .derivatives)
      }
    }
    return status
  }

  @inline(__always)
  mutating func evaluate<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ psi: UnsafePointer<Double>, _ depth: EvaluationDepth
  ) {
    kernel.evaluate(psi, depth)
    lastDepth = depth
  }

  /// Evaluates once more at `psi`, the kernel's last parameters, if that went less deep.
  mutating func deepen<Kernel: LinearKernel>(_ kernel: inout Kernel, to depth: EvaluationDepth) {
    if lastDepth < depth { evaluate(&kernel, psi, depth) }
  }

  /// Goes down from `psi` to a minimum.
  private mutating func descend<Kernel: LinearKernel>(
    _ kernel: inout Kernel, settings: Settings
  ) -> Status {
    boundaryMovesLeft = 6
    evaluate(&kernel, psi, .derivatives)
    evaluations += 1
    guard kernel.evaluation.isValid else { return .invalid }
    var previous = Double.infinity
    var previousByAverage = Double.infinity
    for _ in 0..<settings.maximumIterations {
      guard let decrease = propose(kernel.evaluation) else { return .exhausted }
      // Newton's decrease goes down quadratically: what the step after this one would bring is known
      // from the last two.
      let rate = decrease / (previous * previous)
      let next = isPlainNewton && previous.isFinite ? rate * decrease * decrease : .infinity
      // By the average information it goes down by nearly the same factor again.
      let isSteady =
        !kernel.evaluation.hasObserved && !isFactorStep && previousByAverage.isFinite
        && 10 * decrease * (decrease / previousByAverage) < settings.tolerance
      previous = isPlainNewton ? decrease : .infinity
      previousByAverage = isFactorStep ? .infinity : decrease
      // Steps in the factor converge less surely, so that more is asked of them.
      let tolerance = isFactorStep ? 1e-3 * settings.tolerance : settings.tolerance
      if decrease < max(tolerance, 1e-14)
        || (decrease < settings.foreseeing && (1000 * next < settings.tolerance || isSteady))
      {
        if moveAtBoundary(kernel.evaluation, settings) {
          if !advance(&kernel) { return status }
          continue
        }
        if decrease > 1e-4 * settings.tolerance { takeLastStep(&kernel, settings.finalDepth) }
        if moveToLowerBoundary(&kernel) { continue }
        return status
      }
      if !advance(&kernel) {
        // A pivot that has all but vanished may be in the way.
        if moveAtBoundary(kernel.evaluation, settings), advance(&kernel) { continue }
        // Rounding hides any further decrease.
        let noise = 1e-11 * kernel.evaluation.criterion.magnitude
        return decrease < max(noise, 1e-7) ? status : .exhausted
      }
    }
    return .exhausted
  }

  /// Writes the next parameters to `trial`; returns the predicted decrease.
  private mutating func propose(_ evaluation: Evaluation) -> Double? {
    for block in layout.blocks {
      for index in 0..<block.parameterCount {
        lowest[block.firstParameter + index] =
          block.order == 1 ? -psi[block.firstParameter] : -.infinity
      }
    }
    for index in layout.residualParameters { lowest[index] = -.infinity }
    isFactorStep = false
    if let decrease = newtonStep(evaluation), trialIsInside() { return decrease }
    isPlainNewton = false
    isFactorStep = true
    return factorStep.propose(from: psi, evaluation, to: trial)
  }

  /// A bounded Newton step in D, by the first of the curvatures that is positive definite.
  private mutating func newtonStep(_ evaluation: Evaluation) -> Double? {
    var decrease: Double?
    if evaluations > Self.scoringSteps && evaluation.hasObserved {
      decrease = solver.solve(
        n, gradient: evaluation.gradient, curvature: evaluation.observed, lowest: lowest, step: step
      )
    }
    isPlainNewton = decrease != nil
    if decrease == nil {
      decrease = solver.solve(
        n, gradient: evaluation.gradient, curvature: evaluation.information, lowest: lowest,
        step: step)
    }
    var ridge = 1e-6
    while decrease == nil && ridge < 1e3 {
      for index in 0..<packedCount(n) { ridged[index] = evaluation.information[index] }
      for i in 0..<n { ridged[packedIndex(i, i)] *= 1 + ridge }
      decrease = solver.solve(
        n, gradient: evaluation.gradient, curvature: ridged, lowest: lowest, step: step)
      ridge *= 100
    }
    for i in 0..<n { trial[i] = psi[i] + step[i] }
    return decrease
  }

  /// Whether every covariance matrix of order two or more in `trial` is clearly positive definite.
  private func trialIsInside() -> Bool {
    for block in layout.blocks where block.order > 1 {
      let a = trial + block.firstParameter
      for i in 0..<block.parameterCount { factorOfTrial[i] = a[i] }
      guard choleskyPacked(factorOfTrial, block.order, tolerance: 1e-6) else { return false }
    }
    return true
  }

  /// Moves to `trial`, or as far towards it as lowers the criterion; false if nothing does.
  private mutating func advance<Kernel: LinearKernel>(_ kernel: inout Kernel) -> Bool {
    let before = kernel.evaluation.criterion
    let slack = 1e-12 * before.magnitude
    var fraction = 1.0
    for _ in 0..<25 {
      evaluate(&kernel, trial, .derivatives)
      evaluations += 1
      if kernel.evaluation.isValid && kernel.evaluation.criterion <= before + slack {
        for i in 0..<n { psi[i] = trial[i] }
        return true
      }
      fraction /= 2
      if isFactorStep {
        factorStep.apply(fraction: fraction, to: trial)
      } else {
        for i in 0..<n { trial[i] = 0.5 * (psi[i] + trial[i]) }
      }
    }
    evaluate(&kernel, psi, .derivatives)
    evaluations += 1
    return false
  }

  /// The step below the tolerance, evaluated as deep as the answer is wanted; undone if rounding makes
  /// it worse.
  private mutating func takeLastStep<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ depth: EvaluationDepth
  ) {
    let before = kernel.evaluation.criterion
    evaluate(&kernel, trial, depth)
    evaluations += 1
    if kernel.evaluation.isValid && kernel.evaluation.criterion <= before + 1e-12 * before.magnitude
    {
      for i in 0..<n { psi[i] = trial[i] }
    } else {
      evaluate(&kernel, psi, .criterion)
    }
  }

  /// At a stationary point: puts vanishing pivots to 0, or leaves a boundary that is no minimum.
  ///
  /// - Returns: whether `trial` holds parameters to go on from.
  private mutating func moveAtBoundary(_ evaluation: Evaluation, _ settings: Settings) -> Bool {
    guard !layout.isScalar && boundaryMovesLeft > 0 else { return false }
    boundaryMovesLeft -= 1
    let moves =
      boundary.snap(psi, evaluation, to: ridged)
      || boundary.release(psi, evaluation, to: ridged) > settings.tolerance
    if moves {
      isFactorStep = false
      for i in 0..<n { trial[i] = ridged[i] }
    }
    return moves
  }

  /// A variance of a random effect.
  private struct Variance {
    let block: CovarianceLayout.Block
    let effect: Int
    var parameter: Int { block.firstParameter + packedIndex(effect, effect) }
  }

  /// Variances below three of their standard errors, where the criterion may have a minimum inside
  /// and a lower one on the boundary.
  private func weakVariances(_ evaluation: Evaluation) -> [Variance] {
    layout.blocks.flatMap { block in (0..<block.order).map { Variance(block: block, effect: $0) } }
      .filter { isBelow(3, $0.parameter, evaluation) }
  }

  /// Whether a variance is positive but below this many of its standard errors.
  private func isBelow(_ count: Double, _ parameter: Int, _ evaluation: Evaluation) -> Bool {
    let information = evaluation.information[packedIndex(parameter, parameter)]
    return psi[parameter] > 0 && psi[parameter] * psi[parameter] * information < count * count
  }

  /// Sets a variance and its covariances to 0.
  private func clear(_ variance: Variance, in parameters: UnsafeMutablePointer<Double>) {
    for other in 0..<variance.block.order {
      parameters[variance.block.firstParameter + packedIndex(variance.effect, other)] = 0
    }
  }

  /// Goes to where a variance below its standard error is 0, the others as they are, if the criterion
  /// is lower there.
  ///
  /// - Returns: whether to go on minimising, from a point on the boundary.
  private mutating func moveToLowerBoundary<Kernel: LinearKernel>(_ kernel: inout Kernel) -> Bool {
    guard boundaryMovesLeft > 0 else { return false }
    let current = kernel.evaluation.criterion
    var hasTried = false
    for block in layout.blocks {
      for effect in 0..<block.order {
        let variance = Variance(block: block, effect: effect)
        guard isBelow(1, variance.parameter, kernel.evaluation) else { continue }
        for i in 0..<n { trial[i] = psi[i] }
        clear(variance, in: trial)
        evaluate(&kernel, trial, .criterion)
        evaluations += 1
        hasTried = true
        if kernel.evaluation.isValid && kernel.evaluation.criterion < current - 1e-9 {
          boundaryMovesLeft -= 1
          for i in 0..<n { psi[i] = trial[i] }
          evaluate(&kernel, psi, .derivatives)
          return true
        }
      }
    }
    if hasTried { evaluate(&kernel, psi, .criterion) }
    return false
  }

  /// Whether the parameters in `psi` are on the boundary.
  var status: Status { boundary.isSingular(psi) ? .boundary : .interior }
}
