import DataTable
import MixedModels
import ModelFormula

extension CompleteRows {
  /// Refuses a response that is a column of text.
  func checkResponse(_ response: Expression) throws(FrameError) {
    guard case .name(let name) = response, case .categories(let categories, _)? = columns[name]
    else { return }
    let example = categories.first { Double($0) == nil } ?? categories.first ?? ""
    throw .responseNotNumeric(name, example: example)
  }

  /// Refuses a predictor that became a factor by a few cells of text among numbers.
  func checkTextAmongNumbers(_ formula: Formula, except stated: Set<String>) throws(FrameError) {
    let predictors = formula.terms + formula.bars.flatMap(\.terms)
    for name in predictors.flatMap(\.factors).flatMap(\.names) where !stated.contains(name) {
      guard case .categories(let categories, _)? = columns[name] else { continue }
      let texts = categories.filter { Double($0) == nil }
      if let text = texts.first, texts.count * 2 < categories.count {
        throw .textAmongNumbers(name, text: text, categories: categories.count)
      }
    }
  }
}

extension ModelColumns {
  /// Numbers that the columns may hold, with room for the fitter's copies in the memory of a laptop.
  private static let mostNumbers = 100_000_000

  /// Refuses more columns than rows or than memory, before any is made.
  func checkSize(rowCount: Int) throws(FrameError) {
    guard rowCount > fixed.count else {
      throw .tooFewRows(rows: rowCount, coefficients: fixed.count)
    }
    let count = bars.reduce(fixed.count) { $0 + $1.columns.count }
    if count * rowCount > Self.mostNumbers { throw .tooLarge(rows: rowCount, columns: count) }
  }
}

extension ModelFrame {
  /// Refuses what no estimator can tell apart.
  func check() throws(FrameError) {
    try checkScale()
    for grouping in groupings {
      if grouping.unitCount == 1 { throw .oneGroup(grouping.name) }
      if grouping.unitCount == rowCount && grouping.memberships == nil && !mayVaryByRow {
        throw .groupPerRow(grouping.name)
      }
    }
    if hasCuts {
      // The cuts leave no room for an intercept, nor for what makes one.
      let intercept = ColumnRecipe(name: "(Intercept)", term: Term([]), parts: [])
      let ones = [Double](repeating: 1, count: rowCount)
      try checkRank([ones] + fixed, [intercept] + columns.fixed, grouping: nil)
    } else {
      try checkRank(fixed, columns.fixed, grouping: nil)
    }
    for (term, bar) in zip(randomTerms, columns.bars) { try check(term, bar) }
  }

  /// Whether ordered categories have cuts in place of an intercept.
  var hasCuts: Bool {
    guard case .ordinal? = generalised?.family.distribution else { return false }
    return true
  }

  /// Whether a response varies less than its rows' effects could make it, so that each row may have
  /// an effect of its own.
  private var mayVaryByRow: Bool {
    switch generalised?.family.distribution {
    case .poisson: true
    case .binomial: generalised?.trials != nil
    default: false
    }
  }

  /// Refuses columns whose cross-products, fourth powers among them, overflow or vanish.
  private func checkScale() throws(FrameError) {
    try checkScale(response, formula.response.description)
    for (column, recipe) in zip(fixed, columns.fixed) { try checkScale(column, recipe.name) }
    for (term, bar) in zip(randomTerms, columns.bars) {
      for (column, recipe) in zip(term.columns, bar.columns) { try checkScale(column, recipe.name) }
    }
  }

  private func checkScale(_ column: [Double], _ name: String) throws(FrameError) {
    let largest = column.reduce(0) { max($0, $1.magnitude) }
    if largest != 0, !(1e-50...1e50).contains(largest) {
      throw .outOfScale(name, largest: largest)
    }
  }

  private func check(_ term: RandomTerm, _ bar: BarColumns) throws(FrameError) {
    let grouping = groupings[term.grouping]
    let effects = grouping.unitCount * term.columns.count
    if effects >= rowCount && !mayVaryByRow {
      let names = bar.columns.map(\.name).joined(separator: ", ")
      throw .tooManyEffects(
        term: "the random term of '\(grouping.name)' with \(names)", effects: effects,
        rows: rowCount)
    }
    try checkRank(term.columns, bar.columns, grouping: grouping.name)
    try checkLeftToVary(term, bar)
  }

  /// Refuses a random effect that the fixed effects give freely to each unit, like a random
  /// intercept beside the grouping factor as a fixed one.
  private func checkLeftToVary(_ term: RandomTerm, _ bar: BarColumns) throws(FrameError) {
    let grouping = groupings[term.grouping]
    guard grouping.unitCount <= fixed.count else { return }
    let rank = ColumnRank(fixed)
    for (column, recipe) in zip(term.columns, bar.columns) {
      let isFixed = (0..<Int32(grouping.unitCount)).allSatisfy { unit in
        rank.determines(zip(column, grouping.shares(of: unit)).map { $0 * $1 })
      }
      if isFixed { throw .nothingLeftToVary(recipe.name, grouping: grouping.name) }
    }
  }

  private func checkRank(
    _ values: [[Double]], _ recipes: [ColumnRecipe], grouping: String?
  ) throws(FrameError) {
    switch ColumnRank.firstDependence(values) {
    case nil: return
    case .isZero(let index): throw .zeroColumn(recipes[index].name, grouping: grouping)
    case .isDetermined(let index, let others):
      let name = recipes[index].name
      if others.count == 1, recipes[others[0]].parts.isEmpty {
        let varies = values[index].contains { $0 != values[index][0] }
        throw varies
          ? .nearlyConstantColumn(name, grouping: grouping)
          : .constantColumn(name, grouping: grouping)
      }
      throw .dependentColumn(name, on: others.map { recipes[$0].name }, grouping: grouping)
    }
  }
}

extension Formula {
  /// Refuses groups of equal responses.
  func checkGroups() throws(FrameError) {
    let names = response.names
    if let name = bars.flatMap(\.grouping).first(where: names.contains) {
      throw .groupedByResponse(name)
    }
  }

  /// Refuses factors with several units a row that no random term is grouped by, or that are joined
  /// with others.
  func check(_ members: [MemberColumns], _ table: DataTable) throws(FrameError) {
    for factor in members {
      if table[factor.name] != nil { throw .membersNamedLikeColumn(factor.name) }
      let groupings = bars.map(\.grouping).filter { $0.contains(factor.name) }
      if groupings.isEmpty { throw .membersUnused(factor.name) }
      if let joined = groupings.first(where: { $0.count > 1 }) {
        throw .membersJoined(factor.name, grouping: joined.joined(separator: ":"))
      }
    }
  }
}
