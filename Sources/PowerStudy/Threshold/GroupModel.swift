/// A fitted model as the groups see it.
struct GroupModel {
  /// The linear predictor of a group without random effects, predictors at their mean.
  var intercept: Double
  /// Variances of the random intercepts of groups and of the units above them (0 without such).
  var groupVariance: Double
  var varianceAbove: Double
  /// Variance of answers within groups; of no use for yes/no answers.
  var residualVariance: Double
}
