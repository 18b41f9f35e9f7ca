internal import StudyDesign

/// What a design states that replicates follow from: all but its words about itself, what it aims at and
/// looks for, and how many replicates there are.
struct DesignStatements {
  private let root: DesignNode
  private let simulation: SimulationSettings
  private let redraws: Bool
  private let sources: DesignSources

  init(
    root: DesignNode, simulation: SimulationSettings, redraws: Bool, sources: DesignSources
  ) {
    self.root = root
    self.simulation = simulation
    self.redraws = redraws
    self.sources = sources
  }

  /// The statements, sorted by path. What is stated or left at its default is the same for settings of the
  /// simulation; of data files it is their content that counts.
  var values: [StatedValue] {
    let others = [
      "title", "description", "target", "simulation", "cost", "budget", "search", "find",
    ]
    var all = (root.mapping ?? []).filter { !others.contains($0.key) }.flatMap {
      Self.values(of: $0.value, at: $0.key)
    }
    all += [
      StatedValue(path: "simulation.seed", value: String(simulation.seed)),
      StatedValue(path: "simulation.common", value: String(simulation.sharesStreams)),
      StatedValue(path: "simulation.calibrate", value: String(simulation.calibrates)),
      StatedValue(path: "simulation.redraw", value: String(redraws)),
    ]
    all += Self.ordered.compactMap { section in
      guard let keys = root[section]?.mapping?.map(\.key), keys.count > 1 else { return nil }
      return StatedValue(path: "order of \(section)", value: keys.joined(separator: ", "))
    }
    all += sources.tablePrints.map {
      StatedValue(path: "content of \($0.path)", value: $0.print)
    }
    return all.sorted { $0.path < $1.path }
  }

  /// Sections whose keys mean something by their order.
  private static let ordered = ["levels", "predictors", "random", "grid"]

  private static func values(of node: DesignNode, at path: String) -> [StatedValue] {
    guard let entries = node.mapping, !entries.isEmpty else {
      return [StatedValue(path: path, value: node.flowText)]
    }
    return entries.flatMap { values(of: $0.value, at: "\(path).\($0.key)") }
  }
}
