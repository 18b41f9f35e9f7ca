internal import Numerics

/// The random effects of a generalised model and the matrix D = Λ'Z'WZΛ + I of their penalised
/// likelihood.
///
/// Effects stand grouping by grouping in the order of elimination, unit by unit. W is block-diagonal,
/// a packed d × d block for the d linear predictors of a row, in planes over the rows.
final class EffectSystem {
  let groupings: [EffectGrouping]
  /// Planes over the rows lie so far apart.
  let stride: Int
  let factor = SymmetricFactor()
  private(set) var rowCount = 0
  /// First effects of the groupings, and the number of effects.
  private(set) var effectStarts: [Int]
  /// Λ of a unit of each grouping, row-major.
  let lambdas: [UnsafeMutablePointer<Double>]
  /// Σ over units of Z'WZΛD⁻¹, the block of the unit with itself.
  let traces: [UnsafeMutablePointer<Double>]

  private let pairs: [UnitPairs]
  private let pattern = EliminationPattern()
  private var isAnalysed = false
  private let isFixed: Bool
  /// Z'WZ, block by block, then ΛD⁻¹Λ'.
  private let products = NumberBuffer()
  private let scratch: UnsafeMutablePointer<Double>

  /// - Parameter groupings: those with most units first.
  init(_ groupings: [EffectGrouping], stride: Int, workspace: Workspace) {
    self.groupings = groupings
    self.stride = stride
    effectStarts = [Int](repeating: 0, count: groupings.count + 1)
    lambdas = groupings.map { workspace.doubles($0.order * $0.order) }
    traces = groupings.map { workspace.doubles($0.order * $0.order) }
    let widest = groupings.map(\.order).max() ?? 0
    scratch = workspace.doubles(3 * widest * widest)
    isFixed = groupings.allSatisfy(\.isFixed)
    var pairs: [UnitPairs] = []
    for column in groupings.indices {
      pairs.append(UnitPairs(rowGrouping: column, columnGrouping: column, isDiagonal: true))
      if groupings[column].starts != nil {
        pairs.append(UnitPairs(rowGrouping: column, columnGrouping: column, isDiagonal: false))
      }
      for row in column + 1..<groupings.count {
        pairs.append(UnitPairs(rowGrouping: row, columnGrouping: column, isDiagonal: false))
      }
    }
    self.pairs = pairs
  }

  /// The most effects there can be.
  var effectCapacity: Int { groupings.reduce(0) { $0 + $1.capacity * $1.order } }
  /// Effects now.
  var effectCount: Int { effectStarts[groupings.count] }

  /// Takes in the units of the data set in hand.
  func update(rowCount: Int) {
    self.rowCount = rowCount
    guard !isAnalysed || !isFixed else { return }
    isAnalysed = true
    var effects = 0
    for (index, grouping) in groupings.enumerated() {
      effectStarts[index] = effects
      effects += grouping.unitCount * grouping.order
    }
    effectStarts[groupings.count] = effects
    var size = 0
    for pair in pairs {
      pair.update(groupings, rowCount: rowCount)
      pair.productStart = size
      size +=
        pair.blockCount * groupings[pair.rowGrouping].order
        * groupings[pair.columnGrouping].order
    }
    products.reserve(size)
    pattern.update(groupings, pairs, factor)
  }

  // MARK: Between rows and effects

  /// Adds Zb to planes over the rows.
  func addRows(_ effects: UnsafePointer<Double>, to planes: UnsafeMutablePointer<Double>) {
    for (index, grouping) in groupings.enumerated() {
      let q = grouping.order
      for (e, effect) in grouping.effects.enumerated() {
        let source = effects + effectStarts[index] + e
        let target = planes + effect.predictor * stride
        let z = effect.column
        let units = grouping.units
        if grouping.starts == nil {
          for row in 0..<rowCount { target[row] += z[row] * source[Int(units[row]) * q] }
        } else {
          for row in 0..<rowCount {
            var sum = 0.0
            for entry in grouping.entries(row) {
              sum += grouping.weight(entry) * source[Int(units[entry]) * q]
            }
            target[row] += z[row] * sum
          }
        }
      }
    }
  }

  /// Writes Z'x for planes x over the rows.
  func project(_ planes: UnsafePointer<Double>, to effects: UnsafeMutablePointer<Double>) {
    effects.update(repeating: 0, count: effectCount)
    for (index, grouping) in groupings.enumerated() {
      let q = grouping.order
      for (e, effect) in grouping.effects.enumerated() {
        let target = effects + effectStarts[index] + e
        let x = planes + effect.predictor * stride
        let z = effect.column
        let units = grouping.units
        if grouping.starts == nil {
          for row in 0..<rowCount { target[Int(units[row]) * q] += z[row] * x[row] }
        } else {
          for row in 0..<rowCount {
            let value = z[row] * x[row]
            for entry in grouping.entries(row) {
              target[Int(units[entry]) * q] += grouping.weight(entry) * value
            }
          }
        }
      }
    }
  }

  /// Replaces effects b by Λb or Λ'b.
  func scale(_ effects: UnsafeMutablePointer<Double>, isTransposed: Bool) {
    for (index, grouping) in groupings.enumerated() {
      let q = grouping.order
      let lambda = lambdas[index]
      let first = effects + effectStarts[index]
      let units = grouping.unitCount
      if q == 1 {
        for unit in 0..<units { first[unit] *= lambda[0] }
        continue
      }
      for unit in 0..<units {
        let b = first + unit * q
        if isTransposed {
          for k in 0..<q {
            var sum = 0.0
            for i in k..<q { sum += lambda[i * q + k] * b[i] }
            b[k] = sum
          }
        } else {
          for k in (0..<q).reversed() {
            var sum = 0.0
            for i in 0...k { sum += lambda[k * q + i] * b[i] }
            b[k] = sum
          }
        }
      }
    }
  }

  // MARK: The matrix

  /// Fills and factorises D for the weights W; false if it is not positive definite.
  func factorise(_ weights: UnsafePointer<Double>) -> Bool {
    products.clear()
    for pair in pairs { addProducts(pair, weights) }
    factor.values.clear()
    for pair in pairs { fill(pair) }
    return factor.factorise()
  }

  /// Z'WZ.
  private func addProducts(_ pair: UnitPairs, _ weights: UnsafePointer<Double>) {
    let rowEffects = groupings[pair.rowGrouping].effects
    let columnEffects = groupings[pair.columnGrouping].effects
    let size = rowEffects.count * columnEffects.count
    let blocks = pair.blocks.base
    for (i, first) in rowEffects.enumerated() {
      for (j, second) in columnEffects.enumerated() where !pair.isDiagonal || j <= i {
        let w = weights + packedIndex(first.predictor, second.predictor) * stride
        let target = products.base + pair.productStart + i * columnEffects.count + j
        let x = first.column
        let z = second.column
        if pair.isRowwise {
          for row in 0..<rowCount { target[Int(blocks[row]) * size] += w[row] * x[row] * z[row] }
        } else {
          let rows = pair.rows.base
          let shares = pair.weights.base
          for index in 0..<pair.count {
            let row = Int(rows[index])
            target[Int(blocks[index]) * size] += shares[index] * w[row] * x[row] * z[row]
          }
        }
      }
    }
    guard pair.isDiagonal, rowEffects.count > 1 else { return }
    let q = rowEffects.count
    for unit in 0..<pair.blockCount {
      let block = products.base + pair.productStart + unit * size
      for i in 0..<q {
        for j in 0..<i { block[j * q + i] = block[i * q + j] }
      }
    }
  }

  /// Writes Λ'Z'WZΛ (+ I) of the blocks into the matrix.
  private func fill(_ pair: UnitPairs) {
    let rowOrder = groupings[pair.rowGrouping].order
    let columnOrder = groupings[pair.columnGrouping].order
    let rowLambda = lambdas[pair.rowGrouping]
    let columnLambda = lambdas[pair.columnGrouping]
    let first = effectStarts[pair.columnGrouping]
    let size = rowOrder * columnOrder
    let source = products.base + pair.productStart
    let starts = factor.starts.base
    let values = factor.values.base
    let diagonal = factor.diagonal.base
    if size == 1 {
      let scale = rowLambda[0] * columnLambda[0]
      if pair.isDiagonal {
        for unit in 0..<pair.blockCount { diagonal[first + unit] = scale * source[unit] + 1 }
        return
      }
      forEachBlock(pair) { unit, block in
        values[Int(starts[first + unit]) + pair.places[block]] = scale * source[block]
      }
      return
    }
    let product = scratch
    forEachBlock(pair) { unit, block in
      sandwich(
        rowLambda, source + block * size, columnLambda, rowOrder, columnOrder, product)
      for j in 0..<columnOrder {
        let column = first + unit * columnOrder + j
        if pair.isDiagonal {
          diagonal[column] = product[j * columnOrder + j] + 1
          let target = values + Int(starts[column]) - j - 1
          for i in j + 1..<rowOrder { target[i] = product[i * columnOrder + j] }
        } else {
          let target = values + Int(starts[column]) + columnOrder - j - 1 + pair.places[block]
          for i in 0..<rowOrder { target[i] = product[i * columnOrder + j] }
        }
      }
    }
  }

  private func forEachBlock(_ pair: UnitPairs, _ body: (_ unit: Int, _ block: Int) -> Void) {
    for unit in 0..<groupings[pair.columnGrouping].unitCount {
      for block in pair.columnStarts[unit]..<pair.columnStarts[unit + 1] { body(unit, block) }
    }
  }

  /// A'MB for lower triangles A and B and a row-major M.
  private func sandwich(
    _ a: UnsafePointer<Double>, _ m: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ rows: Int, _ columns: Int, _ result: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<rows {
      for l in 0..<columns {
        var sum = 0.0
        for i in k..<rows where a[i * rows + k] != 0 {
          var inner = 0.0
          for j in l..<columns { inner += m[i * columns + j] * b[j * columns + l] }
          sum += a[i * rows + k] * inner
        }
        result[k * columns + l] = sum
      }
    }
  }

  // MARK: Its inverse

  /// Finds D⁻¹ in the pattern and with it `traces` and the leverages: ΛD⁻¹Λ' replaces Z'WZ.
  func invert() {
    factor.invert()
    for index in groupings.indices {
      traces[index].update(repeating: 0, count: groupings[index].order * groupings[index].order)
    }
    for pair in pairs { replace(pair) }
  }

  private func replace(_ pair: UnitPairs) {
    let r = groupings[pair.rowGrouping].order
    let c = groupings[pair.columnGrouping].order
    let rowLambda = lambdas[pair.rowGrouping]
    let columnLambda = lambdas[pair.columnGrouping]
    let rowTrace = traces[pair.rowGrouping]
    let columnTrace = traces[pair.columnGrouping]
    let first = effectStarts[pair.columnGrouping]
    let start = products.base + pair.productStart
    let inverse = factor.inverse.base
    let starts = factor.starts.base
    let diagonal = factor.inverseDiagonal.base
    let block = scratch
    let half = scratch + r * c
    forEachBlock(pair) { unit, index in
      for j in 0..<c {
        let column = first + unit * c + j
        if pair.isDiagonal {
          block[j * c + j] = diagonal[column]
          let source = inverse + Int(starts[column]) - j - 1
          for i in j + 1..<r {
            block[i * c + j] = source[i]
            block[j * c + i] = source[i]
          }
        } else {
          let source = inverse + Int(starts[column]) + c - j - 1 + pair.places[index]
          for i in 0..<r { block[i * c + j] = source[i] }
        }
      }
      let m = start + index * r * c
      // E = Λ_r D⁻¹_rc; the column unit's trace gets M'E, the row unit's M(Λ_c D⁻¹_cr).
      for i in 0..<r {
        for j in 0..<c {
          var sum = 0.0
          for k in 0...i { sum += rowLambda[i * r + k] * block[k * c + j] }
          half[i * c + j] = sum
        }
      }
      for i in 0..<c {
        for j in 0..<c {
          var sum = 0.0
          for k in 0..<r { sum += m[k * c + i] * half[k * c + j] }
          columnTrace[i * c + j] += sum
        }
      }
      if !pair.isDiagonal {
        for i in 0..<r {
          for j in 0..<r {
            var sum = 0.0
            for k in 0..<c {
              var inner = 0.0
              for l in 0...k { inner += columnLambda[k * c + l] * block[j * c + l] }
              sum += m[i * c + k] * inner
            }
            rowTrace[i * r + j] += sum
          }
        }
      }
      for i in 0..<r {
        for j in 0..<c {
          var sum = 0.0
          for k in 0...j { sum += half[i * c + k] * columnLambda[j * c + k] }
          m[i * c + j] = sum
        }
      }
    }
  }

  /// Writes the covariances of the linear predictors of each row given the responses, ZΛD⁻¹Λ'Z', in
  /// packed planes.
  func leverages(_ planes: UnsafeMutablePointer<Double>, predictorCount: Int) {
    for plane in 0..<packedCount(predictorCount) {
      (planes + plane * stride).update(repeating: 0, count: rowCount)
    }
    for pair in pairs {
      let rowEffects = groupings[pair.rowGrouping].effects
      let columnEffects = groupings[pair.columnGrouping].effects
      let size = rowEffects.count * columnEffects.count
      let blocks = pair.blocks.base
      for (i, first) in rowEffects.enumerated() {
        for (j, second) in columnEffects.enumerated() {
          let k = first.predictor
          let l = second.predictor
          // The other half of a symmetric matrix is not stored, or would be counted twice.
          if pair.isDiagonal && (k < l || k == l && j > i) { continue }
          let factor = k == l && (!pair.isDiagonal || i != j) ? 2.0 : 1
          let target = planes + packedIndex(k, l) * stride
          let source = products.base + pair.productStart + i * columnEffects.count + j
          let x = first.column
          let z = second.column
          if pair.isRowwise {
            for row in 0..<rowCount {
              target[row] += factor * source[Int(blocks[row]) * size] * x[row] * z[row]
            }
          } else {
            let rows = pair.rows.base
            let shares = pair.weights.base
            for index in 0..<pair.count {
              let row = Int(rows[index])
              target[row] +=
                factor * shares[index] * source[Int(blocks[index]) * size] * x[row] * z[row]
            }
          }
        }
      }
    }
  }
}
