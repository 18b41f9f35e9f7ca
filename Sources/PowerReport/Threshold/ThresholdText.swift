public import PowerStudy
import StudyDesign

/// The report on a threshold of publication: the audit of the design, the answer, the tables of each
/// estimator and what their columns are. Lines have at most 80 characters; ends with a line break.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func thresholdText(result: ThresholdResult, version: String) -> String {
  let plan = result.plan
  let all = Array(plan.axes.indices)
  var parts: [[String]] = []
  for (place, scenario) in zip(plan.combinations(of: all), result.scenarios) {
    let report = ThresholdScenarioText(scenario: scenario, study: plan.study(at: place))
    let words = plan.words(for: place)
    if !words.isEmpty { parts.append(heading("Where \(words)", underline: "=")) }
    parts += report.sections
  }
  parts.append(ThresholdEnding(result: result, version: version).lines)
  let texts = parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
  return ([auditText(plan: plan)] + texts).joined(separator: "\n")
}

extension StudyPlan {
  /// The study of the scenario at these places on the axes.
  fileprivate func study(at place: [Int: Int]) -> Study {
    scenarios.first { scenario in
      scenario.coordinates.enumerated().allSatisfy { place[$0] == $1 }
    }!.study
  }
}

/// The part of a report about one scenario.
struct ThresholdScenarioText {
  let scenario: ThresholdScenario
  let study: Study

  private var group: String { study.levels[scenario.threshold.level].name }

  /// The answer and the tables, each section as lines.
  var sections: [[String]] {
    [answer]
      + scenario.threshold.estimators.flatMap { estimator in
        [heading(name(of: estimator), underline: "-")]
          + ThresholdRow.View.allCases.flatMap { tables(estimator, $0) }
      }
  }

  // MARK: Answer

  /// The answer for each estimator of which something is required.
  var sentences: [String] { scenario.answers.map(sentence) }

  private var answer: [String] {
    guard !sentences.isEmpty else { return [] }
    return heading("Answer", underline: "-") + sentences.flatMap { wrapped($0) }
  }

  private func sentence(_ answer: ThresholdAnswer) -> String {
    let checks = answer.checks.map(words)
    let name = answer.estimator.heading
    guard let candidate = answer.candidate else {
      let failing = answer.checks.filter { !$0.isMet }
      if failing.isEmpty {
        return
          "\(name): none of the candidates meets all requirements at once, though each is met by "
          + "one: \(checks.joined(separator: ", "))."
      }
      return "\(name): none of the candidates meets the requirement"
        + (failing.count == 1 ? "" : "s") + " of "
        + failing.map { $0.requirement.quantity.rawValue }.joined(separator: " and ")
        + "; nearest come \(failing.map(words).joined(separator: ", "))."
    }
    return "\(name): \(candidate) answers are the smallest candidate that meets what is required: "
      + "\(checks.joined(separator: ", "))\(doubt(answer))."
  }

  private func words(_ check: ThresholdAnswer.Check) -> String {
    let figure = check.figure.map { NumberText.probability($0.value) } ?? "no figure"
    let least = NumberText.value(check.requirement.least)
    return
      "\(check.requirement.quantity.rawValue) \(figure) from \(check.candidate) on (\(least) is "
      + "required)"
  }

  /// A requirement that is met by less than two Monte Carlo standard errors is not met for sure.
  private func doubt(_ answer: ThresholdAnswer) -> String {
    let isClose = answer.checks.contains { check in
      guard let figure = check.figure, let error = figure.mcse else { return true }
      return figure.value - check.requirement.least < 2 * error
    }
    return isClose
      ? "; it is met by less than two Monte Carlo standard errors, so that more replicates may change it"
      : ""
  }

  // MARK: Tables

  private func tables(
    _ estimator: PublicationThreshold.Estimator, _ view: ThresholdRow.View
  ) -> [[String]] {
    titledTables(estimator, view).map { [$0.title] + $0.table.text.lines }
  }

  /// The tables of one view with what they are called.
  func titledTables(
    _ estimator: PublicationThreshold.Estimator, _ view: ThresholdRow.View
  ) -> [(title: String, table: ThresholdTable)] {
    let rows = scenario.rows(of: estimator, view)
    return ThresholdColumn.tables(scenario.threshold).enumerated().map { index, columns in
      let title = view == .atLeast ? "From so many answers on" : "With about so many answers"
      return (
        index == 0 ? title : title + ", continued", ThresholdTable(rows: rows, columns: columns)
      )
    }
  }

  /// What the figures of an estimator are called.
  func name(of estimator: PublicationThreshold.Estimator) -> String {
    "\(estimator.heading) figures of each \(group)"
  }
}

extension PublicationThreshold.Estimator {
  /// At the beginning of a sentence.
  fileprivate var heading: String { self == .raw ? "Raw" : "Shrunken" }
}
