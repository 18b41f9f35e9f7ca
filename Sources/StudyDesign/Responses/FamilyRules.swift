internal import ModelFormula

/// Rules of validity of families of responses.
public enum FamilyRules {
  /// The most points of adaptive quadrature.
  public static let mostPoints = 100

  /// What is wrong with the numbers of a family.
  public static func fact(_ family: ResponseFamily) -> StudyFact? {
    switch family.distribution {
    case .normal, .poisson, .nominal, .binomial: nil
    case .negativeBinomial(let value), .gamma(let value), .beta(let value):
      value > 0 ? nil : .dispersionNotAboveZero(family.name.dispersion ?? "", value)
    case .ordinal(let cuts):
      zip(cuts, cuts.dropFirst()).allSatisfy(<) ? nil : .cutsNotAscending
    }
  }

  /// Why responses of one family cannot be analysed as those of another: they have values that
  /// the other one has not.
  public static func fact(
    _ analysed: ResponseFamily.Name, of response: ResponseFamily
  ) -> StudyFact? {
    let canBe: [ResponseFamily.Name] =
      switch response.name {
      case .normal: [.normal]
      case .binomial: [.normal, .binomial, .poisson, .negativeBinomial]
      case .poisson, .negativeBinomial: [.normal, .poisson, .negativeBinomial]
      case .ordinal: [.normal, .ordinal]
      case .nominal: [.nominal]
      case .gamma: [.normal, .gamma]
      case .beta: [.normal, .beta]
      }
    return canBe.contains(analysed)
      ? nil : .familyOfOtherResponse(analysed, response: response.name)
  }

  /// Why an analysis cannot be fitted as it says.
  public static func estimatorFact(_ analysis: Analysis) -> StudyFact? {
    let estimator = analysis.estimator
    let name = analysis.family.name
    guard estimator.isOfNormal == analysis.family.isNormal else {
      return .estimatorOfOtherFamily(estimator, name)
    }
    if case .quadrature = estimator {
      let bars = analysis.columns.bars
      return bars.count == 1 && bars[0].columns.count == 1 && analysis.family.predictorCount == 1
        ? nil : .quadratureOfSeveral
    }
    let hasQuasi = [.binomial, .poisson, .negativeBinomial].contains(name)
    return estimator.isQuasi && !hasQuasi ? .quasiLikelihoodOfOther(name) : nil
  }

  /// What is wrong with a predictor as the number of trials.
  public static func trialsFact(_ predictor: Predictor, values: [Double]?) -> StudyFact? {
    let isWhole =
      switch predictor.source {
      case .distribution(let distribution): distribution.isWhole && distribution.lowest >= 0
      case .parts, .meanOf: false
      case .values(let values), .listed(let values), .assign(let values, _, _):
        values.allSatisfy(isCount)
      case .sequence(let dealt): dealt.rows.joined().allSatisfy(isCount)
      case .expression: true
      case .column: (values ?? []).allSatisfy(isCount)
      }
    let isChanged =
      predictor.centre != nil || predictor.isStandardised || predictor.reliability != nil
    return isWhole && !isChanged && predictor.kind == .numeric
      ? nil : .trialsNotWhole(predictor: predictor.name)
  }

  private static func isCount(_ value: Double) -> Bool { value >= 0 && value == value.rounded() }
}

extension ResponseFamily {
  /// Whether a random effect for each row can be told from the distribution of the responses.
  var allowsRowEffects: Bool {
    switch distribution {
    case .poisson: true
    case .binomial(let trials): trials != .number(1)
    case .normal, .negativeBinomial, .ordinal, .nominal, .gamma, .beta: false
    }
  }

  /// Whether the coefficients of a model of this family are those of another one: on the scale of the
  /// same link.
  public func hasScale(of other: ResponseFamily) -> Bool {
    link == other.link && isOrdinal == other.isOrdinal && predictorCount == other.predictorCount
      && (name == .nominal) == (other.name == .nominal)
  }
}
