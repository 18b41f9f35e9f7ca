import ModelFormula
public import PowerStudy
import StudyDesign

/// The tidy table of a run: one row per scenario and test (and so per analysis and alpha), one
/// column per level, per swept path that is not a level, and per figure; lines end in CR LF, as RFC
/// 4180 has it.
public func powerCSV(summary: RunSummary) -> String {
  let plan = summary.plan
  let levels = plan.scenarios.first?.statedSizes.map(\.level) ?? []
  let paths = plan.axes.indices.filter { !levels.contains(plan.axes[$0].path) }
  let header = levels + paths.map { plan.axes[$0].path } + PowerColumn.all.map(\.name)
  var records = [header.map(CSVField.text)]
  for (scenario, figures) in zip(plan.scenarios, summary.scenarios) {
    let place =
      levels.indices.map { sizeField(scenario, level: $0, axes: plan.axes) }
      + paths.map { CSVField.text(plan.axes[$0].labels[scenario.coordinates[$0]]) }
    for test in figures.tests {
      records.append(place + PowerColumn.all.map { $0.value(test).field })
    }
  }
  return records.map { $0.joined(separator: ",") + "\r\n" }.joined()
}

/// The stated size of a level, evaluated; or the label of the grid value that set it, where that is
/// a name rather than a number or an expression.
private func sizeField(_ scenario: Scenario, level: Int, axes: [GridAxis]) -> String {
  sizeLabel(scenario, level: level, axes: axes).map(CSVField.text)
    ?? CSVField.number(scenario.statedSizes[level].size)
}

/// The label of the grid value that set the size of a level, if it is a name.
func sizeLabel(_ scenario: Scenario, level: Int, axes: [GridAxis]) -> String? {
  let path = scenario.statedSizes[level].level
  guard let axis = axes.firstIndex(where: { $0.path == path }) else { return nil }
  let label = axes[axis].labels[scenario.coordinates[axis]]
  switch try? Expression.parse(label) {
  case nil, .name: return label
  default: return nil
  }
}
