/// Rules of validity of correlations between predictors.
public enum CorrelationRules {
  /// What is wrong with the correlations of a study's predictors.
  ///
  /// - Parameter redraws: whether predictors are drawn anew for each replicate unless they say.
  public static func problems(
    _ correlations: [PredictorCorrelation], _ predictors: [Predictor], levels: [Level],
    redraws: Bool
  ) -> [StudyProblem] {
    var problems: [StudyProblem] = []
    var seen: [PredictorCorrelation] = []
    for pair in correlations {
      let path = ["correlations", pair.first, pair.second]
      if let fact = fact(pair, seen, predictors, levels: levels, redraws: redraws) {
        problems.append(StudyProblem(path, fact))
      }
      seen.append(pair)
    }
    guard problems.isEmpty else { return problems }
    for level in Set(correlations.map(\.level)).sorted() {
      let matrix = correlations.matrix(atLevel: level, among: predictors).values
      guard !CovarianceRules.isPositiveSemiDefinite(matrix) else { continue }
      // The last pair of the level stands where the reader of the file has seen all others.
      let last = correlations.last { $0.level == level }!
      problems.append(
        StudyProblem(
          ["correlations", last.first, last.second],
          .correlationsCannotBe(level: levels[level].name)))
    }
    return problems
  }

  private static func fact(
    _ pair: PredictorCorrelation, _ before: [PredictorCorrelation], _ predictors: [Predictor],
    levels: [Level], redraws: Bool
  ) -> StudyFact? {
    if pair.first == pair.second { return .correlationWithItself(predictor: pair.first) }
    let both = [pair.first, pair.second].compactMap { name in
      predictors.first { $0.name == name }
    }
    for predictor in both {
      if predictor.scoreLevels.isEmpty { return .correlationOfOther(predictor: predictor.name) }
      if !predictor.scoreLevels.contains(pair.level) {
        return .notAtLevel(predictor: predictor.name, level: levels[pair.level].name)
      }
      if case .distribution(let distribution) = predictor.source, !distribution.hasQuantiles {
        return .correlationOfDiscreteMixture(predictor: predictor.name)
      }
    }
    if both.count == 2, both[0].redraws ?? redraws != both[1].redraws ?? redraws {
      return .redrawsDiffer(first: pair.first, second: pair.second)
    }
    if !(abs(pair.value) <= 1) { return .correlationOutside(pair.value) }
    let isKnown = before.contains {
      $0.level == pair.level && Set([$0.first, $0.second]) == Set([pair.first, pair.second])
    }
    return isKnown
      ? .correlationTwice(
        first: pair.first, second: pair.second, level: levels[pair.level].name) : nil
  }
}

extension [PredictorCorrelation] {
  /// The correlation matrix of the normal scores of those predictors that correlate with others at a
  /// level, in the order of the predictors, with their names.
  public func matrix(
    atLevel level: Int, among predictors: [Predictor]
  ) -> (names: [String], values: [[Double]]) {
    let pairs = filter { $0.level == level }
    let mentioned = Set(pairs.flatMap { [$0.first, $0.second] })
    let names = predictors.map(\.name).filter(mentioned.contains)
    let values = names.map { row in
      names.map { column -> Double in
        if row == column { return 1 }
        let pair = pairs.first { Set([$0.first, $0.second]) == Set([row, column]) }
        return pair?.value ?? 0
      }
    }
    return (names, values)
  }
}

extension [PredictorCorrelation] {
  /// The predictors that correlate with one at a level, directly or through others, with the matrix
  /// of their correlations; none if it correlates with no other.
  public func component(
    of name: String, atLevel level: Int, among predictors: [Predictor]
  ) -> (names: [String], values: [[Double]]) {
    let pairs = filter { $0.level == level }
    var members: Set = [name]
    while let pair = pairs.first(where: {
      members.contains($0.first) != members.contains($0.second)
    }) { members.formUnion([pair.first, pair.second]) }
    guard members.count > 1 else { return ([], []) }
    return pairs.filter { members.contains($0.first) }.matrix(atLevel: level, among: predictors)
  }
}

extension Distribution {
  /// Whether a normal score can be turned into a value: not for mixtures with whole numbers or lists.
  public var hasQuantiles: Bool {
    guard case .mixture(let parts) = self else { return true }
    return parts.allSatisfy(\.distribution.isContinuous)
  }

  private var isContinuous: Bool {
    switch self {
    case .normal, .lognormal, .gamma, .t, .uniform, .exponential: sd.map { $0 > 0 } ?? true
    case .mixture(let parts): parts.allSatisfy(\.distribution.isContinuous)
    case .integers, .poisson, .negativeBinomial, .binary, .discrete, .anyOf: false
    }
  }
}
