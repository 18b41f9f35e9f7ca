internal import Numerics

/// Products with V⁻¹ where one grouping holds all random effects and its units are ranges of rows: unit
/// by unit, O(n q²).
///
/// With U = [f'Z, ½f''Z²]/√v, G the covariance matrix of a unit's effects and their products, and M = U'U,
/// V⁻¹ = I - UG(I + MG)⁻¹U' in rows divided by √v, and U'V⁻¹ = (I + MG)⁻¹U'. This holds for singular G too.
struct QuasiUnits {
  private let sums: QuasiSums
  /// Products of one unit's rows, packed: effects, X, working response.
  private let products: UnsafeMutablePointer<Double>
  private let row: UnsafeMutablePointer<Double>
  private let prior: UnsafeMutablePointer<Double>
  private let matrix: UnsafeMutablePointer<Double>
  private let solution: UnsafeMutablePointer<Double>

  init(order q: Int, hasProducts: Bool, sums: QuasiSums, workspace: Workspace) {
    self.sums = sums
    let e = q + (hasProducts ? packedCount(q) : 0)
    let width = e + sums.p + 1
    products = workspace.doubles(packedCount(width))
    row = workspace.doubles(width)
    prior = workspace.doubles(e * e)
    matrix = workspace.doubles(e * e)
    solution = workspace.doubles(e * width)
  }

  /// Fills the sums, and scores and blocks of the grouping; false if numbers overflow.
  func accumulate(
    _ rows: QuasiRows, _ grouping: QuasiGrouping, _ nesting: Nesting, hasProducts: Bool
  ) -> Bool {
    let q = grouping.order
    let p = sums.p
    let e = hasProducts ? q + packedCount(q) : q
    let starts = nesting.starts(of: grouping.level)
    for unit in 0..<nesting.unitCount(grouping.level) {
      addRows(rows, grouping, starts[unit]..<starts[unit + 1], hasProducts, e + p + 1)
      grouping.writePrior(unit, size: e, to: prior)
      guard solve(q, e) else { return false }
      addCross(e, q)
      store(unit, grouping, e)
      addInformation(q)
    }
    return true
  }

  private func addRows(
    _ rows: QuasiRows, _ grouping: QuasiGrouping, _ range: Range<Int>, _ hasProducts: Bool,
    _ width: Int
  ) {
    products.update(repeating: 0, count: packedCount(width))
    let x = row + (width - sums.p - 1)
    for index in range {
      grouping.writeEffects(
        index, 1, rows.slope[index], rows.curvature[index], hasProducts: hasProducts, to: row)
      rows.writeScaled(index, to: x)
      addOuter(row, width, to: products)
    }
  }

  /// (I + MG)⁻¹[M by its first q columns, U'[X, working response]].
  private func solve(_ q: Int, _ e: Int) -> Bool {
    let right = q + sums.p + 1
    for i in 0..<e {
      for j in 0..<e {
        var sum = i == j ? 1.0 : 0
        for k in 0..<e { sum += products[packedIndex(i, k)] * prior[k * e + j] }
        matrix[i * e + j] = sum
      }
      for j in 0..<q { solution[i * right + j] = products[packedIndex(i, j)] }
      for k in 0...sums.p {
        solution[i * right + q + k] = products[packedIndex(e + k, i)]
      }
    }
    return solveByElimination(matrix, e, solution, right)
  }

  /// Adds the unit's part of [X, working response]'V⁻¹[X, working response].
  private func addCross(_ e: Int, _ q: Int) {
    let right = q + sums.p + 1
    var index = 0
    for r in 0...sums.p {
      // matrix is free after the elimination: its first row takes U'x'G.
      for j in 0..<e {
        var sum = 0.0
        for k in 0..<e { sum += products[packedIndex(e + r, k)] * prior[k * e + j] }
        matrix[j] = sum
      }
      for c in 0...r {
        var sum = products[packedIndex(e + r, e + c)]
        for j in 0..<e { sum -= matrix[j] * solution[j * right + q + c] }
        sums.cross[index] += sum
        index += 1
      }
    }
  }

  private func store(_ unit: Int, _ grouping: QuasiGrouping, _ e: Int) {
    let q = grouping.order
    let right = q + sums.p + 1
    let scores = grouping.scores + unit * q * (sums.p + 1)
    let block = grouping.blocks + unit * packedCount(q)
    for a in 0..<q {
      for b in 0...a { block[packedIndex(a, b)] = solution[a * right + b] }
      for k in 0...sums.p { scores[a * (sums.p + 1) + k] = solution[a * right + q + k] }
    }
  }

  private func addInformation(_ q: Int) {
    let right = q + sums.p + 1
    let t = solution
    var index = 0
    for k in 0..<sums.parameterCount {
      let one = sums.parameters[k]
      sums.traces[k] += one.multiplicity * t[one.a * right + one.b]
      for l in 0...k {
        let other = sums.parameters[l]
        let products =
          t[one.a * right + other.a] * t[one.b * right + other.b]
          + t[one.a * right + other.b] * t[one.b * right + other.a]
        sums.fisher[index] += 0.5 * one.multiplicity * other.multiplicity * products
        index += 1
      }
    }
  }
}
