public import PowerStudy
import StudyDesign

/// `find.svg`: combinations of two sizes with the power aimed at, and what they cost; nil where a search has
/// no such combinations. The same figures give the same picture to the byte.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func findPicture(of result: SearchResult, version: String) -> Picture? {
  FindPicture(result: result, version: version).picture
}

/// The frontier as a picture: one line for each combination of swept values.
struct FindPicture {
  let result: SearchResult
  let version: String

  /// More lines than this cannot be told apart.
  private static let mostSeries = 12

  private var findings: [SearchFinding] {
    Array(result.findings.filter { shown($0).count > 1 }.prefix(Self.mostSeries))
  }

  var picture: Picture? {
    guard let frontier = findings.first?.frontier else { return nil }
    let caption = self.caption(frontier)
    let ending = FindEnding(result: result, version: version)
    let page = Page(
      title: result.plan.title, description: caption, note: ending.settings, version: version,
      parts: [legend.part(width: PictureFormat.page.width), panels(frontier)])
    return Picture(name: "find", caption: caption, svg: page.svg)
  }

  private func caption(_ frontier: Frontier) -> String {
    let isBudget = result.search.budget != nil
    let lines =
      isBudget ? "the most that a budget pays for" : "the smallest with the power aimed at"
    let cost = hasCosts ? ", and what the combinations cost" : ""
    return
      "Values of \(frontier.path) by \(frontier.given), \(lines)\(cost). A ring marks the answer."
  }

  private var hasCosts: Bool { result.search.cost != nil && result.search.budget == nil }

  private func shown(_ finding: SearchFinding) -> [Frontier.Point] {
    (finding.frontier?.points ?? []).filter { $0.value != nil }
  }

  private var legend: Legend {
    var legend = Legend()
    if findings.count > 1 {
      legend.entries = findings.enumerated().map { index, finding in
        let words = finding.setting.map { "\($0.path) = \($0.label)" }
        return .init(
          sample: .series(SeriesStyle(index), hasLine: true), text: words.joined(separator: ", "))
      }
    }
    legend.entries.append(.init(sample: .ring, text: "the answer"))
    return legend
  }

  private func panels(_ frontier: Frontier) -> Part {
    var quantities: [(title: String, value: (Frontier.Point) -> Double?)] = [
      (frontier.path, { $0.value })
    ]
    if hasCosts { quantities.append(("cost", { $0.cost })) }
    let layout = PanelGrid(count: quantities.count, isWide: true)
    let panels = quantities.map { quantity in
      FrontierPanel(
        title: quantity.title, axis: frontier.given,
        series: findings.map { finding in
          shown(finding).compactMap { point in quantity.value(point).map { (point.given, $0) } }
        },
        answers: findings.map { finding in
          answer(finding).flatMap { point in quantity.value(point).map { (point.given, $0) } }
        },
        width: layout.width, plotHeight: layout.plotHeight
      ).part
    }
    return .grid(panels, columns: layout.columns, width: layout.width, gap: PanelGrid.gap)
  }

  /// The point of a frontier that is the answer.
  private func answer(_ finding: SearchFinding) -> Frontier.Point? {
    guard let answer = finding.answer, let frontier = finding.frontier,
      finding.outcome == .found || finding.outcome == .atFirst
    else { return nil }
    let axes = result.search.axes
    let given = axes.firstIndex { $0.path == frontier.given }.map { answer.values[$0] }
    return frontier.points.first { point in
      if let given { return point.given == given }
      let stated = answer.scenario?.statedSizes.first { $0.level == frontier.given }
      return point.given == stated?.size.rounded()
    }
  }
}

/// Lines over one size.
private struct FrontierPanel {
  let title: String
  let axis: String
  let series: [[(x: Double, y: Double)]]
  let answers: [(x: Double, y: Double)?]
  let width: Double
  let plotHeight: Double

  private static let leftRoom = 62.0

  var part: Part {
    let points = series.flatMap { $0 }
    let values = points.map(\.y)
    let high = values.max() ?? 1
    let xs = points.map(\.x)
    let area = PlotArea(
      left: Self.leftRoom, right: width - 14, top: 26, bottom: 26 + plotHeight)
    let y = LinearScale(domain: 0...max(high * 1.05, 1e-9), start: area.bottom, end: area.top)
    let x = LinearScale(
      domain: (xs.min() ?? 0)...(xs.max() ?? 1), start: area.left + 16, end: area.right - 16)
    let shown = xs.reduce(into: [Double]()) { if !$0.contains($1) { $0.append($1) } }.sorted()
    var elements = SVGElement.lines([title], at: Point(Self.leftRoom, 13), .heading)
    elements += area.levels(Ticks(within: y.domain, most: 6), y)
    elements += area.values(
      HorizontalTicks(values: shown, labels: shown.map(NumberText.value), scale: x).ticks)
    for (index, line) in series.enumerated() {
      let style = SeriesStyle(index)
      let places = line.map { Point(x($0.x), y($0.y)) }
      elements.append(.path(places, style.stroke))
      elements += places.map { style.marker.element(at: $0, colour: style.colour) }
    }
    elements += answers.compactMap { $0 }.map { Ring.element(at: Point(x($0.x), y($0.y))) }
    elements += area.axes
    elements += SVGElement.lines(
      [axis], at: Point((area.left + area.right) / 2, area.bottom + 34), .label, .middle)
    return Part(elements: elements, height: area.bottom + 40)
  }
}
