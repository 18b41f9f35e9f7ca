internal import COpenBLAS

/// The entries of the inverse of a sparse matrix that lie in the pattern of its Cholesky factor, from
/// the last column to the first (Takahashi, Fagan & Chin 1973), supernode by supernode.
///
/// With L_J the rows of a supernode's own columns J, L_I those below and Y = L_I L_J⁻¹, the inverse Z
/// has Z_IJ = -Z_II Y and Z_JJ = (L_J L_J')⁻¹ - Y'Z_IJ. Z_II is among the entries found before.
final class SelectedInverse {
  private let factorisation: SparseFactorisation
  /// Z in the places of the numbers of L; of Z_JJ both triangles.
  private let values: UnsafeMutablePointer<Double>
  private let gathered: UnsafeMutablePointer<Double>
  private let below: UnsafeMutablePointer<Double>
  private let positions: UnsafeMutablePointer<Int>
  private let workspace = Workspace()

  init(_ factorisation: SparseFactorisation) {
    self.factorisation = factorisation
    let supernodes = factorisation.supernodes
    values = workspace.doubles(supernodes.valueCount)
    let most = supernodes.mostRowsBelow
    let largest = (0..<supernodes.count).map { node in
      let columns = supernodes.columnCount(node)
      return (supernodes.rowCount(node) - columns) * columns
    }
    gathered = workspace.doubles(most * most)
    below = workspace.doubles(largest.max() ?? 0)
    positions = workspace.integers(most)
  }

  /// Where an entry of the inverse stands that lies in the pattern.
  func offset(row: Int, column: Int) -> Int {
    factorisation.supernodes.offset(row: row, column: column)
  }

  subscript(offset: Int) -> Double { values[offset] }

  /// Computes the entries for the matrix factorised last.
  func update() {
    let supernodes = factorisation.supernodes
    for node in (0..<supernodes.count).reversed() {
      if supernodes.columnCount(node) == 1 {
        invertColumn(node, supernodes)
      } else {
        invert(node, supernodes)
      }
    }
  }

  /// A supernode of one column.
  private func invertColumn(_ node: Int, _ supernodes: Supernodes) {
    let l = factorisation.factor + supernodes.valueStart(node)
    let z = values + supernodes.valueStart(node)
    let rest = supernodes.rowCount(node) - 1
    let scale = 1 / l[0]
    for row in 0..<rest {
      below[row] = scale * l[row + 1]
      z[row + 1] = 0
    }
    supernodes.forEachColumnBelow(node, positions) { first, start in
      let column = values + start
      let weight = below[first]
      var sum = weight * column[positions[first]]
      for row in first + 1..<max(rest, first + 1) {
        let entry = column[positions[row]]
        z[row + 1] -= weight * entry
        sum += below[row] * entry
      }
      z[first + 1] -= sum
    }
    var own = scale * scale
    for row in 0..<rest { own -= below[row] * z[row + 1] }
    z[0] = own
  }

  private func invert(_ node: Int, _ supernodes: Supernodes) {
    let l = factorisation.factor + supernodes.valueStart(node)
    let z = values + supernodes.valueStart(node)
    var columns = Int32(supernodes.columnCount(node))
    var rows = Int32(supernodes.rowCount(node))
    var rest = rows - columns
    z.update(from: l, count: Int(rows) * Int(columns))
    var info: Int32 = 0
    dpotri_("L", &columns, z, &rows, &info)
    if rest > 0 {
      // Z_II, lower triangle.
      supernodes.forEachColumnBelow(node, positions) { first, start in
        let column = values + start
        let target = gathered + first * Int(rest)
        for index in first..<Int(rest) { target[index] = column[positions[index]] }
      }
      // Y, then Z_IJ.
      for column in 0..<Int(columns) {
        (below + column * Int(rest)).update(
          from: l + column * Int(rows) + Int(columns), count: Int(rest))
      }
      var one = 1.0
      var minusOne = -1.0
      var zero = 0.0
      dtrsm_("R", "L", "N", "N", &rest, &columns, &one, l, &rows, below, &rest)
      dsymm_(
        "L", "L", &rest, &columns, &minusOne, gathered, &rest, below, &rest, &zero,
        z + Int(columns), &rows)
      dgemm_(
        "T", "N", &columns, &columns, &rest, &minusOne, below, &rest, z + Int(columns), &rows, &one,
        z, &rows)
    }
    for column in 0..<Int(columns) {
      for row in 0..<column { z[column * Int(rows) + row] = z[row * Int(rows) + column] }
    }
  }
}
