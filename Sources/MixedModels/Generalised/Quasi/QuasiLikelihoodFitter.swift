internal import Numerics

/// Fits a generalised model by marginal or penalised quasi-likelihood of order 1 or 2, as MLwiN does by
/// IGLS.
///
/// The mean f(η) is expanded at η₀ = Xβ̂ (marginal) or Xβ̂ + Zû (penalised). What is left is a linear mixed
/// model for the working response y - f(η₀) + f'(η₀)(Xβ̂ [+ Zû]) whose residuals have the variance of the
/// distribution at f(η₀), with no scale of its own. One step of generalised least squares gives β, one of
/// Fisher scoring the covariances Ω, then come the residuals û, and the mean is expanded again. Order 2
/// subtracts the mean ½f''z'Sz of the quadratic term from the working response and adds its covariances
/// ½f''f''(z'Sz)² to those of the rows of a unit; S is Ω (marginal) or the comparative covariance of the
/// unit's residuals (penalised).
///
/// A variance that would be negative is 0, with its covariances, and correlations stay within ±1 (where
/// MLwiN lets them go beyond); both end in `.singular`. Cov(β̂) is (X'V⁻¹X)⁻¹.
/// Goldstein 1991 (Biometrika 78), Breslow & Clayton 1993 (JASA 88), Goldstein & Rasbash 1996 (JRSS A 159).
final class QuasiLikelihoodFitter: GeneralisedModelFitter {
  private let model: GeneralisedModel
  private let source: GeneralisedSource
  private let linearisation: GeneralisedModel.Linearisation
  private let order: Int
  private let tolerance: Double
  private let workspace = Workspace()
  private let rows: QuasiRows
  private let sums: QuasiSums
  private let state: QuasiState
  private let step: ScoringStep
  private let residuals: QuasiResiduals
  private let groupings: UnsafeMutablePointer<QuasiGrouping>
  private let groupingColumns: [[Int]]
  private let units: QuasiUnits?
  private let blocks: QuasiBlocks?
  private let row: UnsafeMutablePointer<Double>
  private let semidefinite: UnsafeMutablePointer<Double>
  private let startCoefficients: UnsafeMutablePointer<Double>
  private let startCovariances: UnsafeMutablePointer<Double>
  private var hasStart = false
  private var hasReadFixedColumns = false
  /// Whether the present data set has estimates of the marginal method of order 1, so that no predictor
  /// separates it.
  private var hasMarginalFit = false

  /// Whether the estimator is a quasi-likelihood and the family one of those that have them: a negative
  /// binomial of unknown size, categories, gamma and beta have none.
  static func serves(_ model: GeneralisedModel) -> Bool {
    guard case .quasi = model.estimator else { return false }
    return model.family.hasQuasiLikelihood
  }

  /// How a sequence of steps ended.
  private enum Ending {
    case converged
    case exhausted
    case broken
  }

  /// Makes a fitter for a model whose estimator is a quasi-likelihood.
  ///
  /// - Parameters:
  ///   - model: binomial with logit, probit or cloglog, Poisson, or negative binomial of known size.
  ///   - isPrecise: whether steps end at a relative change of 1e-9 in place of 1e-6.
  convenience init(_ model: GeneralisedModel, _ source: GeneralisedSource, isPrecise: Bool) {
    self.init(model, source, tolerance: isPrecise ? 1e-9 : 1e-6)
  }

  /// - Parameter tolerance: the relative change, and the estimated relative distance from the end, at
  ///   which steps end.
  init(_ model: GeneralisedModel, _ source: GeneralisedSource, tolerance: Double) {
    guard case .quasi(let linearisation, let order) = model.estimator, order == 1 || order == 2
    else {
      preconditionFailure("the estimator is no quasi-likelihood of order 1 or 2")
    }
    precondition(
      model.family.hasQuasiLikelihood,
      "quasi-likelihoods have no such distribution with such a link")
    self.model = model
    self.source = source
    self.linearisation = linearisation
    self.order = order
    self.tolerance = tolerance
    let nesting = source.nesting
    let p = model.fixed.count
    let layout = QuasiLayout(model.terms)
    let count = layout.groupings.count
    groupingColumns = layout.columns
    rows = QuasiRows(model, capacity: nesting.rowCapacity, workspace: workspace)
    sums = QuasiSums(p: p, parameters: layout.parameters, workspace: workspace)
    state = QuasiState(p: p, parameterCount: layout.parameters.count, workspace: workspace)
    step = ScoringStep(model, workspace: workspace)
    let widest = layout.columns.map(\.count).max() ?? 0
    residuals = QuasiResiduals(p: p, widest: widest, workspace: workspace)
    row = workspace.doubles(p + 1)
    semidefinite = workspace.doubles(packedCount(widest))
    startCoefficients = workspace.doubles(p)
    startCovariances = workspace.doubles(layout.parameters.count)
    groupings = .allocate(capacity: max(count, 1))
    for (index, grouping) in layout.groupings.enumerated() {
      let factor: CrossedFactor
      var level = -1
      switch grouping {
      case .level(let own):
        level = own
        factor = CrossedFactor(
          level: own, of: nesting, itemLevel: nesting.rowLevel, columns: layout.columns[index])
      case .factor(let own):
        factor = CrossedFactor(source.factors[own], columns: layout.columns[index])
      }
      (groupings + index).initialize(
        to: QuasiGrouping(
          order: layout.columns[index].count, factor: factor, level: level, p: p,
          rowCapacity: nesting.rowCapacity, isPenalised: linearisation == .penalised && order == 2,
          workspace: workspace))
    }
    let isSimple = count == 1 && groupings[0].level >= 0
    units =
      isSimple
      ? QuasiUnits(
        order: groupings[0].order, hasProducts: order == 2, sums: sums, workspace: workspace) : nil
    blocks =
      isSimple || count == 0
      ? nil
      : QuasiBlocks(
        groupings, count: count, nesting: nesting, hasProducts: order == 2, sums: sums)
    super.init(model)
    if let start = model.start { setStart(start) }
  }

  deinit { groupings.deallocate() }

  override func setStart(_ start: GeneralisedModel.Start) {
    for k in 0..<state.p { startCoefficients[k] = start.coefficients[k] }
    for k in 0..<state.parameterCount { startCovariances[k] = start.covariances[k] }
    hasStart = true
  }

  private var rowCount: Int { source.nesting.rowCount }
  private var groupingCount: Int { groupingColumns.count }

  override func fit() -> FitOutcome {
    evaluations = 0
    hasMarginalFit = false
    let n = rowCount
    guard n > state.p else { return .degenerate }
    read()
    if let outcome = rows.extreme(n) { return outcome }
    guard rows.hasFullRank(sums.cross, lengths: state.lengths, n) else { return .rankDeficient }
    guard start() else { return failure }
    settle()
    var ending = iterate(linearisation, order, share: 1)
    if ending != .converged && groupingCount > 0 { ending = approach() }
    guard ending == .converged else { return failure }
    publish()
    return isSingular ? .singular : .converged
  }

  private func read() {
    rows.read(source, model, everything: !hasReadFixedColumns)
    for index in 0..<groupingCount {
      let q = groupings[index].order
      for (a, column) in groupingColumns[index].enumerated()
      where !hasReadFixedColumns || !source.isUnchanging(column) {
        rows.read(column, of: source, to: groupings[index].z + a, stride: q)
      }
    }
    hasReadFixedColumns = true
  }

  /// Where the model says, or at a fit without random effects and standard deviations of 1.
  private func start() -> Bool {
    if hasStart && groupingCount > 0 {
      state.beta.update(from: startCoefficients, count: state.p)
      setCovariances(startCovariances)
      return true
    }
    state.beta.update(repeating: 0, count: state.p)
    rows.setStart(model.family, rowCount)
    for round in 0..<4 {
      if round > 0 { rows.setLinear(state.beta, rowCount) }
      rows.linearise(model.family, order: 1, rowCount)
      sums.reset()
      sums.addRows(rows, rowCount, row)
      guard state.solveCoefficients(sums) else { return false }
      state.beta.update(from: state.nextBeta, count: state.p)
    }
    for k in 0..<state.parameterCount { state.theta[k] = sums.parameters[k].isVariance ? 1 : 0 }
    setCovariances(state.theta)
    return true
  }

  private func setCovariances(_ theta: UnsafePointer<Double>) {
    for k in 0..<state.parameterCount { state.theta[k] = theta[k] }
    writeOmegas()
    for index in 0..<groupingCount { groupings[index].reset() }
  }

  private func writeOmegas() {
    for k in 0..<state.parameterCount {
      let parameter = sums.parameters[k]
      let grouping = groupings[parameter.grouping]
      grouping.omega[parameter.a * grouping.order + parameter.b] = state.theta[k]
      grouping.omega[parameter.b * grouping.order + parameter.a] = state.theta[k]
    }
  }

  /// Finds residuals at the start itself for counts in the penalised methods: a mean expanded far below
  /// large counts gives residuals far above them, and variances to match, from which there is no way back.
  private func settle() {
    guard linearisation == .penalised && model.family.link == .log else { return }
    for _ in 0..<Self.settlingSteps {
      expand(.penalised, 1)
      guard accumulate(1) else { return }
      state.nextBeta.update(from: state.beta, count: state.p)
      var largest = 0.0
      for index in 0..<groupingCount {
        largest = max(
          largest,
          residuals.updateModes(
            groupings[index], units: groupings[index].unitCount(source.nesting), state, share: 1,
            longest: 1))
      }
      if !(largest > 0.3) { return }
    }
  }

  private static let settlingSteps = 15

  // MARK: Steps

  /// By way of the simpler expansions, in short steps; for those that do not settle by themselves.
  private func approach() -> Ending {
    guard start() else { return .broken }
    guard iterate(.marginal, 1, share: 0.5) == .converged else { return .exhausted }
    hasMarginalFit = true
    if linearisation == .penalised && order == 2 {
      guard iterate(.penalised, 1, share: 0.5) == .converged else { return .exhausted }
    }
    return iterate(linearisation, order, share: 0.5)
  }

  private func iterate(
    _ linearisation: GeneralisedModel.Linearisation, _ order: Int, share: Double
  ) -> Ending {
    var share = share
    var last = Double.infinity
    var growth = 0
    for round in 0..<Self.limit {
      evaluations += 1
      expand(linearisation, order)
      guard accumulate(order), state.solveCoefficients(sums) else { return .broken }
      improveCovariances()
      let change = state.change()
      guard change.isFinite else { return .broken }
      // Steps that shrink by a ratio ρ leave ρ/(1 - ρ) times the last one.
      let ratio = min(change / last, 0.999)
      let rest = change * max(1, ratio / (1 - ratio))
      if rest < tolerance {
        finish(linearisation, order)
        return .converged
      }
      growth = change >= last ? growth + 1 : max(growth - 1, 0)
      if growth >= 3 && share > 0.1 {
        share *= 0.5
        growth = 0
      }
      last = change
      if round > 30 && isRunaway { return .broken }
      updateResiduals(linearisation, order, share: share)
      state.advance(by: share)
    }
    return .exhausted
  }

  private static let limit = 200

  /// Working responses at the present estimates.
  private func expand(_ linearisation: GeneralisedModel.Linearisation, _ order: Int) {
    let n = rowCount
    writeOmegas()
    rows.setLinear(state.beta, n)
    if order == 2 { rows.spread.update(repeating: 0, count: n) }
    for index in 0..<groupingCount {
      if linearisation == .penalised { groupings[index].addModes(to: rows.linear, n) }
      if order == 2 {
        if linearisation == .marginal { groupings[index].writeOmega(to: groupings[index].spreads) }
        groupings[index].addSpreads(to: rows.spread, n)
      }
    }
    rows.linearise(model.family, order: order, n)
  }

  private func accumulate(_ order: Int) -> Bool {
    sums.reset()
    if let units {
      return units.accumulate(rows, groupings[0], source.nesting, hasProducts: order == 2)
    }
    if let blocks { return blocks.accumulate(rows, hasProducts: order == 2) }
    sums.addRows(rows, rowCount, row)
    return true
  }

  /// The step of Fisher scoring, with residuals from the β of the same step.
  private func improveCovariances() {
    for k in 0..<state.parameterCount { state.gradient[k] = -sums.traces[k] }
    for index in 0..<groupingCount {
      residuals.addGradient(
        groupings[index], index: index, units: groupings[index].unitCount(source.nesting), state,
        sums)
    }
    step.take(
      from: state.theta, sums, gradient: state.gradient, to: state.nextTheta, errors: state.errors)
  }

  private func updateResiduals(
    _ linearisation: GeneralisedModel.Linearisation, _ order: Int, share: Double
  ) {
    guard linearisation == .penalised else { return }
    for index in 0..<groupingCount {
      let units = groupings[index].unitCount(source.nesting)
      residuals.updateModes(groupings[index], units: units, state, share: share)
      if groupings[index].spreadStride > 0 {
        residuals.updateSpreads(groupings[index], units: units, state, share: share)
      }
    }
  }

  /// Takes the last step.
  private func finish(_ linearisation: GeneralisedModel.Linearisation, _ order: Int) {
    updateResiduals(linearisation, order, share: 1)
    state.advance(by: 1)
    writeOmegas()
  }

  // MARK: Endings

  private func publish() {
    let p = state.p
    coefficients.update(from: state.beta, count: p)
    covariance.update(from: state.covariance, count: packedCount(p))
    covariances.update(from: state.theta, count: state.parameterCount)
  }

  /// Why there are no estimates.
  private var failure: FitOutcome {
    if !hasMarginalFit && rows.isSeparated(state.beta, model.family.link, rowCount) {
      return .separated
    }
    return isRunaway ? .diverging : .notConverged
  }

  /// Whether a coefficient, or a standard deviation, is beyond all reason on the scale of the link.
  private var isRunaway: Bool {
    for k in 0..<state.p where !(state.beta[k].magnitude * state.lengths[k] < 30) {
      // A large coefficient may be balanced by another; a predictor may not.
      rows.setLinear(state.beta, rowCount)
      for row in 0..<rowCount where !((rows.linear[row] + rows.offset[row]).magnitude < 30) {
        return true
      }
      break
    }
    for k in 0..<state.parameterCount where sums.parameters[k].isVariance {
      let parameter = sums.parameters[k]
      let grouping = groupings[parameter.grouping]
      var square = 0.0
      for row in 0..<rowCount {
        let z = grouping.z[row * grouping.order + parameter.a]
        square += z * z
      }
      if !(state.theta[k] * square < 1e3 * Double(rowCount)) { return true }
    }
    return false
  }

  /// Whether a variance is 0 or a correlation ±1.
  private var isSingular: Bool {
    for k in 0..<state.parameterCount
    where sums.parameters[k].isVariance && state.theta[k] == 0 {
      return true
    }
    for index in 0..<groupingCount where groupings[index].order > 1 {
      groupings[index].writeOmega(to: semidefinite)
      if !choleskyPacked(semidefinite, groupings[index].order, tolerance: singularPivot) {
        return true
      }
    }
    return false
  }
}
