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
  /// The supernode of each column of L.
  private let nodes: [Int]
  /// The column of L of each row of the matrix.
  private let places: [Int]

  init(_ factorisation: SparseFactorisation) {
    self.factorisation = factorisation
    let supernodes = factorisation.supernodes
    values = workspace.doubles(supernodes.valueCount)
    var most = 0
    var largest = 0
    var nodes: [Int] = []
    for node in 0..<supernodes.count {
      let columns = supernodes.columnCount(node)
      let rows = supernodes.rowCount(node) - columns
      nodes += [Int](repeating: node, count: columns)
      most = max(most, rows)
      largest = max(largest, rows * columns)
    }
    gathered = workspace.doubles(most * most)
    below = workspace.doubles(largest)
    positions = workspace.integers(most)
    self.nodes = nodes
    var places = [Int](repeating: 0, count: factorisation.order)
    for place in places.indices { places[Int(supernodes.permutation[place])] = place }
    self.places = places
  }

  /// Where an entry of the inverse stands that lies in the pattern.
  func offset(row: Int, column: Int) -> Int {
    let supernodes = factorisation.supernodes
    let first = min(places[row], places[column])
    let second = max(places[row], places[column])
    let node = nodes[first]
    let start = Int(supernodes.rowStarts[node])
    let count = supernodes.rowCount(node)
    let position = (0..<count).first { Int(supernodes.rows[start + $0]) == second }!
    let own = first - Int(supernodes.columns[node])
    return Int(supernodes.valueStarts[node]) + own * count + position
  }

  subscript(offset: Int) -> Double { values[offset] }

  /// Computes the entries for the matrix factorised last.
  func update() {
    let supernodes = factorisation.supernodes
    for node in (0..<supernodes.count).reversed() { invert(node, supernodes) }
  }

  private func invert(_ node: Int, _ supernodes: SparseFactorisation.Supernodes) {
    let start = Int(supernodes.valueStarts[node])
    let l = supernodes.values! + start
    let z = values + start
    var columns = Int32(supernodes.columnCount(node))
    var rows = Int32(supernodes.rowCount(node))
    var rest = rows - columns
    z.update(from: l, count: Int(rows) * Int(columns))
    var info: Int32 = 0
    if columns == 1 {
      z[0] = 1 / (l[0] * l[0])
    } else {
      dpotri_("L", &columns, z, &rows, &info)
    }
    if rest > 0 {
      gather(node, supernodes)
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

  /// Z_II of a supernode, lower triangle, from the supernodes of its rows I.
  private func gather(_ node: Int, _ supernodes: SparseFactorisation.Supernodes) {
    let own = supernodes.columnCount(node)
    let count = supernodes.rowCount(node) - own
    let rows = supernodes.rows + Int(supernodes.rowStarts[node]) + own
    var first = 0
    while first < count {
      let source = nodes[Int(rows[first])]
      let end = supernodes.columns[source + 1]
      let sourceRows = supernodes.rows + Int(supernodes.rowStarts[source])
      let sourceCount = supernodes.rowCount(source)
      let z = values + Int(supernodes.valueStarts[source])
      var position = 0
      for index in first..<count {
        while sourceRows[position] != rows[index] { position += 1 }
        positions[index] = position
      }
      while first < count && rows[first] < end {
        let column = z + Int(rows[first] - supernodes.columns[source]) * sourceCount
        let target = gathered + first * count
        for index in first..<count { target[index] = column[positions[index]] }
        first += 1
      }
    }
  }
}
