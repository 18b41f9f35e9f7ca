public import PowerStudy
import StudyDesign

/// What a terminal can show.
public struct TerminalFace: Sendable, Equatable {
  /// Columns to use.
  public var width: Int
  /// Whether characters beyond ASCII may be used.
  public var isUnicode: Bool

  /// Makes a face of at least 30 and at most 80 columns.
  public init(width: Int, isUnicode: Bool) {
    self.width = min(max(width, 30), 80)
    self.isUnicode = isUnicode
  }
}

/// The power of a run as a drawing of characters, for a terminal; ends with a line break.
///
/// Letters are the simulated points, a star several of them in one place.
public func powerPlot(of summary: RunSummary, on face: TerminalFace) -> String {
  let charts = PowerCharts(summary: summary).all
  let texts = charts.flatMap { chart -> [[String]] in
    return chart.panels.map { panel in
      let target = panel.target(summary.plan.target)
      let plot = PanelPlot(chart: chart, panel: panel, target: target, face: face)
      return chart.isCurve ? plot.curve : plot.rows
    }
  }
  return texts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
}

/// One panel of power in characters.
struct PanelPlot {
  let chart: PowerChart
  let panel: PowerChart.Panel
  let target: Double?
  let face: TerminalFace

  /// Power upwards, the values of the axis across.
  var curve: [String] {
    let ticks = Ticks(within: chart.range, most: 6)
    let margin = (ticks.labels.map(\.count).max() ?? 0) + 2
    // As many rows from each tick to the next.
    let intervals = max(ticks.values.count - 1, 1)
    let rows = intervals * max(1, (15 + intervals / 2) / intervals) + 1
    var canvas = TextCanvas(
      columns: face.width - margin - 1, rows: rows, isUnicode: face.isUnicode)
    let (first, last) = (canvas.middle(ofRow: 0), canvas.middle(ofRow: rows - 1))
    let y = LinearScale(domain: chart.range, start: last, end: first)
    let values = chart.axis.values!
    // Room for half a label left and right of the outermost points.
    let x = LinearScale(
      domain: values.min()!...values.max()!, start: 4, end: Double(canvas.width - 5))
    draw(on: &canvas, x, y)
    let sides = labels(ticks, y, canvas, margin: margin)
    return heading + zip(sides, canvas.lines).map { trimmed($0 + $1) }
      + axis(canvas, x, margin: margin)
      + legend(hasStars: canvas.lines.contains { $0.contains("*") })
  }

  private func draw(on canvas: inout TextCanvas, _ x: LinearScale, _ y: LinearScale) {
    let values = chart.axis.values!
    let order = chart.axis.order
    for level in panel.nominalLevels { canvas.level(y: Int(y(level).rounded()), ".") }
    if let target, chart.range.contains(target) {
      canvas.level(y: Int(y(target).rounded()), face.isUnicode ? "\u{2500}" : "-")
    }
    for (index, tests) in panel.series.enumerated() {
      let places = order.map { value in
        (x: Int(x(values[value]).rounded()), y: Int(y(tests[value].power.value).rounded()))
      }
      for (from, to) in zip(places, places.dropFirst()) { canvas.line(from: from, to: to) }
      for place in places { canvas.sign(Self.letter(index), x: place.x, y: place.y) }
    }
  }

  /// The labels of the axis of power, and its line.
  private func labels(
    _ ticks: Ticks, _ y: LinearScale, _ canvas: TextCanvas, margin: Int
  ) -> [String] {
    var sides = Array(
      repeating: String(repeating: " ", count: margin) + (face.isUnicode ? "\u{2502}" : "|"),
      count: canvas.rows)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let row = canvas.cell(0, Int(y(value).rounded())).row
      sides[row] = padded(label, to: margin - 1) + " " + (face.isUnicode ? "\u{2524}" : "+")
    }
    return sides
  }

  /// The line of the axis across, the labels of its values and its title.
  private func axis(_ canvas: TextCanvas, _ x: LinearScale, margin: Int) -> [String] {
    let (corner, level) = face.isUnicode ? ("\u{2514}", "\u{2500}") : ("+", "-")
    let line =
      String(repeating: " ", count: margin) + corner
      + String(repeating: level, count: canvas.columns)
    let values = chart.axis.values!
    var row = Array(repeating: Character(" "), count: face.width)
    var end = 0
    for index in chart.axis.order {
      let label = chart.axis.labels[index]
      let middle = margin + 1 + canvas.cell(Int(x(values[index]).rounded()), 0).column
      let start = min(max(middle - label.count / 2, 0), max(face.width - label.count, 0))
      guard start >= end, start + label.count <= face.width else { continue }
      row.replaceSubrange(start..<start + label.count, with: Array(label))
      end = start + label.count + 1
    }
    let title = asWritten(chart.axis.title)
    let indent = max(margin + 1 + (canvas.columns - title.count) / 2, 0)
    let name =
      title.count > face.width - indent
      ? broken(title) : [String(repeating: " ", count: indent) + title]
    return [line, trimmed(String(row))] + name
  }

  /// Power across, a row for each value and series.
  var rows: [String] {
    let names = chart.axis.labels.map(asWritten)
    let room = min(names.map(\.count).max() ?? 0, face.width / 3)
    let isSeveral = panel.series.count > 1
    let margin = room + (isSeveral ? 2 : 0)
    let columns = face.width - margin - 8
    let x = LinearScale(domain: chart.range, start: 0, end: Double(columns - 1))
    var lines = heading
    for (row, name) in names.enumerated() {
      for (index, tests) in panel.series.enumerated() {
        let label = index == 0 ? String(name.prefix(room)) : ""
        let series = isSeveral ? " \(Self.letter(index))" : ""
        lines.append(
          trimmed(
            label.padding(to: room) + series + " " + bar(tests[row], x, columns) + " "
              + NumberText.probability(tests[row].power.value)))
      }
    }
    return lines + [scale(x, margin: margin + 1, columns)] + legend(hasStars: false)
  }

  /// The interval and the share in it.
  private func bar(_ test: TestSummary, _ x: LinearScale, _ columns: Int) -> String {
    var row = Array(repeating: Character(" "), count: columns)
    func place(_ value: Double) -> Int { min(max(Int(x(value).rounded()), 0), columns - 1) }
    for level in panel.nominalLevels { row[place(level)] = "." }
    if let target, chart.range.contains(target) {
      row[place(target)] = face.isUnicode ? "\u{2502}" : "|"
    }
    let interval = test.power.interval
    for column in place(interval.lowerBound)...place(interval.upperBound) {
      row[column] = face.isUnicode ? "\u{2500}" : "-"
    }
    row[place(test.power.value)] = face.isUnicode ? "\u{25CF}" : "o"
    return String(row)
  }

  /// The labels below rows.
  private func scale(_ x: LinearScale, margin: Int, _ columns: Int) -> String {
    let ticks = Ticks(within: chart.range, most: columns < 40 ? 3 : 6)
    var row = Array(repeating: Character(" "), count: face.width)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let start = min(
        max(margin + Int(x(value).rounded()) - label.count / 2, 0), face.width - label.count)
      row.replaceSubrange(start..<start + label.count, with: Array(label))
    }
    return trimmed(String(row))
  }

  private var heading: [String] {
    broken(
      asWritten(
        panel.title.isEmpty ? panel.quantityTitle : "\(panel.quantityTitle): \(panel.title)"))
  }

  /// What the letters and lines mean.
  private func legend(hasStars: Bool) -> [String] {
    var items: [String] = []
    if chart.seriesNames.count > 1 {
      items = chart.seriesNames.enumerated().map { "\(Self.letter($0)) \($1)" }
      items[0] = "\(chart.seriesTitle): \(items[0])"
    }
    if let target, chart.range.contains(target) {
      let sign =
        chart.isCurve
        ? (face.isUnicode ? "\u{2500} \u{2500}" : "- -") : face.isUnicode ? "\u{2502}" : "|"
      items.append("\(sign) target \(NumberText.value(target))")
    }
    if !panel.nominalLevels.isEmpty {
      let levels = panel.nominalLevels.map(NumberText.value).joined(separator: ", ")
      items.append("\(chart.isCurve ? ". ." : ".") nominal level \(levels)")
    }
    if hasStars { items.append("* several") }
    guard !items.isEmpty else { return [] }
    return items.reduce(into: []) { lines, item in
      let item = asWritten(item)
      if let last = lines.last, last.count + 3 + item.count <= face.width {
        lines[lines.count - 1] = last + "   " + item
      } else {
        lines += broken(item)
      }
    }
  }

  /// `a` to `z`, then `A` to `Z`.
  static func letter(_ index: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return letters[index % letters.count]
  }

  /// Text as this terminal can show it: what is no ASCII becomes a question mark where it must.
  private func asWritten(_ text: String) -> String {
    face.isUnicode ? text : String(text.map { $0.isASCII ? $0 : "?" })
  }

  /// Lines of at most the width, broken at spaces and else anywhere; items stay apart.
  private func broken(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > face.width {
        lines.append(trimmed(line))
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      while line.count > face.width {
        lines.append(String(line.prefix(face.width)))
        line = String(line.dropFirst(face.width))
      }
    }
    return line.isEmpty ? lines : lines + [trimmed(line)]
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  /// With spaces at its end, of this many characters.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
