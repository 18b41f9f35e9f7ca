extension ModelColumns {
  /// Expands a formula into the columns of X and of each random term, as R does.
  ///
  /// Treatment contrasts; a factor whose margin is absent gets an indicator for every category.
  ///
  /// - Parameter kind: What a name or a call of `factor` is, or nil if there is no such variable.
  ///   Other expressions are numeric, logical ones 0 and 1.
  public init(
    expanding formula: Formula, kind: (Expression) -> VariableKind?
  ) throws(FormulaError) {
    let terms = formula.terms + formula.bars.flatMap(\.terms)
    if terms.contains(where: { $0.factors.contains(formula.response) }) {
      throw .responseAmongTerms(formula.response.description)
    }
    self.init(
      fixed: try TermExpansion(formula.terms, kind).columns(hasIntercept: formula.hasIntercept),
      bars: [], offsets: formula.offsets)
    if fixed.isEmpty { throw .noColumns }
    for bar in formula.bars { bars.append(try BarColumns(expanding: bar, kind: kind)) }
    try checkDistinctRandomColumns()
    for offset in formula.offsets { try checkNumeric(offset, kind) }
  }

  private func checkDistinctRandomColumns() throws(FormulaError) {
    for (index, bar) in bars.enumerated() {
      for earlier in bars[..<index] where Set(earlier.grouping) == Set(bar.grouping) {
        let names = Set(earlier.columns.map(\.name))
        if let column = bar.columns.first(where: { names.contains($0.name) }) {
          throw .duplicateRandomColumn(
            column: column.name, grouping: bar.grouping.joined(separator: ":"))
        }
      }
    }
  }
}

extension BarColumns {
  init(expanding bar: Bar, kind: (Expression) -> VariableKind?) throws(FormulaError) {
    let expansion = try TermExpansion(bar.terms, kind)
    let grouping = bar.grouping.joined(separator: ":")
    if bar.isFromDoubleBar, let factor = expansion.factors.first {
      throw .factorInDoubleBar(variable: factor.description, grouping: grouping)
    }
    self.init(
      grouping: bar.grouping, columns: try expansion.columns(hasIntercept: bar.hasIntercept))
  }
}

/// No term of a model that can be fitted has more.
private let mostColumns = 100_000

/// Terms with the kinds of their variables, on the way to columns.
private struct TermExpansion {
  private let terms: [Term]
  private var categories: [Expression: [String]] = [:]
  /// The factors, in the order of appearance.
  private(set) var factors: [Expression] = []

  init(_ terms: [Term], _ kind: (Expression) -> VariableKind?) throws(FormulaError) {
    self.terms = terms
    for variable in terms.flatMap(\.factors) where categories[variable] == nil {
      guard variable.isVariable else {
        try checkNumeric(variable, kind)
        continue
      }
      guard let found = kind(variable) else {
        throw .unknownVariable(variable.names.first ?? variable.description)
      }
      guard case .factor(let names) = found else { continue }
      if names.count < 2 {
        throw .tooFewCategories(variable: variable.description, count: names.count)
      }
      categories[variable] = names
      factors.append(variable)
    }
  }

  func columns(hasIntercept: Bool) throws(FormulaError) -> [ColumnRecipe] {
    var columns: [ColumnRecipe] = []
    if hasIntercept { columns.append(ColumnRecipe(name: "(Intercept)", term: Term([]), parts: [])) }
    // Without an intercept R gives the first factor of the first term that has one all categories.
    let first = terms.first { !$0.factors.allSatisfy { categories[$0] == nil } }
    for (index, term) in terms.enumerated() {
      var recipes = [ColumnRecipe(name: "", term: term, parts: [])]
      var isFirstFactor = !hasIntercept && term == first
      for variable in term.factors {
        let isFull = isFirstFactor || !hasMargin(index, without: variable)
        if categories[variable] != nil { isFirstFactor = false }
        let variants = variants(of: variable, isFull: isFull)
        if recipes.count * variants.count > mostColumns { throw .tooManyColumns(term.name) }
        // The first factor of a term varies fastest.
        recipes = variants.flatMap { variant in recipes.map { $0.multiplied(by: variant) } }
      }
      columns += recipes
    }
    return columns
  }

  /// R's rule for contrasts: the term without the variable is empty or lies in an earlier term.
  private func hasMargin(_ index: Int, without variable: Expression) -> Bool {
    let rest = terms[index].factors.filter { $0 != variable }
    return rest.isEmpty
      || terms[..<index].contains { earlier in rest.allSatisfy(earlier.factors.contains) }
  }

  private func variants(
    of variable: Expression, isFull: Bool
  ) -> [(name: String, part: ColumnRecipe.Part)] {
    let name = variable.description
    guard let categories = categories[variable] else {
      return [(variable.isLogical ? name + "TRUE" : name, .numeric(variable))]
    }
    return categories.indices.dropFirst(isFull ? 0 : 1).map {
      (name + categories[$0], .indicator(variable: variable, category: $0))
    }
  }
}

/// Whether every name of a computed variable is there and numeric, or compared with a category.
private func checkNumeric(
  _ expression: Expression, _ kind: (Expression) -> VariableKind?
) throws(FormulaError) {
  do {
    _ = try CompiledExpression(expression) { kind(.name($0)) }
  } catch .unknownName(let name) {
    throw .unknownVariable(name)
  } catch {
    throw .expression(expression.description, error)
  }
}

extension ColumnRecipe {
  fileprivate func multiplied(by variant: (name: String, part: Part)) -> ColumnRecipe {
    ColumnRecipe(
      name: parts.isEmpty ? variant.name : name + ":" + variant.name, term: term,
      parts: parts + [variant.part])
  }
}

extension Expression {
  /// Whether the kind must be asked for: a name or `factor(name)`.
  var isVariable: Bool {
    switch self {
    case .name, .call("factor", _): true
    default: false
    }
  }

  /// Whether R gives TRUE and FALSE, whose coefficient's name then ends in `TRUE`.
  fileprivate var isLogical: Bool {
    switch self {
    case .binary(let symbol, _, _):
      symbol.precedence <= .comparison
    case .unary(.not, _): true
    case .parenthesised(let inner): inner.isLogical
    case .call("I", let arguments): arguments.first?.isLogical ?? false
    default: false
    }
  }
}
