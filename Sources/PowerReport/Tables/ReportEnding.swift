import ModelFormula
import PowerStudy
import StudyDesign

/// The end of a report: the legend, how the figures were made and how sure they are.
struct ReportEnding {
  let summary: RunSummary
  let version: String

  /// The sentences, wrapped.
  var lines: [String] { sentences.flatMap { wrapped($0) } }

  /// The sentences, one for each matter.
  var sentences: [String] {
    [
      targetLegend, methods, assurance, precision, families, references, calibration, singular,
      roughErrors,
      failures,
      summary.plan.anticonservativeTests, settings,
    ].compactMap { $0 }
  }

  private var tests: [TestSummary] { summary.scenarios.flatMap(\.tests) }

  private var targetLegend: String? {
    guard let target = summary.plan.target, tests.contains(where: { !$0.isTrueNull }) else {
      return nil
    }
    let goal = NumberText.value(target)
    let cells =
      tests.contains { $0.reaches(target) }
      ? "* power reaches the target of \(goal)" : "No cell reaches the target power of \(goal)."
    let rule = summary.plan.targetRule
    guard rule != .each, summary.plan.scenarios[0].study.tests.count > 1 else { return cells }
    return cells + (cells.hasSuffix(".") ? " " : "; ")
      + "cells are those of single tests: 'mlpower find' looks for sizes at which \(rule.words) "
      + (rule == .any ? "rejects" : "reject")
  }

  private var methods: String {
    let largest = tests.map(\.power.mcse).max() ?? 0
    let error =
      largest < 0.0005 ? "" : "; Monte Carlo SE at most \(NumberText.probability(largest))"
    let usesErrors = tests.contains { $0.informativeStandardErrorPower != nil }
    let name = tests.contains(where: \.isTrueNull) ? "Power, or type I error," : "Power"
    return
      "\(name) is the share of replicates whose test rejects, with Wilson's 95% interval\(error)."
      + (usesErrors
        ? " SE method: power from the mean squared standard error and the true value (Browne, "
          + "Golalizadeh Lahi & Parker 2009)."
        : "")
  }

  private var assurance: String? {
    guard tests.contains(where: \.isAssurance) else { return nil }
    let share =
      tests.contains { $0.shareReachingTarget != nil }
      ? " Draws at target: the share of replicates whose power, by that method, reaches the target."
      : ""
    return
      "Assurance is the power to be expected where the truth is not known: parameters are drawn anew "
      + "for each replicate (O'Hagan, Stevens & Campbell 2005). Bias, coverage and the like are against "
      + "each replicate's own true value. The SE method is there the mean of each replicate's power at "
      + "the parameters drawn and with its own standard error.\(share)"
  }

  private var precision: String? {
    guard tests.contains(where: \.isPrecision) else { return nil }
    return "Precision is the share of replicates whose confidence interval has at most the stated "
      + "half-width; a failed fit counts as a wider one."
  }

  private var families: String? {
    guard tests.contains(where: { $0.adjustment != nil }) else { return nil }
    return "Power of a test that is adjusted with others is that of the adjusted test; any and all "
      + "count replicates in which any or all tests of the list are rejected."
  }

  /// Where small-sample degrees of freedom and the distributions of likelihood ratios come from.
  private var references: String? {
    let used = Set(tests.map(\.test.method))
    let sentences = StudyTest.Method.allCases.filter(used.contains).compactMap(\.reference)
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  var calibration: String? {
    guard tests.contains(where: { $0.calibration != nil }) else { return nil }
    let marked = tests.contains(where: \.isAnticonservative)
    return
      "Type I error is the share of replicates whose test rejects where its null hypothesis is "
      + "true, all else as in the design"
      + (marked ? "; ! marks shares above the nominal level beyond Monte Carlo error." : ".")
  }

  private var singular: String? {
    guard tests.contains(where: { $0.fits.singular > 0 }) else { return nil }
    return "Singular fits, with a variance estimated as 0 or a correlation as 1 or -1, count like "
      + "any other."
  }

  private var roughErrors: String? {
    guard tests.contains(where: { $0.fits.withExpectedInformation > 0 }) else { return nil }
    return "Rough SEs: the observed information was not positive definite, and standard errors are "
      + "those of given variances, too small if anything; such fits count like any other."
  }

  /// What became of failed fits, and how they ended.
  private var failures: String? {
    let tally = FitTally(summary)
    guard tally.failed > 0 else { return nil }
    let both =
      tests.contains { $0.failuresMatter }
      ? " Where more than 1% failed, the power is given too that they would make by rejecting." : ""
    return "A failed fit counts as a non-rejection. Of the failed fits "
      + "\(tally.failureWords).\(both)"
  }

  /// How much was simulated, from which seed, by which version.
  var settings: String {
    let simulation = summary.plan.simulation
    let shared = simulation.sharesStreams ? ", the same random streams in all scenarios" : ""
    return "\(replicates) replicates per scenario\(stopping ?? ""), seed "
      + "\(simulation.seed)\(shared), \(version)."
  }

  /// How many replicates the scenarios have.
  var replicates: String {
    let counts = summary.scenarios.compactMap { $0.tests.first?.fits.replicates }
    let least = counts.min() ?? summary.plan.simulation.replicates
    let most = counts.max() ?? least
    return NumberText.count(least) + (most > least ? " to \(NumberText.count(most))" : "")
  }

  /// When they end, and how many scenarios ended without being precise enough.
  var stopping: String? {
    guard let rule = summary.plan.simulation.until else { return nil }
    let short = summary.scenarios.count { scenario in
      !scenario.tests.allSatisfy { rule.isMet(by: $0.power) }
    }
    let rest =
      short == 0
      ? "" : "; \(short == 1 ? "1 scenario" : "\(short) scenarios") ended at the most before that"
    return ", in blocks until the Monte Carlo SE of every power is at most "
      + NumberText.value(rule.mcse) + rest
  }
}

extension StudyTest.Method {
  /// Its source, in a sentence; nil where it needs none.
  var reference: String? {
    switch self {
    case .betweenWithin:
      "Between-within: degrees of freedom by the level at which a predictor varies (Pinheiro & Bates "
        + "2000)."
    case .satterthwaite:
      "Satterthwaite: degrees of freedom from how well the standard error is known (Giesbrecht & "
        + "Burns 1985; Fai & Cornelius 1996)."
    case .kenwardRoger:
      "Kenward-Roger: standard errors and degrees of freedom adjusted for estimated variances "
        + "(Kenward & Roger 1997)."
    case .lrt:
      "Likelihood ratio tests compare coefficients by maximum likelihood, and variances, whose null "
        + "value is a bound, with a mixture of chi-square distributions (Self & Liang 1987; Stram & "
        + "Lee 1994)."
    case .f: "Exact F test of a variance: Seely & El-Bassiouni (1983)."
    case .z, .t, .none: nil
    }
  }
}
