internal import Numerics

/// The likelihood ratio test of two nested models: a difference of criteria.
public struct LikelihoodRatio: Sendable, Equatable {
  /// The criterion without what is tested, less that with it; at least 0, which rounding may miss.
  public var statistic: Double
  /// The number of coefficients tested.
  public var degreesOfFreedom: Int

  /// The test of fixed effects from the ML criteria (deviances) of both models.
  public init(criterion: Double, reducedCriterion: Double, degreesOfFreedom: Int) {
    statistic = max(reducedCriterion - criterion, 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Against the chi-square distribution.
  public var pValue: Double {
    ChiSquare(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(statistic)
  }
}

/// The likelihood ratio test of some of the fixed effects; both models are fitted by ML.
///
/// - Parameter tested: columns of X that the smaller model lacks; not all of them.
/// - Throws: `LinearModelError` where one of the models cannot be fitted.
/// - Returns: nil if one of the fits does not converge.
public func likelihoodRatioTest(
  _ data: LinearModelData, of tested: [Int]
) throws(LinearModelError) -> LikelihoodRatio? {
  var reduced = data
  reduced.fixed = data.fixed.indices.filter { !tested.contains($0) }.map { data.fixed[$0] }
  let full = try fitLinearModel(data, estimator: .ml)
  let smaller = try fitLinearModel(reduced, estimator: .ml)
  guard full.outcome.hasEstimates, smaller.outcome.hasEstimates else { return nil }
  return LikelihoodRatio(
    criterion: full.criterion, reducedCriterion: smaller.criterion,
    degreesOfFreedom: tested.count)
}
