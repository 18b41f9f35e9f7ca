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
  var source = ReplicateSource(study: study, settings: settings, carriesAllEffects: true)
  source.drawMakingRoom(replicate)
  let simulator = source.simulator
  let nesting = simulator.generatedNesting
  // Rows of real data go back to the order of their file.
  var place = Array(0..<nesting.rowCount)
  if study.resampling == nil {
    for (position, row) in study.dataRowOrder.enumerated() { place[row] = position }
  }
  var columns = levelColumns(study, simulator)
  for predictor in study.predictors {
    let values = simulator.rowValues(of: predictor.name)!
    columns.append(
      DataColumn(name: predictor.name, values: predictor.kind.column(place.map { values[$0] })))
  }
  let isAnalysed = simulator.isAnalysed
  let response = place.map { isAnalysed[$0] ? simulator.response[$0] : .nan }
  columns += responseColumns(response, study.model)
  return DataTable(columns: columns, rowCount: nesting.rowCount)
}

/// The response as a reader of the file means it: categories counted from 1, or by name. Of several
/// trials a row, their number beside the successes unless it is a predictor.
private func responseColumns(_ values: [Double], _ model: GeneratingModel) -> [DataColumn] {
  let name = model.formula.response.description
  switch model.family.distribution {
  case .ordinal: return [DataColumn(name: name, values: .numbers(values.map { $0 + 1 }))]
  case .binomial(.number(let trials)) where trials > 1:
    let numbers = values.map { _ in Double(trials) }
    return [
      DataColumn(name: "\(name)_trials", values: .numbers(numbers)),
      DataColumn(name: name, values: .numbers(values)),
    ]
  case .nominal(let categories):
    let codes = values.map { $0.isNaN ? -1 : Int32($0) }
    return [DataColumn(name: name, values: .categories(categories, codes: codes))]
  case .normal, .binomial, .poisson, .negativeBinomial, .gamma, .beta:
    return [DataColumn(name: name, values: .numbers(values))]
  }
}

/// One column for each level that is no predictor: the units' numbers over the whole study, or the
/// groups of a data set. A level of which rows have several units has a column for each of them and
/// one for its weight, missing where a row has fewer.
private func levelColumns(_ study: Study, _ simulator: StudySimulator) -> [DataColumn] {
  let names = Set(study.predictors.map(\.name))
  return study.levels.enumerated().flatMap { index, level -> [DataColumn] in
    if names.contains(level.name) || level.isImplied { return [] }
    if study.data != nil && study.resampling == nil {
      return study.data?[level.name].map { [$0] } ?? []
    }
    if study.data != nil && index == study.levels.count - 1 { return [] }
    let link = simulator.rowUnits(ofLevel: index)
    guard link.isWeighted else {
      let units = (0..<link.count).map { Double(link.units[$0]) + 1 }
      // A unit of `a:b` has a number of its own: written as `b`, it makes the same groups.
      let name = level.name.split(separator: ":").last.map(String.init) ?? level.name
      return [DataColumn(name: name, values: .numbers(units))]
    }
    return memberColumns(level.name, link)
  }
}

/// `nurse_1`, `nurse_1_weight`, `nurse_2`, and so on.
private func memberColumns(_ name: String, _ link: UnitLink) -> [DataColumn] {
  let starts = link.starts!
  let most = (0..<link.count).map { Int(starts[$0 + 1] - starts[$0]) }.max() ?? 0
  return (0..<most).flatMap { place -> [DataColumn] in
    var units = [Double](repeating: .nan, count: link.count)
    var weights = units
    for row in 0..<link.count where place < starts[row + 1] - starts[row] {
      units[row] = Double(link.units[Int(starts[row]) + place]) + 1
      weights[row] = link.weights![Int(starts[row]) + place]
    }
    return [
      DataColumn(name: "\(name)_\(place + 1)", values: .numbers(units)),
      DataColumn(name: "\(name)_\(place + 1)_weight", values: .numbers(weights)),
    ]
  }
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
