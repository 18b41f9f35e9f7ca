import ModelFormula
import StudyDesign
import Testing

@testable import PowerReport

/// What `check` prints of responses that are not normal, to the letter. Figures beside those typed
/// here were worked out in R by `integrate` (chances, ICCs) and `qnorm` (median ratios).
@Suite struct ResponseAuditTests {
  private func sheet(
    _ text: String, _ family: ResponseFamily, coefficients: [Double], covariance: [[Double]],
    predictors: [Predictor], trials: Bool = false, estimator: Analysis.Estimator = .laplace
  ) throws -> AuditSheet {
    let formula = try Formula.parse(text)
    var columns = try ModelColumns(expanding: formula) { _ in .numeric }
    if family.isOrdinal { columns.fixed.removeAll { $0.parts.isEmpty } }
    let study = Study(
      levels: [
        Level(name: "home", units: .counted(perParent: 30)),
        Level(name: "person", units: .counted(perParent: 20), parents: [0]),
      ],
      predictors: predictors,
      model: GeneratingModel(
        formula: formula, columns: columns, coefficients: coefficients,
        randomTerms: columns.bars.map { _ in RandomTerm(level: 0, covariance: covariance) },
        residualVariance: 0, family: family),
      analyses: [
        Analysis(
          name: "model", formula: formula, columns: columns,
          groupingLevels: columns.bars.map { _ in 0 }, estimator: estimator,
          generatingCoefficient: columns.fixed.indices.map { $0 }, family: family)
      ], tests: [])
    return AuditSheet(
      plan: StudyPlan(
        title: "Title", description: nil, axes: [],
        scenarios: [Scenario(coordinates: [], statedSizes: [], study: study)],
        simulation: SimulationSettings(), target: nil, remarks: []))
  }

  private let x = Predictor(
    name: "x", level: 0, kind: .numeric,
    source: .assign(values: [0, 1], shares: [1, 1], balance: .study))
  private let t = Predictor(
    name: "t", level: 1, kind: .numeric, source: .distribution(.uniform(low: 1, high: 3)))
  private let n = Predictor(
    name: "n", level: 1, kind: .numeric, source: .distribution(.integers(low: 2, high: 9)))

  @Test func `successes of trials, with odds ratios and both iccs`() throws {
    let sheet = try sheet(
      "y ~ x + (1 | home)", ResponseFamily(.binomial(trials: .predictor("n")), link: .logit),
      coefficients: [-1, 0.5], covariance: [[0.7]], predictors: [x, n],
      estimator: .quadrature(points: 7))
    #expect(
      sheet.model.lines == [
        "Model  y ~ x + (1 | home)",
        "  y_ij ~ Binomial(n_ij, p_ij)",
        "  logit(p_ij) = β0_j + β1 x_j",
        "  β0_j = β0 + u0_j",
        "  home (j)  u0_j ~ N(0, 0.7)",
        "  where N(0, v) is the normal distribution with variance v",
      ])
    #expect(sheet.coefficients.lines[0] == "Coefficients on the scale of the link")
    #expect(
      sheet.responses.lines.prefix(4) == [
        "Response",
        "  probability  effects at 0  over them  odds ratio",
        "  reference            .269       .295",
        "  x 1                  .378       .393       1.649",
      ])
    #expect(
      sheet.variances.lines.prefix(3) == [
        "Random effects on the scale of the link",
        "  level  variance  latent ICC   ICC  median odds ratio",
        "  home        0.7        .175  .118               2.22",
      ])
    #expect(
      sheet.analyses.lines[1]
        == "  model  y ~ x + (1 | home), binomial logit, adaptive quadrature with 7 points")
  }

  @Test func `rates by exposure, beyond Poisson`() throws {
    let sheet = try sheet(
      "y ~ x + offset(log(t)) + (1 | home)", ResponseFamily(.negativeBinomial(size: 2), link: .log),
      coefficients: [0.4, -0.3], covariance: [[0.25]], predictors: [x, t])
    #expect(
      sheet.model.lines[1...2] == [
        "  y_ij ~ negative binomial, mean μ_ij, variance μ_ij + μ_ij²/2",
        "  log(μ_ij) = β0_j + β1 x_j + offset(log(t))",
      ])
    #expect(
      sheet.responses.lines == [
        "Response",
        "  rate       effects at 0  over them  rate ratio",
        "  reference         1.492       1.69",
        "  x 1               1.105      1.252      0.7408",
        "  Reference: all predictors at 0, factors at their first category, per unit of",
        "  exposure. Other rows: one column of the model at 1, the others as there.",
        "  Effects at 0: in an average unit; over them: the mean over all units.",
      ])
    // (e^v - 1)/(e^v - 1 + 1/μ + e^v/2) with μ = exp(.4 + .125).
    #expect(sheet.variances.lines[2] == "  home       0.25  .187               1.61")
  }

  @Test func `ratings, whose coefficients are counted from 1 and whose cuts are shown`() throws {
    let sheet = try sheet(
      "y ~ x + (1 | home)", ResponseFamily(.ordinal(cuts: [-1, 1]), link: .logit),
      coefficients: [0.5], covariance: [[1]], predictors: [x])
    #expect(
      sheet.model.lines[1...3] == [
        "  logit P(y_ij ≤ c) = cut c - η_ij for c = 1 to 2", "  η_ij = β1 x_j + u0_j",
        "  home (j)  u0_j ~ N(0, 1)",
      ])
    #expect(
      sheet.coefficients.lines == [
        "Coefficients on the scale of the link", "  β1   x    0.5", "  cut  1|2  -1",
        "  cut  2|3  1",
      ])
    #expect(
      sheet.responses.lines.prefix(6) == [
        "Response",
        "  probability of              1     2     3  odds ratio",
        "  reference, effects 0     .269  .462  .269",
        "  reference, over effects  .303  .393  .303",
        "  x 1, effects 0           .182  .440  .378       1.649",
        "  x 1, over effects        .221  .381  .398",
      ])
  }

  @Test func `a single level has no random effects to speak of`() throws {
    let sheet = try sheet(
      "y ~ x", ResponseFamily(.gamma(shape: 2), link: .log), coefficients: [1, 0.5],
      covariance: [], predictors: [x])
    #expect(
      sheet.model.lines == [
        "Model  y ~ x", "  y_ij ~ gamma, mean μ_ij, variance μ_ij²/2", "  log(μ_ij) = β0 + β1 x_j",
      ])
    #expect(sheet.responses.lines[2] == "  reference  2.718")
    #expect(sheet.responses.lines[3] == "  x 1        4.482           1.649")
    #expect(sheet.variances.lines.isEmpty)
    #expect(sheet.analyses.lines[1] == "  model  y ~ x, gamma log, maximum likelihood")
  }
}
