import PowerStudy
import StudyDesign

/// The distribution of a tested estimate in one scenario, with that under the null hypothesis.
struct EstimatePanel {
  /// Which test, and where in the grid.
  var title: String
  /// What the estimate is measured in.
  var unit: String
  var test: TestSummary
  /// What was simulated.
  let estimates: EstimateCurve
  /// What was simulated, or moved, to where the null value is true; nil where it is true as it is.
  let null: EstimateCurve?
  /// What the test takes estimates to be, where the null hypothesis was not simulated.
  let assumed: [EstimateCurve]
  let region: RejectionRegion?

  /// Nil for a test without an estimate.
  init?(_ test: TestSummary, title: String, unit: String) {
    guard let density = test.estimateDensity, density.heights.contains(where: { $0 > 0 }) else {
      return nil
    }
    self.title = title
    self.unit = unit
    self.test = test
    estimates = EstimateCurve(density)
    let region = RejectionRegion(test)
    self.region = region
    let simulated = test.isTrueNull ? nil : test.nullEstimateDensity
    null = simulated.map { EstimateCurve($0) }
    if null == nil, !test.isTrueNull, let region, let scale = region.scale {
      assumed = region.nullValues.map {
        EstimateCurve(middle: $0, scale: scale, degreesOfFreedom: test.meanDF)
      }
    } else {
      assumed = []
    }
  }

  /// Values and heights that the panel shows.
  var range: ClosedRange<Double> {
    let ends = curves.compactMap { $0.points.first?.x } + curves.compactMap { $0.points.last?.x }
    let marks = [test.truth].compactMap { $0 } + (region?.nullValues ?? [])
    return (ends + marks).min()!...(ends + marks).max()!
  }

  var peak: Double { curves.map(\.peak).max() ?? 0 }

  private var curves: [EstimateCurve] { [estimates] + [null].compactMap { $0 } + assumed }

  /// The words below the title: how often the test rejects.
  var share: String {
    let quantity = PowerTable.quantity([test])
    return "\(quantity) \(NumberText.probability(test.power.value))"
  }

  /// The panel with its title, frame and labels.
  ///
  /// - Parameters:
  ///   - range: the estimates that the panels of a row show.
  ///   - peak: the highest density of the row.
  func part(
    width: Double, plotHeight: Double, titleLines: Int, range: ClosedRange<Double>, peak: Double
  ) -> Part {
    let top = Double(titleLines) * Lettering.heading.lineHeight + 22
    let area = PlotArea(left: 22, right: width - 8, top: top, bottom: top + plotHeight)
    let x = LinearScale(domain: range, start: area.left + 6, end: area.right - 6)
    let y = LinearScale(domain: 0...peak * 1.06, start: area.bottom, end: area.top)
    var elements = SVGElement.lines(
      Self.titleLines(title, width: width), at: Point(22, Lettering.heading.size), .heading)
    elements.append(.text(share, at: Point(22, top - 8), .note))
    elements += shading(x, y) + marks(area, x) + lines(x, y)
    elements += area.values(HorizontalTicks(within: range, scale: x, most: 7).ticks)
    elements.append(area.axes[1])
    let label = Lettering.label.wrapped("estimate (\(unit))", width: area.width)
    let middle = (area.left + area.right) / 2
    elements += SVGElement.lines(label, at: Point(middle, area.bottom + 32), .label, .middle)
    elements.append(.upward("density", at: Point(14, (area.top + area.bottom) / 2), .label))
    return Part(
      elements: elements,
      height: area.bottom + 22 + Double(label.count) * Lettering.label.lineHeight)
  }

  /// The title broken into lines for a panel of some width.
  static func titleLines(_ title: String, width: Double) -> [String] {
    Lettering.heading.wrapped(title, width: width - 30)
  }

  /// The estimates that are rejected, light; and those of the null hypothesis, darker.
  private func shading(_ x: LinearScale, _ y: LinearScale) -> [SVGElement] {
    func under(_ curve: EstimateCurve, _ colour: String) -> [SVGElement] {
      (region?.rejected ?? []).compactMap { range in
        let part = curve.part(from: range.lowerBound, to: range.upperBound)
        guard part.count > 1 else { return nil }
        let corners =
          [Point(part[0].x, 0)] + part + [Point(part[part.count - 1].x, 0)]
        return .area(
          corners.map { Point(x($0.x), y($0.y)) }, fill: colour, opacity: EstimateInk.shade)
      }
    }
    return under(estimates, EstimateInk.estimates.colour)
      + ([null].compactMap { $0 } + assumed).flatMap { under($0, EstimateInk.null.colour) }
  }

  private func lines(_ x: LinearScale, _ y: LinearScale) -> [SVGElement] {
    func line(_ curve: EstimateCurve, _ stroke: Stroke) -> SVGElement {
      .path(curve.points.map { Point(x($0.x), y($0.y)) }, stroke)
    }
    return assumed.map { line($0, EstimateInk.assumed) }
      + [null].compactMap { $0 }.map { line($0, EstimateInk.null) }
      + [line(estimates, EstimateInk.estimates)]
  }

  private func marks(_ area: PlotArea, _ x: LinearScale) -> [SVGElement] {
    let nulls = (region?.nullValues ?? []).map { ($0, EstimateInk.nullValue) }
    let truths = [test.truth].compactMap { $0 }.map { ($0, EstimateInk.truth) }
    return (nulls + truths).map { value, stroke in
      .line(Point(x(value), area.top), Point(x(value), area.bottom), stroke)
    }
  }
}

/// The lines of distributions.
enum EstimateInk {
  static let estimates = Stroke(colour: SeriesStyle.colours[4], width: 1.8)
  static let null = Stroke(colour: SeriesStyle.colours[5], width: 1.6, dashes: "6 3")
  static let assumed = Stroke(colour: SeriesStyle.colours[5], width: 1.4, dashes: "2 2.5")
  static let truth = Stroke(colour: Ink.black, width: 1.2)
  static let nullValue = Stroke(colour: Ink.grey, width: 1.2, dashes: "1.5 3")
  static let shade = 0.25
}
