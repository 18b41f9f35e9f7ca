internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// What all scenarios of a design share: the environment, and texts and files already read.
final class DesignSources {
  private let environment: DesignEnvironment
  private var expressions: [String: Result<Expression, SyntaxError>] = [:]
  private var formulas: [String: Result<Formula, SyntaxError>] = [:]
  private var tables: [String: Result<DataTable, any Error>] = [:]
  /// Data that scenarios share, by the sections that they depend on.
  var preparedData: [String: PreparedData] = [:]
  private var estimates: [FitKey: Result<FittedParameters, any Error>] = [:]

  init(_ environment: DesignEnvironment) { self.environment = environment }

  func expression(_ text: String) throws(SyntaxError) -> Expression {
    if let known = expressions[text] { return try known.get() }
    let result = Result { () throws(SyntaxError) in try Expression.parse(text) }
    expressions[text] = result
    return try result.get()
  }

  func formula(_ text: String) throws(SyntaxError) -> Formula {
    if let known = formulas[text] { return try known.get() }
    let result = Result { () throws(SyntaxError) in try Formula.parse(text) }
    formulas[text] = result
    return try result.get()
  }

  func table(_ path: String) throws -> DataTable {
    if let known = tables[path] { return try known.get() }
    let result = Result { try environment.loadTable(path) }
    tables[path] = result
    return try result.get()
  }

  /// The files that were read, with fingerprints of what stands in them.
  var tablePrints: [(path: String, print: String)] {
    tables.compactMap { path, table in
      (try? table.get()).map { (path, fingerprint($0.csvText)) }
    }
  }

  /// Estimates from the rows of a file that a formula can use; `path` and formula tell them apart.
  func estimates(
    _ path: String, _ table: DataTable, _ formula: Formula, _ columns: ModelColumns
  ) throws -> FittedParameters {
    let key = FitKey(path: path, formula: formula, columns: columns)
    if let known = estimates[key] { return try known.get() }
    let result = Result { try environment.fitParameters(table, formula, columns) }
    estimates[key] = result
    return try result.get()
  }

  private struct FitKey: Hashable {
    let path: String
    let formula: Formula
    let columns: ModelColumns
  }
}

/// The rows of a data file that a design uses, and the levels in them.
struct PreparedData {
  let table: DataTable
  let levels: [Level]
  let statedSizes: [Scenario.StatedSize]
  let remarks: [String]
}
