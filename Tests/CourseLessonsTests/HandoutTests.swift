@testable import CourseLessons
import DesignLanguage
import Foundation
import Numerics
import PowerReport
import PowerStudy
import StudyDesign
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HandoutTests {
  private func lesson(_ text: String = lessonText) throws -> Lesson {
    try LessonReader.read(name: "alike", text: text, design: lessonDesign, environment: noFiles)
  }

  private func design(_ text: String = lessonDesign) -> AnsweringDesign {
    AnsweringDesign(fileName: "alike.yaml", text: text, environment: noFiles, threads: 2)
  }

  private func handout(_ lesson: Lesson, seed: UInt64 = 5) async throws -> Handout {
    try await Handout(
      lesson: lesson, design: design(), seed: seed, command: "mlpower handout alike --seed \(seed)",
      version: "mlpower 9")
  }

  @Test func `a lesson's sheet asks, and the other one answers`() async throws {
    let handout = try await handout(try lesson())
    for text in [
      "Why does it <strong>rise</strong>?", "There are <code>more</code> schools.", "Seed 5",
    ] {
      #expect(handout.sheet.contains(text))
      #expect(handout.answers.contains(text))
    }
    // What is to be found out is not on the sheet.
    for text in ["Look again.", "class=\"right\"", "Monte Carlo interval", "The power is .53"] {
      #expect(!handout.sheet.contains(text))
      #expect(handout.answers.contains(text))
    }
    #expect(handout.sheet.contains("Move the slider."))
    #expect(handout.sheet.contains("<p class=\"place\">1c</p>"))
    #expect(!handout.sheet.contains("{school}"))
  }

  @Test func `the same seed makes the same bytes, another one other numbers`() async throws {
    let lesson = try lesson()
    #expect(try await handout(lesson) == (try await handout(lesson)))
    #expect(try await handout(lesson).sheet != (try await handout(lesson, seed: 6)).sheet)
  }

  @Test func `the answers are what the design gives with these numbers`() async throws {
    let lesson = try lesson()
    let drawn = DrawnExercise.draw(lesson.exercises, lesson: "alike", seed: 5)
    let answers = try await handout(lesson).answers
    for exercise in drawn {
      let figure = try await design().find(
        exercise.exercise.answer,
        exercise.numbers.map { PathOverride(path: $0.key, value: $0.value) })
      #expect(answers.contains("<strong>\(figure.text)</strong>"))
      #expect(answers.contains(figure.certainty))
      #expect(answers.contains(exercise.question.text))
    }
  }

  @Test func `an exercise without an answer is told with its line`() async throws {
    let lesson = try lesson(
      lessonText.replacing("answer: power; analysis=naive", with: "answer: power; analysis=other"))
    let error = try await #require(throws: LessonMistakes.self) { try await handout(lesson) }
    #expect(error.mistakes.map(\.line) == [43])
    #expect(error.description.contains("0 rows fit the answer"))
  }

  @Test func `sheets are well-formed whatever a title holds`() async throws {
    let hostile = "<img src=x onerror=alert(1)> & \\\"it's\\\""
    let lesson = try lesson(
      lessonText.replacing("\"Pupils: are they alike?\"", with: "\"\(hostile)\""))
    let made = try await handout(lesson)
    let title = "title: \"\(hostile)\"\ndescription: \"</pre><script>alert(1)</script>\"\n"
    let other = try await Handout(
      design: design(title + lessonDesign), name: "x", seed: 1,
      command: "mlpower handout '<b>'", version: "mlpower 9")
    for page in [made.sheet, made.answers, other.sheet, other.answers] {
      #expect(XMLParser(data: Data(page.utf8)).parse())
      #expect(!page.contains("<img"))
      #expect(!page.contains("<script"))
      #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
    }
  }

  // MARK: Exercises made from a design

  private func exercises(_ text: String, seed: UInt64) async throws -> [HandoutTask] {
    let design = design(text)
    let plan = try design.plan([])
    let result = try await StudyRunner(plan: plan, threads: 1).run()
    var made = DesignExercises(
      design: design, summary: RunSummary(result: result),
      stream: RandomStream(seed: seed, pathHash: 1, replicate: 1))
    return try await made.tasks()
  }

  private let swept = """
    levels: {school: 12, pupil: 5 per school}
    predictors: {treatment: {level: school, assign: [0, 1]}}
    model: score ~ treatment + (1 | school)
    effects: {intercept: 0, treatment: 0.8}
    random: {school: {variance: 0.2}}
    residual: {variance: 0.8}
    tests: [treatment]
    grid: {school: [10, 20, 40, 80], pupil: [4, 9]}
    simulation: {replicates: 100, seed: 3}
    target: {power: 0.7}

    """

  /// Numbers in the order of a text.
  private func numbers(_ text: String) -> [Double] {
    text.replacing(",", with: "").split { !($0.isNumber || $0 == ".") }.compactMap {
      Double($0.hasSuffix(".") ? $0.dropLast() : $0)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func `a design effect follows from what is stated`(
    seed: UInt64
  ) async throws {
    let task = try #require(
      try await exercises(swept, seed: seed).first { $0.stem.contains("design effect") })
    #expect(task.parts.count == 3)
    for part in task.parts {
      let stated = numbers(part.lines[0].question.text)
      let (share, size, rows) = (stated[0], stated[1], stated[2])
      #expect(share == 0.2)
      let effect = 1 + share * (size - 1)
      #expect(abs(numbers(part.lines[0].answer)[0] - effect) < 0.051)
      #expect(abs(numbers(part.lines[1].answer)[0] - rows / effect) <= 0.5)
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `the size that reaches the target is the smallest`(
    seed: UInt64
  ) async throws {
    let plan = try design(swept).plan([])
    let summary = RunSummary(result: try await StudyRunner(plan: plan, threads: 1).run())
    let task = try #require(
      try await exercises(swept, seed: seed).first {
        $0.parts[0].lines[0].question.text.contains("smallest number")
      })
    // Only schools have more than two values.
    let line = task.parts[0].lines[0]
    let pupil = line.question.text.hasPrefix("Where pupil is 4") ? 4.0 : 9.0
    let reached = zip(plan.scenarios, summary.scenarios).filter { scenario, figures in
      scenario.statedSizes[1].size == pupil && figures.tests[0].power.value >= 0.7
    }.map { $0.0.statedSizes[0].size }
    #expect(line.answer == reached.min().map { String(Int($0)) } ?? "none of them")
  }

  @Test func `another size is run with its numbers`() async throws {
    let task = try #require(
      try await exercises(swept, seed: 2).first {
        $0.parts[0].lines[0].question.text.contains("let the design run")
      })
    let line = task.parts[0].lines[0]
    let stated = numbers(line.question.text)
    let figure = try await design(swept).find(
      try #require(FigureName("power")),
      [
        PathOverride(path: "school", value: String(Int(stated[0]))),
        PathOverride(path: "pupil", value: String(Int(stated[1]))),
      ])
    #expect(line.answer == figure.text)
    #expect(
      line.command
        == "mlpower run alike.yaml --set school=\(Int(stated[0])) --set pupil=\(Int(stated[1]))")
  }

  @Test func `the error of a simulated power is worked out right`() async throws {
    let task = try #require(
      try await exercises(swept, seed: 4).first { $0.parts[0].lines.count == 2 && $0.stem.isEmpty })
    let stated = numbers(task.parts[0].lines[0].question.text)
    let error = (stated[1] * (1 - stated[1]) / stated[0]).squareRoot()
    let answer = numbers(task.parts[0].lines[0].answer)
    #expect(abs(answer[0] - error) < 0.06 * error)
    #expect(abs(answer[1] - (stated[1] - 1.96 * error)) < 0.001)
    let wanted = try #require(numbers(task.parts[0].lines[1].question.text).last)
    let sets = numbers(task.parts[0].lines[1].answer)[0]
    #expect(abs(sets - stated[1] * (1 - stated[1]) / (wanted * wanted)) <= 1)
  }

  @Test func `a design without a grid, with one level, has exercises too`() async throws {
    let single = """
      levels: {person: 30}
      model: score ~ 1
      effects: {intercept: 0.3}
      residual: {sd: 1}
      tests: [intercept]
      simulation: {replicates: 50, seed: 3}

      """
    let tasks = try await exercises(single, seed: 1)
    #expect(tasks.count >= 4)
    let lines = tasks.flatMap(\.parts).flatMap(\.lines)
    #expect(lines.allSatisfy { !$0.answer.isEmpty && !$0.question.text.hasPrefix("Where :") })
  }

  @Test func `a design about publication has exercises about its groups`() async throws {
    let threshold = """
      levels: {course: 60, student: 20 per course}
      response_rate: 0.7
      model: score ~ 1 + (1 | course)
      effects: {intercept: 0}
      random: {course: {variance: 0.2}}
      residual: {variance: 0.8}
      threshold: {level: course, candidates: [5, 10, 15], estimators: [raw, shrunken]}
      simulation: {replicates: 20, seed: 1}

      """
    let plan = try design(threshold).plan([])
    let result = try await ThresholdRunner(plan: plan, threads: 1).run()
    var made = ThresholdExercises(
      result: result, stream: RandomStream(seed: 1, pathHash: 1, replicate: 1))
    let tasks = made.tasks
    #expect(tasks.count == 4)
    // Reliability of n answers is 0.2 / (0.2 + 0.8 / n): so many answers as the question says, all
    // groups have 20 members.
    for line in tasks[1].parts.flatMap(\.lines) where line.question.text.contains("raw") {
      let stated = numbers(line.question.text)
      let most: Double = stated.count > 1 ? stated[1] : 20
      let bounds = [stated[0], most].map { n -> Double in 0.2 / (0.2 + 0.8 / n) }
      let value = numbers("0" + line.answer)[0]
      #expect(value > bounds[0] - 0.001 && value < bounds[1] + 0.001)
    }
    let raw = tasks[1].parts.flatMap(\.lines).count { $0.question.text.contains("raw") }
    #expect(raw > 0)
  }
}
