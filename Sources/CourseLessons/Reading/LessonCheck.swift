internal import DesignFiles
internal import DesignForm
internal import DesignLanguage
internal import ModelFormula
internal import StudyDesign

/// Holds a lesson against its design: what can be moved, and what is asked for.
struct LessonCheck {
  private(set) var lesson: Lesson
  private let head: HeadReading
  private var sheet: LessonSheet
  /// Mistakes of the design.
  private var designMistakes: [LessonMistake] = []

  init(lesson: Lesson, head: HeadReading, sheet: LessonSheet) {
    self.lesson = lesson
    self.head = head
    self.sheet = sheet
  }

  /// Of both files.
  var mistakes: [LessonMistake] { sheet.mistakes + designMistakes }

  /// Reads the design, checks the lesson and gives exercises the values to choose from.
  mutating func run(_ environment: DesignEnvironment) {
    let file = "\(lesson.name).yaml"
    do throws(DesignErrors) {
      let design = try PlannedDesign(
        text: lesson.design, fileName: file, environment: environment)
      check(design, environment)
    } catch {
      designMistakes = error.diagnostics.map {
        LessonMistake(file: $0.file, line: $0.line, message: $0.message)
      }
    }
  }

  private mutating func check(_ design: PlannedDesign, _ environment: DesignEnvironment) {
    let plan = design.plan
    if lesson.figure == .threshold {
      if plan.scenarios.contains(where: { $0.study.threshold == nil }) {
        sheet.report(LessonWording.noThreshold, line: head["figure"]?.line)
      }
    } else if design.testsNothing {
      sheet.report(LessonWording.noTests, line: head["figure"]?.line)
    }
    let form = DesignForm(text: lesson.design)
    let fields = (form?.sections ?? []).flatMap(\.fields)
    for index in lesson.sliders.indices {
      let slider = lesson.sliders[index]
      check(slider, plan, environment)
      lesson.sliders[index].start = start(of: slider, fields)
    }
    checkExercises(plan)
  }

  /// A slider leads somewhere, and all the way: a design with its least and its greatest value can be read.
  private mutating func check(
    _ slider: Slider, _ plan: StudyPlan, _ environment: DesignEnvironment
  ) {
    let line = head.line(ofSlider: slider.path, sheet)
    if plan.axes.contains(where: { bare($0.path) == bare(slider.path) }) {
      sheet.report(LessonWording.swept(slider.path), line: line)
      return
    }
    for value in [slider.values.first, slider.values.last].compactMap({ $0 }) {
      do throws(DesignErrors) {
        _ = try DesignReader.read(
          text: lesson.design, fileName: "\(lesson.name).yaml",
          overrides: [PathOverride(path: slider.path, value: value)], environment: environment)
      } catch {
        for mistake in error.diagnostics {
          sheet.report("with \(slider.path) at \(value): \(mistake.message)", line: line)
        }
        return
      }
    }
  }

  /// The number that a slider begins at, which has to be one of its own.
  private mutating func start(of slider: Slider, _ fields: [FormField]) -> String? {
    guard let field = fields.first(where: { $0.path == slider.path }),
      let number = Double(field.value)
    else { return nil }
    if !slider.values.contains(where: { Double($0).map { abs($0 - number) < 1e-9 } == true }) {
      sheet.report(
        LessonWording.offGrid(slider.path, field.value),
        line: head.line(ofSlider: slider.path, sheet))
    }
    return field.value
  }

  // MARK: Exercises

  private mutating func checkExercises(_ plan: StudyPlan) {
    let values = choices(plan)
    let columns = FigureColumns(isThreshold: lesson.figure == .threshold)
    var given: [String] = []
    for index in lesson.exercises.indices {
      let exercise = lesson.exercises[index]
      for path in exercise.paths where values[path] == nil {
        let nearest = nearestName(to: path, among: values.keys.sorted())
        sheet.report(LessonWording.noChoice(path, nearest: nearest), line: exercise.line)
      }
      lesson.exercises[index].choices = values.filter { exercise.paths.contains($0.key) }
      if !exercise.paths.isEmpty { given = exercise.paths }
      if !columns.contains(exercise.answer.column) {
        let nearest = nearestName(to: exercise.answer.column, among: columns.names)
        sheet.report(
          LessonWording.noColumn(exercise.answer.column, nearest: nearest), line: exercise.line)
      }
      let fixed = Set((given + exercise.answer.settings.map(\.column)).map(bare))
      for axis in plan.axes where !fixed.contains(bare(axis.path)) {
        sheet.report(LessonWording.openPath(axis.path), line: exercise.line)
      }
    }
  }

  /// The values that paths may get: those of the grid, and those of the sliders.
  private func choices(_ plan: StudyPlan) -> [String: [String]] {
    var values = Dictionary(
      lesson.sliders.map { ($0.path, $0.values) }, uniquingKeysWith: { first, _ in first })
    for axis in plan.axes { values[axis.path] = axis.labels }
    return values
  }

  /// A path without what may be left out.
  private func bare(_ path: String) -> String {
    path.hasPrefix("levels.") && !path.dropFirst("levels.".count).contains(".")
      ? String(path.dropFirst("levels.".count)) : path
  }
}

extension LessonSheet {
  /// Takes down questions that name a lesson that is not there.
  mutating func refuseUnknown(_ questions: [QuizQuestion], _ lessons: [String]) {
    for name in questions.compactMap(\.lesson) where !lessons.contains(name) {
      let line = body.lines.firstIndex { trimmed($0) == "lesson: \(name)" }
      let nearest = nearestName(to: name, among: lessons)
      report(
        LessonWording.noSuchLesson(name, nearest: nearest),
        line: line.map { body.first + $0 } ?? 1)
    }
  }
}
