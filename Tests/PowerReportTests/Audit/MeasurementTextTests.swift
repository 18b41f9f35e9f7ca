import ModelFormula
import StudyDesign
import Testing

@testable import PowerReport

/// How `check` words distributions, parts, means, errors and shapes.
@Suite struct MeasurementTextTests {
  private func study(_ predictors: [Predictor]) throws -> Study {
    var study = try SamplePlans.tutoring().scenarios[0].study
    study.predictors += predictors
    return study
  }

  private func words(_ predictor: Predictor) throws -> String {
    let study = try study([predictor])
    return predictor.origin(levels: study.levels) + study.changes(of: predictor)
  }

  private func drawn(_ distribution: Distribution) throws -> String {
    try words(
      Predictor(name: "x", level: 1, kind: .numeric, source: .distribution(distribution)))
  }

  @Test func `distributions are told with mean and SD`() throws {
    #expect(try drawn(.lognormal(mean: 4, cv: 0.5)) == "lognormal, mean 4, SD 2 (CV 0.5)")
    #expect(try drawn(.gamma(mean: 4, cv: 0.5)) == "gamma, mean 4, SD 2 (CV 0.5)")
    #expect(
      try drawn(.t(degreesOfFreedom: 4, mean: 1, sd: 2))
        == "t with 4 degrees of freedom, mean 1, SD 2")
    #expect(try drawn(.integers(low: 1, high: 6)) == "whole numbers from 1 to 6, equal chances")
    #expect(try drawn(.exponential(mean: 3)) == "exponential, mean and SD 3")
    #expect(try drawn(.poisson(mean: 4)) == "Poisson, mean 4, SD 2")
    #expect(
      try drawn(.negativeBinomial(mean: 6, size: 3))
        == "negative binomial, mean 6, size 3, SD 4.243")
    #expect(try drawn(.anyOf([1, 2, 5])) == "one of 1, 2, 5, equal chances")
    #expect(
      try drawn(.anyOf((0..<100).map(Double.init)))
        == "one of 100 values, equal chances: mean 49.5, SD 28.87")
    #expect(
      try drawn(
        .mixture([
          .init(weight: 0.9, .normal(mean: 0, sd: 1)), .init(weight: 0.1, .normal(mean: 0, sd: 3)),
        ]))
        == "mixture of 0.9 normal, mean 0, SD 1; 0.1 normal, mean 0, SD 3: mean 0, SD 1.342")
  }

  @Test func `what is done to values is told in order`() throws {
    #expect(
      try words(
        Predictor(
          name: "x", level: 1, kind: .numeric,
          source: .parts(mean: 10, [.init(level: 0, sd: 3), .init(level: 1, sd: 4)]),
          centre: .within(level: 0), isStandardised: true, reliability: 0.8, redraws: false))
        == "normal, mean 10, SD 3 at school and SD 4 at pupil, together SD 5; less the mean in its "
        + "school; brought to mean 0 and SD 1 in each data set; the same in all replicates; analyses "
        + "see it with errors of SD 2.5, in all with SD 5.59: reliability 0.8")
    let noisy = Predictor(
      name: "x", level: 1, kind: .numeric, source: .distribution(.normal(mean: 0, sd: 1)),
      reliability: 0.5)
    let mean = Predictor(
      name: "m", level: 0, kind: .numeric, source: .meanOf("x"), centre: .grand)
    let study = try study([noisy, mean])
    #expect(
      mean.origin(levels: study.levels) + study.changes(of: mean)
        == "mean of x over the units of each school; less the mean of all; analyses compute it from "
        + "what is measured with error")
  }

  @Test func `correlations are listed by level`() throws {
    var plan = try SamplePlans.tutoring()
    for index in plan.scenarios.indices {
      plan.scenarios[index].study.predictors += [
        Predictor(
          name: "w", level: 1, kind: .numeric, source: .distribution(.gamma(mean: 1, cv: 1)))
      ]
      plan.scenarios[index].study.correlations = [
        PredictorCorrelation("prior", "w", level: 1, value: index == 0 ? 0.25 : 0.5)
      ]
    }
    #expect(
      AuditSheet(plan: plan).correlations.lines == [
        "Correlations of predictors (of normal scores, before values are made of them)",
        "  pupil  prior, w  0.25 or 0.5",
      ])
  }

  @Test func `a predictor that a grid changes is that of the first scenario`() throws {
    var plan = try SamplePlans.tutoring()
    plan.scenarios[0].study.predictors[1].reliability = 0.5
    #expect(
      AuditSheet(plan: plan).predictors.lines.suffix(3) == [
        "  prior      varies at pupil   normal, mean 0, SD 1; analyses see it with errors",
        "                               of SD 1, in all with SD 1.414: reliability 0.5",
        "                               (first scenario)",
      ])
  }

  @Test func `shapes that a grid sweeps are listed`() throws {
    var plan = try SamplePlans.tutoring()
    for (index, df) in [(1, 4.0), (2, 9)] {
      plan.scenarios[index].study.model.randomTerms[0].distribution = .t(
        degreesOfFreedom: df, mean: 0, sd: 1)
    }
    #expect(
      AuditSheet(plan: plan).shapes == [
        "D(0, v) of school: normal, t with 4 degrees of freedom or t with 9 degrees of freedom, "
          + "centred and scaled to variance v"
      ])
  }

  @Test func `shapes stand below the equations`() throws {
    var plan = try SamplePlans.tutoring()
    for index in plan.scenarios.indices {
      plan.scenarios[index].study.model.randomTerms[0].distribution = .gamma(mean: 1, cv: 1)
      plan.scenarios[index].study.model.residualDistribution = .t(
        degreesOfFreedom: 4, mean: 0, sd: 1)
    }
    let lines = AuditSheet(plan: plan).model.lines
    #expect(lines.contains("  school (j)  u0_j ~ D(0, 0.15)"))
    #expect(lines.contains("  pupil (i)   e_ij ~ D(0, 0.6)"))
    #expect(
      lines.suffix(4) == [
        "  D(0, v) of school: gamma with CV 1 (skewness 2), centred and scaled to",
        "  variance v",
        "  D(0, v) of the residual: t with 4 degrees of freedom, centred and scaled to",
        "  variance v",
      ])
  }
}
