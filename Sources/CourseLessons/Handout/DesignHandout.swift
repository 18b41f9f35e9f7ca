internal import DesignLanguage
internal import DesignFiles
internal import Numerics
internal import PowerReport
public import PowerStudy
internal import StudyDesign

extension Handout {
  /// A handout about a design: exercises made from it with fresh numbers, and the answers.
  ///
  /// - Parameters: as those for a lesson; `name` is that of the design's file without its ending, and
  ///   `progress` is told how far the run of the whole design has come.
  /// - Throws: mistakes of the design, `CancellationError`.
  public init(
    design: AnsweringDesign, name: String, seed: UInt64, command: String, version: String,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws {
    let plan = try design.plan([])
    let testsNothing = plan.scenarios.allSatisfy { $0.study.tests.isEmpty }
    let stream = RandomStream(
      seed: seed, pathHash: RandomStream.hash(path: name), replicate: 1)
    let file = design.fileName.split(separator: "/").last.map(String.init) ?? design.fileName
    var content = HandoutContent(
      kind: "Exercises about a design", title: plan.title, tasks: [], designName: file,
      designText: design.text, running: design.command(testsNothing ? "threshold" : "run", []),
      command: command, seed: seed, version: version)
    content.texts =
      (plan.description ?? "").isEmpty ? [] : [("", SafeHTML(plainText: plan.description!))]
    if testsNothing {
      let result = try await ThresholdRunner(plan: plan, threads: design.threads).run(
        progress: progress)
      content.pictures = [thresholdPicture(of: result, version: version)]
      var exercises = ThresholdExercises(result: result, stream: stream)
      content.tasks = exercises.tasks
    } else {
      let result = try await StudyRunner(plan: plan, threads: design.threads).run(
        progress: progress)
      let summary = RunSummary(result: result)
      content.pictures = PowerReport.pictures(of: summary, version: version).filter {
        $0.name == "power"
      }
      var exercises = DesignExercises(design: design, summary: summary, stream: stream)
      content.tasks = try await exercises.tasks()
    }
    self.init(content)
  }
}

extension SafeHTML {
  /// Paragraphs of plain text.
  fileprivate init(plainText text: String) {
    let paragraphs = text.split(separator: "\n\n").map {
      Markup.element("p", text: String($0)).text
    }
    self.init(rendered: paragraphs.joined(separator: "\n") + "\n")
  }
}
