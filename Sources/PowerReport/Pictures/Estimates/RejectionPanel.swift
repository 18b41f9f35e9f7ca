import PowerStudy
import StudyDesign

/// The distribution of an estimate if the null value is true, above that under the true value, with the
/// region of rejection through both: the shaded areas are type I error and power.
struct RejectionPanel {
  var title: String
  var unit: String
  var test: TestSummary
  /// What estimates are if the null value is true; that of each margin of an equivalence.
  let nulls: [EstimateCurve]
  /// What was simulated; nil where the null value is true as it is.
  let estimates: EstimateCurve?
  let region: RejectionRegion

  /// Nil for a test without an estimate or a null value.
  init?(_ test: TestSummary, title: String, unit: String) {
    guard let panel = EstimatePanel(test, title: title, unit: unit), let region = panel.region
    else { return nil }
    self.title = title
    self.unit = unit
    self.test = test
    self.region = region
    let assumed = [panel.null].compactMap { $0 } + panel.assumed
    nulls = test.isTrueNull ? [panel.estimates] : assumed
    estimates = test.isTrueNull ? nil : panel.estimates
    if nulls.isEmpty { return nil }
  }

  private var curves: [EstimateCurve] { nulls + [estimates].compactMap { $0 } }

  /// Where the region of rejection begins and ends.
  private var criticalValues: [Double] {
    region.rejected.flatMap { [$0.lowerBound, $0.upperBound] }.filter(\.isFinite)
  }

  /// What the two plots are, with their shaded areas as numbers.
  private var headings: (null: String, truth: String) {
    let alpha = NumberText.probability(test.test.alpha)
    let null = region.nullValues.map(NumberText.value).joined(separator: " or ")
    let rejections = test.isTrueNull ? test.power : test.nullRejection
    let error =
      rejections.map { "\(NumberText.probability($0.value)) (type I error; stated \(alpha))" }
      ?? "\(alpha), as stated (type I error)"
    let truth = test.truth.map { "If the truth is \(NumberText.value($0))" } ?? "As simulated"
    let power = NumberText.probability(test.power.value)
    return (
      "If the truth is \(null): rejected with a probability of \(error)",
      "\(truth): rejected with a probability of \(power) (power)"
    )
  }

  /// The panel with its title, both plots and their axis.
  func part(width: Double, plotHeight: Double) -> Part {
    let titleLines = Lettering.heading.wrapped(title, width: width - 40)
    let ends = curves.flatMap { [$0.points.first?.x, $0.points.last?.x].compactMap { $0 } }
    let marks = criticalValues + region.nullValues + [test.truth].compactMap { $0 }
    let range = (ends + marks).min()!...(ends + marks).max()!
    let peak = curves.map(\.peak).max() ?? 1
    let left = 22.0
    let x = LinearScale(domain: range, start: left + 6, end: width - 14)
    var elements = SVGElement.lines(
      titleLines, at: Point(left, Lettering.heading.size), .heading)
    var top = Double(titleLines.count) * Lettering.heading.lineHeight
    var area = PlotArea(left: left, right: width - 8, top: top, bottom: top)
    let plots: [(words: String, curves: [EstimateCurve], stroke: Stroke, mark: [Double])] =
      [(headings.null, nulls, EstimateInk.null, region.nullValues)]
      + (estimates.map {
        [(headings.truth, [$0], EstimateInk.estimates, [test.truth].compactMap { $0 })]
      } ?? [])
    for plot in plots {
      let words = Lettering.label.wrapped(plot.words, width: width - left - 8)
      elements += SVGElement.lines(words, at: Point(left, top + 15), .label)
      top += Double(words.count) * Lettering.label.lineHeight + 6
      area = PlotArea(left: left, right: width - 8, top: top, bottom: top + plotHeight)
      let y = LinearScale(domain: 0...peak * 1.06, start: area.bottom, end: area.top)
      elements += shading(plot.curves, plot.stroke.colour, x, y)
      elements += plot.mark.map {
        .line(
          Point(x($0), area.top), Point(x($0), area.bottom),
          plot.stroke == EstimateInk.null ? EstimateInk.nullValue : EstimateInk.truth)
      }
      elements += criticalValues.map {
        .line(Point(x($0), area.top), Point(x($0), area.bottom), RejectionInk.critical)
      }
      elements += plot.curves.map { curve in
        let solid = Stroke(colour: plot.stroke.colour, width: 1.8)
        return .path(curve.points.map { Point(x($0.x), y($0.y)) }, solid)
      }
      elements.append(area.axes[1])
      top = area.bottom + 4
    }
    elements += area.values(HorizontalTicks(within: range, scale: x, most: 8).ticks)
    let label = Lettering.label.wrapped("estimate (\(unit))", width: area.width)
    let middle = (area.left + area.right) / 2
    elements += SVGElement.lines(label, at: Point(middle, area.bottom + 32), .label, .middle)
    return Part(
      elements: elements,
      height: area.bottom + 24 + Double(label.count) * Lettering.label.lineHeight)
  }

  /// The areas of the curves over the region of rejection.
  private func shading(
    _ curves: [EstimateCurve], _ colour: String, _ x: LinearScale, _ y: LinearScale
  ) -> [SVGElement] {
    curves.flatMap { curve in
      region.rejected.compactMap { range -> SVGElement? in
        let part = curve.part(from: range.lowerBound, to: range.upperBound)
        guard part.count > 1 else { return nil }
        let corners = [Point(part[0].x, 0)] + part + [Point(part[part.count - 1].x, 0)]
        return .area(
          corners.map { Point(x($0.x), y($0.y)) }, fill: colour, opacity: RejectionInk.shade)
      }
    }
  }
}

/// Lines and shades of the region of rejection.
enum RejectionInk {
  static let critical = Stroke(colour: Ink.grey, width: 1.2, dashes: "6 4")
  static let shade = 0.45
}
