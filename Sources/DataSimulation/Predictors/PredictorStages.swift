internal import ModelFormula
internal import Numerics
internal import StudyDesign

extension Study {
  /// Whether a predictor is the same in all replicates.
  func isDrawnOnce(_ predictor: Predictor) -> Bool {
    !(predictor.redraws ?? redrawsPredictors)
  }
}

/// What a predictor is made of besides a plain draw. Variables on the way have names with a space,
/// which no predictor has: `x drawn` before it is centred, `x at school` a normal score, `x measured`
/// and `x seen` what analyses see.
extension VariableBuilder {
  private func variable(_ name: String) -> Variable? { variables.first { $0.name == name } }

  /// A predictor's values before they are centred.
  func drawn(_ name: String) -> Variable { variable(name + " drawn") ?? variable(name)! }

  /// What analyses see of a predictor before it is centred.
  private func measured(_ name: String) -> Variable { variable(name + " measured") ?? drawn(name) }

  // Normal scores

  /// The normal scores of a predictor at one of its levels, if they correlate with others; made,
  /// together with those, when they are first asked for.
  mutating func scores(of predictor: Predictor, at level: Int) -> UnsafePointer<Double>? {
    let name = scoreName(predictor.name, level)
    if let known = variable(name) { return UnsafePointer(known.values) }
    let component = study.correlations.component(
      of: predictor.name, atLevel: level - 1, among: study.predictors)
    guard !component.names.isEmpty else { return nil }
    let buffers = component.names.map { _ in self.buffers.make(units.capacity(level)) }
    let scores = CorrelatedScores(buffers, correlations: component.values)
    for (index, member) in component.names.enumerated() {
      append(
        scoreName(member, level), level, .numeric, study.isDrawnOnce(predictor), buffers[index], [],
        .derived(index == 0 ? .scores(scores) : .drawnElsewhere))
    }
    return variable(name).map { UnsafePointer($0.values) }
  }

  private func scoreName(_ name: String, _ level: Int) -> String {
    "\(name) at \(study.levels[level - 1].name)"
  }

  /// The sum of a predictor's normal parts.
  mutating func sum(
    _ mean: Double, _ parts: [Predictor.SpreadPart], of predictor: Predictor
  ) -> SumOfParts {
    let home = predictor.level + 1
    return SumOfParts(
      mean: mean,
      parts: parts.map { part in
        let level = part.level + 1
        let scores = scores(of: predictor, at: level) ?? freeScores(of: predictor, at: level)
        return SumOfParts.Part(
          scores: scores, sd: part.sd, link: level == home ? nil : units.link(of: home, at: level))
      })
  }

  private mutating func freeScores(
    of predictor: Predictor, at level: Int
  ) -> UnsafePointer<Double> {
    let values = buffers.make(units.capacity(level))
    append(
      scoreName(predictor.name, level), level, .numeric, study.isDrawnOnce(predictor), values, [],
      .distribution(DistributionSampler(.normal(mean: 0, sd: 1))))
    return UnsafePointer(values)
  }

  // Means, centring, measurement

  /// Means of a variable over the units in those of a level.
  func means(of input: Variable, at level: Int) -> (rule: GroupMeans, isFixed: Bool) {
    let link = units.link(of: input.level, at: level)
    let means = GroupMeans(
      source: UnsafePointer(input.values), link: link,
      weights: buffers.make(units.capacity(level)))
    return (means, input.isFixed && link.isFixed)
  }

  /// Puts centred or standardised values in the place of those that were drawn last.
  mutating func rescale(_ predictor: Predictor) {
    guard predictor.isRescaled else { return }
    let source = variables[variables.count - 1]
    rename(variables.count - 1, predictor.name + " drawn")
    addRescaled(predictor, from: source, named: predictor.name)
  }

  private mutating func addRescaled(
    _ predictor: Predictor, from source: Variable, named name: String
  ) {
    var group: Rescaling.Group?
    var isFixed = source.isFixed
    if case .within(let level)? = predictor.centre {
      let means = means(of: source, at: level + 1)
      group = Rescaling.Group(
        means: means.rule, values: buffers.make(units.capacity(level + 1)),
        count: units.countPointer(level + 1))
      isFixed = means.isFixed
    }
    let rescaling = Rescaling(
      source: UnsafePointer(source.values), group: group, isCentred: predictor.centre != nil,
      isStandardised: predictor.isStandardised)
    append(
      name, source.level, .numeric, isFixed, buffers.make(units.capacity(source.level)), [],
      .derived(.rescaled(rescaling)))
  }

  /// What analyses see of a predictor, if that is not itself.
  mutating func addMeasurement(of predictor: Predictor) {
    guard study.predictorsWithError.contains(predictor.name) else { return }
    let truth = drawn(predictor.name)
    var isFixed = study.isDrawnOnce(predictor)
    let values = buffers.make(units.capacity(truth.level))
    let source: Variable.Source
    switch predictor.source {
    case .expression(let expression):
      let column = ExpressionColumn(
        expression, level: truth.level, variables: variables.map { seenInstead[$0.name] ?? $0 },
        units: units, buffers: buffers)
      isFixed = column.isFixed
      source = .expression(column)
    case .meanOf(let input):
      let means = means(of: measured(input), at: truth.level)
      isFixed = means.isFixed
      source = .derived(.groupMeans(means.rule))
    default:
      source = .derived(
        .measured(UnsafePointer(truth.values), errorSD: predictor.errorSD))
    }
    append(predictor.name + " measured", truth.level, .numeric, isFixed, values, [], source)
    if predictor.isRescaled {
      addRescaled(
        predictor, from: variables[variables.count - 1], named: predictor.name + " seen")
    }
    show(variables[variables.count - 1], as: predictor.name)
  }
}
