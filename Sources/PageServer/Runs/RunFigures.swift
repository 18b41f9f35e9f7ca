internal import DesignFiles
internal import JSONText
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// The figures of a run so far, as the page gets them.
struct RunFigures {
  private let result: RunResult
  private let summary: RunSummary
  private let replicates: Int
  private let all: Int
  private let pictures: [String]
  private let scenario: Int?
  private let format: PictureFormat

  /// - Parameters:
  ///   - replicates: those of a scenario so far; once they are all, the table comes too.
  ///   - pictures: names of those that are wanted.
  ///   - scenario: index of the one that pictures are about; nil, or none of them: all, and the first one.
  ///   - format: how wide pictures are.
  init(
    result: RunResult, replicates: Int, all: Int, pictures: [String], scenario: Int?,
    format: PictureFormat
  ) {
    self.format = format
    self.result = result
    summary = RunSummary(result: result)
    self.replicates = replicates
    self.all = all
    self.pictures = pictures
    self.scenario = scenario.flatMap { result.plan.scenarios.indices.contains($0) ? $0 : nil }
  }

  /// The message.
  var event: RunEvent {
    var members: [(key: String, value: JSONValue)] = [
      ("replicates", .count(replicates)), ("of", .count(all)), ("scenarios", .list(scenarios)),
      ("pictures", .object(pictures.compactMap { name in svg(name).map { (name, .text($0)) } })),
    ]
    if replicates == all {
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
      ("typeIError", .boolean(figures.isTrueNull)),
    ])
  }

  /// Nil where a picture does not apply.
  private func svg(_ name: String) -> String? {
    switch name {
    case "power": powerPicture(of: summary, version: programVersion, format: format)?.svg
    case "estimates": estimates?.svg
    case "exaggeration":
      exaggerationPicture(
        of: result, scenario: scenario ?? 0, version: programVersion, format: format)?.svg
    default: nil
    }
  }

  /// All of them, or those of one scenario beside the region of rejection.
  private var estimates: Picture? {
    scenario.flatMap {
      rejectionPicture(of: summary, scenario: $0, version: programVersion, format: format)
    } ?? estimatesPicture(of: summary, version: programVersion, format: format)
  }
}
