import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// The text to paste, to the letter.
@Suite struct MethodsTextTests {
  private func paragraphs(_ summary: RunSummary) -> [String] {
    MethodsText(
      summary: summary, sheet: AuditSheet(plan: summary.plan), version: "mlpower 9.9.9"
    ).paragraphs
  }

  @Test func `a two-level trial in a grid`() throws {
    var summary = try SamplePages.tutoring()
    summary.scenarios[2].tests[0].fits = SampleResults.fits(1000, singular: 30, failed: 4)
    let expected = [
      """
      Power was estimated by simulation with mlpower 9.9.9 (seed 1). For each of 6 scenarios (school \
      20, 40 or 60; pupil 10 or 25), 1,000 data sets were generated, the analysis model was fitted to \
      each of them, and the rejections of each test were counted.
      """,
      """
      The levels are school (20, 40 or 60) and pupil (10 or 25 per school). The predictors are \
      treatment (at school: 0, 1 in equal shares, at random over the study); prior (at pupil: normal, \
      mean 0, SD 1). What is random in this was drawn anew for each data set.
      """,
      """
      Responses follow the linear mixed model score ~ treatment + prior + (1 | school). The \
      coefficients are intercept 0, treatment 0.25, prior 0.5. Random effects are normal, between \
      units of school with variance 0.15. Residuals are normal, with variance 0.6.
      """,
      """
      The analysis model is score ~ treatment + prior + (1 | school), REML (Bates, Mächler, Bolker & \
      Walker 2015). The test: treatment, two-sided z test against 0 at alpha 0.05.
      """,
      """
      Power of treatment is from .217 (95% interval .193–.244; school = 20, pupil = 10) to .812 (95% \
      interval .787–.835; school = 60, pupil = 25); it reaches the target of 0.8 in 1 of 6 scenarios.
      """,
      """
      Power is the share of all data sets in which a test rejects; its Monte Carlo standard error is \
      at most .016. The 95% intervals are Wilson's (Wilson 1927). By the standard error method \
      (Browne, Golalizadeh Lahi & Parker 2009) power was also worked out from the mean squared \
      standard error and the true value. Bias, standard errors and coverage, each with its Monte Carlo \
      standard error, are those of Morris, White & Crowther (2019), type S and type M errors those of \
      Gelman & Carlin (2014).
      """,
      """
      Of 6,000 fits 4 (0.067%) failed: 4 did not converge; a failed fit counts as one whose tests do \
      not reject. 30 (0.5%) were singular, with a variance estimated as 0 or a correlation as 1 or -1; \
      they count like any other.
      """,
    ]
    #expect(paragraphs(summary) == expected)
  }

  @Test func `random slopes have variances and a correlation by name`() throws {
    let summary = SampleResults.summary(
      try SamplePlans.growth(), rejected: [[700, 3], [900, 0]])
    let all = paragraphs(summary)
    #expect(
      all[2].hasSuffix(
        """
        Random effects are normal, between units of child with variances 4 (intercept) and 0.25 \
        (time), correlation -0.2 (intercept, time). Residuals are normal, with variance 1.5.
        """))
    #expect(all[1].hasSuffix("What is random in this was drawn once."))
    #expect(all[6] == "All 2,000 fits converged. None was singular.")
  }

  @Test func `type I errors and power of two analyses are told apart`() throws {
    let text = paragraphs(try SamplePages.ignoredClusters())[4]
    #expect(text.contains("Power of treatment (multilevel) is from .240"))
    #expect(text.contains("Type I error of treatment (multilevel) is from .050"))
    #expect(text.contains("it reaches the target of 0.8 in 1 of 3 scenarios."))
    let first = try #require(text.firstRange(of: "Power of treatment (clusters ignored)"))
    #expect(text[first.lowerBound...].contains("Type I error of treatment (clusters ignored)"))
  }

  @Test func `a single scenario either reaches the target or not`() throws {
    let summary = SampleResults.summary(try SamplePlans.single(), rejected: [[700, 800]])
    #expect(
      ResultWords(summary: summary).sentences == [
        "Power of treatment (multilevel) is .700 (95% interval .671–.728), below the target of 0.8.",
        "Power of treatment (clusters ignored) is .800 (95% interval .774–.824), which reaches the "
          + "target of 0.8.",
      ])
  }

  @Test func `one level has residuals only`() throws {
    let summary = SampleResults.summary(
      try SamplePlans.applicants(), rejected: [[300], [500], [700]])
    let all = paragraphs(summary)
    #expect(
      all[2]
        == "Responses follow the linear model iq ~ 1. The coefficient is intercept 105. Residuals "
        + "are normal, with variance 225.")
    #expect(all[6] == "All 3,000 fits converged.")
  }
}
