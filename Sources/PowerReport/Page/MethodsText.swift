import ModelFormula
import PowerStudy
import StudyDesign

/// What was done, in prose that can go into a grant application or a preregistration.
struct MethodsText {
  let summary: RunSummary
  let sheet: AuditSheet
  /// The program and its version.
  let version: String

  /// The paragraphs.
  var paragraphs: [String] {
    [
      simulation, data, DataModelWords(sheet: sheet).text, analyses,
      ResultWords(summary: summary).text, errors, fits,
    ].filter { !$0.isEmpty }
  }

  private var plan: StudyPlan { summary.plan }
  private var study: Study { sheet.study }
  private var tests: [TestSummary] { summary.scenarios.flatMap(\.tests) }

  private var simulation: String {
    let ending = ReportEnding(summary: summary, version: version)
    let scenarios =
      plan.scenarios.count == 1
      ? "" : "For each of \(NumberText.count(plan.scenarios.count)) scenarios (\(grid)), "
    let models = study.analyses.count == 1 ? "the analysis model" : "each analysis model"
    let streams =
      plan.simulation.sharesStreams ? ", from the same random streams in all scenarios" : ""
    let lead = "Power was estimated by simulation with \(version) (seed \(plan.simulation.seed)). "
    let body =
      "\(scenarios)\(ending.replicates) data sets were generated\(streams)"
      + "\(ending.stopping ?? ""), \(models) was fitted to each of them, and the rejections of each "
      + "test were counted."
    return lead + body.capitalised
  }

  /// What the scenarios are: `school 20, 40 or 60; pupil 10 or 25`.
  private var grid: String {
    let axes = plan.axes.map { axis in
      let labels = axis.labels
      let shown =
        labels.count <= 8
        ? labels.alternatives
        : "at \(labels.count) values from \(labels[0]) to \(labels[labels.count - 1])"
      return "\(axis.path) \(shown)"
    }
    return axes.joined(separator: "; ")
  }

  private var data: String {
    let entries = sheet.levelEntries.map { "\($0.names[0]) (\($0.words))" }
    var sentences = ["The \(entries.count == 1 ? "level is" : "levels are") \(entries.listed)."]
    let predictors = sheet.predictorEntries.map {
      "\($0.names[0]) (\($0.names[1].dropFirst("varies ".count)): \($0.words))"
    }
    if !predictors.isEmpty {
      let isOne = predictors.count == 1
      sentences.append(
        "The \(isOne ? "predictor is" : "predictors are") \(predictors.joined(separator: "; "))."
      )
    }
    let correlations = sheet.correlationEntries.map {
      "\($0.words) (\($0.names[1]) at \($0.names[0]))"
    }
    if !correlations.isEmpty {
      sentences.append("Correlations of predictors are \(correlations.listed).")
    }
    let isDrawn = study.predictors.contains(where: \.isDrawn)
    if isDrawn {
      sentences.append(
        study.redrawsPredictors
          ? "What is random in this was drawn anew for each data set."
          : "What is random in this was drawn once.")
    }
    let losses = sheet.lossSentences
    if !losses.isEmpty { sentences.append("Data are lost: \(losses.joined(separator: "; ")).") }
    return sentences.joined(separator: " ")
  }

  private var analyses: String {
    let models = study.analyses.map { analysis in
      (study.analyses.count > 1 ? "\(analysis.name): " : "")
        + "\(analysis.formula.text), \(sheet.fitting(of: analysis))\(analysis.source)"
    }
    let lead = models.count == 1 ? "The analysis model is " : "The analysis models are "
    let tests = TestBlock.blocks(of: study).map {
      "\(sheet.name(of: $0)), \($0.wording(studies: plan.scenarios.map(\.study)))"
    }
    let kind = tests.count == 1 ? "The test: " : "The tests: "
    return lead + models.joined(separator: "; ") + ". " + kind + tests.joined(separator: "; ")
      + "." + procedures
  }

  /// Sources of what is done with the tests.
  private var procedures: String {
    let methods = Set(tests.map(\.test.method))
    var sources = StudyTest.Method.allCases.filter(methods.contains).compactMap(\.reference)
    if tests.contains(where: { $0.test.side == .equivalence }) {
      sources.append("Equivalence is tested by two one-sided tests (Schuirmann 1987).")
    }
    let used = Set(tests.compactMap(\.adjustment))
    for adjustment in [TestFamily.Adjustment.holm, .bonferroni, .bh] where used.contains(adjustment)
    {
      sources.append(adjustment.source)
    }
    return sources.map { " " + $0 }.joined()
  }

  private var errors: String {
    let largest = tests.map(\.power.mcse).max() ?? 0
    let bound =
      largest < 0.0005
      ? "" : "; its Monte Carlo standard error is at most \(NumberText.probability(largest))"
    var sentences = [
      "Power is the share of all data sets in which a test rejects\(bound). The 95% intervals are Wilson's "
        + "(Wilson 1927)."
    ]
    if tests.contains(where: { $0.informativeStandardErrorPower != nil }) {
      sentences.append(
        "By the standard error method (Browne, Golalizadeh Lahi & Parker 2009) power was also "
          + "worked out from the mean squared standard error and the true value.")
    }
    if tests.contains(where: { $0.empiricalSE != nil }) {
      sentences.append(
        "Bias, standard errors and coverage, each with its Monte Carlo standard error, are those of "
          + "Morris, White & Crowther (2019)\(signs).")
    }
    if tests.contains(where: { $0.calibration != nil }) {
      sentences.append(
        "The type I error of each test was measured on data sets in which its null hypothesis is "
          + "true, all else as in the design.")
    }
    if tests.contains(where: \.isAssurance) {
      sentences.append(
        "Where parameters are drawn for each data set, power is assurance (O'Hagan, Stevens & "
          + "Campbell 2005).")
    }
    return sentences.joined(separator: " ")
  }

  private var signs: String {
    tests.contains { $0.typeS != nil || $0.typeM != nil }
      ? ", type S and type M errors those of Gelman & Carlin (2014)" : ""
  }

  private var fits: String {
    let tally = FitTally(summary)
    func share(_ count: Int) -> String {
      "\(NumberText.count(count)) (\(NumberText.percent(Double(count) / Double(tally.fits))))"
    }
    var sentences = [
      tally.failed == 0
        ? "All \(NumberText.count(tally.fits)) fits converged."
        : "Of \(NumberText.count(tally.fits)) fits \(share(tally.failed)) failed: "
          + "\(tally.failureWords); a failed fit counts as one whose tests do not reject."
    ]
    let hasVariances = study.analyses.contains { !$0.columns.bars.isEmpty }
    if tally.singular > 0 {
      let (verb, rest) =
        tally.singular == 1 ? ("was", "it counts") : ("were", "they count")
      sentences.append(
        "\(share(tally.singular)) \(verb) singular, with a variance estimated as 0 or a correlation "
          + "as 1 or -1; \(rest) like any other.")
    } else if hasVariances {
      sentences.append("None was singular.")
    }
    if tally.rough > 0 {
      sentences.append(
        "In \(share(tally.rough)) the observed information was not positive definite, and standard "
          + "errors are those of given variances; they count like any other.")
    }
    return sentences.joined(separator: " ")
  }
}

extension Analysis {
  /// The source of its estimator, if that is not least squares.
  fileprivate var source: String {
    if columns.bars.isEmpty { return residual == nil ? "" : " (Pinheiro & Bates 2000)" }
    switch estimator {
    case .reml, .ml: return " (Bates, Mächler, Bolker & Walker 2015)"
    case .laplace, .quadrature, .conditionalModes: return " (Pinheiro & Chao 2006)"
    case .marginalQuasi(let order):
      return order == 1 ? " (Goldstein 1991)" : " (Goldstein & Rasbash 1996)"
    case .penalisedQuasi(let order):
      return order == 1 ? " (Breslow & Clayton 1993)" : " (Goldstein & Rasbash 1996)"
    }
  }
}

extension TestFamily.Adjustment {
  /// Its source, in a sentence.
  fileprivate var source: String {
    switch self {
    case .holm: "Holm's adjustment: Holm (1979)."
    case .bonferroni: "Bonferroni's adjustment: Dunn (1961)."
    case .bh: "Adjustment for the false discovery rate: Benjamini & Hochberg (1995)."
    }
  }
}
