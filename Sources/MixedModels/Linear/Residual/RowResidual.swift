/// How the residuals of one data set vary and correlate, row by row; see `ResidualStructure`.
public struct RowResidual: Sendable {
  /// Between rows of one unit.
  public var correlation: ResidualStructure.Correlation
  /// The unit of each row, from 0; nil for independent rows.
  public var units: [Int32]?
  /// The position of each row in its unit, no two rows of a unit in one: from 0 where they choose a
  /// correlation.
  public var positions: [Int]?
  /// The category of variance of each row, from 0; nil: variances are equal.
  public var categories: [Int32]?

  /// States a structure.
  public init(
    correlation: ResidualStructure.Correlation = .independent, units: [Int32]? = nil,
    positions: [Int]? = nil, categories: [Int32]? = nil
  ) {
    self.correlation = correlation
    self.units = units
    self.positions = positions
    self.categories = categories
  }

  /// How many categories of variance there are.
  public var categoryCount: Int { Int(categories?.max() ?? 0) + 1 }

  /// Its parameters, as `ResidualStructure` counts them.
  public var parameterCount: Int { correlation.parameterCount + categoryCount - 1 }

  /// Why it cannot be estimated beside the random terms; nil if nothing is in the way.
  func obstacle(_ terms: [GroupedTerm], rowCount: Int) -> LinearModelError? {
    guard let units else { return nil }
    let hasPairs = Set(units).count < rowCount
    if !hasPairs { return .residualUnitsOfOneRow }
    if correlation == .compoundSymmetry || correlation.isUnstructured {
      let same = terms.firstIndex { term in
        guard case .single(let own) = term.units, RowOrder.areEqual(own, units) else {
          return false
        }
        return correlation.isUnstructured || term.columns.contains { $0.allSatisfy { $0 == 1 } }
      }
      if let same { return .residualLikeRandomTerm(term: same) }
    }
    return correlation.isUnstructured ? missingPair(units) : nil
  }

  /// Two positions that no unit has both of.
  private func missingPair(_ units: [Int32]) -> LinearModelError? {
    guard case .unstructured(let count) = correlation, let positions else { return nil }
    var rows: [Int32: [Int]] = [:]
    for (row, unit) in units.enumerated() { rows[unit, default: []].append(positions[row]) }
    var isSeen = [Bool](repeating: false, count: count * count)
    for own in rows.values {
      for a in own {
        for b in own { isSeen[a * count + b] = true }
      }
    }
    for a in 0..<count {
      for b in 0..<a where !isSeen[a * count + b] {
        return .positionsNeverTogether(b, a)
      }
    }
    return nil
  }
}

extension ResidualStructure.Correlation {
  fileprivate var isUnstructured: Bool { if case .unstructured = self { true } else { false } }
}
