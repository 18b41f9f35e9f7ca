public import ModelFormula

/// Why a model cannot be fitted to a table.
public enum FrameError: Error, Sendable, Hashable {
  /// No column has this name; `nearest` may be meant, `columns` are those there are.
  case noColumn(String, nearest: String?, columns: [String])
  /// A response with categories; `example` is one that is not a number.
  case responseNotNumeric(String, example: String)
  /// A column of numbers with this text among them, which would count as that many categories.
  case textAmongNumbers(String, text: String, categories: Int)
  /// An expression whose value is infinite or not a number in this row of the table, from 1.
  case notFinite(String, row: Int)
  /// A column whose numbers are all so small, or one of them so large, that squares leave the range
  /// of numbers.
  case outOfScale(String, largest: Double)
  /// The formula does not go with the columns.
  case formula(FormulaError)
  /// An expression on the left of `~` that has no value.
  case response(String, EvaluationError)
  /// Every row misses a value of some variable.
  case noCompleteRows(missingIn: [String])
  /// Not more rows than coefficients.
  case tooFewRows(rows: Int, coefficients: Int)
  /// More numbers in the columns of the model than fit into memory with ease.
  case tooLarge(rows: Int, columns: Int)
  /// A grouping factor with one value only.
  case oneGroup(String)
  /// A grouping factor with a value of its own for every row.
  case groupPerRow(String)
  /// As many random effects as rows, or more.
  case tooManyEffects(term: String, effects: Int, rows: Int)
  /// A random effect that the fixed effects already give freely to each unit.
  case nothingLeftToVary(String, grouping: String)
  /// A column of the model that is 0 in every row.
  case zeroColumn(String, grouping: String?)
  /// A column of the model that does not vary, beside the intercept.
  case constantColumn(String, grouping: String?)
  /// A column of the model that varies by a ten-millionth of its size or less.
  case nearlyConstantColumn(String, grouping: String?)
  /// A column of the model that others determine.
  case dependentColumn(String, on: [String], grouping: String?)
  /// No coefficient and no term of the model has this name.
  case noCoefficient(String, nearest: String?, names: [String])
  /// A list of coefficients to be tested together with nothing before or after a comma.
  case emptyName(in: String)
  /// A grouping factor that is the response, or what it is computed from.
  case groupedByResponse(String)
  /// Between-within degrees of freedom with two grouping factors that cross.
  case betweenWithinCrossed(String, String)
  /// Between-within degrees of freedom with rows that belong to several units of a factor.
  case betweenWithinMembers(String)
  /// Between-within degrees of freedom of a coefficient whose units are used up.
  case noDegreesOfFreedom(String)
  /// A grouping factor with columns of its own that is also a column.
  case membersNamedLikeColumn(String)
  /// A grouping factor with columns of its own that no random term names.
  case membersUnused(String)
  /// A grouping factor with several units a row in a combination with others.
  case membersJoined(String, grouping: String)
  /// A column of weights that holds text.
  case weightNotNumeric(String)
  /// A unit without a weight, or with one that is none; the row of the table counts from 1.
  case noWeight(String, unit: String, row: Int)
  /// A weight without a unit.
  case weightWithoutUnit(String, unit: String, row: Int)
  /// A row without any unit.
  case noUnits(String, row: Int)
  /// Residuals that correlate within units that have one row each.
  case residualUnitsOfOneRow(String)
  /// Residuals that correlate in the way that the random term of these units makes rows correlate.
  case residualLikeRandomTerm(String)
  /// Two positions of which no unit has both; they count from 1.
  case positionsNeverTogether(Int, Int, within: String)
  /// More correlations than there are rows.
  case tooManyPositions(Int, within: String)
  /// Units of residuals and of random terms that cross.
  case residualNotNested(String)
  /// A category of variance with a single row.
  case oneRowOfCategory(String, of: String)
  /// A column of categories of variance with one value only.
  case oneCategory(String)
  /// The fixed effects predict the response without error.
  case noResidualVariation(String)
  /// A response that its distribution cannot have, in this row of the table, from 1.
  case responseOutOfRange(String, value: Double, row: Int, ResponseRange)
  /// More successes than trials.
  case moreSuccessesThanTrials(String, trials: String, row: Int)
  /// A binomial response of text, or with trials, that has not two categories.
  case notTwoCategories(String, categories: [String])
  /// `cbind` with other than two columns, or beside a column of trials.
  case cbindColumns
  /// A response with a single category.
  case oneResponseCategory(String)
  /// More categories than a model can have.
  case tooManyCategories(String, count: Int)
  /// Cuts take the place of the intercept.
  case ordinalWithoutIntercept
  /// Quadrature with other random terms than one of one column.
  case quadratureTerms
}

extension FrameError: CustomStringConvertible {
  /// A sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .noColumn(let name, let nearest, let columns):
      "the data have no column '\(name)'"
        + (nearest.map { ": did you mean '\($0)'?" } ?? ", only " + shortened(columns))
    case .responseNotNumeric(let name, let example):
      "the response '\(name)' must be numeric, but holds text like '\(example)'"
    case .textAmongNumbers(let name, let text, let categories):
      "'\(name)' has the text '\(text)' among its numbers, so it would count as a factor with "
        + "\(categories) categories: correct the text (NA where a number is missing), "
        + "or state that it is a factor"
    case .notFinite(let expression, let row):
      "\(expression) is not a finite number in row \(row) of the data"
    case .outOfScale(let name, let largest):
      "the largest number of \(name) is \(largest), too far from 1 to compute with: "
        + "write it in another unit"
    case .formula(let error): error.description
    case .response(let text, let error): "\(text): \(error)"
    case .noCompleteRows(let columns):
      "every row misses a value of \(columns.joined(separator: " or "))"
    case .tooFewRows(let rows, let coefficients):
      "\(rows) rows cannot carry \(coefficients) coefficients and a residual variance: "
        + "leave terms out or add rows"
    case .tooLarge(let rows, let columns):
      "\(rows) rows with \(columns) columns of the model are too many to fit: leave terms out"
    case .oneGroup(let name):
      "the grouping column '\(name)' has only one value: a variance between groups needs several"
    case .groupPerRow(let name):
      "'\(name)' has a value of its own in every row, so its variance cannot be told from the "
        + "residual's: leave it out"
    case .tooManyEffects(let term, let effects, let rows):
      "\(term) has \(effects) random effects, not fewer than the \(rows) rows: "
        + "its variances cannot be told from the residual's"
    case .nothingLeftToVary(let name, let grouping):
      "the fixed effects already give every unit of '\(grouping)' its own \(name), so no variance "
        + "is left to the random term: leave one of the two out"
    case .zeroColumn(let name, let grouping):
      "\(column(name, grouping)) is 0 in every row: leave its term out, or merge categories"
    case .constantColumn(let name, let grouping):
      "\(column(name, grouping)) is the same in every row, like the intercept: leave it out"
    case .nearlyConstantColumn(let name, let grouping):
      "\(column(name, grouping)) varies too little beside its size to be told from the intercept: "
        + "subtract its mean"
    case .dependentColumn(let name, let others, let grouping):
      "\(column(name, grouping)) is determined by \(others.joined(separator: ", ")): "
        + "leave one of them out"
    case .noCoefficient(let name, let nearest, let names):
      "the model has no coefficient or term '\(name)' to test"
        + (nearest.map { ": did you mean '\($0)'?" } ?? ", only " + shortened(names))
    case .emptyName(let list):
      "the test '\(list)' has a comma without a name on both sides: "
        + "write the coefficients or terms to be tested together, one comma between two"
    case .groupedByResponse(let name):
      "'\(name)' is on the left of '~', so that it cannot be the grouping factor of a random term"
    case .betweenWithinCrossed(let first, let second):
      "'\(first)' and '\(second)' cross, so between-within degrees of freedom cannot be counted: "
        + "use --df satterthwaite"
    case .betweenWithinMembers(let name):
      "rows belong to several units of '\(name)', so between-within degrees of freedom cannot be "
        + "counted: use --df satterthwaite"
    case .noDegreesOfFreedom(let name):
      "counting units leaves no degrees of freedom for \(name): leave terms out, "
        + "or use --df satterthwaite"
    case .membersNamedLikeColumn(let name):
      "the data have a column '\(name)' already: give the members another name, in the formula too"
    case .membersUnused(let name):
      "no random term of the formula is grouped by '\(name)': write (1 | \(name)), "
        + "or leave its members out"
    case .membersJoined(let name, let grouping):
      "rows have several units of '\(name)', so it cannot be combined to '\(grouping)'"
    case .weightNotNumeric(let name):
      "the weights of members must be numbers, but '\(name)' holds text"
    case .noWeight(let weight, let unit, let row):
      "row \(row) of the data has a unit in '\(unit)' but no weight of 0 or more in '\(weight)'"
    case .weightWithoutUnit(let weight, let unit, let row):
      "row \(row) of the data has a weight in '\(weight)' but no unit in '\(unit)'"
    case .noUnits(let name, let row):
      "row \(row) of the data has no unit of '\(name)' with a weight above 0"
    case .residualUnitsOfOneRow(let name):
      "'\(name)' has a value of its own in every row, so no two residuals are within one unit"
    case .residualLikeRandomTerm(let name):
      "the random term of '\(name)' and the correlation of the residuals within it say the same: "
        + "leave the random term out, or use --residual ar1"
    case .positionsNeverTogether(let first, let second, let name):
      "no unit of '\(name)' has both a row \(first) and a row \(second), so nothing shows their "
        + "correlation: use --residual ar1 or cs"
    case .tooManyPositions(let count, let name):
      "units of '\(name)' have up to \(count) rows, too many for a correlation of its own for each "
        + "pair: use --residual ar1 or cs"
    case .residualNotNested(let name):
      "residuals that correlate within '\(name)' need grouping factors of the random terms that are "
        + "nested in it or it in them"
    case .oneRowOfCategory(let category, let column):
      "only one row has the category \(category) of '\(column)', which shows no variance: "
        + "merge categories"
    case .oneCategory(let column):
      "'\(column)' has only one value, so there are no variances to compare: leave --by out"
    case .noResidualVariation(let response):
      "the fixed effects give '\(response)' without any error, so there is nothing to estimate"
    case .responseOutOfRange(let name, let value, let row, let range):
      "'\(name)' is \(value) in row \(row) of the data, but must be \(range.text)"
    case .moreSuccessesThanTrials(let name, let trials, let row):
      "row \(row) of the data has more successes in '\(name)' than trials in '\(trials)'"
    case .notTwoCategories(let name, let categories):
      "'\(name)' has the categories \(shortened(categories)), but a binomial response has two, of "
        + "which the second is success, or numbers of successes"
    case .cbindColumns:
      "cbind takes two columns, of successes and of failures, and no --trials beside them"
    case .oneResponseCategory(let name): "the response '\(name)' has only one category"
    case .tooManyCategories(let name, let count):
      "the response '\(name)' has \(count) categories, more than a model can tell apart: "
        + "merge categories"
    case .ordinalWithoutIntercept:
      "a model of ordered categories has thresholds in place of an intercept: leave '0 +' out"
    case .quadratureTerms:
      "--agq with more than one point needs one random intercept, or one slope without an intercept, "
        + "and one unit a row: use --agq 1"
    }
  }

  /// The first names of a long list.
  private func shortened(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }

  private func column(_ name: String, _ grouping: String?) -> String {
    "the column \(name)" + (grouping.map { " of the random term of '\($0)'" } ?? "")
  }
}
