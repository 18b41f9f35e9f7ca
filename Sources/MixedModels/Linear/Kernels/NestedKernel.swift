#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// Any number of nested grouping factors, each with any number of random effects.
///
/// Random effects are eliminated from the lowest level upwards: with A = C'V⁻¹C of a unit's rows for
/// the columns C = [X y Z], V so far without the unit's own effects, M = Λ'Z'V⁻¹ZΛ + I = LL' and
/// W = L⁻¹Λ'Z'V⁻¹C, adding the unit's effects to V turns A into A - W'W. The sum over a parent's
/// units is the parent's A. One pass down again gives Z'V⁻¹C of every unit under the whole V.
struct NestedKernel: LinearKernel {
  let layout: CovarianceLayout
  var evaluation: Evaluation
  private let arena: Arena
  private let p: Int
  private let m: Int
  /// For each local pair the pair of the cross-products.
  private let pairs: [Int]
  private let levels: [GroupingLevel]
  private let source: UnitProductSource
  let derivatives: DerivativeSums
  /// A of the lowest units as the data give it, unit-major.
  private let data: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>

  /// The units of one grouping level and what is kept for each of them.
  private struct GroupingLevel {
    let q: Int
    /// Local columns of the level's random effects.
    let z: [Int]
    let unitCount: Int
    /// The parent's index of each unit; empty at the top.
    let parent: [Int32]
    /// Parameters of the level: their index and the two rows they fill.
    let parameters: [(index: Int, row: Int, column: Int)]
    /// Λ, row-major q × q.
    let lambda: UnsafeMutablePointer<Double>
    /// A before the level's own effects, packed m a unit.
    let a: UnsafeMutablePointer<Double>
    /// L, row-major q × q a unit.
    let l: UnsafeMutablePointer<Double>
    /// W, q × m a unit.
    let w: UnsafeMutablePointer<Double>
    /// g = Z'Py, q a unit.
    let g: UnsafeMutablePointer<Double>
    /// C'V⁻¹wᵢ (m for each parameter) and wᵢ'V⁻¹wⱼ (packed) of each unit's rows.
    let work: UnsafeMutablePointer<Double>
  }

  private var n: Int { layout.parameterCount }
  private var workSize: Int { n * m + packedCount(n) }

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - groupingLevels: the nesting's levels, top first.
  ///   - terms: for each random term the index of its grouping level and its columns in the
  ///     cross-products.
  init(
    plan: CrossProductPlan, columns: [Int], groupingLevels: [Int],
    terms: [(level: Int, columns: [Int])], estimator: Estimator
  ) {
    let p = columns.count - 1
    let layout = CovarianceLayout(
      terms: terms.map { ($0.level, $0.columns.count) }, levelCount: groupingLevels.count)
    var local = columns
    var z = [[Int]](repeating: [], count: groupingLevels.count)
    for term in terms {
      for column in term.columns {
        if !local.contains(column) { local.append(column) }
        z[term.level].append(local.firstIndex(of: column)!)
      }
    }
    let m = local.count
    let n = layout.parameterCount
    let work = n * m + packedCount(n)
    let counts = groupingLevels.map(plan.nesting.unitCount)
    let orders = layout.levelOrders
    let size = Evaluation.size(p: p, parameterCount: n)
    var doubles = size.doubles + DerivativeSums.doubles(p: p, parameterCount: n)
    doubles += packedCount(m) * (counts.last! + 1)
    let widest = orders.max()!
    let scratchSize = widest * m + 4 * widest * widest + work + widest * (p + 2) + n * m
    doubles += scratchSize
    for (count, q) in zip(counts, orders) {
      doubles += q * q + count * (packedCount(m) + q * q + q * m + q + work)
    }
    arena = Arena(doubles: doubles, pieces: size.pieces + 8 + 6 * counts.count)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    evaluation.hasObserved = false
    derivatives = DerivativeSums(p: p, parameterCount: n, arena: arena)
    source = UnitProductSource(plan: plan, level: groupingLevels.last!)
    pairs = (0..<m).flatMap { i in (0...i).map { packedIndex(local[i], local[$0]) } }
    data = arena.take(packedCount(m) * counts.last!)
    scratch = arena.take(scratchSize)
    var levels: [GroupingLevel] = []
    for index in groupingLevels.indices {
      let q = orders[index]
      let count = counts[index]
      levels.append(
        GroupingLevel(
          q: q, z: z[index], unitCount: count,
          parent: index == 0
            ? []
            : plan.nesting.ancestors(of: groupingLevels[index], at: groupingLevels[index - 1]),
          parameters: Self.parameters(of: index, in: layout), lambda: arena.take(q * q),
          a: arena.take(count * packedCount(m)), l: arena.take(count * q * q),
          w: arena.take(count * q * m), g: arena.take(count * q), work: arena.take(count * work)))
    }
    self.levels = levels
    self.layout = layout
    self.p = p
    self.m = m
  }

  private static func parameters(
    of level: Int, in layout: CovarianceLayout
  ) -> [(index: Int, row: Int, column: Int)] {
    layout.blocks.filter { $0.level == level }.flatMap { block in
      (0..<block.order).flatMap { i in
        (0...i).map { j in
          (
            index: block.firstParameter + packedIndex(i, j), row: block.firstColumn + i,
            column: block.firstColumn + j
          )
        }
      }
    }
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    let stride = products.plan.stride
    for pair in 0..<pairs.count {
      source.copy(
        from: products.unitProducts + pairs[pair] * stride, to: data + pair, step: pairs.count)
    }
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    precondition(depth < .inference, "inference on unbalanced levels is not there yet")
    let logDeterminant = eliminate(psi)
    evaluation.solveRoot(logDeterminant: logDeterminant)
    guard depth >= .derivatives && evaluation.isValid else { return }
    for index in 0..<derivatives.layout.count { derivatives.values[index] = 0 }
    for level in levels.indices { descend(level) }
    addWorkingVariates()
    derivatives.finish(evaluation)
  }

  // MARK: Upwards

  /// Eliminates all random effects; fills the root and returns log |V|.
  private func eliminate(_ psi: UnsafePointer<Double>) -> Double {
    let packed = packedCount(m)
    let root = evaluation.root
    for index in 0..<packedCount(p + 1) { root[index] = 0 }
    var logDeterminant = 0.0
    for index in levels.indices.reversed() {
      let level = levels[index]
      layout.writeFactor(level: index, from: psi, to: level.lambda)
      if index == levels.count - 1 {
        level.a.update(from: data, count: level.unitCount * packed)
      }
      if index > 0 {
        levels[index - 1].a.update(repeating: 0, count: levels[index - 1].unitCount * packed)
      }
      var determinant = 1.0
      for unit in 0..<level.unitCount {
        determinant *= factorise(level, unit)
        if determinant > 1e150 {
          logDeterminant += log(determinant)
          determinant = 1
        }
        if index > 0 {
          subtract(
            level, unit, from: packed, into: levels[index - 1].a + Int(level.parent[unit]) * packed)
        } else {
          subtract(level, unit, from: packedCount(p + 1), into: root)
        }
      }
      logDeterminant += log(determinant)
    }
    return logDeterminant
  }

  /// L and W of a unit; returns |M|.
  private func factorise(_ level: GroupingLevel, _ unit: Int) -> Double {
    let q = level.q
    let a = level.a + unit * packedCount(m)
    let l = level.l + unit * q * q
    let w = level.w + unit * q * m
    let lambda = level.lambda
    for k in 0..<q {
      for column in 0..<m {
        var sum = 0.0
        for i in k..<q { sum += lambda[i * q + k] * a[packedIndex(column, level.z[i])] }
        w[k * m + column] = sum
      }
    }
    for k in 0..<q {
      for j in 0...k {
        var sum = k == j ? 1.0 : 0.0
        for i in k..<q { sum += lambda[i * q + k] * w[j * m + level.z[i]] }
        l[k * q + j] = sum
      }
    }
    var determinant = 1.0
    for k in 0..<q {
      for j in 0..<k {
        var sum = l[k * q + j]
        for i in 0..<j { sum -= l[k * q + i] * l[j * q + i] }
        l[k * q + j] = sum / l[j * q + j]
      }
      var pivot = l[k * q + k]
      for i in 0..<k { pivot -= l[k * q + i] * l[k * q + i] }
      determinant *= pivot
      l[k * q + k] = pivot.squareRoot()
      for column in 0..<m {
        var sum = w[k * m + column]
        for j in 0..<k { sum -= l[k * q + j] * w[j * m + column] }
        w[k * m + column] = sum / l[k * q + k]
      }
    }
    return determinant
  }

  /// Adds the first `count` entries of A - W'W of a unit to `target`.
  private func subtract(
    _ level: GroupingLevel, _ unit: Int, from count: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    let a = level.a + unit * packedCount(m)
    let w = level.w + unit * level.q * m
    var pair = 0
    var i = 0
    while pair < count {
      for j in 0...i {
        var value = a[pair]
        for k in 0..<level.q { value -= w[k * m + i] * w[k * m + j] }
        target[pair] += value
        pair += 1
      }
      i += 1
    }
  }

  // MARK: Downwards

  /// T, H and g of each unit of a level under the whole V, added to the sums.
  private func descend(_ index: Int) {
    let level = levels[index]
    let q = level.q
    let r = scratch
    let t = r + q * m
    let k = t + q * q
    for unit in 0..<level.unitCount {
      ownRows(level, unit, r, t)
      var holder = unit
      for above in (0..<index).reversed() {
        holder = Int(levels[above + 1].parent[holder])
        correct(r, t, k, rows: q, by: levels[above], unit: holder)
      }
      accumulate(level, unit, r, t)
    }
  }

  /// R = Z'V⁻¹C (q × m) and T of a unit, its own effects included in V.
  private func ownRows(
    _ level: GroupingLevel, _ unit: Int, _ r: UnsafeMutablePointer<Double>,
    _ t: UnsafeMutablePointer<Double>
  ) {
    let a = level.a + unit * packedCount(m)
    let w = level.w + unit * level.q * m
    for k in 0..<level.q {
      let own = level.z[k]
      for column in 0..<m {
        var value = a[packedIndex(own, column)]
        for j in 0..<level.q { value -= w[j * m + own] * w[j * m + column] }
        r[k * m + column] = value
      }
      for j in 0..<level.q { t[k * level.q + j] = r[k * m + level.z[j]] }
    }
  }

  /// Takes the effects of a unit above into account: R -= KW, T -= KK', K = R_z Λ L⁻ᵀ.
  private func correct(
    _ r: UnsafeMutablePointer<Double>, _ t: UnsafeMutablePointer<Double>,
    _ k: UnsafeMutablePointer<Double>, rows: Int, by above: GroupingLevel, unit: Int
  ) {
    let q = above.q
    let l = above.l + unit * q * q
    let w = above.w + unit * q * m
    for row in 0..<rows {
      for j in 0..<q {
        var sum = 0.0
        for i in j..<q { sum += r[row * m + above.z[i]] * above.lambda[i * q + j] }
        for i in 0..<j { sum -= k[row * q + i] * l[j * q + i] }
        k[row * q + j] = sum / l[j * q + j]
      }
    }
    for row in 0..<rows {
      for column in 0..<m {
        for j in 0..<q { r[row * m + column] -= k[row * q + j] * w[j * m + column] }
      }
      for other in 0..<rows {
        for j in 0..<q { t[row * rows + other] -= k[row * q + j] * k[other * q + j] }
      }
    }
  }

  /// Adds a unit's share of tr(PVᵢ), y'PVᵢPy, Bᵢ and sᵢ; keeps its g.
  private func accumulate(
    _ level: GroupingLevel, _ unit: Int, _ r: UnsafePointer<Double>, _ t: UnsafePointer<Double>
  ) {
    let q = level.q
    let g = level.g + unit * q
    let at = derivatives.layout
    let values = derivatives.values
    let isREML = evaluation.estimator == .reml
    for k in 0..<q {
      var residual = r[k * m + p]
      for column in 0..<p { residual -= r[k * m + column] * evaluation.beta[column] }
      g[k] = residual
    }
    for (index, k, l) in level.parameters {
      let weight = k == l ? 1.0 : 2.0
      var trace = t[k * q + l]
      if isREML { trace -= bilinear(r + k * m, evaluation.c, r + l * m, p) }
      values[at.trace + index] += weight * trace
      values[at.quadratic + index] += weight * g[k] * g[l]
      let s = values + at.s + index * p
      for column in 0..<p {
        s[column] += r[k * m + column] * g[l]
        if k != l { s[column] += r[l * m + column] * g[k] }
      }
    }
  }

  // MARK: Working variates

  /// Adds wᵢ'V⁻¹wⱼ for the working variates wᵢ = VᵢPy, by a second pass upwards.
  private func addWorkingVariates() {
    for level in levels { level.work.update(repeating: 0, count: level.unitCount * workSize) }
    let lowest = levels.count - 1
    for unit in 0..<levels[lowest].unitCount { startVariates(unit) }
    for index in levels.indices.reversed() {
      let level = levels[index]
      for unit in 0..<level.unitCount {
        let work = level.work + unit * workSize
        eliminateVariates(level, unit, work)
        if index > 0 {
          let parent = levels[index - 1].work + Int(level.parent[unit]) * workSize
          for entry in 0..<workSize { parent[entry] += work[entry] }
        } else {
          let target = derivatives.values + derivatives.layout.average
          for pair in 0..<packedCount(n) { target[pair] += work[n * m + pair] }
        }
      }
    }
  }

  /// C'wᵢ and wᵢ'wⱼ within one of the lowest units, where wᵢ is a combination of its columns.
  private func startVariates(_ unit: Int) {
    let level = levels[levels.count - 1]
    let a = level.a + unit * packedCount(m)
    let work = level.work + unit * workSize
    let coefficients = scratch
    coefficients.update(repeating: 0, count: n * m)
    var holder = unit
    for index in levels.indices.reversed() {
      let above = levels[index]
      let g = above.g + holder * above.q
      for (parameter, k, l) in above.parameters {
        coefficients[parameter * m + above.z[k]] += g[l]
        if k != l { coefficients[parameter * m + above.z[l]] += g[k] }
      }
      if index > 0 { holder = Int(above.parent[holder]) }
    }
    for i in 0..<n {
      for column in 0..<m {
        var sum = 0.0
        for other in 0..<m {
          sum += a[packedIndex(column, other)] * coefficients[i * m + other]
        }
        work[i * m + column] = sum
      }
      for j in 0...i {
        var sum = 0.0
        for column in 0..<m { sum += work[i * m + column] * coefficients[j * m + column] }
        work[n * m + packedIndex(i, j)] = sum
      }
    }
  }

  /// Takes a unit's own effects into account: ωᵢ = L⁻¹Λ'(Z'V⁻¹wᵢ).
  private func eliminateVariates(
    _ level: GroupingLevel, _ unit: Int, _ work: UnsafeMutablePointer<Double>
  ) {
    let q = level.q
    let l = level.l + unit * q * q
    let w = level.w + unit * q * m
    let omega = scratch
    for i in 0..<n {
      for k in 0..<q {
        var sum = 0.0
        for row in k..<q { sum += level.lambda[row * q + k] * work[i * m + level.z[row]] }
        for j in 0..<k { sum -= l[k * q + j] * omega[i * q + j] }
        omega[i * q + k] = sum / l[k * q + k]
      }
      for column in 0..<m {
        for k in 0..<q { work[i * m + column] -= w[k * m + column] * omega[i * q + k] }
      }
      for j in 0...i {
        var sum = 0.0
        for k in 0..<q { sum += omega[i * q + k] * omega[j * q + k] }
        work[n * m + packedIndex(i, j)] -= sum
      }
    }
  }
}
