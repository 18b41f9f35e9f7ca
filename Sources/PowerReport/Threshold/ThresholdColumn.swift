import PowerStudy
import StudyDesign

/// A column of the tables about thresholds.
struct ThresholdColumn {
  let figure: ThresholdFigure
  let title: String
  /// What it is, for the legend.
  let legend: String

  /// The columns of the two tables; those without any figure in the design are left out.
  static func tables(_ threshold: PublicationThreshold) -> [[ThresholdColumn]] {
    [precision, comparison].map { columns in
      columns.filter { column in
        switch column.figure {
        case .within: threshold.within != nil
        case .wrongSide, .flagged, .flaggedWrongly: threshold.benchmark != nil
        case .powerBelow: threshold.below != nil
        default: true
        }
      }
    }
  }

  private static let precision = [
    ThresholdColumn(figure: .groups, title: "groups", legend: "groups published, on average"),
    ThresholdColumn(figure: .groupShare, title: "share", legend: "their share of all groups"),
    ThresholdColumn(
      figure: .memberShare, title: "people", legend: "the share of all members who are in them"),
    ThresholdColumn(
      figure: .halfWidthMedian, title: "± half",
      legend: "median half-width of the 95% interval"),
    ThresholdColumn(figure: .halfWidth90, title: "± 90%", legend: "its 90th percentile"),
    ThresholdColumn(
      figure: .coverage, title: "cover", legend: "share of the intervals that hold the truth"),
    ThresholdColumn(
      figure: .within, title: "within",
      legend: "share of figures within the stated distance of the truth"),
    ThresholdColumn(figure: .rmse, title: "rmse", legend: "root mean squared error"),
    ThresholdColumn(
      figure: .reliability, title: "reliab", legend: "reliability by the generating variances"),
    ThresholdColumn(
      figure: .realisedReliability, title: "r²",
      legend: "squared correlation of figures with the truth"),
  ]

  private static let comparison = [
    ThresholdColumn(
      figure: .wrongSide, title: "side",
      legend: "share on the wrong side of the benchmark, among groups that differ from it"),
    ThresholdColumn(
      figure: .flagged, title: "flag",
      legend: "share whose interval lies beyond the benchmark"),
    ThresholdColumn(
      figure: .flaggedWrongly, title: "wrong", legend: "share of these that truly do not differ so"),
    ThresholdColumn(
      figure: .powerBelow, title: "found",
      legend: "share that would be flagged if the group lay the stated distance below the benchmark"
    ),
    ThresholdColumn(
      figure: .wrongOrder, title: "order", legend: "share of pairs of groups in the wrong order"),
    ThresholdColumn(
      figure: .topQuarter, title: "top",
      legend: "share of the observed top quarter that belongs there"),
    ThresholdColumn(
      figure: .bottomQuarter, title: "bottom", legend: "the same of the bottom quarter"),
    ThresholdColumn(
      figure: .allAlike, title: "alike",
      legend: "share of groups whose answers are all the same, which discloses them"),
    ThresholdColumn(
      figure: .oneAnswer, title: "one",
      legend: "change of a figure if one person answers otherwise"),
  ]
}

/// One table about the groups of several candidates.
struct ThresholdTable {
  let rows: [ThresholdRow]
  let columns: [ThresholdColumn]

  /// A header, a line for each candidate, and the largest Monte Carlo standard error of each column.
  var text: TextTable {
    var table = TextTable()
    table.headers = 1
    table.gap = 1
    table.rows = [["answers"] + columns.map { padded($0.title) }]
    table.rows += rows.map { row in
      [label(row)] + columns.map { padded(text($0.figure, row.figures[$0.figure])) }
    }
    table.rows.append(["MC SE ≤"] + columns.map { padded(largestError($0.figure)) })
    return table
  }

  private func padded(_ cell: String) -> String {
    String(repeating: " ", count: max(0, 6 - cell.count)) + cell
  }

  private func label(_ row: ThresholdRow) -> String {
    guard row.view == .about else { return String(row.candidate) }
    guard let largest = row.largest else { return "\(row.candidate)+" }
    return largest == row.candidate ? String(largest) : "\(row.candidate)–\(largest)"
  }

  private func text(_ figure: ThresholdFigure, _ value: Figure?) -> String {
    value.map { number(figure, $0.value) } ?? NumberText.none
  }

  private func number(_ figure: ThresholdFigure, _ value: Double) -> String {
    switch figure {
    case .groups, .members: NumberText.count(Int(value.rounded()))
    case .halfWidthMedian, .halfWidth90, .rmse, .meanError, .oneAnswer: shortNumber(value)
    default: NumberText.probability(value)
    }
  }

  /// Three digits, without the zero before the point.
  private func shortNumber(_ value: Double) -> String {
    abs(value) < 1
      ? NumberText.probability(value)
      : NumberText.fixed(value, decimals: NumberText.decimals(of: value, digits: 3))
  }

  /// Rounded up in its last digit, so that it is a bound.
  private func largestError(_ figure: ThresholdFigure) -> String {
    let errors = rows.compactMap { $0.figures[figure]?.mcse }
    guard let largest = errors.max() else { return NumberText.none }
    if figure == .groups || figure == .members {
      return NumberText.fixed((largest * 10).rounded(.up) / 10, decimals: 1)
    }
    return NumberText.probability((largest * 1000).rounded(.up) / 1000)
  }
}
