import DataTable
import ModelFormula

/// The variables of a formula as numbers, each computed once.
struct FrameVariables {
  private let complete: CompleteRows
  private var values: [Expression: [Double]] = [:]

  init(_ complete: CompleteRows) { self.complete = complete }

  /// Numbers or categories of a name or a call of `factor`.
  func kind(_ variable: Expression) -> VariableKind? {
    switch variable {
    case .name(let name): complete.columns[name].map(kind)
    case .call("factor", let arguments):
      arguments.first?.names.first.flatMap { complete.columns[$0] }.map {
        .factor(categories: $0.asFactor.categories)
      }
    default: .numeric
    }
  }

  private func kind(_ values: DataColumn.Values) -> VariableKind {
    switch values {
    case .numbers: .numeric
    case .categories(let categories, _): .factor(categories: categories)
    }
  }

  /// The column of a recipe: the product of its parts, row by row.
  mutating func column(_ recipe: ColumnRecipe) throws(FrameError) -> [Double] {
    var product = [Double](repeating: 1, count: complete.rows.count)
    for part in recipe.parts {
      switch part {
      case .numeric(let expression):
        let factor = try numbers(expression)
        for row in product.indices { product[row] *= factor[row] }
      case .indicator(let variable, let category):
        let codes = factorCodes(variable)
        for row in product.indices where codes[row] != Double(category) { product[row] = 0 }
      }
    }
    return product
  }

  /// The values of a numeric expression, all finite.
  mutating func numbers(_ expression: Expression) throws(FrameError) -> [Double] {
    if let known = values[expression] { return known }
    let result = try evaluated(expression)
    if let row = result.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(expression.description, row: complete.rows[row] + 1)
    }
    values[expression] = result
    return result
  }

  private func evaluated(_ expression: Expression) throws(FrameError) -> [Double] {
    let compiled: CompiledExpression
    do {
      compiled = try CompiledExpression(expression) { kind(.name($0)) }
    } catch {
      throw .response(expression.description, error)
    }
    return compiled.evaluate(
      count: complete.rows.count, columns: compiled.inputs.map { complete.columns[$0]!.asDoubles })
  }

  /// The categories of a name or a call of `factor`, as indices.
  mutating func codes(_ variable: Expression) -> [Double] { factorCodes(variable) }

  /// The row of the table, from 1, of one of the complete rows.
  func tableRow(_ row: Int) -> Int { complete.rows[row] + 1 }

  private mutating func factorCodes(_ variable: Expression) -> [Double] {
    if let known = values[variable] { return known }
    let codes = complete.columns[variable.names[0]]!.asFactor.codes.map(Double.init)
    values[variable] = codes
    return codes
  }
}

extension DataColumn.Values {
  /// Numbers as they are, categories by their index.
  fileprivate var asDoubles: [Double] {
    switch self {
    case .numbers(let numbers): numbers
    case .categories(_, let codes): codes.map(Double.init)
    }
  }
}
