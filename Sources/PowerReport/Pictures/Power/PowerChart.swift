import PowerStudy
import StudyDesign

/// Panels of power that share their axes and series.
struct PowerChart {
  /// What the axis of shares begins and ends with.
  var range: ClosedRange<Double>
  /// What power is drawn against: the values of a path, or the tests of a study without a grid.
  var axis: PictureAxis
  /// What tells the series apart: a path, `analysis`, `test`; empty if there is one.
  var seriesTitle: String
  var seriesNames: [String]
  var panels: [Panel]
  /// Values of the second axis that no series shows, for there are too many.
  var valuesLeftOut = 0
  /// Further combinations of values and tests, for there are too many.
  var panelsLeftOut = 0

  /// Power in one part of the grid.
  struct Panel {
    /// Which test, and where in the grid.
    var title: String
    /// For each series the figures at each value of the axis.
    var series: [[TestSummary]]

    var tests: [TestSummary] { series.flatMap { $0 } }

    /// What the axis of shares measures: power, assurance, type I error, ...
    var quantityTitle: String {
      let hasBoth = tests.contains(where: \.isPrecision) && !tests.allSatisfy(\.isPrecision)
      let quantity = PowerTable.quantity(tests) + (hasBoth ? " or precision" : "")
      return quantity.prefix(1).uppercased() + quantity.dropFirst() + " (probability)"
    }

    /// The same without its unit where there is not as much room.
    func quantityTitle(room: Double) -> String {
      let isFitting = Lettering.label.width(quantityTitle) <= room
      return isFitting ? quantityTitle : String(quantityTitle.dropLast(" (probability)".count))
    }

    /// Whether power and type I errors stand side by side, so that the latter need a mark.
    var mixesErrors: Bool {
      tests.contains(where: \.isTrueNull) && !tests.allSatisfy(\.isTrueNull)
    }

    /// The levels of the tests whose null value is true, in ascending order.
    var nominalLevels: [Double] { Set(tests.filter(\.isTrueNull).map(\.test.alpha)).sorted() }

    /// The target, where some of the shares are power.
    func target(_ target: Double?) -> Double? {
      tests.allSatisfy(\.isTrueNull) ? nil : target
    }
  }

  /// All figures.
  var tests: [TestSummary] { panels.flatMap(\.tests) }

  init(
    axis: PictureAxis, seriesTitle: String, seriesNames: [String], panels: [Panel]
  ) {
    self.axis = axis
    self.seriesTitle = seriesTitle
    self.seriesNames = seriesNames
    self.panels = panels
    range = Self.range(panels.flatMap(\.tests))
  }

  /// From 0 to 1; of type I errors alone to a bit above the largest.
  private static func range(_ tests: [TestSummary]) -> ClosedRange<Double> {
    guard tests.allSatisfy(\.isTrueNull) else { return 0...1 }
    let largest = tests.flatMap { [$0.power.interval.upperBound, 2 * $0.test.alpha] }.max() ?? 1
    let step = Ticks(within: 0...max(largest, 1e-6), most: 6).step
    return 0...min(1, (largest / step).rounded(.up) * step)
  }
}
