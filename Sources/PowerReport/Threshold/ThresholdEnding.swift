import PowerStudy
import StudyDesign

/// The end of a report on a threshold: what the columns are and how the figures were made.
struct ThresholdEnding {
  let result: ThresholdResult
  let version: String

  var lines: [String] {
    columns + [""] + (remarks + [settings]).flatMap { wrapped($0) }
  }

  /// How the figures were made.
  var remarks: [String] {
    [intervals, shrunken, reliability, order, failures].compactMap { $0 }
  }

  private var first: ThresholdScenario { result.scenarios[0] }
  private var study: Study { result.plan.scenarios[0].study }
  private var group: String { study.levels[first.threshold.level].name }
  private var isShare: Bool { study.model.family.name == .binomial }

  private var columns: [String] {
    let columns = ThresholdColumn.tables(first.threshold).flatMap { $0 }
    return ["Columns"]
      + columns.flatMap { wrapped($0.legend, first: "  \($0.title.padded(to: 7)) ") }
      + wrapped(
        "the largest Monte Carlo standard error of the column; threshold.csv has each one",
        first: "  MC SE   ")
  }

  private var intervals: String {
    let name =
      isShare ? "Wilson's (1927) interval of shares" : "Student's interval of means"
    let finite =
      study.publishesFiniteGroups
      ? ", narrowed as more of the members answer (finite population correction)" : ""
    return "Raw figures have \(name)\(finite)."
  }

  private var shrunken: String? {
    guard first.threshold.estimators.contains(.shrunken) else { return nil }
    let how =
      isShare
      ? "the conditional mode of the logistic model fitted to all answers"
      : "the best linear prediction by the model fitted to all answers"
    let finite =
      study.publishesFiniteGroups
      ? "; those who answered count as they answered, the prediction stands for the others" : ""
    return
      "Shrunken figures are empirical Bayes estimates: \(how)\(finite). Their intervals take the "
      + "estimated variances for known."
  }

  private var reliability: String {
    "Reliability is that of members without number: σ²u/(σ²u + σ²e/n) of a \(group) with n answers, σ²u "
      + "the variance between groups and σ²e that within them"
      + (isShare ? " on the scale of shares" : "")
      + "; of several groups the squared correlation to be expected, for raw figures with the mean "
      + "of 1/n, for shrunken ones as the mean of each"
      + (study.model.randomTerms.count > 1 && first.threshold.estimators.contains(.shrunken)
        ? ", without what other groups of the unit above tell." : ".")
  }

  private var order: String {
    "Order: of pairs that truly differ, those whose figures tie count half. Quarters are those of the "
      + "published groups. One: of yes/no answers yes in the place of no, else a residual standard "
      + "deviation; of shrunken figures to first order."
  }

  private var failures: String? {
    let failed = result.scenarios.reduce(0) { $0 + $1.failed }
    let singular = result.scenarios.reduce(0) { $0 + $1.singular }
    let all = result.scenarios.reduce(0) { $0 + $1.replicates }
    guard failed + singular > 0 else { return nil }
    var text = ""
    if failed > 0 {
      text +=
        "\(NumberText.count(failed)) of \(NumberText.count(all)) fits failed; figures that want a "
        + "fit are of the other replicates. "
    }
    if singular > 0 {
      text +=
        "\(NumberText.count(singular)) of \(NumberText.count(all)) fits estimated a variance as 0."
    }
    return text
  }

  var settings: String {
    "\(NumberText.count(first.replicates)) replicates per scenario, seed "
      + "\(result.plan.simulation.seed); \(version)"
  }
}
