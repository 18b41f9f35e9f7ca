internal import Numerics

/// Sums of A'KA over blocks of rows that have one covariance matrix, A = [X y] of a block.
///
/// With K of order m, Σ A'KA has the entries Σ_kl K_kl M_ab[k, l], where M_ab = Σ a b' over the blocks:
/// once M is there, the number of blocks no longer matters. A block on its own is read directly.
struct BlockProducts {
  /// Columns of A: those of X, then the response.
  let columnCount: Int
  /// For each packed pair (a, b) M_ab, row-major of order m.
  private let sums: UnsafeMutablePointer<Double>
  let order: Int
  /// First rows of the blocks.
  private let firstRows: [Int]

  static func doubles(order m: Int, columnCount: Int) -> Int { packedCount(columnCount) * m * m }

  init(
    firstRows: [Int], order: Int, columnCount: Int, sums: UnsafeMutablePointer<Double>
  ) {
    self.firstRows = firstRows
    self.order = order
    self.columnCount = columnCount
    self.sums = sums
  }

  /// The number of blocks.
  var blockCount: Int { firstRows.count }
  /// The first row of one of them.
  var firstRow: Int { firstRows[0] }

  /// Sums M over the data set in hand.
  ///
  /// - Parameter isChanged: for each column whether its values are new.
  func update(_ columns: [UnsafePointer<Double>], isChanged: [Bool]) {
    let m = order
    for a in 0..<columnCount {
      for b in 0...a where isChanged[a] || isChanged[b] {
        let target = sums + packedIndex(a, b) * m * m
        target.update(repeating: 0, count: m * m)
        for first in firstRows {
          let x = columns[a] + first
          let y = columns[b] + first
          for k in 0..<m {
            let factor = x[k]
            let row = target + k * m
            for l in 0..<m { row[l] += factor * y[l] }
          }
        }
      }
    }
  }

  /// Adds Σ A'KA, packed of order `columnCount`, for a symmetric K.
  func add(_ k: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>) {
    let size = order * order
    for pair in 0..<packedCount(columnCount) {
      target[pair] += dot(k, sums + pair * size, size)
    }
  }

  /// Writes Σ_ab c_ab M_ab over all ordered pairs, for a symmetric c packed of the order of the first
  /// columns.
  func writeSum(
    _ c: UnsafePointer<Double>, columns: Int, to target: UnsafeMutablePointer<Double>
  ) {
    let m = order
    target.update(repeating: 0, count: m * m)
    for a in 0..<columns {
      for b in 0...a {
        let weight = c[packedIndex(a, b)]
        let matrix = sums + packedIndex(a, b) * m * m
        for k in 0..<m {
          for l in 0..<m {
            target[k * m + l] +=
              a == b
              ? weight * matrix[k * m + l] : weight * (matrix[k * m + l] + matrix[l * m + k])
          }
        }
      }
    }
  }
}

/// The same of one block of rows, without sums.
struct SingleBlock {
  /// The columns of A at the block's first row.
  let columns: [UnsafePointer<Double>]
  let first: Int
  let order: Int

  /// Adds A'KA; `work` has room for m numbers.
  func add(
    _ k: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>,
    work: UnsafeMutablePointer<Double>
  ) {
    for a in columns.indices {
      for row in 0..<order {
        work[row] = dot(k + row * order, columns[a] + first, order)
      }
      for b in 0...a { target[packedIndex(a, b)] += dot(work, columns[b] + first, order) }
    }
  }

  /// Writes Σ_ab c_ab ab' over the first columns.
  func writeSum(
    _ c: UnsafePointer<Double>, columns count: Int, to target: UnsafeMutablePointer<Double>,
    work: UnsafeMutablePointer<Double>
  ) {
    target.update(repeating: 0, count: order * order)
    for a in 0..<count {
      for row in 0..<order {
        var sum = 0.0
        for b in 0..<count { sum += c[packedIndex(a, b)] * columns[b][first + row] }
        work[row] = sum
      }
      for k in 0..<order {
        let factor = columns[a][first + k]
        let row = target + k * order
        for l in 0..<order { row[l] += factor * work[l] }
      }
    }
  }
}
