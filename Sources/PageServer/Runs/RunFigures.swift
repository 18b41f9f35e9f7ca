internal import DesignFiles
internal import JSONText
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// The figures of a run so far, as the page gets them.
struct RunFigures {
  let summary: RunSummary
  /// Replicates of a scenario so far, and at most.
  let replicates: Int
  let all: Int
  /// Pictures that are wanted.
  let pictures: [String]
  /// The scenario that pictures of estimates are about, if one is chosen.
  let scenario: Int?
  /// Whether the table is wanted too.
  let hasText: Bool

  /// The message.
  var event: RunEvent {
    var members: [(key: String, value: JSONValue)] = [
      ("replicates", .count(replicates)), ("of", .count(all)), ("scenarios", .list(scenarios)),
      ("pictures", .object(pictures.compactMap { name in svg(name).map { (name, .text($0)) } })),
    ]
    if hasText {
      members.append(
        ("text", .text(RunDocuments(summary: summary, version: programVersion).text)))
    }
    return RunEvent(name: "figures", data: .object(members))
  }

  private var scenarios: [JSONValue] {
    let axes = summary.plan.axes
    return zip(summary.plan.scenarios, summary.scenarios).map { scenario, figures in
      .object([
        ("place", scenario.place(on: axes)), ("tests", .list(figures.tests.map(test))),
      ])
    }
  }

  private func test(_ figures: TestSummary) -> JSONValue {
    let other = figures.standardErrorPower
    return .object([
      ("name", .text(figures.test.name)), ("analysis", .text(figures.analysis)),
      ("power", .number(figures.power.value)),
      ("low", .number(figures.power.interval.lowerBound)),
      ("high", .number(figures.power.interval.upperBound)),
      ("seMethod", .optional(other.value)), ("seLow", .optional(other.interval?.lowerBound)),
      ("seHigh", .optional(other.interval?.upperBound)),
    ])
  }

  /// Nil where a picture does not apply.
  private func svg(_ name: String) -> String? {
    switch name {
    case "power": powerPicture(of: summary, version: programVersion)?.svg
    case "estimates": estimatesPicture(of: summary, version: programVersion)?.svg
    default: nil
    }
  }
}
