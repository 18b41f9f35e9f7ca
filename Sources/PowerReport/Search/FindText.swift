public import PowerStudy
import StudyDesign

/// The report of a search: what is looked for, the answer with its neighbours, how sure it is, what it took,
/// and combinations of sizes with the same power. Lines have at most 80 characters; ends with a line break.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func findText(result: SearchResult, version: String) -> String {
  let sheet = AuditSheet(plan: result.plan)
  var parts = [heading(result.plan.title, underline: "=")]
  let search = sheet.search(hint: "")
  if !search.isEmpty { parts.append(search.lines) }
  parts += result.findings.flatMap { FindingText(result: result, finding: $0).parts }
  parts.append(FindEnding(result: result, version: version).lines)
  return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    .joined(separator: "\n")
}

/// The part of the report about one combination of swept values.
struct FindingText {
  let result: SearchResult
  let finding: SearchFinding

  /// Blocks of lines.
  var parts: [[String]] {
    let place = finding.setting.map { "\($0.path) = \($0.label)" }.joined(separator: ", ")
    let title = place.isEmpty ? [] : heading("Where \(place)", underline: "-")
    let words = FindWords(result: result, finding: finding)
    let answer = wrapped(words.answer, first: "Answer: ")
    return [title, answer] + tables + effects
      + [words.remarks.flatMap { wrapped($0) }, frontier, sentence(words)]
  }

  private func sentence(_ words: FindWords) -> [String] {
    words.forGrant.isEmpty
      ? [] : ["To report"] + words.forGrant.flatMap { wrapped($0, first: "  ") }
  }

  private var axes: [SearchAxis] { result.search.axes }
  private var hasCosts: Bool { result.search.cost != nil }

  // MARK: Candidates

  /// One table for each test: the answer between its neighbours.
  private var tables: [[String]] {
    guard let answer = finding.answer else { return [] }
    let all = (finding.neighbours + [answer]).sorted {
      $0.values.lexicographicallyPrecedes($1.values)
    }
    return answer.tests.indices.map { index in
      let name = answer.tests.count > 1 ? wrapped(answer.tests[index].name) : []
      let tables = CandidateColumns.choices.map { columns in
        var table = TextTable(leftColumns: 0)
        table.rows =
          [header(columns)]
          + all.map { row($0, index, columns, isAnswer: $0.values == answer.values) }
        return table
      }
      let fitting = tables.first { $0.width <= pageWidth } ?? tables[tables.count - 1]
      return name + fitting.lines
    }
  }

  /// Which columns a table has besides values and power: the most that fit the page.
  private struct CandidateColumns {
    var rejections = true
    var theirInterval = true
    var cost = true

    static let choices = [
      CandidateColumns(), CandidateColumns(theirInterval: false),
      CandidateColumns(rejections: false, theirInterval: false),
      CandidateColumns(rejections: false, theirInterval: false, cost: false),
    ]
  }

  private func header(_ columns: CandidateColumns) -> [String] {
    axes.map(\.path) + (hasCosts && columns.cost ? ["cost"] : []) + ["power", "95% interval"]
      + (columns.rejections ? ["rejects"] : []) + (columns.theirInterval ? ["95% interval"] : [])
      + ["fits"]
  }

  private func row(
    _ figures: CandidateFigures, _ index: Int, _ columns: CandidateColumns, isAnswer: Bool
  ) -> [String] {
    let test = figures.tests[index]
    let mark = isFound && isAnswer ? "*" : " "
    var values = figures.values.map { NumberText.value($0) }
    values[values.count - 1] += mark
    let cost = figures.cost.map(NumberText.money) ?? NumberText.none
    let share = test.rejections.map { NumberText.probability($0.value) } ?? NumberText.none
    return values + (hasCosts && columns.cost ? [cost] : [])
      + [NumberText.probability(test.power), interval(test.interval)]
      + (columns.rejections ? [share] : [])
      + (columns.theirInterval ? [interval(test.rejections?.interval)] : [])
      + [figures.replicates > 0 ? NumberText.count(figures.replicates) : NumberText.none]
  }

  private var isFound: Bool {
    switch finding.outcome {
    case .found, .atFirst: true
    case .outOfReach, .noEffect, .tooDear, .impossible: false
    }
  }

  private func interval(_ range: ClosedRange<Double>?) -> String {
    range.map(NumberText.interval) ?? NumberText.none
  }

  // MARK: Effects

  private var effects: [[String]] {
    guard !finding.effects.isEmpty else { return [] }
    var table = TextTable(leftColumns: 1)
    table.rows = [["", "detected", "95% interval", "as stated", "rejects", "95% interval"]]
    table.rows += finding.effects.map { effect in
      let ends = [effect.interval.lowerBound, effect.interval.upperBound]
      return [
        effect.test, NumberText.estimate(effect.value),
        ends.map(NumberText.estimate).joined(separator: "–"),
        effect.stated.map(NumberText.value) ?? NumberText.none,
        NumberText.probability(effect.rejections.value),
        NumberText.interval(effect.rejections.interval),
      ]
    }
    return [table.lines]
  }

  // MARK: Frontier

  private var frontier: [String] {
    guard let frontier = finding.frontier else { return [] }
    let isBudget = result.search.budget != nil
    var table = TextTable(leftColumns: 0)
    let cost = hasCosts ? ["cost"] : []
    table.rows = [[frontier.given, frontier.path, "rows"] + cost + ["power"]]
    table.rows += frontier.points.map { point in
      var row = [NumberText.value(point.given)]
      row.append(point.value.map(NumberText.value) ?? NumberText.none)
      row.append(point.rows.map(NumberText.count) ?? NumberText.none)
      if hasCosts { row.append(point.cost.map(NumberText.money) ?? NumberText.none) }
      row.append(point.power.map(NumberText.probability) ?? NumberText.none)
      return row
    }
    let what =
      isBudget
      ? "The most power for the budget by \(frontier.given)"
      : "The smallest \(frontier.path) by \(frontier.given), "
        + (axes.count > 1 ? "within the bounds" : "if that were another one")
    return wrapped(what) + table.lines
  }
}
