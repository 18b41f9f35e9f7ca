extension Term {
  /// R's label of the term: `x`, `a:b`, `(Intercept)`.
  public var name: String {
    factors.isEmpty ? "(Intercept)" : factors.map(\.description).joined(separator: ":")
  }
}

extension Array where Element == ColumnRecipe {
  /// The coefficient that a user calls `written`: R's name with the parts of an interaction in any
  /// order, or `intercept`. Nil if there is none.
  public func index(ofCoefficient written: String) -> Int? {
    let key = nameKey(written)
    return firstIndex { nameKey($0.name) == key }
  }

  /// The coefficients of the term that a user calls `written`, or of the coefficient of that name;
  /// none if there is neither.
  ///
  /// The parts of an interaction may stand in any order: `arm:age` is `age:arm`.
  public func indices(ofTerm written: String) -> [Int] {
    let key = nameKey(written)
    let ofTerm = indices.filter { nameKey(self[$0].term.name) == key }
    return ofTerm.isEmpty ? index(ofCoefficient: written).map { [$0] } ?? [] : ofTerm
  }
}

/// What all spellings of one name have in common.
private func nameKey(_ name: String) -> [String] {
  let parts = name.split(separator: ":").map { part in
    part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
  if parts == ["intercept"] { return ["(Intercept)"] }
  // Only calls have more than one spelling; a category like `010` must stay as it is.
  return parts.map { $0.contains("(") ? canonicalCall($0) : $0 }.sorted()
}

private func canonicalCall(_ text: String) -> String {
  (try? Expression.parse(text))?.description ?? text
}
