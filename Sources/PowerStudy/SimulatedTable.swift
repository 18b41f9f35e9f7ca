internal import DataSimulation
public import DataTable
internal import ModelFormula
internal import Numerics
public import StudyDesign

/// One synthetic data set as a table: levels, predictors and the response.
///
/// It is the data set that a run fits as its replicate of this number (up to fixed effects that a
/// run adds to the estimates instead of the response).
///
/// - Parameter replicate: counted from 1.
public func simulateTable(
  scenario: Scenario, settings: SimulationSettings, replicate: Int
) -> DataTable {
  let study = scenario.study
  let hash = RandomStream.hash(path: settings.sharesStreams ? "" : study.canonicalPath)
  var simulator = StudySimulator(study: study, carriesAllEffects: true)
  var once = RandomStream(seed: settings.seed, pathHash: hash, replicate: 0)
  simulator.drawOnce(&once)
  var stream = RandomStream(seed: settings.seed, pathHash: hash, replicate: replicate)
  simulator.draw(&stream)
  let nesting = simulator.nesting
  // Rows of real data go back to the order of their file.
  var place = Array(0..<nesting.rowCount)
  for (position, row) in study.dataRowOrder.enumerated() { place[row] = position }
  var columns: [DataColumn] = []
  for (index, level) in study.levels.enumerated()
  where !study.predictors.contains(where: { $0.name == level.name }) {
    if let known = study.data?[level.name] {
      columns.append(known)
    } else if study.data == nil {
      let units = nesting.ancestors(of: nesting.rowLevel, at: index + 1)
      columns.append(
        DataColumn(name: level.name, values: .numbers(units.map { Double($0) + 1 })))
    }
  }
  for predictor in study.predictors {
    let (level, values) = simulator.values(of: predictor.name)!
    let holders = nesting.ancestors(of: nesting.rowLevel, at: level)
    let rows = place.map { values[Int(holders[$0])] }
    columns.append(DataColumn(name: predictor.name, values: predictor.kind.column(rows)))
  }
  let response = place.map { simulator.response[$0] }
  columns.append(
    DataColumn(name: study.model.formula.response.description, values: .numbers(response)))
  return DataTable(columns: columns, rowCount: nesting.rowCount)
}

extension VariableKind {
  /// Values (category indices for a factor) as a column of a table.
  fileprivate func column(_ values: [Double]) -> DataColumn.Values {
    switch self {
    case .numeric: .numbers(values)
    case .factor(let categories): .categories(categories, codes: values.map { Int32($0) })
    }
  }
}
