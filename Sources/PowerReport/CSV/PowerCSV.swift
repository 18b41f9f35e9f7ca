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
  let stated = scenario.statedSizes[level]
  let size = CSVField.number(stated.size)
  guard let axis = axes.firstIndex(where: { $0.path == stated.level }) else { return size }
  let label = axes[axis].labels[scenario.coordinates[axis]]
  switch try? Expression.parse(label) {
  case nil, .name: return CSVField.text(label)
  default: return size
  }
}
