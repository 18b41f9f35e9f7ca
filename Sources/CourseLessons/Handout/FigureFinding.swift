public import DesignLanguage
internal import DesignFiles
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// A design that answers questions by being run with the numbers in them.
public struct AnsweringDesign: Sendable {
  /// What messages and commands call its file.
  public var fileName: String
  /// Its text.
  public var text: String
  /// What holds beside the numbers of the questions.
  public var overrides: [PathOverride]
  /// Where its data come from.
  public var environment: DesignEnvironment
  /// Workers that simulate side by side.
  public var threads: Int

  /// Takes a design that is known to be right.
  public init(
    fileName: String, text: String, overrides: [PathOverride] = [], environment: DesignEnvironment,
    threads: Int
  ) {
    self.fileName = fileName
    self.text = text
    self.overrides = overrides
    self.environment = environment
    self.threads = threads
  }

  /// The plan with these numbers.
  func plan(_ numbers: [PathOverride]) throws(DesignErrors) -> StudyPlan {
    try PlannedDesign(
      text: text, fileName: fileName, overrides: overrides + numbers, environment: environment
    ).plan
  }

  /// Runs the design with these numbers and reads off a figure.
  func find(_ name: FigureName, _ numbers: [PathOverride]) async throws -> WorkedFigure {
    let settings = name.settings.map { PathOverride(path: $0.column, value: $0.value) }
    let plan = try plan(numbers + settings)
    guard plan.scenarios.count == 1 else {
      throw NoSuchFigure(description: "the design sweeps more than the question says")
    }
    if FigureColumns.ofSizes.contains(name.column) { return try ofSizes(name.column, plan) }
    if let figure = ThresholdFigure.allCases.first(where: { $0.name == name.column }),
      plan.scenarios[0].study.threshold != nil
    {
      return try await threshold(figure, name, plan)
    }
    let result = try await StudyRunner(plan: plan, threads: threads).run()
    let tests = RunSummary(result: result).scenarios[0].tests.filter { test in
      name.rowConditions.allSatisfy { test.matches($0) }
    }
    guard tests.count == 1 else {
      throw NoSuchFigure(
        description: "\(tests.count) rows fit the answer, which has to name one of them")
    }
    return try WorkedFigure(name.column, of: tests[0])
  }

  private func ofSizes(_ column: String, _ plan: StudyPlan) throws -> WorkedFigure {
    let audit = Audit(plan: plan).scenarios[0]
    guard audit.isNested else {
      throw NoSuchFigure(description: "levels that cross have no design effect")
    }
    return WorkedFigure(
      column, value: column == "design_effect" ? audit.designEffect : audit.effectiveRows)
  }

  private func threshold(
    _ figure: ThresholdFigure, _ name: FigureName, _ plan: StudyPlan
  ) async throws -> WorkedFigure {
    let scenario = try await ThresholdRunner(plan: plan, threads: threads).run().scenarios[0]
    let rows = scenario.rows.filter { row in
      name.rowConditions.allSatisfy { row.matches($0) }
    }
    guard rows.count == 1 else {
      throw NoSuchFigure(
        description: "\(rows.count) rows fit the answer, which has to name one of them")
    }
    return try WorkedFigure(figure, of: rows[0], replicates: scenario.replicates)
  }
}

extension TestSummary {
  /// Whether a column of its row has a value.
  fileprivate func matches(_ condition: FigureName.Condition) -> Bool {
    switch PowerColumn.all.first(where: { $0.name == condition.column })?.value(self) {
    case .text(let text): text == condition.value
    case .number(let number): number != nil && number == Double(condition.value)
    case nil: false
    }
  }
}

extension ThresholdRow {
  /// Whether a column of its row has a value.
  fileprivate func matches(_ condition: FigureName.Condition) -> Bool {
    switch condition.column {
    case "estimator": estimator.rawValue == condition.value
    case "view": view.rawValue == condition.value
    case "answers_from": String(candidate) == condition.value
    case "answers_to": largest.map(String.init) == condition.value
    default: false
    }
  }
}
