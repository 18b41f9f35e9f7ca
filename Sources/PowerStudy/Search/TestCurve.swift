#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics
internal import StudyDesign

/// The power of a test by the standard error method as a function of the squared standard error and the
/// critical value.
///
/// Of a joint test the inverse of the noncentrality b'C⁻¹b stands in the place of the squared standard
/// error, so that the effect is 1.
struct TestCurve {
  let test: StudyTest
  /// The distance of the truth from the null value; from 0 for equivalence.
  let effect: Double
  /// Coefficients tested at once; 0 for a single figure.
  private let coefficients: Int

  /// Nil where the standard error method does not serve a test of a study.
  init?(study: Study, test index: Int) {
    let test = study.tests[index]
    self.test = test
    guard study.model.prior == nil, !study.isWithError(test),
      !study.families.contains(where: { $0.members.contains(index) })
    else { return nil }
    switch test.hypothesis {
    case .precision, .variance, .any, .all: return nil
    case .joint(let indices):
      let truths = indices.compactMap { study.truth(ofCoefficient: $0, of: test.analysis) }
      guard test.method != .lrt, test.alpha <= 0.25, truths.count == indices.count else {
        return nil
      }
      coefficients = indices.count
      effect = truths.contains { $0 != 0 } ? 1 : 0
    case .coefficient, .contrast, .equivalence:
      guard test.hasStandardErrorPower, let truth = study.truth(of: test) else { return nil }
      coefficients = 0
      effect = truth - test.against
    }
  }

  /// The curve of the same test of a coefficient if its effect were another one.
  func moved(to effect: Double) -> TestCurve { TestCurve(self, effect: effect) }

  private init(_ other: TestCurve, effect: Double) {
    test = other.test
    coefficients = other.coefficients
    self.effect = effect
  }

  /// Whether no size gives the test more power than its level: the null value is true.
  var isFlat: Bool {
    if case .equivalence(_, let lower, let upper) = test.hypothesis {
      return effect <= lower || effect >= upper
    }
    return effect == 0 || (test.side == .greater && effect < 0)
      || (test.side == .less && effect > 0)
  }

  /// - Parameters:
  ///   - square: the squared standard error, above 0; of a joint test the inverse noncentrality.
  ///   - critical: the critical value, of joint tests that of F.
  func power(square: Double, critical: Double) -> Double {
    guard square > 0, critical.isFinite else { return .nan }
    if coefficients > 0 { return jointPower(noncentrality: effect / square, critical) }
    let tails = RejectionTails(criticalValue: critical, test: test)
    let error = square.squareRoot()
    guard case .equivalence(_, let lower, let upper) = test.hypothesis else {
      return tails.probability(noncentrality: effect / error)
    }
    return tails.between((effect - lower) / error, (effect - upper) / error)
  }

  private func jointPower(noncentrality: Double, _ critical: Double) -> Double {
    let q = Double(coefficients)
    let degrees =
      test.method.hasDegreesOfFreedom
      ? FDistribution.withCriticalValue(critical, numerator: q, upperTail: test.alpha).denominator
      : Double.infinity
    return NoncentralF(numerator: q, denominator: degrees, noncentrality: noncentrality)
      .upperTail(critical)
  }

  /// The critical value with any number of units.
  var smallestCriticalValue: Double {
    if coefficients > 0 {
      return FDistribution(numerator: Double(coefficients), denominator: .infinity)
        .upperQuantile(test.alpha)
    }
    return StandardNormal.upperQuantile(test.tailProbability)
  }

  /// The slopes of power along the logarithm of the square and along the critical value.
  func slopes(square: Double, critical: Double) -> (logSquare: Double, critical: Double) {
    let h = 1e-4
    let up = power(square: square * exp(h), critical: critical)
    let down = power(square: square * exp(-h), critical: critical)
    let more = power(square: square, critical: critical + h)
    let here = power(square: square, critical: critical)
    return ((up - down) / (2 * h), (more - here) / h)
  }
}
