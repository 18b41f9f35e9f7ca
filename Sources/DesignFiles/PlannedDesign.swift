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
  ///   - maxRows: how many rows a data set may have; nil: as many as can be meant.
  /// - Throws: every mistake of the design with its place; those of models' columns if there are no others.
  public init(
    text: String, fileName: String, overrides: [PathOverride] = [],
    maxFits: Double = DesignReader.defaultMaxFits, maxRows: Int? = nil,
    environment: DesignEnvironment
  ) throws(DesignErrors) {
    plan = try DesignReader.read(
      text: text, fileName: fileName, overrides: overrides, maxFits: maxFits,
      environment: environment)
    let largest = plan.scenarios.lazy.map(\.study.rowCount).max() ?? 0
    if let maxRows, largest > maxRows {
      throw DesignErrors([tooManyRows(largest, limit: maxRows, fileName: fileName, text: text)])
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

private func tooManyRows(
  _ rows: Int, limit: Int, fileName: String, text: String
) -> Diagnostic {
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  let line = lines.firstIndex { $0.hasPrefix("levels:") } ?? 0
  return Diagnostic(
    at: Position(file: fileName, line: line + 1, column: 1),
    "a data set of this design has \(rows) rows, more than the \(limit) that are simulated here; "
      + "the command line takes more")
}

/// The name and version of the program that reports, stores and `--version` show.
public let programVersion = "mlpower 0.1.0"
