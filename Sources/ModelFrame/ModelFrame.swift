public import DataTable
public import ModelFormula

/// A formula and a table put together: the response, the columns of X and Z, and the units.
///
/// Rows that miss a value of a variable of the formula are left out and counted. Everything that
/// makes a fit impossible is found here and named by its column.
public struct ModelFrame: Sendable {
  /// The formula.
  public let formula: Formula
  /// The columns of the model, with R's names.
  public let columns: ModelColumns
  /// Rows of the table that take part.
  public let rowCount: Int
  /// Rows of the table that miss a value.
  public let droppedRowCount: Int
  /// The columns in which values are missing.
  public let missing: [MissingValues]
  /// The left-hand side, less the offsets; of a generalised model its numbers.
  public let response: [Double]
  /// The response of a generalised model; nil: normal.
  public let generalised: GeneralisedResponse?
  /// The sum of the offsets of a generalised model; nil: none.
  public let offset: [Double]?
  /// One column of X for each of `columns.fixed`.
  public let fixed: [[Double]]
  /// Each grouping factor once, in the order of the formula.
  public let groupings: [GroupingFactor]
  /// One for each of `columns.bars`.
  public let randomTerms: [RandomTerm]
  /// How residuals vary and correlate; nil: independently, with equal variances.
  public let residual: ResidualFrame?

  /// The columns of one random term.
  public struct RandomTerm: Sendable {
    /// Index into `groupings`.
    public let grouping: Int
    /// One column of Z for each column of the bar, over all rows.
    public let columns: [[Double]]
  }

  /// Puts a table and a formula together.
  ///
  /// - Parameters:
  ///   - statedFactors: Columns that were declared to be factors, so that numbers among their
  ///     categories are no mistake.
  ///   - members: Grouping factors of which rows have several units.
  ///   - residual: How residuals vary and correlate.
  ///   - family: What distribution the response has; nil: normal.
  public init(
    table: DataTable, formula: Formula, statedFactors: Set<String> = [],
    members: [MemberColumns] = [], residual: ResidualRequest? = nil,
    family: ResponseRequest? = nil
  ) throws(FrameError) {
    try formula.check(members, table)
    let complete = try CompleteRows(
      table, formula, members: members,
      others: (residual?.columnNames ?? []) + (family?.trials.map { [$0] } ?? []))
    if family == nil { try complete.checkResponse(formula.response) }
    try formula.checkGroups()
    try complete.checkTextAmongNumbers(formula, except: statedFactors)
    var variables = FrameVariables(complete)
    columns = try variables.expand(formula).replacingIntercept(by: family?.kind)
    self.formula = formula
    rowCount = complete.rows.count
    try columns.checkSize(rowCount: rowCount)
    droppedRowCount = table.rowCount - rowCount
    missing = complete.missing
    if let family {
      let generalised = try variables.response(formula.response, family)
      self.generalised = generalised
      response = generalised.values
      offset = try variables.offset(formula)
    } else {
      generalised = nil
      offset = nil
      response = try variables.response(formula)
    }
    fixed = try variables.columns(columns.fixed)
    var groupings: [GroupingFactor] = []
    var several: [GroupingFactor] = []
    for factor in members {
      several.append(try GroupingFactor(factor, table: table, rows: complete.rows))
    }
    randomTerms = try variables.randomTerms(columns.bars, complete, several, &groupings)
    self.groupings = groupings
    if let residual {
      self.residual = try ResidualFrame(residual, table: table, complete: complete)
    } else {
      self.residual = nil
    }
    try check()
  }
}

/// How many values a column misses.
public struct MissingValues: Sendable, Hashable {
  /// The column's name.
  public var column: String
  /// The number of rows without a value.
  public var count: Int
}

extension FrameVariables {
  fileprivate func expand(_ formula: Formula) throws(FrameError) -> ModelColumns {
    do {
      return try ModelColumns(expanding: formula, kind: kind)
    } catch {
      throw .formula(error)
    }
  }

  fileprivate mutating func response(_ formula: Formula) throws(FrameError) -> [Double] {
    var response = try numbers(formula.response)
    for offset in formula.offsets {
      let values = try numbers(offset)
      for row in response.indices { response[row] -= values[row] }
    }
    return response
  }

  /// The sum of the offsets; nil without any.
  fileprivate mutating func offset(_ formula: Formula) throws(FrameError) -> [Double]? {
    var sum: [Double]?
    for offset in formula.offsets {
      let values = try numbers(offset)
      sum = sum.map { zip($0, values).map { $0 + $1 } } ?? values
    }
    return sum
  }

  fileprivate mutating func columns(_ recipes: [ColumnRecipe]) throws(FrameError) -> [[Double]] {
    var columns: [[Double]] = []
    for recipe in recipes { columns.append(try column(recipe)) }
    return columns
  }

  fileprivate mutating func randomTerms(
    _ bars: [BarColumns], _ complete: CompleteRows, _ several: [GroupingFactor],
    _ groupings: inout [GroupingFactor]
  ) throws(FrameError) -> [ModelFrame.RandomTerm] {
    var terms: [ModelFrame.RandomTerm] = []
    for bar in bars {
      let name = bar.grouping.joined(separator: ":")
      if !groupings.contains(where: { $0.name == name }) {
        groupings.append(
          several.first { $0.name == name }
            ?? GroupingFactor(
              names: bar.grouping, columns: bar.grouping.map { complete.columns[$0]! }))
      }
      let grouping = groupings.firstIndex { $0.name == name }!
      terms.append(ModelFrame.RandomTerm(grouping: grouping, columns: try columns(bar.columns)))
    }
    return terms
  }
}

extension ModelColumns {
  /// Without the intercept where ordered categories have cuts instead.
  fileprivate func replacingIntercept(
    by kind: ResponseRequest.Kind?
  ) throws(FrameError) -> ModelColumns {
    guard kind == .ordinal else { return self }
    guard fixed.first?.parts.isEmpty == true else { throw .ordinalWithoutIntercept }
    var columns = self
    columns.fixed.removeFirst()
    return columns
  }
}
