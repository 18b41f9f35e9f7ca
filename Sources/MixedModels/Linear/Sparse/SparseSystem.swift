/// M = Λ'Z'ZΛ + I of one data set: its numbers, its factor, and products with Z.
struct SparseSystem {
  let pattern: SparsePattern
  let effectCount: Int
  /// The data's columns row by row: X, the response, further columns of Z.
  private(set) var columns: [UnsafePointer<Double>] = []
  private let factors: [CrossedFactor]
  private let rowCount: Int
  private let factorisation: SparseFactorisation
  private let inverse: SelectedInverse
  private let workspace = Workspace()
  /// Z'Z, block by block.
  private let products: UnsafeMutablePointer<Double>
  /// For each factor and packed pair of its effects the places of M⁻¹ in the selected inverse.
  private let places: [[[Int]]]
  private let scratch: UnsafeMutablePointer<Double>

  init(_ factors: [CrossedFactor], rowCount: Int) {
    self.factors = factors
    self.rowCount = rowCount
    let pattern = SparsePattern(factors, rowCount: rowCount)
    self.pattern = pattern
    effectCount = pattern.effectStarts.last!
    factorisation = SparseFactorisation(
      order: effectCount, columnStarts: pattern.columnStarts, rows: pattern.rows)
    let inverse = SelectedInverse(factorisation)
    self.inverse = inverse
    products = workspace.doubles(pattern.productCount)
    let widest = factors.map(\.order).max() ?? 0
    scratch = workspace.doubles(widest * widest)
    places = factors.indices.map { index in
      let q = factors[index].order
      let first = pattern.effectStarts[index]
      return (0..<q).flatMap { k in
        (0...k).map { l in
          (0..<factors[index].unitCount).map { unit in
            inverse.offset(row: first + unit * q + k, column: first + unit * q + l)
          }
        }
      }
    }
  }

  var logDeterminant: Double { factorisation.logDeterminant }

  /// Takes in the data: Z'Z.
  mutating func update(_ columns: [UnsafePointer<Double>]) {
    self.columns = columns
    products.update(repeating: 0, count: pattern.productCount)
    var pair = 0
    for row in 0..<rowCount {
      SparsePattern.forEachPair(factors, pattern.effectStarts, row) { first, second in
        let target = products + pattern.blocks[Int(pattern.rowBlocks[pair])].products
        pair += 1
        let weight = first.weight * second.weight
        let width = factors[second.factor].order
        for (k, a) in factors[first.factor].columns.enumerated() {
          for (l, b) in factors[second.factor].columns.enumerated() {
            target[k * width + l] += weight * columns[a][row] * columns[b][row]
          }
        }
      }
    }
  }

  /// Fills and factorises M; false if that fails.
  func factorise(_ lambdas: [UnsafeMutablePointer<Double>]) -> Bool {
    for block in pattern.blocks {
      let rows = factors[block.firstFactor].order
      let width = factors[block.secondFactor].order
      let isDiagonal =
        Int(pattern.columnStarts[block.column + 1] - pattern.columnStarts[block.column])
        == block.rowPlace + 1
      let source = products + block.products
      for l in 0..<width {
        let target =
          factorisation.values + Int(pattern.columnStarts[block.column + l]) + block.rowPlace
        for k in 0..<(isDiagonal ? l + 1 : rows) {
          var sum = isDiagonal && k == l ? 1.0 : 0
          for i in k..<rows {
            for j in l..<width {
              sum +=
                lambdas[block.firstFactor][i * rows + k] * source[i * width + j]
                * lambdas[block.secondFactor][j * width + l]
            }
          }
          target[k] = sum
        }
      }
    }
    return factorisation.factorise()
  }

  /// Z'x for columns x over the rows.
  func project(
    _ x: UnsafePointer<Double>, count: Int, to effects: UnsafeMutablePointer<Double>
  ) {
    effects.update(repeating: 0, count: count * effectCount)
    for index in factors.indices {
      let factor = factors[index]
      let q = factor.order
      for (k, column) in factor.columns.enumerated() {
        let z = columns[column]
        for c in 0..<count {
          let x = x + c * rowCount
          let target = effects + c * effectCount + pattern.effectStarts[index] + k
          for row in 0..<rowCount {
            for entry in factor.entries(row) {
              target[Int(factor.units[entry]) * q] += factor.weight(entry) * z[row] * x[row]
            }
          }
        }
      }
    }
  }

  /// Adds a multiple of Zb to a column over the rows.
  func addRows(
    _ weight: Double, _ effects: UnsafePointer<Double>, to x: UnsafeMutablePointer<Double>
  ) {
    for index in factors.indices {
      let factor = factors[index]
      let q = factor.order
      for (k, column) in factor.columns.enumerated() {
        let z = columns[column]
        let source = effects + pattern.effectStarts[index] + k
        for row in 0..<rowCount {
          for entry in factor.entries(row) {
            x[row] += weight * factor.weight(entry) * z[row] * source[Int(factor.units[entry]) * q]
          }
        }
      }
    }
  }

  /// Replaces columns x over the rows by V⁻¹x.
  func applyInverse(
    _ x: UnsafeMutablePointer<Double>, count: Int, _ lambdas: [UnsafeMutablePointer<Double>],
    _ effects: UnsafeMutablePointer<Double>
  ) {
    project(x, count: count, to: effects)
    for c in 0..<count { scale(effects + c * effectCount, lambdas, isTransposed: true) }
    factorisation.solve(effects, columns: count)
    for c in 0..<count {
      scale(effects + c * effectCount, lambdas, isTransposed: false)
      addRows(-1, effects + c * effectCount, to: x + c * rowCount)
    }
  }

  /// Replaces effects b by Λ'b or Λb.
  private func scale(
    _ effects: UnsafeMutablePointer<Double>, _ lambdas: [UnsafeMutablePointer<Double>],
    isTransposed: Bool
  ) {
    for index in factors.indices {
      let q = factors[index].order
      let lambda = lambdas[index]
      for unit in 0..<factors[index].unitCount {
        let b = effects + pattern.effectStarts[index] + unit * q
        for k in 0..<q {
          var sum = 0.0
          for i in 0..<q { sum += (isTransposed ? lambda[i * q + k] : lambda[k * q + i]) * b[i] }
          scratch[k] = sum
        }
        for k in 0..<q { b[k] = scratch[k] }
      }
    }
  }

  // MARK: Traces

  /// Finds the entries of M⁻¹ that traces need.
  func invert() { inverse.update() }

  /// Σ over units of entry (k, l) of T = Z'V⁻¹Z: Λ⁻ᵀ(I - M⁻¹)Λ⁻¹, or column by column where Λ is
  /// singular or all but so.
  func trace(
    _ index: Int, _ k: Int, _ l: Int, _ lambdas: [UnsafeMutablePointer<Double>],
    _ buffers: SparseBuffers
  ) -> Double {
    let q = factors[index].order
    let lambda = lambdas[index]
    let isRegular = (0..<q).allSatisfy { lambda[$0 * q + $0] > 1e-4 }
    guard isRegular else { return traceByColumns(index, k, l, lambdas, buffers) }
    // X = Λ⁻¹ by columns k and l: T_kl = x_k'(NI - ΣM⁻¹)x_l.
    func column(_ k: Int) -> [Double] {
      var x = [Double](repeating: 0, count: q)
      for i in k..<q {
        var sum = i == k ? 1.0 : 0
        for j in k..<max(i, k) { sum -= lambda[i * q + j] * x[j] }
        x[i] = sum / lambda[i * q + i]
      }
      return x
    }
    let first = column(k)
    let second = column(l)
    var sum = 0.0
    for a in 0..<q {
      for b in 0..<q where first[a] != 0 && second[b] != 0 {
        var entry = 0.0
        for place in places[index][packedIndex(a, b)] { entry += (a == b ? 1 : 0) - inverse[place] }
        sum += first[a] * entry * second[b]
      }
    }
    return sum
  }

  /// Z'Z - Z'ZΛM⁻¹Λ'Z'Z of each unit, by solving for its columns.
  private func traceByColumns(
    _ index: Int, _ k: Int, _ l: Int, _ lambdas: [UnsafeMutablePointer<Double>],
    _ buffers: SparseBuffers
  ) -> Double {
    let factor = factors[index]
    var sum = 0.0
    let x = buffers.columnBatch
    var first = 0
    while first < factor.unitCount {
      let count = min(SparseBuffers.batch, factor.unitCount - first)
      x.update(repeating: 0, count: count * rowCount)
      forEachMember(index, l, first..<first + count) { row, unit, z in
        x[(unit - first) * rowCount + row] += z
      }
      applyInverse(x, count: count, lambdas, buffers.effects)
      forEachMember(index, k, first..<first + count) { row, unit, z in
        sum += z * x[(unit - first) * rowCount + row]
      }
      first += count
    }
    return sum
  }

  private func forEachMember(
    _ index: Int, _ effect: Int, _ units: Range<Int>, _ body: (Int, Int, Double) -> Void
  ) {
    let factor = factors[index]
    let z = columns[factor.columns[effect]]
    for row in 0..<rowCount {
      for entry in factor.entries(row) where units.contains(Int(factor.units[entry])) {
        body(row, Int(factor.units[entry]), factor.weight(entry) * z[row])
      }
    }
  }
}
