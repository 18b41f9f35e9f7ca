internal import Numerics

/// What the covariance matrix of one block of rows is made of, copied out of the data row by row.
///
/// A block is a unit of the highest grouping; rows of different blocks are independent.
struct BlockRows {
  /// The number of rows m.
  private(set) var count = 0
  /// For each grouping the unit of each row, `capacity` apart.
  private(set) var units: UnsafeMutablePointer<Int>
  /// Positions within the unit of the residuals.
  private(set) var positions: UnsafeMutablePointer<Int>
  /// Categories of variance.
  private(set) var categories: UnsafeMutablePointer<Int>
  /// Columns of Z, then of the variance function, `capacity` apart.
  private(set) var values: UnsafeMutablePointer<Double>
  /// The most rows that fit in now.
  private(set) var capacity: Int

  /// Levels of the groupings, those of the random terms first.
  private let groupings: [Int]
  private let valueColumns: [Int]
  private let residual: ResidualStructure
  private let withinGrouping: Int?
  private let nesting: Nesting
  private let holders: [UnsafePointer<Int32>]
  private var workspace: Workspace
  /// Where the columns of `values` stand row by row.
  private var valueSources: [UnsafePointer<Double>] = []
  private var positionSource: UnsafePointer<Double>?
  private var categorySource: UnsafePointer<Double>?

  /// - Parameters:
  ///   - groupings: the levels whose units matter.
  ///   - columns: columns of Z of all terms, one after another.
  init(
    nesting: Nesting, groupings: [Int], columns: [Int], residual: ResidualStructure, capacity: Int
  ) {
    self.nesting = nesting
    self.groupings = groupings
    self.residual = residual
    valueColumns = columns + residual.varianceColumns
    withinGrouping = residual.within.flatMap(groupings.firstIndex)
    holders = groupings.map { nesting.holders(of: nesting.rowLevel, at: $0) }
    self.capacity = capacity
    workspace = Workspace()
    units = workspace.integers(groupings.count * capacity)
    positions = workspace.integers(capacity)
    categories = workspace.integers(capacity)
    values = workspace.doubles(valueColumns.count * capacity)
  }

  /// Makes room for blocks of so many rows.
  mutating func grow(to needed: Int) {
    guard needed > capacity else { return }
    workspace = Workspace()
    capacity = needed
    units = workspace.integers(groupings.count * needed)
    positions = workspace.integers(needed)
    categories = workspace.integers(needed)
    values = workspace.doubles(valueColumns.count * needed)
  }

  /// Takes note of where the columns stand, which never changes.
  mutating func attach(to products: borrowing CrossProducts) {
    valueSources = []
    for column in valueColumns { valueSources.append(products.rows(column)) }
    if let column = residual.position { positionSource = products.rows(column) }
    if let column = residual.category { categorySource = products.rows(column) }
  }

  /// Reads `count` rows from `first` on.
  mutating func load(first: Int, count: Int) {
    self.count = count
    for (index, holder) in holders.enumerated() {
      let target = units + index * capacity
      for row in 0..<count { target[row] = Int(holder[first + row]) - Int(holder[first]) }
    }
    for index in valueSources.indices {
      (values + index * capacity).update(from: valueSources[index] + first, count: count)
    }
    loadPositions(first)
    if let source = categorySource {
      for row in 0..<count { categories[row] = Int(source[first + row]) }
    }
  }

  /// From their column, or counted within the unit.
  private func loadPositions(_ first: Int) {
    guard let grouping = withinGrouping else { return }
    if let source = positionSource {
      for row in 0..<count { positions[row] = Int(source[first + row]) }
      return
    }
    let unit = units + grouping * capacity
    for row in 0..<count {
      positions[row] = row > 0 && unit[row] == unit[row - 1] ? positions[row - 1] + 1 : 0
    }
  }

  /// The units of one grouping row by row.
  func units(_ grouping: Int) -> UnsafePointer<Int> {
    UnsafePointer(units + grouping * capacity)
  }

  /// A column of Z, or behind them of the variance function.
  func values(_ column: Int) -> UnsafePointer<Double> {
    UnsafePointer(values + column * capacity)
  }

  /// Everything that the block's covariance matrix depends on, so that blocks can be compared.
  var signature: [Double] {
    var numbers: [Double] = [Double(count)]
    for index in groupings.indices {
      numbers += (0..<count).map { Double(units[index * capacity + $0]) }
    }
    if withinGrouping != nil { numbers += (0..<count).map { Double(positions[$0]) } }
    if residual.category != nil { numbers += (0..<count).map { Double(categories[$0]) } }
    for index in valueColumns.indices {
      numbers += (0..<count).map { values[index * capacity + $0] }
    }
    return numbers
  }
}
