public import PowerStudy
import StudyDesign

/// The tidy table of a threshold of publication: one row per scenario, estimator, view (`at_least` or
/// `about`) and candidate; columns for the swept paths and for each figure and its Monte Carlo standard
/// error. Lines end in CR LF, as RFC 4180 has it.
public func thresholdCSV(result: ThresholdResult) -> String {
  let plan = result.plan
  let header =
    plan.axes.map(\.path)
    + [
      "level", "estimator", "view", "answers_from", "answers_to", "replicates", "singular",
      "failed",
    ]
    + ThresholdFigure.allCases.flatMap { [$0.name, $0.name + "_mcse"] }
  var records = [header.map(CSVField.text)]
  for (scenario, figures) in zip(plan.scenarios, result.scenarios) {
    let place = plan.axes.indices.map {
      CSVField.text(plan.axes[$0].labels[scenario.coordinates[$0]])
    }
    let level = scenario.study.levels[figures.threshold.level].name
    for row in figures.rows {
      let own = [
        CSVField.text(level), row.estimator.rawValue, row.view.rawValue, String(row.candidate),
        row.largest.map(String.init) ?? "", String(figures.replicates), String(figures.singular),
        String(figures.failed),
      ]
      records.append(
        place + own
          + ThresholdFigure.allCases.flatMap { figure in
            [
              CSVField.number(row.figures[figure]?.value),
              CSVField.number(row.figures[figure]?.mcse),
            ]
          })
    }
  }
  return records.map { $0.joined(separator: ",") + "\r\n" }.joined()
}
