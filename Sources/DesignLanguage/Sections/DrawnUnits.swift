internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// `levels: {TOP: N}` beside `data`: whole units of the file, drawn with replacement.
extension DesignReading {
  mutating func readDrawnUnits(_ node: DesignNode) {
    guard levelsAreWhole, let table else { return }
    guard let entries = node.mapping, let entry = entries.first else {
      report(.wantsDrawnUnits(found: node.kindInWords), at: node)
      return
    }
    for extra in entries.dropFirst() {
      report(.twoDrawnLevels(entry.key, extra.key), at: extra.keyPosition)
    }
    guard let level = levels.indices.first(where: { levels[$0].name == entry.key }),
      level < levels.count - 1
    else {
      let known = tops.map { levels[$0].name }
      report(
        .unknownLevel(entry.key, nearest: nearestName(to: entry.key, among: known), known: known),
        at: entry.keyPosition)
      return
    }
    guard levels[level].parents.isEmpty else {
      let above = levels[levels[level].parents[0]].name
      report(.drawnLevelNotAtTop(entry.key, above: above), at: entry.keyPosition)
      return
    }
    guard let count = wholeNumber(entry.value, atLeast: 1) else { return }
    draw(Int(min(count, 1e8)), of: level, rows: table.rowCount)
  }

  /// Indices of the levels that lie in no other.
  private var tops: [Int] { levels.indices.dropLast().filter { levels[$0].parents.isEmpty } }

  /// Levels whose units lie in the drawn ones grow and shrink with their number.
  private mutating func draw(_ units: Int, of level: Int, rows: Int) {
    guard case .observed(let source) = levels[level].units else { return }
    for index in levels.indices where levels.lies(index, in: level) {
      guard case .observed(let count) = levels[index].units else { continue }
      let expected = Double(count) * Double(units) / Double(source)
      levels[index].units = .observed(count: max(1, Int(min(expected.rounded(), 1e9))))
      if index < statedSizes.count { statedSizes[index].size = expected }
    }
    let expected = Double(rows) * Double(units) / Double(source)
    if expected > LevelRules.rowLimit {
      report(
        Wording(.tooManyRows(rows: expected, limit: LevelRules.rowLimit)),
        at: position(of: ["levels"]))
      levelsAreWhole = false
      return
    }
    resampling = Resampling(level: level, units: units, source: source)
    let remark = Wording.unitsAreDrawn(levels[level].name, of: source).sentence
    if !remarks.contains(remark) { remarks.append(remark) }
  }
}
