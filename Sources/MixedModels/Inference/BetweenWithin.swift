/// Denominator degrees of freedom by counting units (Pinheiro & Bates 2000, §2.4.2), for nested grouping
/// factors.
///
/// A coefficient belongs to the highest grouping factor within whose units its column is constant, or
/// is a combination of the factor's random-effects columns: the effect of a predictor with a random
/// slope, or of its products with variables of the units, is told by as many units as there are. Its
/// degrees of freedom are the factor's units, less the coefficients whose columns are constant in them
/// but not in the units above (at the top the intercept is one of them), less the units of the factor
/// above. Without either the coefficient belongs to the rows. nlme gives the intercept those of the
/// rows; here it belongs to the top, as its random effects do.
public struct BetweenWithin: Sendable, Equatable {
  /// Of each coefficient; all above 0.
  public let coefficients: [Double]

  /// Why there are none.
  public enum Refusal: Error, Equatable {
    /// Two of the random terms have grouping factors neither of which is nested in the other.
    case crossed(term: Int, other: Int)
    /// Rows of the term have several units each.
    case weighted(term: Int)
    /// The coefficient's units are used up by coefficients and the units above.
    case noneLeft(coefficient: Int)
  }

  /// Counts for a data set.
  ///
  /// - Parameters:
  ///   - fixed: p columns of X with n values each.
  ///   - terms: the random terms, at least one.
  public init(fixed: [[Double]], terms: [GroupedTerm]) throws(Refusal) {
    precondition(!fixed.isEmpty && !terms.isEmpty)
    let chain = try Self.chain(terms)
    let counts = chain.map(\.unitCount) + [fixed[0].count]
    let constantAt = fixed.map { column in
      chain.firstIndex { $0.isConstant(column) } ?? chain.count
    }
    var degrees: [Double] = []
    for (index, column) in fixed.enumerated() {
      let slope = chain.firstIndex { $0.spans(column) } ?? chain.count
      let level = min(constantAt[index], slope)
      let above = level == 0 ? 0 : counts[level - 1]
      let left = counts[level] - constantAt.count { $0 == level } - above
      guard left > 0 else { throw .noneLeft(coefficient: index) }
      degrees.append(Double(left))
    }
    coefficients = degrees
  }

  /// Of a combination of coefficients: the least of those with a weight.
  public func contrast(_ weights: [Double]) -> Double { joint([weights]) }

  /// Of several combinations: the least of all coefficients with a weight.
  public func joint(_ rows: [[Double]]) -> Double {
    let tested = coefficients.indices.filter { index in rows.contains { $0[index] != 0 } }
    return tested.map { coefficients[$0] }.min() ?? .infinity
  }

  /// The distinct grouping factors, top first.
  private static func chain(_ terms: [GroupedTerm]) throws(Refusal) -> [Factor] {
    var factors: [Factor] = []
    for (index, term) in terms.enumerated() {
      guard case .single(let groups) = term.units else { throw .weighted(term: index) }
      let factor = Factor(groups, term.columns, index)
      if let known = factors.firstIndex(where: { $0.units == factor.units }) {
        factors[known].columns += term.columns
      } else {
        factors.append(factor)
      }
    }
    factors.sort { $0.unitCount < $1.unitCount }
    for (outer, inner) in zip(factors, factors.dropFirst()) where !inner.isNested(in: outer) {
      throw .crossed(term: inner.term, other: outer.term)
    }
    return factors
  }
}

/// One grouping factor with all its random-effects columns.
private struct Factor {
  /// The first term that has it.
  let term: Int
  /// The unit of each row, numbered by first appearance, so that equal factors are equal here.
  let units: [Int]
  let unitCount: Int
  var columns: [[Double]]

  init(_ groups: [Int32], _ columns: [[Double]], _ term: Int) {
    var numbers: [Int32: Int] = [:]
    units = groups.map { group in
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
    unitCount = numbers.count
    self.columns = columns
    self.term = term
  }

  func isNested(in outer: Factor) -> Bool {
    var holder = [Int?](repeating: nil, count: unitCount)
    for (own, other) in zip(units, outer.units) {
      if let known = holder[own], known != other { return false }
      holder[own] = other
    }
    return true
  }

  /// Whether the column has one value in each unit, to rounding.
  func isConstant(_ column: [Double]) -> Bool {
    let slack = 1e-10 * (column.map(\.magnitude).max() ?? 0)
    var value = [Double?](repeating: nil, count: unitCount)
    for (unit, entry) in zip(units, column) {
      if let known = value[unit], (known - entry).magnitude > slack { return false }
      if value[unit] == nil { value[unit] = entry }
    }
    return true
  }

  /// Whether in each unit the column is a combination of the random-effects columns: what is left of
  /// it is below 1e-8 of its length.
  func spans(_ column: [Double]) -> Bool {
    var rows = [[Int]](repeating: [], count: unitCount)
    for (row, unit) in units.enumerated() { rows[unit].append(row) }
    return rows.allSatisfy { own in
      var left = own.map { column[$0] }
      let length = norm(left)
      var basis: [[Double]] = []
      for z in columns {
        var direction = own.map { z[$0] }
        let before = norm(direction)
        for known in basis { remove(known, from: &direction) }
        let after = norm(direction)
        guard after > 1e-8 * before else { continue }
        basis.append(direction.map { $0 / after })
      }
      for direction in basis { remove(direction, from: &left) }
      return norm(left) <= 1e-8 * length
    }
  }

  private func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private func remove(_ direction: [Double], from vector: inout [Double]) {
    let share = zip(direction, vector).reduce(0) { $0 + $1.0 * $1.1 }
    for index in vector.indices { vector[index] -= share * direction[index] }
  }
}
