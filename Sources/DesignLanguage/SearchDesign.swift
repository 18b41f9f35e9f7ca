public import StudyDesign

/// A design as a search sees it: what it looks for, and the scenario at any values of its paths.
public struct SearchDesign {
  /// The design as it stands, with the settings of the simulation, and a scenario for each combination of
  /// its grid.
  public let plan: StudyPlan
  /// What it looks for.
  public let search: StudySearch
  /// The swept paths that are not looked for: each combination of their values is a search of its own.
  public let settings: [GridAxis]

  private let root: DesignNode
  private let sources: DesignSources
  private let axes: [GridPath]

  init(
    plan: StudyPlan, search: StudySearch, root: DesignNode, sources: DesignSources,
    settings: [GridPath]
  ) {
    self.plan = plan
    self.search = search
    self.root = root
    self.sources = sources
    axes = settings
    self.settings = settings.map(\.axis)
  }

  /// The scenario with values in the place of those that stand at some paths; nil if the design cannot be
  /// so.
  ///
  /// - Parameters:
  ///   - values: whole for sizes.
  ///   - setting: for each of `settings` the index of its value.
  public func scenario(_ values: [(path: String, value: Double)], setting: [Int] = []) -> Scenario?
  {
    var node = root
    for (axis, index) in zip(axes, setting) {
      node = node.replacing(axis.path, with: axis.values[index], keyPosition: axis.keyPosition)
    }
    for (path, value) in values {
      guard let place = try? root.resolve(path) else { return nil }
      let text = DesignNode(content: .text(Wording.number(value)), position: root.position)
      node = node.replacing(place, with: text, keyPosition: root.position)
    }
    var reading = DesignReading(root: node, sources: sources)
    return reading.readScenario(coordinates: setting)
  }
}
