internal import DesignLanguage
internal import Numerics
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// Exercises made from a design that tests something, and their answers.
struct DesignExercises {
  let design: AnsweringDesign
  let summary: RunSummary
  var stream: RandomStream

  var plan: StudyPlan { summary.plan }

  /// All that the design is good for.
  mutating func tasks() async throws -> [HandoutTask] {
    var tasks = [readingPower(), reachingTarget(), designEffect()].compactMap { $0 }
    if let task = try await anotherSize() { tasks.append(task) }
    tasks += [spread(), monteCarlo(), exaggeration()].compactMap { $0 }
    return tasks
  }

  // MARK: Drawing

  /// One of several.
  mutating func draw<T>(_ values: [T]) -> T { values[stream.below(values.count)] }

  /// So many of several, in a drawn order, none twice.
  mutating func draw<T>(_ count: Int, of values: [T]) -> [T] {
    var rest = values
    return (0..<min(count, values.count)).map { _ in rest.remove(at: stream.below(rest.count)) }
  }

  /// A scenario and a test of it.
  struct Cell {
    var scenario: Int
    var test: Int
  }

  /// All scenarios with those of their tests that are of use.
  func cells(where isOfUse: (TestSummary) -> Bool) -> [Cell] {
    summary.scenarios.indices.flatMap { scenario in
      summary.scenarios[scenario].tests.indices.filter {
        isOfUse(summary.scenarios[scenario].tests[$0])
      }.map { Cell(scenario: scenario, test: $0) }
    }
  }

  func figures(_ cell: Cell) -> TestSummary { summary.scenarios[cell.scenario].tests[cell.test] }

  /// `school is 30 and pupil is 10`; empty without a grid.
  func place(_ scenario: Int, besides axis: Int? = nil) -> String {
    let coordinates = plan.scenarios[scenario].coordinates
    return place(
      plan.axes.indices.filter { $0 != axis }.map {
        PathOverride(path: plan.axes[$0].path, value: plan.axes[$0].labels[coordinates[$0]])
      })
  }

  /// The same of any values.
  func place(_ settings: [PathOverride]) -> String {
    let parts = settings.map { "\($0.path) is \($0.value)" }
    guard parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1]
  }

  /// `the test of treatment`, with its analysis and its level where there are several.
  func name(_ test: TestSummary) -> String {
    let all = summary.scenarios[0].tests
    var text = "the test of \(test.test.name)"
    if Set(all.map(\.analysis)).count > 1 { text += " in the analysis “\(test.analysis)”" }
    if Set(all.map(\.test.alpha)).count > 1 {
      text += " at a level of \(NumberText.value(test.test.alpha))"
    }
    return text
  }

  /// A sentence that begins with where it holds.
  func asked(_ place: String, _ question: String) -> Markup {
    let text = place.isEmpty ? question : "Where \(place): \(question)"
    return Markup(escaping: text.prefix(1).uppercased() + text.dropFirst())
  }

  // MARK: Exercises

  /// Powers to be read off the figure.
  private mutating func readingPower() -> HandoutTask? {
    let parts = draw(3, of: cells { _ in true }).map { cell in
      let test = figures(cell)
      let what =
        test.isAssurance ? "assurance" : test.isTrueNull ? "type I error" : "power"
      return HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: asked(
            place(cell.scenario), "the \(what) of \(name(test))?"),
          answer: NumberText.probability(test.power.value),
          remark: "95% Monte Carlo interval \(interval(test.power.interval)), of "
            + "\(NumberText.count(test.fits.replicates)) data sets")
      ])
    }
    return parts.isEmpty
      ? nil
      : HandoutTask(
        stem: "Read off figure 1, with the Monte Carlo interval as far as it can be seen:",
        parts: parts)
  }

  /// The variance divided between levels, and what the pupils of a school are worth.
  private mutating func designEffect() -> HandoutTask? {
    guard let last = plan.scenarios[0].study.levels.last?.name,
      !summary.scenarios.contains(where: { $0.tests.contains(where: \.isAssurance) })
    else { return nil }
    let sizes = draw(3, of: Array(stride(from: 4, through: 60, by: 2)))
    let parts = sizes.compactMap { size -> HandoutTask.Part? in
      let number = PathOverride(path: last, value: String(size))
      guard let changed = try? design.plan([number]) else { return nil }
      let scenario = changed.scenarios[stream.below(changed.scenarios.count)].study
      return DesignEffectExercise(study: scenario, settings: changed.simulation)?.part
    }
    return parts.isEmpty
      ? nil
      : HandoutTask(
        stem:
          "Work out the design effect, and how many independent rows would tell as much as all rows do.",
        parts: parts)
  }

  /// The bounds between which most estimates lie.
  private mutating func spread() -> HandoutTask? {
    let cells = cells(where: Self.isCentred)
    guard !cells.isEmpty else { return nil }
    let cell = draw(cells)
    let test = figures(cell)
    guard let stated = test.truth, let error = test.empiricalSE?.value else { return nil }
    let rounded = Double(NumberText.significant(error, digits: 2)) ?? error
    let truth = Double(NumberText.estimate(stated)) ?? stated
    let decimals = NumberText.decimals(of: rounded, digits: 2)
    let bounds = [truth - 1.96 * rounded, truth + 1.96 * rounded].map {
      NumberText.fixed($0, decimals: decimals)
    }
    return HandoutTask(parts: [
      HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: asked(
            place(cell.scenario),
            "the true value of \(test.test.name) is \(NumberText.value(truth)) and the standard error of its estimate "
              + "\(NumberText.value(rounded)). Between which bounds do 95 of 100 estimates lie?"),
          answer: "from \(bounds[0]) to \(bounds[1])",
          remark: "\(NumberText.value(truth)) ± 1.96 × \(NumberText.value(rounded))")
      ])
    ])
  }

  /// Whether estimates lie around one true value, so that it and their spread tell where they are.
  private static func isCentred(_ test: TestSummary) -> Bool {
    guard isOfCoefficients(test), test.truth != nil, !test.isAssurance, let bias = test.bias?.value,
      let error = test.empiricalSE?.value
    else { return false }
    return error > 0 && abs(bias) < 0.1 * error
  }

  /// Whether what is tested is a number that estimates scatter around evenly.
  private static func isOfCoefficients(_ test: TestSummary) -> Bool {
    switch test.test.hypothesis {
    case .coefficient, .contrast: true
    default: false
    }
  }

  /// How exact a simulated power is.
  private mutating func monteCarlo() -> HandoutTask {
    let replicates = draw([100, 200, 400, 500, 1000, 2000, 2500, 5000, 10000])
    let shares = summary.scenarios.flatMap(\.tests).map(\.power.value).filter {
      (0.05...0.95).contains($0)
    }
    let power = ((shares.isEmpty ? 0.8 : draw(shares)) * 100).rounded() / 100
    let wanted = draw([0.004, 0.005, 0.01])
    let error = (power * (1 - power) / Double(replicates)).squareRoot()
    let needed = (power * (1 - power) / (wanted * wanted)).rounded(.up)
    let shown = NumberText.fixed(power, decimals: 2)
    return HandoutTask(parts: [
      HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: Markup(
            escaping:
              "A simulation of \(NumberText.count(replicates)) data sets gave a power of \(shown). What is its "
              + "Monte Carlo standard error, and between which bounds does the true power lie with 95% confidence?"
          ),
          answer:
            "\(NumberText.significant(error, digits: 2)), from \(NumberText.fixed(max(0, power - 1.96 * error), decimals: 3)) "
            + "to \(NumberText.fixed(min(1, power + 1.96 * error), decimals: 3))",
          remark: "√(\(shown) × (1 − \(shown)) / \(NumberText.count(replicates))); ± 1.96 of it"),
        HandoutTask.Line(
          question: Markup(
            escaping: "How many data sets make that standard error \(NumberText.value(wanted))?"),
          answer: NumberText.count(Int(needed)),
          remark: "\(shown) × (1 − \(shown)) / \(NumberText.value(wanted))², rounded up"),
      ])
    ])
  }

  /// What significant estimates are worth.
  private mutating func exaggeration() -> HandoutTask? {
    let cells = cells {
      Self.isOfCoefficients($0) && $0.typeM != nil && !$0.isAssurance && $0.power.value < 0.9
        && $0.power.count >= 10
    }
    guard !cells.isEmpty else { return nil }
    let cell = draw(cells)
    guard let figure = try? WorkedFigure("type_m", of: figures(cell)) else { return nil }
    let power = NumberText.fixed(figures(cell).power.value, decimals: 2)
    return HandoutTask(parts: [
      HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: asked(
            place(cell.scenario),
            "\(name(figures(cell))) has a power of \(power). By what factor do its significant estimates "
              + "exaggerate the effect on average? Guess first; power.csv has it in the column type_m."
          ),
          answer: figure.text, remark: figure.certainty)
      ])
    ])
  }
}

/// `.595 to .638`.
func interval(_ range: ClosedRange<Double>) -> String {
  "\(NumberText.probability(range.lowerBound)) to \(NumberText.probability(range.upperBound))"
}
