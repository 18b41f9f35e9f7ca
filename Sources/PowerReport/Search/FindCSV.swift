public import PowerStudy
import StudyDesign

/// The tidy table of a search: one row for each candidate that was looked at closely and each of its tests,
/// for each effect found, and for each point of a frontier; lines end in CR LF, as RFC 4180 has it.
public func findCSV(result: SearchResult) -> String {
  let settings = result.findings.first?.setting.map(\.path) ?? []
  let paths = result.search.axes.map(\.path)
  let given = result.findings.compactMap(\.frontier?.given).first.flatMap {
    paths.contains($0) ? nil : $0
  }
  let places = paths + (given.map { [$0] } ?? [])
  let header = settings + ["role"] + places + FindRow.columns
  var records = [header.map(CSVField.text)]
  for finding in result.findings {
    let setting = finding.setting.map { CSVField.text($0.label) }
    for row in FindRow.rows(of: finding, paths: places) {
      records.append(setting + [row.role] + row.values.map(CSVField.number) + row.fields)
    }
  }
  return records.map { $0.joined(separator: ",") + "\r\n" }.joined()
}

/// One row of `find.csv`.
private struct FindRow {
  static let columns = [
    "rows", "cost", "test", "value", "value_low", "value_high", "power", "power_low", "power_high",
    "rejections", "rejections_low", "rejections_high", "replicates",
  ]

  var role: String
  /// At the paths of the search.
  var values: [Double?]
  var rows: Int?
  var cost: Double?
  var test = ""
  /// An effect found.
  var value: Double?
  var valueInterval: ClosedRange<Double>?
  var power: Double?
  var powerInterval: ClosedRange<Double>?
  var rejections: Share?
  var replicates: Int?

  var fields: [String] {
    [
      rows.map(String.init) ?? "", CSVField.number(cost), CSVField.text(test),
      CSVField.number(value), CSVField.number(valueInterval?.lowerBound),
      CSVField.number(valueInterval?.upperBound), CSVField.number(power),
      CSVField.number(powerInterval?.lowerBound), CSVField.number(powerInterval?.upperBound),
      CSVField.number(rejections?.value), CSVField.number(rejections?.interval.lowerBound),
      CSVField.number(rejections?.interval.upperBound), replicates.map(String.init) ?? "",
    ]
  }

  static func rows(of finding: SearchFinding, paths: [String]) -> [FindRow] {
    var rows: [FindRow] = []
    let isFound = finding.outcome == .found || finding.outcome == .atFirst
    if let answer = finding.answer {
      rows += candidate(answer, role: isFound ? "answer" : "closest", paths.count)
    }
    for other in finding.neighbours { rows += candidate(other, role: "neighbour", paths.count) }
    rows += finding.effects.map { effect in
      var row = FindRow(role: "effect", values: paths.map { _ in nil })
      row.test = effect.test
      row.value = effect.value
      row.valueInterval = effect.interval
      row.rejections = effect.rejections
      row.replicates = effect.rejections.total
      return row
    }
    for point in finding.frontier?.points ?? [] {
      var row = FindRow(
        role: "frontier",
        values: paths.map { path in
          path == finding.frontier?.path
            ? point.value : path == finding.frontier?.given ? point.given : nil
        })
      row.rows = point.rows
      row.cost = point.cost
      row.power = point.power
      rows.append(row)
    }
    return rows
  }

  private static func candidate(
    _ figures: CandidateFigures, role: String, _ places: Int
  ) -> [FindRow] {
    figures.tests.map { test in
      let values: [Double?] = figures.values.map { $0 }
      var row = FindRow(
        role: role, values: values + [Double?](repeating: nil, count: places - values.count))
      row.rows = figures.rows
      row.cost = figures.cost
      row.test = test.name
      row.power = test.power
      row.powerInterval = test.interval
      row.rejections = test.rejections
      row.replicates = figures.replicates
      return row
    }
  }
}
