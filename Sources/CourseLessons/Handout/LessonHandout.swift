internal import DesignLanguage
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

extension Handout {
  /// The handout of a lesson: its text, quiz and exercises with fresh numbers, and the answers.
  ///
  /// - Parameters:
  ///   - design: the lesson's own.
  ///   - seed: draws the numbers; the same seed makes the same sheets.
  ///   - command: makes the sheets again.
  ///   - version: names the program.
  /// - Throws: `LessonMistakes` where an exercise has no answer, `CancellationError`.
  public init(
    lesson: Lesson, design: AnsweringDesign, seed: UInt64, command: String, version: String
  ) async throws {
    let making = LessonHandout(lesson: lesson, design: design, seed: seed)
    self.init(
      HandoutContent(
        kind: "A lesson", title: lesson.title, question: lesson.question,
        texts: [("", lesson.opening), (LessonPart.trying.rawValue, lesson.trying)],
        seen: lesson.seen, readOn: lesson.readOn, quiz: lesson.quiz,
        tasks: try await making.tasks(), picturesOfAnswers: try await making.pictures(version),
        designName: "\(lesson.name).yaml", designText: lesson.design,
        running: design.command(lesson.figure == .threshold ? "threshold" : "run", []),
        command: command, seed: seed,
        version: version))
  }
}

/// Makes the exercises of a lesson and their answers.
private struct LessonHandout {
  let lesson: Lesson
  let design: AnsweringDesign
  let seed: UInt64
  /// How often each exercise stands there, with other numbers each time.
  private let sets = 3

  func tasks() async throws -> [HandoutTask] {
    var tasks: [HandoutTask] = []
    for chain in chains {
      var parts: [HandoutTask.Part] = []
      for drawn in draws(of: chain) { parts.append(try await part(drawn)) }
      tasks.append(HandoutTask(parts: parts))
    }
    return tasks
  }

  /// Exercises with numbers of their own, each with those that go on with them.
  private var chains: [Range<Int>] {
    let starts = lesson.exercises.indices.filter { !lesson.exercises[$0].paths.isEmpty }
    return starts.enumerated().map { place, start in
      start..<(place + 1 < starts.count ? starts[place + 1] : lesson.exercises.count)
    }
  }

  /// The exercises of a chain several times over, never twice with the same numbers.
  private func draws(of chain: Range<Int>) -> [[DrawnExercise]] {
    var draws: [[DrawnExercise]] = []
    for set in 1...100 where draws.count < sets {
      let drawn = DrawnExercise.draw(
        lesson.exercises, lesson: lesson.name, seed: seed, set: set)[chain]
      if !draws.contains(where: { $0[0].numbers == drawn[drawn.startIndex].numbers }) {
        draws.append(Array(drawn))
      }
    }
    return draws
  }

  private func part(_ drawn: [DrawnExercise]) async throws -> HandoutTask.Part {
    var lines: [HandoutTask.Line] = []
    for exercise in drawn {
      let numbers = exercise.numbers.sorted { $0.key < $1.key }.map {
        PathOverride(path: $0.key, value: $0.value)
      }
      do {
        let figure = try await design.find(exercise.exercise.answer, numbers)
        lines.append(
          HandoutTask.Line(
            question: Markup(exercise.question), answer: figure.text, remark: figure.certainty,
            command: design.command(exercise.exercise.answer, numbers)))
      } catch let fault as NoSuchFigure {
        throw mistake(fault.description, exercise)
      } catch let errors as DesignErrors {
        throw mistake(errors.diagnostics.map(\.message).joined(separator: "; "), exercise)
      }
    }
    return HandoutTask.Part(lines: lines)
  }

  private func mistake(_ text: String, _ drawn: DrawnExercise) -> LessonMistakes {
    let numbers = drawn.numbers.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return LessonMistakes([
      LessonMistake(
        file: "\(lesson.name).md", line: drawn.exercise.line,
        message: "with \(numbers.joined(separator: ", ")) the exercise has no answer: \(text)")
    ])
  }

  /// What the lesson draws, for the answer sheet.
  func pictures(_ version: String) async throws -> [Picture] {
    let plan = try design.plan([])
    if lesson.figure == .threshold {
      let result = try await ThresholdRunner(plan: plan, threads: design.threads).run()
      return [thresholdPicture(of: result, version: version)]
    }
    let result = try await StudyRunner(plan: plan, threads: design.threads).run()
    if lesson.figure == .exaggeration {
      // Both ends of a grid.
      return Set([0, plan.scenarios.count - 1]).sorted().compactMap {
        exaggerationPicture(of: result, scenario: $0, version: version)
      }
    }
    let all = PowerReport.pictures(of: RunSummary(result: result), version: version)
    return all.filter { $0.name == (lesson.figure == .estimates ? "estimates" : "power") }
  }
}

extension AnsweringDesign {
  /// The command that gives a figure.
  func command(_ name: FigureName, _ numbers: [PathOverride]) -> String {
    let settings = name.settings.map { PathOverride(path: $0.column, value: $0.value) }
    let isThreshold = FigureColumns(isThreshold: true).contains(name.column)
    let isOfSizes = FigureColumns.ofSizes.contains(name.column)
    let verb = isOfSizes ? "check" : isThreshold ? "threshold" : "run"
    return command(verb, overrides + numbers + settings)
  }

  /// A command with these settings, as one types it.
  func command(_ verb: String, _ settings: [PathOverride]) -> String {
    (["mlpower \(verb) \(quoted(fileName))"]
      + settings.map { "--set \(quoted("\($0.path)=\($0.value)"))" })
      .joined(separator: " ")
  }

  private func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-=/,+:".contains($0))
    }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
