/// Looks for a column that the columns before it determine.
///
/// Gram and Schmidt's method, each column orthogonalised twice; a column counts as determined when
/// less than 1e-7 of its length is left, as in R's `lm`.
struct ColumnRank {
  /// What is wrong with a column.
  enum Dependence: Equatable {
    case isZero(Int)
    /// The indices of earlier columns with a weight in the combination.
    case isDetermined(Int, by: [Int])
  }

  static let tolerance = 1e-7

  /// Orthonormal columns so far.
  private var basis: [[Double]] = []
  /// For each column its coordinates in the basis; upper triangular.
  private var coordinates: [[Double]] = []
  private var lengths: [Double] = []

  /// The first column that is zero or determined by earlier ones.
  static func firstDependence(_ columns: [[Double]]) -> Dependence? {
    var rank = ColumnRank()
    for (index, column) in columns.enumerated() {
      if let found = rank.add(column, index) { return found }
    }
    return nil
  }

  /// Starts from independent columns.
  init(_ columns: [[Double]] = []) {
    for (index, column) in columns.enumerated() { _ = add(column, index) }
  }

  /// Whether the column is zero or a combination of the columns so far.
  func determines(_ column: [Double]) -> Bool {
    norm(split(column).rest) <= ColumnRank.tolerance * norm(column)
  }

  private mutating func add(_ column: [Double], _ index: Int) -> Dependence? {
    let length = norm(column)
    if length == 0 { return .isZero(index) }
    var (shares, rest) = split(column)
    let left = norm(rest)
    if left < ColumnRank.tolerance * length {
      return .isDetermined(index, by: contributors(shares, length))
    }
    for row in rest.indices { rest[row] /= left }
    basis.append(rest)
    coordinates.append(shares + [left])
    lengths.append(length)
    return nil
  }

  /// The column's coordinates in the basis, and what the basis leaves of it.
  private func split(_ column: [Double]) -> (shares: [Double], rest: [Double]) {
    var rest = column
    var shares = [Double](repeating: 0, count: basis.count)
    for _ in 0..<2 {
      for (place, direction) in basis.enumerated() {
        let share = dot(direction, rest)
        shares[place] += share
        for row in rest.indices { rest[row] -= share * direction[row] }
      }
    }
    return (shares, rest)
  }

  /// Solves for the weights of the earlier columns and names those that matter.
  private func contributors(_ shares: [Double], _ length: Double) -> [Int] {
    var weights = shares
    for place in weights.indices.reversed() {
      weights[place] /= coordinates[place][place]
      for above in 0..<place { weights[above] -= weights[place] * coordinates[place][above] }
    }
    return weights.indices.filter { weights[$0].magnitude * lengths[$0] > 1e-6 * length }
  }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for row in left.indices { sum += left[row] * right[row] }
  return sum
}

/// The length of a column, safe for values whose squares overflow.
private func norm(_ column: [Double]) -> Double {
  let largest = column.reduce(0) { max($0, $1.magnitude) }
  if largest == 0 { return 0 }
  return largest * column.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}
