/// Rules of validity of distributions.
public enum DistributionRules {
  /// Means of counts beyond this are a slip of the pen.
  public static let largestCountMean = 1e9

  /// What is wrong with a distribution.
  ///
  /// - Parameter path: the keys that lead to its value: those of `{mean: 1, cv: 0.5}` of a gamma.
  public static func problems(_ distribution: Distribution, path: [String]) -> [StudyProblem] {
    func rule(_ key: String?, _ isKept: Bool, _ fact: StudyFact) -> [StudyProblem] {
      isKept ? [] : [StudyProblem(path + (key.map { [$0] } ?? []), fact)]
    }
    switch distribution {
    case .normal(_, let sd): return rule("sd", sd >= 0, .sdBelowZero(sd))
    case .lognormal(let mean, let cv), .gamma(let mean, let cv):
      return rule("mean", mean > 0, .meanNotAboveZero(mean)) + rule("cv", cv >= 0, .cvBelowZero(cv))
    case .t(let df, _, let sd):
      return rule("df", df > 2, .degreesWithoutVariance(df)) + rule("sd", sd >= 0, .sdBelowZero(sd))
    case .uniform(let low, let high):
      return rule(nil, low < high, .boundsOutOfOrder(low: low, high: high))
    case .integers(let low, let high):
      if let part = [low, high].first(where: { $0 != $0.rounded() }) {
        return rule(nil, false, .boundNotWhole(part))
      }
      return rule(nil, low < high, .boundsOutOfOrder(low: low, high: high))
    case .exponential(let mean): return rule(nil, mean > 0, .meanNotAboveZero(mean))
    case .poisson(let mean): return countMean(mean, path)
    case .negativeBinomial(let mean, let size):
      return countMean(mean, path + ["mean"])
        + rule("size", size > 0, .negativeBinomialSizeNotAboveZero(size))
    case .binary(let p):
      return rule(nil, isProbability(p), .probabilityOutsideUnitInterval(p))
    case .discrete(let values, let probabilities):
      let tooFew = rule(nil, values.count >= 2, .tooFewValues(count: values.count))
      return tooFew.isEmpty ? shares(probabilities, path: path) : tooFew
    case .anyOf(let values): return rule(nil, values.count >= 2, .tooFewValues(count: values.count))
    case .mixture(let parts):
      return shares(parts.map(\.weight), path: path)
        + parts.enumerated().flatMap { index, part in
          problems(part.distribution, path: path + ["\(index + 1)", part.distribution.key])
        }
    }
  }

  static func isProbability(_ value: Double) -> Bool { value >= 0 && value <= 1 }

  private static func countMean(_ mean: Double, _ path: [String]) -> [StudyProblem] {
    if !(mean > 0) { return [StudyProblem(path, .meanNotAboveZero(mean))] }
    let limit = largestCountMean
    return mean <= limit ? [] : [StudyProblem(path, .countMeanTooLarge(mean, limit: limit))]
  }

  private static func shares(_ probabilities: [Double], path: [String]) -> [StudyProblem] {
    if let wrong = probabilities.first(where: { !isProbability($0) }) {
      return [StudyProblem(path, .probabilityOutsideUnitInterval(wrong))]
    }
    let sum = probabilities.reduce(0, +)
    return abs(sum - 1) < 1e-9 ? [] : [StudyProblem(path, .probabilitiesDoNotSumToOne(sum: sum))]
  }
}

extension Distribution {
  /// The distribution's key in a design; a list that is resampled from a file is `column` there.
  public var key: String {
    switch self {
    case .normal: "normal"
    case .lognormal: "lognormal"
    case .gamma: "gamma"
    case .t: "t"
    case .uniform: "uniform"
    case .integers: "integers"
    case .exponential: "exponential"
    case .poisson: "poisson"
    case .negativeBinomial: "negative_binomial"
    case .binary: "binary"
    case .discrete: "categories"
    case .anyOf: "any_of"
    case .mixture: "mixture"
    }
  }
}
