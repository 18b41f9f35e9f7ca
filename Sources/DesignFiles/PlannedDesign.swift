public import DesignLanguage
public import PowerReport
public import StudyDesign

/// A design that has been read and checked, columns of its models included: it can be run.
public struct PlannedDesign: Sendable {
  /// What messages call its file.
  public let fileName: String
  /// Its text.
  public let text: String
  /// Values that stand in the place of the design's.
  public let overrides: [PathOverride]
  /// What it plans.
  public let plan: StudyPlan

  /// Reads and checks a text.
  ///
  /// - Parameters: as those of `DesignReader.read`, and
  ///   - limits: how large it may be; nil: as large as can be meant.
  /// - Throws: every mistake of the design with its place; those of models' columns if there are no others.
  public init(
    text: String, fileName: String, overrides: [PathOverride] = [],
    maxFits: Double = DesignReader.defaultMaxFits, limits: DesignLimits? = nil,
    environment: DesignEnvironment
  ) throws(DesignErrors) {
    plan = try DesignReader.read(
      text: text, fileName: fileName, overrides: overrides, maxFits: maxFits,
      maxScenarios: limits.map { Double($0.scenarios) } ?? DesignReader.mostScenarios,
      environment: environment)
    if let sentence = limits?.refusal(of: plan) {
      throw DesignErrors([Diagnostic(at: placeOfLevels(fileName, text), sentence)])
    }
    let mistakes = PlanMistakes(fileName: fileName, text: text, plan: plan).diagnostics
    guard mistakes.isEmpty else { throw DesignErrors(mistakes) }
    self.fileName = fileName
    self.text = text
    self.overrides = overrides
  }

  /// The design as a report shows it: its file without the folder that it lies in.
  public var source: DesignSource {
    DesignSource(
      name: fileName.split(separator: "/").last.map(String.init) ?? fileName, text: text,
      changes: overrides.map { StatedValue(path: $0.path, value: $0.value) })
  }

  /// Whether the design has no tests, and so no power.
  public var testsNothing: Bool { plan.scenarios.allSatisfy { $0.study.tests.isEmpty } }
}

/// Where the sizes of a design stand, in block style; else its beginning.
private func placeOfLevels(_ fileName: String, _ text: String) -> Position {
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  let line = lines.firstIndex { $0.hasPrefix("levels:") } ?? 0
  return Position(file: fileName, line: line + 1, column: 1)
}

/// The name and version of the program that reports, stores and `--version` show.
public let programVersion = "mlpower 0.1.0"
