internal import StudyDesign

/// All scenarios of a grid, and what is wrong with some or all of them.
struct ScenarioSet {
  private let root: DesignNode
  private let axes: [GridPath]
  private let sources: DesignSources
  private(set) var scenarios: [Scenario] = []
  private(set) var remarks: [String] = []
  private var mistakes: [Mistake] = []
  private var count = 0

  /// A mistake that one or more scenarios share.
  private struct Mistake {
    let first: Diagnostic
    /// Where it was found first.
    let coordinates: [Int]
    var count: Int
    /// The scenario, counted from 1, where it was found last.
    var last: Int
    /// The message without digits: the same mistake differs between grid points by numbers only.
    let kind: String
  }

  init(root: DesignNode, axes: [GridPath], sources: DesignSources) {
    self.root = root
    self.axes = axes
    self.sources = sources
  }

  /// Reads every combination of the axes' values, the last axis fastest.
  mutating func read() {
    var coordinates = Array(repeating: 0, count: axes.count)
    while true {
      read(coordinates)
      guard let turn = axes.indices.last(where: { coordinates[$0] + 1 < axes[$0].values.count })
      else { return }
      coordinates[turn] += 1
      for later in axes.indices where later > turn { coordinates[later] = 0 }
    }
  }

  private mutating func read(_ coordinates: [Int]) {
    count += 1
    var node = root
    for (axis, index) in zip(axes, coordinates) {
      node = node.replacing(axis.path, with: axis.values[index], keyPosition: axis.keyPosition)
    }
    var reading = DesignReading(root: node, sources: sources)
    if let scenario = reading.readScenario(coordinates: coordinates) {
      scenarios.append(scenario)
    }
    for remark in reading.remarks where !remarks.contains(remark) { remarks.append(remark) }
    var seen: Set<Diagnostic> = []
    for diagnostic in reading.findings where seen.insert(diagnostic).inserted {
      add(diagnostic, at: coordinates)
    }
  }

  private mutating func add(_ diagnostic: Diagnostic, at coordinates: [Int]) {
    let kind = diagnostic.message.filter { !$0.isNumber && $0 != "." && $0 != "-" }
    let open = mistakes.indices.filter { mistakes[$0].last < count }
    let known =
      open.first { mistakes[$0].first == diagnostic }
      ?? open.first {
        mistakes[$0].kind == kind && mistakes[$0].first.position == diagnostic.position
      }
    if let known {
      mistakes[known].count += 1
      mistakes[known].last = count
    } else {
      mistakes.append(
        Mistake(
          first: diagnostic, coordinates: coordinates, count: 1, last: count, kind: kind))
    }
  }

  /// Each mistake once; one that only some scenarios have says at which grid point.
  var diagnostics: [Diagnostic] {
    mistakes.map { mistake in
      guard mistake.count < count else { return mistake.first }
      let place = zip(axes, mistake.coordinates)
        .map { "\($0.axis.path) = \($0.axis.labels[$1])" }.joined(separator: ", ")
      let message = Wording.atGridPoint(
        mistake.first.message, place: place, others: mistake.count - 1)
      return Diagnostic(at: mistake.first.position, message)
    }
  }
}
