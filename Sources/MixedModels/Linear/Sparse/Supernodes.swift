internal import CCholmod

/// How the Cholesky factor of a sparse symmetric matrix is laid out: an order of its rows that keeps
/// the factor sparse, and blocks of columns with one pattern. CHOLMOD's analysis (Chen, Davis, Hager &
/// Rajamanickam 2008).
///
/// The numbers of L stand supernode by supernode, each a dense matrix column by column: the rows of its
/// own columns J first, then the others I, ascending.
final class Supernodes {
  /// Rows of the matrix.
  let order: Int
  let count: Int
  /// The numbers of L.
  let valueCount: Int
  /// The most rows a supernode has besides those of its own columns.
  let mostRowsBelow: Int
  private let common: UnsafeMutablePointer<cholmod_common>
  private var analysis: UnsafeMutablePointer<cholmod_factor>?
  private let columns: UnsafePointer<Int32>
  private let rowStarts: UnsafePointer<Int32>
  private let valueStarts: UnsafePointer<Int32>
  private let allRows: UnsafePointer<Int32>
  /// Column k of L belongs to this row and column of the matrix.
  private let permutation: UnsafePointer<Int32>
  /// The supernode of each column of L.
  private let nodes: UnsafePointer<Int32>
  /// The column of L of each row of the matrix.
  private let places: UnsafePointer<Int32>
  private let workspace = Workspace()

  /// - Parameters: as for `SparseFactorisation`.
  init(order: Int, columnStarts: [Int32], rows: [Int32]) {
    common = .allocate(capacity: 1)
    cholmod_start(common)
    cholmod_prefer_supernodal(common)
    // The analysis reads the pattern only.
    var matrix = cholmod_allocate_sparse(order, order, rows.count, 1, 1, 1, CHOLMOD_PATTERN, common)
    let starts = matrix!.pointee.p.assumingMemoryBound(to: Int32.self)
    let indices = matrix!.pointee.i.assumingMemoryBound(to: Int32.self)
    for (index, start) in columnStarts.enumerated() { starts[index] = start }
    for (index, row) in rows.enumerated() { indices[index] = row }
    analysis = cholmod_analyze(matrix, common)
    cholmod_free_sparse(&matrix, common)
    guard let factor = analysis?.pointee, factor.is_super != 0 else {
      preconditionFailure("a pattern that cannot be analysed")
    }
    self.order = order
    count = factor.nsuper
    valueCount = factor.xsize
    columns = UnsafePointer(factor.super.assumingMemoryBound(to: Int32.self))
    rowStarts = UnsafePointer(factor.pi.assumingMemoryBound(to: Int32.self))
    valueStarts = UnsafePointer(factor.px.assumingMemoryBound(to: Int32.self))
    allRows = UnsafePointer(factor.s.assumingMemoryBound(to: Int32.self))
    permutation = UnsafePointer(factor.Perm.assumingMemoryBound(to: Int32.self))
    let nodes = workspace.indices(order)
    let places = workspace.indices(order)
    var most = 0
    for node in 0..<count {
      let own = Int(columns[node])..<Int(columns[node + 1])
      for column in own { nodes[column] = Int32(node) }
      most = max(most, Int(rowStarts[node + 1] - rowStarts[node]) - own.count)
    }
    for place in 0..<order { places[Int(permutation[place])] = Int32(place) }
    mostRowsBelow = most
    self.nodes = UnsafePointer(nodes)
    self.places = UnsafePointer(places)
  }

  deinit {
    cholmod_free_factor(&analysis, common)
    cholmod_finish(common)
    common.deallocate()
  }

  @inline(__always)
  func firstColumn(_ node: Int) -> Int { Int(columns[node]) }
  @inline(__always)
  func columnCount(_ node: Int) -> Int { Int(columns[node + 1] - columns[node]) }
  @inline(__always)
  func rowCount(_ node: Int) -> Int { Int(rowStarts[node + 1] - rowStarts[node]) }
  /// Where the numbers of a supernode begin.
  @inline(__always)
  func valueStart(_ node: Int) -> Int { Int(valueStarts[node]) }
  /// The rows of a supernode, as columns of L.
  @inline(__always)
  func rows(_ node: Int) -> UnsafePointer<Int32> { allRows + Int(rowStarts[node]) }
  /// The row of the matrix that a column of L belongs to.
  @inline(__always)
  func row(at place: Int) -> Int { Int(permutation[place]) }

  /// Where an entry of the matrix stands that lies in the pattern.
  func offset(row: Int, column: Int) -> Int {
    let first = min(places[row], places[column])
    let second = max(places[row], places[column])
    let node = Int(nodes[Int(first)])
    let rows = rows(node)
    var low = 0
    var high = rowCount(node) - 1
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < second { low = middle + 1 } else { high = middle }
    }
    precondition(rows[low] == second, "an entry outside the pattern")
    return valueStart(node) + (Int(first) - firstColumn(node)) * rowCount(node) + low
  }

  /// For each row below a supernode's own, as a column of L: calls `body` with its number among them
  /// and where that column begins. For all rows from it on, `positions` tells where in that column they
  /// stand.
  @inline(__always)
  func forEachColumnBelow(
    _ node: Int, _ positions: UnsafeMutablePointer<Int>, _ body: (_ row: Int, _ start: Int) -> Void
  ) {
    let own = columnCount(node)
    let count = rowCount(node) - own
    let rows = rows(node) + own
    var first = 0
    while first < count {
      let source = Int(nodes[Int(rows[first])])
      let end = columns[source + 1]
      let sourceRows = self.rows(source)
      let sourceCount = rowCount(source)
      var position = 0
      for index in first..<count {
        while sourceRows[position] != rows[index] { position += 1 }
        positions[index] = position
      }
      while first < count && rows[first] < end {
        body(first, valueStart(source) + (Int(rows[first]) - firstColumn(source)) * sourceCount)
        first += 1
      }
    }
  }
}
