internal import ModelFormula
internal import StudyDesign

/// One swept path: where it leads, and the value and label of each of its points.
struct GridPath {
  let axis: GridAxis
  let path: DesignPath
  let values: [DesignNode]
  let keyPosition: Position
}

extension GridPath {
  /// The value that the design states itself as a number or word, by its index; of a grid without it, and
  /// where an expression is stated, the middle one.
  func indexOfStated(in root: DesignNode) -> Int {
    let middle = (values.count - 1) / 2
    guard let text = root.node(at: path.steps)?.text else { return middle }
    let stated = path.isLevelSize ? String(text.prefix { $0 != " " }) : text
    return values.firstIndex { value in
      guard let swept = value.text else { return false }
      return swept == stated || Double(swept).map { $0 == Double(stated) } == true
    } ?? middle
  }
}

extension DesignReading {
  /// `grid`: paths with their values; those that cannot be read are reported and left out.
  ///
  /// Paths in `overridden` are held at one value by an override and not swept.
  mutating func readGrid(overridden: [[String]]) -> [GridPath] {
    guard let node = root["grid"] else { return [] }
    guard let entries = node.mapping else {
      report(.wantsAxes(found: node.kindInWords), at: node)
      return []
    }
    let axes = entries.compactMap { axis($0, overridden: overridden) }
    for (index, axis) in axes.enumerated() {
      guard let first = axes[..<index].first(where: { $0.path.overlaps(axis.path) }) else {
        continue
      }
      report(.axesOverlap(axis.axis.path, first.axis.path), at: axis.keyPosition)
    }
    return axes
  }

  private mutating func axis(
    _ entry: DesignNode.Entry, overridden: [[String]]
  ) -> GridPath? {
    guard let (labels, values) = axisValues(entry) else { return nil }
    do throws(PathMistake) {
      let path = try root.resolve(entry.key)
      if overridden.contains(path.steps) { return nil }
      if isOfWholePlan(path.steps) {
        report(.pathOfWholePlan(entry.key), at: entry.keyPosition)
        return nil
      }
      if path.steps == ["simulation", "redraw"] { values.forEach { _ = flag($0) } }
      return GridPath(
        axis: GridAxis(path: entry.key, labels: labels), path: path, values: values,
        keyPosition: entry.keyPosition)
    } catch {
      if let message = error.message { report(message, at: entry.keyPosition) }
      return nil
    }
  }

  func isOfWholePlan(_ steps: [String]) -> Bool {
    if steps == ["simulation", "redraw"] { return false }
    let sections = [
      "title", "description", "grid", "simulation", "target", "cost", "budget", "search", "find",
    ]
    return sections.contains(steps[0])
  }

  /// The values of a path, and what a report prints for them; nil if they cannot be read, which has then
  /// been reported.
  mutating func axisValues(
    _ entry: DesignNode.Entry
  ) -> (labels: [String], values: [DesignNode])? {
    var labels: [String] = []
    var values: [DesignNode] = []
    switch entry.value.content {
    case .list(let items):
      labels = items.map(\.flowText)
      values = items
    case .mapping(let entries):
      labels = entries.map(\.key)
      values = entries.map(\.value)
    case .text(let text):
      guard let range = RangeText(text) else {
        report(.wantsAxisValues(entry.key, found: entry.value.kindInWords), at: entry.value)
        return nil
      }
      guard let numbers = self.numbers(of: range, text: text, at: entry.value) else { return nil }
      labels = numbers.map(Wording.number)
      values = labels.map { DesignNode(content: .text($0), position: entry.value.position) }
    }
    guard !values.isEmpty else {
      report(.wantsAxisValues(entry.key, found: "an empty list"), at: entry.value)
      return nil
    }
    return reportRepeated(labels, values, of: entry) ? nil : (labels, values)
  }

  private mutating func reportRepeated(
    _ labels: [String], _ values: [DesignNode], of entry: DesignNode.Entry
  ) -> Bool {
    var seenLabels: Set<String> = []
    var seenNumbers: Set<Double> = []
    for (label, value) in zip(labels, values) {
      let isNewNumber = value.text.flatMap(plainNumber).map { seenNumbers.insert($0).inserted }
      if seenLabels.insert(label).inserted, isNewNumber ?? true { continue }
      report(.axisValueTwice(entry.key, value: value.text ?? label), at: value)
      return true
    }
    return false
  }

  /// The numbers of a range, both ends in.
  mutating func numbers(
    of range: RangeText, text: String, at node: DesignNode
  ) -> [Double]? {
    func part(_ text: String) -> DesignNode {
      DesignNode(content: .text(text), position: node.position(of: text))
    }
    guard let first = number(part(range.first)), let last = number(part(range.last)),
      let step = range.step.map({ number(part($0)) }) ?? 1
    else { return nil }
    guard step > 0, last > first else {
      report(.rangeOutOfOrder(text), at: node)
      return nil
    }
    let steps = (last - first) / step
    guard steps < 1e6 else {
      report(.tooManyScenarios(steps.rounded(), limit: DesignReading.scenarioLimit), at: node)
      return nil
    }
    guard abs(steps - steps.rounded()) < 1e-9 * max(1, steps) else {
      report(.rangeMissesEnd(text, last: first + steps.rounded(.down) * step), at: node)
      return nil
    }
    // Steps such as 0.1 are rounded off so that 0.1 + 2 * 0.1 is 0.3.
    return (0...Int(steps.rounded())).map { index in
      let value = first + Double(index) * step
      let unit = step / 1e6
      return abs(value.rounded() - value) < unit ? value.rounded() : rounded(value, digits: 12)
    }
  }

  private func rounded(_ value: Double, digits: Int) -> Double {
    guard value != 0 else { return 0 }
    var scale = 1.0
    var magnitude = abs(value)
    while magnitude < 0.1 { (magnitude, scale) = (magnitude * 10, scale * 10) }
    while magnitude >= 1 { (magnitude, scale) = (magnitude / 10, scale / 10) }
    let factor = scale * 1e12
    return factor.isFinite ? (value * factor).rounded() / factor : value
  }
}

/// The parts of `20..60 by 10`.
struct RangeText {
  let first: String
  let last: String
  let step: String?

  init?(_ text: String) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let words = text[dots.upperBound...].split(separator: " ", omittingEmptySubsequences: true)
    first = text[..<dots.lowerBound].trimmed
    if let by = words.firstIndex(of: "by") {
      last = words[..<by].joined(separator: " ")
      step = words[(by + 1)...].joined(separator: " ")
    } else {
      last = words.joined(separator: " ")
      step = nil
    }
    if first.isEmpty || last.isEmpty || step == "" { return nil }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
