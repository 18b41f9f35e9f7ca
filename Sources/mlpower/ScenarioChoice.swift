import StudyDesign

/// Finds the one scenario that `--scenario PATH=VALUE,...` names among those of a grid.
struct ScenarioChoice {
  /// The swept paths.
  let axes: [GridAxis]

  /// The scenario that `text` names; nil is enough where there is only one.
  func scenario(_ text: String?, of plan: StudyPlan) throws(CommandFailure) -> Scenario {
    let values = try values(in: text ?? "")
    var coordinates: [Int] = []
    for axis in axes { coordinates.append(try index(of: values[axis.path], on: axis)) }
    guard let scenario = plan.scenarios.first(where: { $0.coordinates == coordinates }) else {
      throw .internalFault("no scenario at \(coordinates)")
    }
    return scenario
  }

  /// A part that does not start with a swept path and `=` belongs to the value before it, since
  /// labels may hold commas.
  private func values(in text: String) throws(CommandFailure) -> [String: String] {
    var values: [String: String] = [:]
    var last: String?
    for part in text.split(separator: ",", omittingEmptySubsequences: true) {
      if let (path, value) = splitAtEquals(part), axes.contains(where: { $0.path == path }) {
        guard values.updateValue(value, forKey: path) == nil else {
          throw .wrongUsage("--scenario: \(path) is given twice. \(choices)")
        }
        last = path
      } else if let last {
        values[last]?.append("," + part)
      } else {
        throw .wrongUsage("--scenario: '\(part)' names no path of the grid. \(choices)")
      }
    }
    return values
  }

  private func index(of value: String?, on axis: GridAxis) throws(CommandFailure) -> Int {
    guard let value else {
      if axis.labels.count == 1 { return 0 }
      throw .wrongUsage("The design has a grid: say which \(axis.path) is meant. \(choices)")
    }
    let exact = axis.labels.firstIndex(of: value)
    let number = Double(value)
    let alike = axis.labels.firstIndex { number != nil && Double($0) == number }
    guard let index = exact ?? alike else {
      throw .wrongUsage("--scenario: \(axis.path) is never \(value) in this grid. \(choices)")
    }
    return index
  }

  private var choices: String {
    guard !axes.isEmpty else { return "This design has none, so leave --scenario out." }
    let lines = axes.map { "  \($0.path): \($0.labels.joined(separator: ", "))" }
    let example = axes.map { "\($0.path)=\($0.labels[0])" }.joined(separator: ",")
    return "Its values are\n\(lines.joined(separator: "\n"))\nFor example --scenario '\(example)'."
  }
}
