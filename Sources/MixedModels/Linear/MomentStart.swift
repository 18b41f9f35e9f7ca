/// Where the optimisation of one fit may start: variances from an analysis of variance of each grouping
/// factor on its own.
///
/// With factors that cross these are close; where one lies in another they are too large by its
/// variance, so that they are used for crossed factors only.
enum MomentStart {
  /// Variances of random terms relative to the residual one, each between 1/100 and 100.
  ///
  /// - Parameters:
  ///   - terms: for each random term the units of the rows and the column of Z.
  ///   - response: what the fixed effects leave of the response, of some variation.
  static func relativeVariances(
    _ terms: [(units: [Int32], column: [Double])], response: [Double]
  ) -> [Double] {
    let square = response.reduce(0) { $0 + $1 * $1 }
    let variances = terms.map { variance($0.units, $0.column, response, square: square) }
    let total = square / Double(response.count)
    let residual = max(total - variances.reduce(0, +), 0.1 * total)
    return variances.map { min(max($0 / residual, 0.01), 100) }
  }

  /// The variance of effects b of units with response zb + e, e of equal variance: from the sum of
  /// squares between units, Σ (z'y)²/z'z, and what is left.
  private static func variance(
    _ units: [Int32], _ column: [Double], _ response: [Double], square: Double
  ) -> Double {
    var squares = [Double](repeating: 0, count: Int(units.max() ?? 0) + 1)
    var products = squares
    for (row, unit) in units.enumerated() {
      squares[Int(unit)] += column[row] * column[row]
      products[Int(unit)] += column[row] * response[row]
    }
    let used = squares.indices.filter { squares[$0] > 0 }
    let between = used.reduce(0) { $0 + products[$1] * products[$1] / squares[$1] }
    let total = used.reduce(0) { $0 + squares[$1] }
    let concentration = used.reduce(0) { $0 + squares[$1] * squares[$1] } / total
    guard total > concentration else { return 0 }
    let within = max(square - between, 0) / Double(max(units.count - used.count, 1))
    return max(between - Double(used.count - 1) * within, 0) / (total - concentration)
  }
}
