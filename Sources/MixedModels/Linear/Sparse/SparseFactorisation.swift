internal import CCholmod

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The Cholesky factor of a sparse symmetric positive definite matrix of one pattern (CHOLMOD: Chen,
/// Davis, Hager & Rajamanickam 2008), by blocks of columns of one pattern, the supernodes.
///
/// Its dense blocks go through BLAS, so that last digits may differ between processors.
final class SparseFactorisation {
  let order: Int
  /// The matrix's numbers, upper triangle, column by column; to be set before `factorise`.
  let values: UnsafeMutablePointer<Double>
  private let common: UnsafeMutablePointer<cholmod_common>
  private var matrix: UnsafeMutablePointer<cholmod_sparse>?
  private var factor: UnsafeMutablePointer<cholmod_factor>?
  private var solution: UnsafeMutablePointer<cholmod_dense>?
  private var firstScratch: UnsafeMutablePointer<cholmod_dense>?
  private var secondScratch: UnsafeMutablePointer<cholmod_dense>?

  /// - Parameters:
  ///   - columnStarts: where each column begins, and the number of entries.
  ///   - rows: the rows of the entries, ascending in each column, none below the diagonal.
  init(order: Int, columnStarts: [Int32], rows: [Int32]) {
    self.order = order
    common = .allocate(capacity: 1)
    cholmod_start(common)
    cholmod_prefer_supernodal(common)
    let matrix = cholmod_allocate_sparse(order, order, rows.count, 1, 1, 1, CHOLMOD_REAL, common)!
    let starts = matrix.pointee.p.assumingMemoryBound(to: Int32.self)
    let indices = matrix.pointee.i.assumingMemoryBound(to: Int32.self)
    for (index, start) in columnStarts.enumerated() { starts[index] = start }
    for (index, row) in rows.enumerated() { indices[index] = row }
    values = matrix.pointee.x.assumingMemoryBound(to: Double.self)
    self.matrix = matrix
    factor = cholmod_analyze(matrix, common)
    precondition(factor != nil, "a pattern that cannot be analysed")
  }

  deinit {
    cholmod_free_sparse(&matrix, common)
    cholmod_free_factor(&factor, common)
    cholmod_free_dense(&solution, common)
    cholmod_free_dense(&firstScratch, common)
    cholmod_free_dense(&secondScratch, common)
    cholmod_finish(common)
    common.deallocate()
  }

  /// Factorises the matrix of `values`; false if it is not positive definite.
  func factorise() -> Bool {
    // The setting is one of the thread that calls.
    cholmod_use_one_thread()
    return cholmod_factorize(matrix, factor, common) != 0 && factor!.pointee.minor == order
  }

  /// Replaces the columns of b, each `order` long, by those of the inverse times b.
  func solve(_ b: UnsafeMutablePointer<Double>, columns: Int) {
    var right = cholmod_dense()
    right.nrow = order
    right.ncol = columns
    right.nzmax = order * columns
    right.d = order
    right.x = UnsafeMutableRawPointer(b)
    right.xtype = CHOLMOD_REAL
    right.dtype = CHOLMOD_DOUBLE
    let isSolved = cholmod_solve2(
      CHOLMOD_A, factor, &right, nil, &solution, nil, &firstScratch, &secondScratch, common)
    precondition(isSolved != 0)
    let x = solution!.pointee.x.assumingMemoryBound(to: Double.self)
    b.update(from: x, count: order * columns)
  }

  /// The layout of the factor.
  var supernodes: Supernodes { Supernodes(factor!.pointee) }

  /// L, supernode by supernode: the rows' pattern once, and dense columns.
  struct Supernodes {
    let count: Int
    /// The first column of each supernode, and the number of columns.
    let columns: UnsafePointer<Int32>
    /// Where the rows of each begin among `rows`, and its numbers among `values`.
    let rowStarts: UnsafePointer<Int32>
    let valueStarts: UnsafePointer<Int32>
    /// Rows of each, those of its own columns first, ascending.
    let rows: UnsafePointer<Int32>
    let values: UnsafePointer<Double>?
    let valueCount: Int
    /// Column k of L belongs to this row and column of the matrix.
    let permutation: UnsafePointer<Int32>

    init(_ factor: cholmod_factor) {
      precondition(factor.is_super != 0)
      count = factor.nsuper
      columns = UnsafePointer(factor.super.assumingMemoryBound(to: Int32.self))
      rowStarts = UnsafePointer(factor.pi.assumingMemoryBound(to: Int32.self))
      valueStarts = UnsafePointer(factor.px.assumingMemoryBound(to: Int32.self))
      rows = UnsafePointer(factor.s.assumingMemoryBound(to: Int32.self))
      values = factor.x.map { UnsafePointer($0.assumingMemoryBound(to: Double.self)) }
      valueCount = factor.xsize
      permutation = UnsafePointer(factor.Perm.assumingMemoryBound(to: Int32.self))
    }

    func columnCount(_ node: Int) -> Int { Int(columns[node + 1] - columns[node]) }
    func rowCount(_ node: Int) -> Int { Int(rowStarts[node + 1] - rowStarts[node]) }
  }

  /// log of the determinant of the matrix factorised last.
  var logDeterminant: Double {
    let nodes = supernodes
    var product = LogProduct()
    for node in 0..<nodes.count {
      let rows = nodes.rowCount(node)
      let x = nodes.values! + Int(nodes.valueStarts[node])
      for column in 0..<nodes.columnCount(node) { product.multiply(x[column * rows + column]) }
    }
    return 2 * product.logarithm
  }
}
