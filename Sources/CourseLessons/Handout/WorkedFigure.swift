internal import DesignFiles
internal import DesignLanguage
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// A figure that a design gave, with what is known about how exact it is.
struct WorkedFigure: Equatable {
  /// The column that it is of.
  var column: String
  var value: Double
  /// Where it lies with 95% confidence; nil where it follows from the design without simulating.
  var interval: ClosedRange<Double>?
  /// Data sets that it rests on; 0 where it rests on none.
  var replicates: Int

  /// As one reads it: `.617`, `138`, `2.9`.
  var text: String { format(value) }

  /// `95% Monte Carlo interval .595 to .638, of 2,000 data sets`; empty where nothing was simulated.
  var certainty: String {
    guard let interval else { return "" }
    return
      "95% Monte Carlo interval \(format(interval.lowerBound)) to \(format(interval.upperBound)), of "
      + "\(NumberText.count(replicates)) data sets"
  }

  private func format(_ value: Double) -> String {
    if Self.shares.contains(column) {
      return isNarrow
        ? String(NumberText.fixed(value, decimals: 4).trimmingPrefix("0"))
        : NumberText.probability(value)
    }
    if column == "effective_rows" { return NumberText.count(Int(value.rounded())) }
    guard interval != nil else { return NumberText.significant(value, digits: 3) }
    return NumberText.fixed(value, decimals: NumberText.decimals(of: self.value, digits: 3))
  }

  /// Whether three decimals hide the interval.
  private var isNarrow: Bool {
    value < 0.9995 && interval.map { (0..<0.004).contains($0.upperBound - $0.lowerBound) } == true
  }

  private static let shares: Set<String> = [
    "power", "power_se_method", "coverage", "bias_eliminated_coverage", "type_s", "null_rejection",
    "assurance", "share_reaching_target", "group_share", "member_share", "within", "reliability",
    "reliability_realised", "wrong_side", "flagged", "flagged_wrongly", "power_below",
    "wrong_order",
    "top_quarter", "bottom_quarter", "all_alike",
  ]
}

/// Why a question has no answer.
struct NoSuchFigure: Error, CustomStringConvertible {
  let description: String
}

extension WorkedFigure {
  /// The figure of a column of `power.csv`.
  init(_ column: String, of test: TestSummary) throws(NoSuchFigure) {
    guard let value = Self.number(column, of: test) else {
      throw NoSuchFigure(description: "the design gives no figure '\(column)' there")
    }
    let low = Self.number(column + "_low", of: test)
    let high = Self.number(column + "_high", of: test)
    let error = Self.number(column + "_mcse", of: test)
    if let low, let high, low <= high {
      interval = low...high
    } else {
      interval = error.map { (value - 1.96 * $0)...(value + 1.96 * $0) }
    }
    self.column = column
    self.value = value
    replicates = test.fits.replicates
  }

  /// The figure of a column of `threshold.csv`.
  init(
    _ figure: ThresholdFigure, of row: ThresholdRow, replicates: Int
  ) throws(NoSuchFigure) {
    guard let known = row.figures[figure] else {
      throw NoSuchFigure(description: "the design gives no figure '\(figure.name)' there")
    }
    column = figure.name
    value = known.value
    interval = known.mcse.map { (known.value - 1.96 * $0)...(known.value + 1.96 * $0) }
    self.replicates = replicates
  }

  /// A figure that follows from the design.
  init(_ column: String, value: Double) {
    self.column = column
    self.value = value
    interval = nil
    replicates = 0
  }

  private static func number(_ column: String, of test: TestSummary) -> Double? {
    guard let column = PowerColumn.all.first(where: { $0.name == column }),
      case .number(let value?) = column.value(test), value.isFinite
    else { return nil }
    return value
  }
}
