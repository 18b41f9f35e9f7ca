internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Fits any generalised linear (mixed) model by maximum likelihood: Laplace's approximation, adaptive
/// quadrature, or β with the conditional modes.
///
/// Any number of groupings, nested, crossed or with several units a row, with any effects; without
/// random terms the likelihood is exact. The weights in log |D| are those of the observed information,
/// as in glmmTMB and clmm.
final class LaplaceFitter: GeneralisedModelFitter {
  let model: GeneralisedModel
  let criterion: LaplaceCriterion
  var search: CriterionSearch
  private let workspace = Workspace()
  private let start: LaplaceStart
  /// Variances of β̂ where the fit began, by which a coefficient that runs away is known.
  private let referenceVariances: UnsafeMutablePointer<Double>
  private let packed: UnsafeMutablePointer<Double>
  private let inverted: UnsafeMutablePointer<Double>
  /// Whether β comes with the modes.
  private let isJoint: Bool

  init(_ model: GeneralisedModel, _ source: GeneralisedSource) {
    self.model = model
    let rows = ModelRows(model, source, workspace: workspace)
    let groupings = model.effectGroupings(source, rows)
    let system = EffectSystem(groupings, stride: rows.stride, workspace: workspace)
    let thetaCount = groupings.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + packedCount($1.order) } }
    let betaCount = model.fixed.count * model.family.predictorCount
    var points: Int?
    if case .quadrature(let count) = model.estimator, !model.terms.isEmpty {
      precondition(
        groupings.count == 1 && groupings[0].order == 1 && groupings[0].starts == nil,
        "quadrature is for one scalar random effect")
      points = count
    }
    isJoint =
      model.estimator == .conditionalModes
      || model.terms.isEmpty && model.family.parameterCount == 0
    criterion = LaplaceCriterion(
      rows: rows, system: system, thetaCount: thetaCount, betaCount: betaCount,
      psiCount: model.family.parameterCount, isJoint: isJoint, quadraturePoints: points,
      workspace: workspace)
    let capacity = thetaCount + betaCount + model.family.parameterCount
    search = CriterionSearch(capacity: capacity, workspace: workspace)
    start = LaplaceStart(criterion, workspace: workspace)
    referenceVariances = workspace.doubles(betaCount)
    packed = workspace.doubles(packedCount(max(betaCount, 1)))
    inverted = workspace.doubles(packedCount(max(betaCount, 1)))
    super.init(model)
    if let first = model.start { setStart(first) }
  }

  override func setStart(_ values: GeneralisedModel.Start) { start.set(values) }

  override func fit() -> FitOutcome {
    deviance = .nan
    usedExpectedInformation = false
    criterion.evaluations = 0
    criterion.rows.update()
    criterion.system.update(rowCount: criterion.rows.count)
    var outcome = criterion.rows.obstacle(packed)
    if outcome == nil { outcome = writeReferenceVariances() }
    let result = outcome ?? fitFromStarts()
    evaluations = criterion.evaluations
    return result
  }

  /// From the start given, then from others until one leads to a minimum.
  private func fitFromStarts() -> FitOutcome {
    var outcome = FitOutcome.notConverged
    for attempt in 0..<3 where criterion.evaluations < CriterionSearch.mostEvaluations {
      for index in 0..<search.capacity { search.isHeld[index] = false }
      criterion.isJoint = true
      criterion.hasLostInformation = false
      let began = start.write(to: search.parameters, attempt: attempt, isJoint: isJoint)
      criterion.isJoint = isJoint
      guard began, search.begin(criterion), writeFirstInverse() else {
        // The columns are independent, so it is the responses that left none.
        if criterion.hasLostInformation { outcome = runawayOutcome }
        continue
      }
      outcome = minimise()
      if outcome != .notConverged { return outcome }
    }
    return outcome
  }

  // MARK: Start

  /// The variances of β̂ at the start's β and no random effects; rank deficient without an inverse.
  private func writeReferenceVariances() -> FitOutcome? {
    start.writeNull(to: search.parameters)
    guard criterion.writeInformation(at: search.parameters) else { return .degenerate }
    let p = criterion.betaCount
    packed.update(from: criterion.buffers.information, count: packedCount(p))
    guard choleskyPacked(packed, p, tolerance: 1e-11) else { return .rankDeficient }
    invertFromCholesky(packed, p, into: inverted)
    for j in 0..<p { referenceVariances[j] = inverted[packedIndex(j, j)] }
    return nil
  }

  /// The Hessian at the start: for β its information given θ and ψ, for these differences.
  private func writeFirstInverse() -> Bool {
    let n = criterion.parameterCount
    let first = criterion.thetaCount
    let betaEnd = criterion.psiStart
    for index in 0..<packedCount(n) { search.hessian[index] = 0 }
    if !isJoint {
      criterion.writeInformation()
      for i in 0..<criterion.betaCount {
        for j in 0...i {
          search.hessian[packedIndex(first + i, first + j)] =
            2 * criterion.buffers.information[packedIndex(i, j)]
        }
      }
    }
    for k in 0..<n where k < first || k >= betaEnd {
      guard search.writeDifference(criterion, k, start.width(of: k), into: start.row) else {
        return false
      }
      for j in 0..<n { search.hessian[packedIndex(k, j)] = start.row[j] }
    }
    _ = search.invertHessian(n)
    return search.begin(criterion)
  }

  // MARK: Minimum

  private func minimise() -> FitOutcome {
    let n = criterion.parameterCount
    if n == 0 { return finish(isRegular: true) }
    for _ in 0..<4 {
      let found = search.descend(criterion, tolerance: 1e-10, limit: 200)
      if let outcome = runaway() { return outcome }
      guard found else { return .notConverged }
      holdVanishing()
      guard search.differentiate(criterion) else { return .notConverged }
      if release() { continue }
      let isRegular = search.invertHessian(n)
      guard search.begin(criterion) else { return .notConverged }
      let decrement = search.polish(criterion)
      // Not a minimum, or a step that changes the curvature: on from here.
      if decrement > 1e-6 { continue }
      return finish(isRegular: isRegular)
    }
    return .notConverged
  }

  /// Sets to 0, and holds there, diagonal elements of Λ that the search has brought next to it: in each
  /// of them the criterion is even.
  private func holdVanishing() {
    let n = criterion.parameterCount
    criterion.system.forEachDiagonal { index in
      guard !search.isHeld[index] else { return }
      let error = (2 * search.inverse[index * n + index]).squareRoot()
      let before = search.parameters[index]
      guard before.magnitude < 1e-3 * error else { return }
      search.parameters[index] = 0
      if criterion.value(search.parameters) <= search.value + 1e-7 {
        search.isHeld[index] = true
      } else {
        search.parameters[index] = before
      }
    }
    // Counts that vary less than a Poisson distribution's drive the size out of all bounds.
    if case .negativeBinomial(nil) = model.family.distribution,
      search.parameters[criterion.psiStart] > Self.largestLogSize
    {
      search.isHeld[criterion.psiStart] = true
    }
    _ = search.begin(criterion)
  }

  /// The logarithm of a size beyond which counts are as good as Poisson ones.
  private static let largestLogSize = 12.0

  /// Lets go the diagonal elements at 0 where the criterion falls on both sides, which its curvature
  /// there tells: twice its derivative in the covariance matrix.
  private func release() -> Bool {
    var isReleased = false
    criterion.system.forEachDiagonal { index in
      guard search.isHeld[index], search.hessian[packedIndex(index, index)] < -1e-6 else { return }
      search.isHeld[index] = false
      search.parameters[index] = 30 * start.width(of: index)
      isReleased = true
    }
    return isReleased && search.begin(criterion)
  }

  /// Whether a coefficient has lost all information on its way, or a standard deviation has no bound.
  private func runaway() -> FitOutcome? {
    let p = criterion.betaCount
    guard search.begin(criterion) else { return nil }
    criterion.writeInformation()
    packed.update(from: criterion.buffers.information, count: packedCount(p))
    var isRunaway = !choleskyPacked(packed, p, tolerance: 1e-14)
    if !isRunaway {
      invertFromCholesky(packed, p, into: inverted)
      for j in 0..<p {
        let variance = inverted[packedIndex(j, j)]
        let estimate = criterion.buffers.beta[j]
        if variance > 1e4 * referenceVariances[j] && estimate * estimate < 0.01 * variance {
          isRunaway = true
        }
      }
    }
    if isRunaway { return runawayOutcome }
    var isWide = false
    criterion.system.forEachDiagonal { index in
      if search.parameters[index].magnitude > 1e5 * start.width(of: index) { isWide = true }
    }
    return isWide ? .diverging : nil
  }

  private var runawayOutcome: FitOutcome {
    model.family.distribution.hasBounds ? .separated : .diverging
  }

  // MARK: Results

  private func finish(isRegular: Bool) -> FitOutcome {
    let p = criterion.betaCount
    let n = criterion.parameterCount
    deviance = search.value
    coefficients.update(from: criterion.buffers.beta, count: p)
    if n == 0, let outcome = runaway() { return outcome }
    criterion.writeInformation()
    packed.update(from: criterion.buffers.information, count: packedCount(p))
    guard choleskyPacked(packed, p, tolerance: 1e-14) else { return .rankDeficient }
    invertFromCholesky(packed, p, into: covariance)
    if !isJoint {
      usedExpectedInformation = !isRegular
      if isRegular {
        for i in 0..<p {
          for j in 0...i {
            covariance[packedIndex(i, j)] =
              2 * search.inverse[(criterion.thetaCount + i) * n + criterion.thetaCount + j]
          }
        }
      }
    }
    writeFamilyParameters(isRegular: isRegular)
    let isPoisson = criterion.psiCount > 0 && search.isHeld[criterion.psiStart]
    let isSingular = writeCovariances() || isPoisson
    if usedExpectedInformation { return .expectedInformation }
    return isSingular ? .singular : .converged
  }

  private func writeFamilyParameters(isRegular: Bool) {
    let n = criterion.parameterCount
    for index in 0..<criterion.psiCount {
      let value = criterion.buffers.psi[index]
      familyParameters[index] = model.family.hasDispersion ? exp(value) : value
      let place = criterion.psiStart + index
      familyErrors[index] =
        isRegular ? (2 * search.inverse[place * n + place]).squareRoot() : .nan
    }
  }

  /// ΛΛ' of the terms; whether one is singular.
  private func writeCovariances() -> Bool {
    var isSingular = false
    for grouping in criterion.system.groupings {
      for block in grouping.blocks {
        let first = block.firstParameter
        let target = covariances + first
        multiplyPackedFactor(search.parameters + first, block.order, target)
        for k in 0..<block.order {
          let pivot = search.parameters[first + packedIndex(k, k)]
          if pivot * pivot <= singularPivot * target[packedIndex(k, k)] { isSingular = true }
        }
      }
    }
    return isSingular
  }
}

extension Family.Distribution {
  /// Whether responses have a bound that linear predictors can reach only at infinity.
  var hasBounds: Bool {
    switch self {
    case .binomial, .ordinal, .nominal, .poisson, .negativeBinomial: true
    case .gamma, .beta: false
    }
  }
}
