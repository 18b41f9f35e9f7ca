/// A column of X that earlier ones determine.
public struct DependentColumn: Sendable, Equatable {
  /// Its index.
  public var column: Int
  /// The earlier, independent columns with a weight in the combination; none for a column of zeros.
  public var combined: [Int]

  /// Makes a dependent column.
  public init(column: Int, combined: [Int]) {
    self.column = column
    self.combined = combined
  }
}

/// Columns that are combinations of those before them: what is left of them is below 1e-8 of their
/// length.
///
/// - Parameter x: columns of equally many finite values.
public func dependentColumns(_ x: [[Double]]) -> [DependentColumn] {
  guard !x.isEmpty else { return [] }
  let padded = withEnoughRows(x)
  let dependent = OrthonormalColumns(padded).dependentColumns
  return dependent.map { column in
    let earlier = (0..<column).filter { !dependent.contains($0) }
    return DependentColumn(
      column: column, combined: contributors(to: padded[column], earlier, of: padded))
  }
}

/// Zeros below the columns until there are as many rows as columns; they change no combination.
private func withEnoughRows(_ x: [[Double]]) -> [[Double]] {
  let missing = max(0, x.count - (x.first?.count ?? 0))
  return missing == 0 ? x : x.map { $0 + [Double](repeating: 0, count: missing) }
}

/// The independent columns whose share of the combination is more than rounding.
private func contributors(
  to column: [Double], _ earlier: [Int], of x: [[Double]]
) -> [Int] {
  guard !earlier.isEmpty else { return [] }
  let basis = OrthonormalColumns(earlier.map { x[$0] })
  let weights = basis.solve(basis.project(column))
  return zip(earlier, weights).filter { index, weight in
    weight.magnitude * length(x[index]) > 1e-6 * length(column)
  }.map(\.0)
}

private func length(_ column: [Double]) -> Double {
  column.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
