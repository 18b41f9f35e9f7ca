internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The Cholesky factor of a sparse symmetric positive definite matrix of one pattern, by blocks of
/// columns of one pattern, the supernodes (Ng & Peyton 1993): each, once it is factorised, is taken off
/// the later ones that its rows belong to.
///
/// Dense blocks of some size go through BLAS, so that last digits may differ between processors.
final class SparseFactorisation {
  let supernodes: Supernodes
  /// The matrix's numbers, upper triangle, column by column; to be set before `factorise`.
  let values: UnsafeMutablePointer<Double>
  /// The numbers of L.
  let factor: UnsafeMutablePointer<Double>
  /// Where each of the matrix's numbers stands in L.
  private let entryPlaces: [Int]
  /// L_I L_I' of a supernode, lower triangle.
  private let product: UnsafeMutablePointer<Double>
  private let positions: UnsafeMutablePointer<Int>
  /// Up to four right-hand sides, one a lane, in the order of L's columns; and those of a supernode's
  /// lower rows.
  private let solution: UnsafeMutablePointer<SIMD4<Double>>
  private let below: UnsafeMutablePointer<SIMD4<Double>>
  private let workspace = Workspace()

  var order: Int { supernodes.order }

  /// - Parameters:
  ///   - columnStarts: where each column begins, and the number of entries.
  ///   - rows: the rows of the entries, ascending in each column, none below the diagonal.
  init(order: Int, columnStarts: [Int32], rows: [Int32]) {
    let supernodes = Supernodes(order: order, columnStarts: columnStarts, rows: rows)
    self.supernodes = supernodes
    values = workspace.doubles(rows.count)
    factor = workspace.doubles(supernodes.valueCount)
    entryPlaces = (0..<order).flatMap { column in
      rows[Int(columnStarts[column])..<Int(columnStarts[column + 1])].map {
        supernodes.offset(row: Int($0), column: column)
      }
    }
    let most = supernodes.mostRowsBelow
    product = workspace.doubles(most * most)
    positions = workspace.integers(most)
    let workspace = workspace
    func lanes(_ count: Int) -> UnsafeMutablePointer<SIMD4<Double>> {
      UnsafeMutableRawPointer(workspace.doubles(4 * count)).bindMemory(
        to: SIMD4<Double>.self, capacity: count)
    }
    solution = lanes(order)
    below = lanes(most)
  }

  /// Factorises the matrix of `values`; false if it is not positive definite.
  func factorise() -> Bool {
    factor.update(repeating: 0, count: supernodes.valueCount)
    entryPlaces.withUnsafeBufferPointer { places in
      for entry in places.indices { factor[places[entry]] = values[entry] }
    }
    for node in 0..<supernodes.count {
      guard factoriseOwn(node) else { return false }
      takeOff(node)
    }
    return true
  }

  /// log of the determinant of the matrix factorised last.
  var logDeterminant: Double {
    var product = LogProduct()
    for node in 0..<supernodes.count {
      let rows = supernodes.rowCount(node)
      let x = factor + supernodes.valueStart(node)
      for column in 0..<supernodes.columnCount(node) { product.multiply(x[column * (rows + 1)]) }
    }
    return 2 * product.logarithm
  }

  // MARK: Factor

  /// The columns of a supernode, from which all before it have been taken off.
  private func factoriseOwn(_ node: Int) -> Bool {
    let l = factor + supernodes.valueStart(node)
    var columns = Int32(supernodes.columnCount(node))
    var rows = Int32(supernodes.rowCount(node))
    if columns == 1 {
      guard l[0] > 0 && l[0].isFinite else { return false }
      let root = l[0].squareRoot()
      l[0] = root
      for row in 1..<max(Int(rows), 1) { l[row] /= root }
      return true
    }
    var info: Int32 = 0
    dpotrf_("L", &columns, l, &rows, &info)
    guard info == 0 else { return false }
    var rest = rows - columns
    var one = 1.0
    if rest > 0 {
      dtrsm_("R", "L", "T", "N", &rest, &columns, &one, l, &rows, l + Int(columns), &rows)
    }
    return true
  }

  /// Columns up to which a supernode's products are summed here: a call of BLAS costs more.
  private static let fewColumns = 4

  /// Takes L_I L_I' of a supernode off the columns of its rows I.
  private func takeOff(_ node: Int) {
    let columns = supernodes.columnCount(node)
    let rows = supernodes.rowCount(node)
    let rest = rows - columns
    guard rest > 0 else { return }
    let l = factor + supernodes.valueStart(node) + columns
    if columns > Self.fewColumns {
      var (n, k, stride) = (Int32(rest), Int32(columns), Int32(rows))
      var one = 1.0
      var zero = 0.0
      dsyrk_("L", "N", &n, &k, &one, l, &stride, &zero, product, &n)
    }
    supernodes.forEachColumnBelow(node, positions) { first, start in
      let target = factor + start
      if columns > Self.fewColumns {
        let own = product + first * rest
        for index in first..<rest { target[positions[index]] -= own[index] }
      } else {
        for column in 0..<columns {
          let own = l + column * rows
          let weight = own[first]
          for index in first..<rest { target[positions[index]] -= weight * own[index] }
        }
      }
    }
  }

  // MARK: Solutions

  /// Replaces the columns of b, each `order` long, by those of the inverse times b.
  func solve(_ b: UnsafeMutablePointer<Double>, columns: Int) {
    var first = 0
    while first < columns {
      let count = min(4, columns - first)
      let own = b + first * order
      for place in 0..<order {
        var lanes = SIMD4<Double>.zero
        for lane in 0..<count { lanes[lane] = own[lane * order + supernodes.row(at: place)] }
        solution[place] = lanes
      }
      for node in 0..<supernodes.count { solveLower(node) }
      for node in (0..<supernodes.count).reversed() { solveLowerTransposed(node) }
      for place in 0..<order {
        let lanes = solution[place]
        for lane in 0..<count { own[lane * order + supernodes.row(at: place)] = lanes[lane] }
      }
      first += count
    }
  }

  private func solveLower(_ node: Int) {
    let columns = supernodes.columnCount(node)
    let rows = supernodes.rowCount(node)
    let l = factor + supernodes.valueStart(node)
    let x = solution + supernodes.firstColumn(node)
    for index in 0..<rows - columns { below[index] = .zero }
    for column in 0..<columns {
      let own = l + column * rows
      let value = x[column] / own[column]
      x[column] = value
      for row in column + 1..<max(columns, column + 1) { x[row] -= own[row] * value }
      for index in 0..<rows - columns { below[index] += own[columns + index] * value }
    }
    let places = supernodes.rows(node) + columns
    for index in 0..<rows - columns { solution[Int(places[index])] -= below[index] }
  }

  private func solveLowerTransposed(_ node: Int) {
    let columns = supernodes.columnCount(node)
    let rows = supernodes.rowCount(node)
    let l = factor + supernodes.valueStart(node)
    let x = solution + supernodes.firstColumn(node)
    let places = supernodes.rows(node) + columns
    for index in 0..<rows - columns { below[index] = solution[Int(places[index])] }
    for column in (0..<columns).reversed() {
      let own = l + column * rows
      var sum = x[column]
      for row in column + 1..<max(columns, column + 1) { sum -= own[row] * x[row] }
      for index in 0..<rows - columns { sum -= own[columns + index] * below[index] }
      x[column] = sum / own[column]
    }
  }
}
