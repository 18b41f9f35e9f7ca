public import ModelFormula

extension Predictor {
  /// The predictors and levels from which the values are computed.
  public var inputNames: [String] {
    switch source {
    case .expression(let expression): expression.names
    case .meanOf(let name): [name]
    case .distribution, .parts, .values, .assign, .sequence, .listed, .column: []
    }
  }

  /// The predictor within whose values an allocation is balanced.
  var strataName: String? {
    switch source {
    case .assign(_, _, .strata(let name, _)): name
    case .sequence(let dealt):
      if case .strata(let name, _) = dealt.balance { name } else { nil }
    default: nil
    }
  }

  /// Whether it is a mean of another predictor.
  var isMean: Bool {
    if case .meanOf = source { true } else { false }
  }

  /// Whether it is a sum of parts at several levels.
  var hasParts: Bool {
    if case .parts = source { true } else { false }
  }

  /// Whether the values are centred or standardised.
  public var isRescaled: Bool { centre != nil || isStandardised }

  /// The standard deviation of the values as they are drawn, before they are centred; nil where it
  /// is not known beforehand.
  public var drawnSD: Double? {
    switch source {
    case .distribution(let distribution): distribution.sd
    case .parts(_, let parts): parts.reduce(0) { $0 + $1.sd * $1.sd }.squareRoot()
    case .values(let values), .listed(let values): Distribution.anyOf(values).sd
    case .assign(let values, let shares, _):
      Distribution.discrete(
        values: values, probabilities: shares.map { $0 / shares.reduce(0, +) }
      ).sd
    case .sequence, .meanOf, .expression, .column: nil
    }
  }

  /// The mean of the values as they are drawn; nil where it is not known beforehand.
  public var drawnMean: Double? {
    switch source {
    case .distribution(let distribution): distribution.mean
    case .parts(let mean, _): mean
    case .values(let values), .listed(let values): Distribution.anyOf(values).mean
    case .assign(let values, let shares, _):
      Distribution.discrete(
        values: values, probabilities: shares.map { $0 / shares.reduce(0, +) }
      ).mean
    case .sequence, .meanOf, .expression, .column: nil
    }
  }

  /// The standard deviation of the errors with which the values are measured; 0 without error.
  public var errorSD: Double {
    guard let reliability, let sd = drawnSD else { return 0 }
    return sd * ((1 - reliability) / reliability).squareRoot()
  }

  /// The levels at which normal scores are drawn for it: those at which it can correlate with others.
  public var scoreLevels: [Int] {
    switch source {
    case .distribution: [level]
    case .parts(_, let parts): parts.map(\.level)
    case .meanOf, .values, .assign, .sequence, .listed, .expression, .column: []
    }
  }
}

extension Study {
  /// The predictors that analyses see with error: those with a reliability below 1, and those computed
  /// from such.
  public var predictorsWithError: Set<String> {
    predictors.reduce(into: []) { found, predictor in
      if predictor.errorSD > 0 || predictor.inputNames.contains(where: found.contains) {
        found.insert(predictor.name)
      }
    }
  }

  /// For each coefficient of the generating model whether analyses see its column with error: then
  /// estimates do not simply move with it.
  public var coefficientsWithError: [Bool] {
    let names = predictorsWithError
    return model.columns.fixed.map { $0.variableNames.contains(where: names.contains) }
  }

  /// Whether a test is about a coefficient that an analysis sees with error.
  public func isWithError(_ test: StudyTest) -> Bool {
    let withError = coefficientsWithError
    return test.coefficients.contains { index in
      analyses[test.analysis].generatingCoefficient[index].map { withError[$0] } ?? false
    }
  }
}

extension ColumnRecipe {
  /// The variables that the column is made of.
  public var variableNames: [String] {
    parts.flatMap { part in
      switch part {
      case .numeric(let expression): expression.names
      case .indicator(let variable, _): variable.names
      }
    }
  }
}
