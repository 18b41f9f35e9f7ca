import StudyDesign
import Testing

@Suite struct DistributionTests {
  /// Textbook moments; a t distribution has a skewness from more than 3 degrees of freedom on.
  @Test func `moments are those of the textbooks`() throws {
    func check(_ one: Distribution, _ mean: Double, _ sd: Double, _ skewness: Double?) throws {
      #expect((one.mean - mean).magnitude < 1e-12 * max(1, mean.magnitude), "\(one)")
      let found = try #require(one.sd)
      #expect((found - sd).magnitude < 1e-12 * sd, "\(one)")
      #expect((one.skewness == nil) == (skewness == nil))
      if let skewness { #expect(((one.skewness ?? .nan) - skewness).magnitude < 1e-10, "\(one)") }
    }
    try check(.normal(mean: 3, sd: 2), 3, 2, 0)
    try check(.lognormal(mean: 10, cv: 0.5), 10, 5, 0.125 + 1.5)
    try check(.gamma(mean: 4, cv: 0.5), 4, 2, 1)
    try check(.t(degreesOfFreedom: 5, mean: 1, sd: 2), 1, 2, 0)
    try check(.t(degreesOfFreedom: 2.5, mean: 1, sd: 2), 1, 2, nil)
    try check(.uniform(low: 0, high: 6), 3, 3.0.squareRoot(), 0)
    try check(.integers(low: 1, high: 6), 3.5, (35.0 / 12).squareRoot(), 0)
    try check(.exponential(mean: 3), 3, 3, 2)
    try check(.poisson(mean: 4), 4, 2, 0.5)
    // R: 3 successes at p = 1/3: variance 18, skewness (2 - p)/√(size (1 - p)) = 1.178511.
    try check(.negativeBinomial(mean: 6, size: 3), 6, 18.0.squareRoot(), 5.0 / 3 / 2.0.squareRoot())
    try check(.binary(probability: 0.1), 0.1, 0.3, 0.8 / 0.3)
    try check(.discrete(values: [0, 4], probabilities: [0.5, 0.5]), 2, 2, 0)
    try check(.anyOf([0, 0, 0, 4]), 1, 3.0.squareRoot(), 2 / 3.0.squareRoot())
    // Two normals at ±2: variance 1 + 4.
    try check(
      .mixture([
        .init(weight: 0.5, .normal(mean: -2, sd: 1)), .init(weight: 0.5, .normal(mean: 2, sd: 1)),
      ]),
      0, 5.0.squareRoot(), 0)
    // A mixture of equals is that.
    try check(
      .mixture([
        .init(weight: 0.25, .gamma(mean: 4, cv: 0.5)),
        .init(weight: 0.75, .gamma(mean: 4, cv: 0.5)),
      ]),
      4, 2, 1)
    #expect(Distribution.t(degreesOfFreedom: 2, mean: 0, sd: 1).sd == nil)
    #expect(
      Distribution.mixture([.init(weight: 1, .t(degreesOfFreedom: 2, mean: 0, sd: 1))]).sd == nil)
  }

  @Test func `lists of values are told where there are any`() {
    #expect(Distribution.integers(low: -1, high: 2).possibleValues == [-1, 0, 1, 2])
    #expect(Distribution.anyOf([4, 1, 4]).possibleValues == [1, 4])
    #expect(
      Distribution.mixture([
        .init(weight: 0.5, .binary(probability: 0.5)), .init(weight: 0.5, .anyOf([7, 1])),
      ])
      .possibleValues == [0, 1, 7])
    #expect(Distribution.poisson(mean: 1).possibleValues == nil)
    #expect(Distribution.integers(low: 0, high: 1e7).possibleValues == nil)
    #expect(Distribution.poisson(mean: 1).isWhole)
    #expect(!Distribution.anyOf([1, 2.5]).isWhole)
  }

  @Test func `every rule names the key that breaks it`() {
    func check(_ distribution: Distribution, _ path: [String], _ fact: StudyFact) {
      #expect(
        DistributionRules.problems(distribution, path: ["x"]) == [StudyProblem(["x"] + path, fact)])
    }
    check(.normal(mean: 0, sd: -1), ["sd"], .sdBelowZero(-1))
    check(.lognormal(mean: 0, cv: 1), ["mean"], .meanNotAboveZero(0))
    check(.gamma(mean: 1, cv: -1), ["cv"], .cvBelowZero(-1))
    check(.t(degreesOfFreedom: 2, mean: 0, sd: 1), ["df"], .degreesWithoutVariance(2))
    check(.uniform(low: 1, high: 1), [], .boundsOutOfOrder(low: 1, high: 1))
    check(.integers(low: 1, high: 2.5), [], .boundNotWhole(2.5))
    check(.integers(low: 2, high: 1), [], .boundsOutOfOrder(low: 2, high: 1))
    check(.exponential(mean: 0), [], .meanNotAboveZero(0))
    check(.poisson(mean: -1), [], .meanNotAboveZero(-1))
    check(.poisson(mean: 1e10), [], .countMeanTooLarge(1e10, limit: 1e9))
    check(.negativeBinomial(mean: 1, size: 0), ["size"], .negativeBinomialSizeNotAboveZero(0))
    check(.negativeBinomial(mean: 0, size: 1), ["mean"], .meanNotAboveZero(0))
    check(.binary(probability: 1.1), [], .probabilityOutsideUnitInterval(1.1))
    check(
      .discrete(values: [1, 2], probabilities: [0.5, 0.25]), [],
      .probabilitiesDoNotSumToOne(sum: 0.75))
    check(.anyOf([1]), [], .tooFewValues(count: 1))
    check(
      .mixture([.init(weight: 0.5, .normal(mean: 0, sd: 1))]), [],
      .probabilitiesDoNotSumToOne(sum: 0.5))
    check(
      .mixture([.init(weight: 1, .gamma(mean: 1, cv: -2))]), ["1", "gamma", "cv"], .cvBelowZero(-2))
    #expect(DistributionRules.problems(.gamma(mean: 1, cv: 0), path: []) == [])
  }
}
