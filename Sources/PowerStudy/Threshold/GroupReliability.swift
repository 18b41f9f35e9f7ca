internal import ModelFormula
internal import Numerics
internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How much of what differs between groups a figure of n answers shows, by the generating variances:
/// λ = σ²u/(σ²u + σ²e/n), of groups with members without number.
struct GroupReliability {
  /// Variance between groups, that of units above included, and within them; of yes/no answers on their
  /// own scale, by an integral over the random effects.
  let between: Double
  let within: Double

  init(study: Study, coefficients: [Double]) {
    let model = study.model
    let variance = model.randomTerms.reduce(0) { $0 + $1.covariance[0][0] }
    guard model.family.name == .binomial else {
      between = variance
      within = model.residualVariance
      return
    }
    let place = model.columns.fixed.firstIndex { $0.parts.isEmpty }
    let intercept = place.map { coefficients[$0] } ?? 0
    let sd = variance.squareRoot()
    let mean = normalAverage(mean: intercept, sd: sd, expit)
    let square = normalAverage(mean: intercept, sd: sd) { expit($0) * expit($0) }
    between = max(square - mean * mean, 0)
    within = mean - square
  }

  /// λ of figures of this many answers; the mean of answers to the reciprocal is what unequal groups want
  /// for the squared correlation of their raw figures.
  @inline(__always)
  func of(reciprocal: Double) -> Double {
    between > 0 ? between / (between + within * reciprocal) : 0
  }
}
