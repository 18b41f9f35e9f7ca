#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The Cholesky factor of a sparse symmetric matrix column by column, LL' = D, and the entries of D⁻¹
/// in its pattern.
///
/// For the penalised random effects of mixed models, with the units of the largest groupings first:
/// nothing is filled in where groupings are nested, and of crossed ones only what the others share.
/// Left-looking; the inverse after Takahashi, Fagan & Chin (1973).
final class SymmetricFactor {
  /// Rows and columns.
  private(set) var order = 0
  /// The diagonal of D, then of L.
  let diagonal = NumberBuffer()
  /// Below it: of D, then of L; column c at `starts[c]..<starts[c + 1]`.
  let values = NumberBuffer()
  /// Of D⁻¹.
  let inverseDiagonal = NumberBuffer()
  let inverse = NumberBuffer()
  let starts = IndexBuffer()
  let rows = IndexBuffer()
  /// log |D|.
  private(set) var logDeterminant = 0.0

  /// For each row its entries left of the diagonal: their columns and where they stand.
  private let rowStarts = IndexBuffer()
  private let entryColumns = IndexBuffer()
  private let entryPositions = IndexBuffer()
  /// Where the current column has each row.
  private let positions = IndexBuffer()
  /// From which column on all rows below are there.
  private var firstFull = 0
  private let scratch = NumberBuffer()

  /// Takes the pattern that stands in `starts` and `rows`, ascending in each column.
  func update(order: Int) {
    self.order = order
    let count = starts[order]
    diagonal.reserve(order)
    inverseDiagonal.reserve(order)
    values.reserve(count)
    inverse.reserve(count)
    positions.reserve(order)
    scratch.reserve(2 * order)
    rowStarts.fill(order + 1, with: 0)
    entryColumns.reserve(count)
    entryPositions.reserve(count)
    let ends = rowStarts.base
    for position in 0..<count { ends[rows[position] + 1] += 1 }
    for row in 0..<order { ends[row + 1] += ends[row] }
    for column in 0..<order {
      for position in starts[column]..<starts[column + 1] {
        let row = rows[position]
        entryColumns.base[Int(ends[row])] = Int32(column)
        entryPositions.base[Int(ends[row])] = Int32(position)
        ends[row] += 1
      }
    }
    for row in (0..<order).reversed() { ends[row + 1] = ends[row] }
    ends[0] = 0
    firstFull = order
    while firstFull > 0
      && starts[firstFull] - starts[firstFull - 1] == order - firstFull
    {
      firstFull -= 1
    }
  }

  /// Replaces D by L; false if D is not positive definite.
  func factorise() -> Bool {
    let diagonal = diagonal.base
    let values = values.base
    let starts = starts.base
    let rows = rows.base
    let rowStarts = rowStarts.base
    let columns = entryColumns.base
    let entries = entryPositions.base
    let positions = positions.base
    // A product of pivots, whose logarithm is taken before it leaves the range of numbers.
    var product = 1.0
    var sum = 0.0
    for k in 0..<order {
      let start = Int(starts[k])
      let end = Int(starts[k + 1])
      var pivot = diagonal[k]
      let isFull = k >= firstFull
      if !isFull { for p in start..<end { positions[Int(rows[p])] = Int32(p) } }
      for entry in Int(rowStarts[k])..<Int(rowStarts[k + 1]) {
        let column = Int(columns[entry])
        let own = Int(entries[entry])
        let factor = values[own]
        pivot -= factor * factor
        let last = Int(starts[column + 1])
        if column >= firstFull {
          let target = values + start
          let source = values + own + 1
          for i in 0..<(last - own - 1) { target[i] -= factor * source[i] }
        } else if isFull {
          let target = values + (start - k - 1)
          for p in own + 1..<last { target[Int(rows[p])] -= factor * values[p] }
        } else {
          for p in own + 1..<last {
            values[Int(positions[Int(rows[p])])] -= factor * values[p]
          }
        }
      }
      guard pivot > 0, pivot.isFinite else { return false }
      product *= pivot
      if product > 1e250 || product < 1e-250 {
        sum += log(product)
        product = 1
      }
      let root = pivot.squareRoot()
      diagonal[k] = root
      let reciprocal = 1 / root
      for p in start..<end { values[p] *= reciprocal }
    }
    logDeterminant = sum + log(product)
    return true
  }

  /// Replaces x by L⁻¹x.
  func solveLower(_ x: UnsafeMutablePointer<Double>) {
    let diagonal = diagonal.base
    let values = values.base
    let starts = starts.base
    let rows = rows.base
    for k in 0..<order {
      let value = x[k] / diagonal[k]
      x[k] = value
      for p in Int(starts[k])..<Int(starts[k + 1]) { x[Int(rows[p])] -= values[p] * value }
    }
  }

  /// Replaces x by L'⁻¹x.
  func solveUpper(_ x: UnsafeMutablePointer<Double>) {
    let diagonal = diagonal.base
    let values = values.base
    let starts = starts.base
    let rows = rows.base
    for k in (0..<order).reversed() {
      var sum = x[k]
      for p in Int(starts[k])..<Int(starts[k + 1]) { sum -= values[p] * x[Int(rows[p])] }
      x[k] = sum / diagonal[k]
    }
  }

  /// Finds the entries of D⁻¹ in the pattern: with l the entries of a column of L below its diagonal
  /// element d, over d, Z_i = -Σ Z_ik l_k and Z_jj = 1/d² - Σ Z_k l_k.
  func invert() {
    let diagonal = diagonal.base
    let values = values.base
    let starts = starts.base
    let rows = rows.base
    let inverse = inverse.base
    let inverseDiagonal = inverseDiagonal.base
    let sums = scratch.base
    let shares = scratch.base + order
    for j in (0..<order).reversed() {
      let start = Int(starts[j])
      let count = Int(starts[j + 1]) - start
      let reciprocal = 1 / diagonal[j]
      for a in 0..<count {
        shares[a] = values[start + a] * reciprocal
        sums[a] = 0
      }
      for a in 0..<count {
        let k = Int(rows[start + a])
        let share = shares[a]
        var sum = inverseDiagonal[k] * share
        var position = Int(starts[k])
        if k >= firstFull {
          let column = inverse + (position - k - 1)
          for b in a + 1..<count {
            let z = column[Int(rows[start + b])]
            sum += z * shares[b]
            sums[b] += z * share
          }
        } else {
          for b in a + 1..<count {
            let row = rows[start + b]
            while rows[position] != row { position += 1 }
            let z = inverse[position]
            sum += z * shares[b]
            sums[b] += z * share
          }
        }
        sums[a] += sum
      }
      var own = reciprocal * reciprocal
      for a in 0..<count {
        inverse[start + a] = -sums[a]
        own += sums[a] * shares[a]
      }
      inverseDiagonal[j] = own
    }
  }
}
