internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One grouping factor with two random effects, typically intercept and slope.
///
/// The algebra of `TwoLevelKernel` written out for q = 2, four units at a time. With K = ΛM⁻¹Λ' of a
/// unit, [X y]'V⁻¹[X y] = A - A_z K A_z' and Z'V⁻¹C = A_z' - A_zz K A_z'.
struct TwoEffectsKernel: LinearKernel {
  typealias Lanes = SIMD4<Double>

  let layout: CovarianceLayout
  var evaluation: Evaluation
  private let arena: Arena
  private let p: Int
  /// Groups of lanes of the data set in hand.
  private var chunkCount: Int
  private let source: UnitProductSource
  /// For each local pair (X, then the response, then products with the two columns of Z) the pair of
  /// the cross-products.
  private let pairs: [Int]
  /// Whether the two effects are correlated: three parameters instead of two.
  private let isCorrelated: Bool
  let derivatives: DerivativeSums

  /// Products of four units after another: `pairs.count` entries each.
  private let before: UnsafeMutablePointer<Lanes>
  /// T (3 entries), Z'V⁻¹[X y] of the first and of the second effect (p + 1 each), of four units.
  private let after: UnsafeMutablePointer<Lanes>
  private let root: UnsafeMutablePointer<Lanes>
  private let work: UnsafeMutablePointer<Lanes>
  private let fixedSums: UnsafeMutablePointer<Lanes>
  /// For each entry of T (3) and each pair of effects (3) Σ of their products with the fixed columns.
  private let productSums: UnsafeMutablePointer<Lanes>
  /// One number for each pair and unit, on the way into `before`.
  private let column: UnsafeMutablePointer<Double>
  private let factor: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - level: the nesting's level of the grouping factor.
  ///   - terms: one random term of two columns, or two of one.
  ///   - keepsProducts: whether the matrices Qᵢⱼ of `DerivativeSums` are wanted.
  init(
    plan: CrossProductPlan, columns: [Int], level: Int, terms: [[Int]], estimator: Estimator,
    keepsProducts: Bool = false
  ) {
    let p = columns.count - 1
    let z = terms.flatMap { $0 }
    precondition(z.count == 2)
    isCorrelated = terms.count == 1
    layout = CovarianceLayout(terms: terms.map { (0, $0.count) }, levelCount: 1)
    source = UnitProductSource(plan: plan, level: level)
    let padded = CrossProductPlan.padded(source.capacity)
    let chunkCount = padded / 4
    self.chunkCount = chunkCount
    var pairs = (0...p).flatMap { i in (0...i).map { packedIndex(columns[i], columns[$0]) } }
    pairs += [packedIndex(z[0], z[0]), packedIndex(z[1], z[0]), packedIndex(z[1], z[1])]
    for effect in z { pairs += columns.map { packedIndex(effect, $0) } }
    self.pairs = pairs
    let n = layout.parameterCount
    let size = Evaluation.size(p: p, parameterCount: n)
    let rows = 3 + 2 * (p + 1)
    let sums = 3 * (packedCount(p) + p)
    let productSize = keepsProducts ? 9 * packedCount(p) : 0
    let lanes =
      chunkCount * (pairs.count + rows) + packedCount(p + 1) + 4 * (p + 1) + sums + productSize
    arena = Arena(
      doubles: size.doubles
        + DerivativeSums.doubles(p: p, parameterCount: n, keepsProducts: keepsProducts)
        + 4 * lanes + padded + 4, pieces: size.pieces + 8 + DerivativeSums.pieces)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: n, keepsProducts: keepsProducts, arena: arena)
    self.p = p
    let arena = arena
    func take(_ count: Int) -> UnsafeMutablePointer<Lanes> {
      UnsafeMutableRawPointer(arena.take(count * 4)).assumingMemoryBound(to: Lanes.self)
    }
    before = take(chunkCount * pairs.count)
    after = take(chunkCount * rows)
    root = take(packedCount(p + 1))
    work = take(4 * (p + 1))
    fixedSums = take(sums)
    productSums = take(productSize)
    column = arena.take(padded)
    factor = arena.take(4)
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    evaluation.setRows(products.plan.nesting.rowCount)
    source.update()
    chunkCount = CrossProductPlan.padded(source.unitCount) / 4
    let stride = products.plan.stride
    let count = pairs.count
    for pair in 0..<count {
      source.copy(from: products.unitProducts + pairs[pair] * stride, to: column)
      for chunk in 0..<chunkCount { before[chunk * count + pair] = load(column + 4 * chunk) }
    }
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    layout.writeFactor(level: 0, from: psi, to: factor)
    let logDeterminant = eliminateForSize(keepsRows: depth >= .derivatives)
    evaluation.solveRoot(logDeterminant: logDeterminant)
    guard depth >= .derivatives && evaluation.isValid else { return }
    differentiateForSize()
    if depth == .inference && derivatives.layout.keepsProducts { addProducts() }
  }

  /// `eliminate` with a constant number of columns where it is small, so that loops are unrolled.
  private func eliminateForSize(keepsRows: Bool) -> Double {
    switch p {
    case 1: eliminate(p: 1, keepsRows)
    case 2: eliminate(p: 2, keepsRows)
    case 3: eliminate(p: 3, keepsRows)
    case 4: eliminate(p: 4, keepsRows)
    default: eliminate(p: p, keepsRows)
    }
  }

  /// `differentiate` likewise.
  private func differentiateForSize() {
    switch p {
    case 1: differentiate(p: 1)
    case 2: differentiate(p: 2)
    case 3: differentiate(p: 3)
    case 4: differentiate(p: 4)
    default: differentiate(p: p)
    }
  }

  /// First pass: fills the root and, if asked for, the rows of Z'V⁻¹C; returns log |V|.
  @inline(__always)
  private func eliminate(p: Int, _ keepsRows: Bool) -> Double {
    let p1 = p + 1
    let packed = packedCount(p1)
    let a = Lanes(repeating: factor[0])
    let b = Lanes(repeating: factor[2])
    let c = Lanes(repeating: factor[3])
    let root = root
    let k0 = work
    let k1 = work + p1
    let size = pairs.count
    for index in 0..<packed { root[index] = .zero }
    var determinant = Lanes(repeating: 1)
    var logDeterminant = 0.0
    var unit = UnsafePointer(before)
    var row = after
    for _ in 0..<chunkCount {
      let zz = unit + packed
      let (a00, a01, a11) = (zz[0], zz[1], zz[2])
      let w0 = zz + 3
      let w1 = w0 + p1
      let cross = a * a01 + b * a11
      let m00 = 1 + a * (a * a00 + b * a01) + b * cross
      let m10 = c * cross
      let m11 = 1 + c * c * a11
      let determinantOfUnit = m00 * m11 - m10 * m10
      determinant *= determinantOfUnit
      let scale = 1 / determinantOfUnit
      // K = Λ adj(M) Λ' / |M|.
      let u0 = a * m11
      let u1 = b * m11 - c * m10
      let v1 = c * m00 - b * m10
      let k00 = a * u0 * scale
      let k01 = a * u1 * scale
      let k11 = (b * u1 + c * v1) * scale
      for i in 0..<p1 {
        k0[i] = k00 * w0[i] + k01 * w1[i]
        k1[i] = k01 * w0[i] + k11 * w1[i]
      }
      var pair = 0
      for i in 0..<p1 {
        for j in 0...i {
          root[pair] += unit[pair] - (w0[i] * k0[j] + w1[i] * k1[j])
          pair += 1
        }
      }
      if keepsRows {
        // T = A - AKA of the random-effects columns.
        let q00 = k00 * a00 + k01 * a01
        let q01 = k00 * a01 + k01 * a11
        let q10 = k01 * a00 + k11 * a01
        let q11 = k01 * a01 + k11 * a11
        row[0] = a00 - (a00 * q00 + a01 * q10)
        row[1] = a01 - (a00 * q01 + a01 * q11)
        row[2] = a11 - (a01 * q01 + a11 * q11)
        for i in 0..<p1 {
          row[3 + i] = w0[i] - (a00 * k0[i] + a01 * k1[i])
          row[3 + p1 + i] = w1[i] - (a01 * k0[i] + a11 * k1[i])
        }
        row += 3 + 2 * p1
      }
      if total(determinant) > 1e150 {
        for lane in 0..<4 { logDeterminant += log(determinant[lane]) }
        determinant = Lanes(repeating: 1)
      }
      unit += size
    }
    for index in 0..<packed { evaluation.root[index] = total(root[index]) }
    let pairs = SIMD2(determinant[0] * determinant[1], determinant[2] * determinant[3])
    return logDeterminant + log(pairs[0]) + log(pairs[1])
  }

  /// Sums over units that need no loop over the columns of X, for the parameters (0,0), (1,0), (1,1).
  private struct PlainSums {
    var trace0 = Lanes.zero
    var trace1 = Lanes.zero
    var trace2 = Lanes.zero
    var quadratic0 = Lanes.zero
    var quadratic1 = Lanes.zero
    var quadratic2 = Lanes.zero
    var average00 = Lanes.zero
    var average10 = Lanes.zero
    var average11 = Lanes.zero
    var average20 = Lanes.zero
    var average21 = Lanes.zero
    var average22 = Lanes.zero
    var traces00 = Lanes.zero
    var traces10 = Lanes.zero
    var traces11 = Lanes.zero
    var traces20 = Lanes.zero
    var traces21 = Lanes.zero
    var traces22 = Lanes.zero

    /// Adds four units: g = Z'Py, T = Z'V⁻¹Z and S = HCH'.
    @inline(__always)
    mutating func add(
      g0: Lanes, g1: Lanes, t0: Lanes, t1: Lanes, t2: Lanes, s0: Lanes, s1: Lanes, s2: Lanes
    ) {
      trace0 += t0 - s0
      trace1 += 2 * (t1 - s1)
      trace2 += t2 - s2
      let g00 = g0 * g0
      let g01 = g0 * g1
      let g11 = g1 * g1
      quadratic0 += g00
      quadratic1 += 2 * g01
      quadratic2 += g11
      average00 += g00 * t0
      average10 += g01 * t0 + g00 * t1
      average11 += g11 * t0 + 2 * g01 * t1 + g00 * t2
      average20 += g01 * t1
      average21 += g11 * t1 + g01 * t2
      average22 += g11 * t2
      let square = t1 * (t1 - 2 * s1)
      traces00 += t0 * (t0 - 2 * s0)
      traces10 += 2 * (t0 * (t1 - s1) - s0 * t1)
      traces11 += 2 * (square + t0 * (t2 - s2) - s0 * t2)
      traces20 += square
      traces21 += 2 * (t2 * (t1 - s1) - s2 * t1)
      traces22 += t2 * (t2 - 2 * s2)
    }
    func trace(_ i: Int) -> Lanes { i == 0 ? trace0 : i == 1 ? trace1 : trace2 }

    func quadratic(_ i: Int) -> Lanes { i == 0 ? quadratic0 : i == 1 ? quadratic1 : quadratic2 }

    func average(_ pair: Int) -> Lanes {
      switch pair {
      case 0: average00
      case 1: average10
      case 2: average11
      case 3: average20
      case 4: average21
      default: average22
      }
    }

    func traces(_ pair: Int) -> Lanes {
      switch pair {
      case 0: traces00
      case 1: traces10
      case 2: traces11
      case 3: traces20
      case 4: traces21
      default: traces22
      }
    }
  }

  /// Second pass: gradient and curvatures.
  @inline(__always)
  private func differentiate(p: Int) {
    let p1 = p + 1
    let isREML = evaluation.estimator == .reml
    let beta = evaluation.beta
    let c = evaluation.c
    let packed = packedCount(p)
    let b = fixedSums
    let s = fixedSums + 3 * packed
    for index in 0..<3 * (packed + p) { fixedSums[index] = .zero }
    let c0 = work
    let c1 = work + p
    var sums = PlainSums()
    var row = UnsafePointer(after)
    for _ in 0..<chunkCount {
      let h0 = row + 3
      let h1 = h0 + p1
      var g0 = h0[p]
      var g1 = h1[p]
      for i in 0..<p {
        g0 -= h0[i] * beta[i]
        g1 -= h1[i] * beta[i]
      }
      var s0 = Lanes.zero
      var s1 = Lanes.zero
      var s2 = Lanes.zero
      if isREML {
        for i in 0..<p {
          var sum0 = Lanes.zero
          var sum1 = Lanes.zero
          for j in 0..<p {
            let value = c[packedIndex(i, j)]
            sum0 += value * h0[j]
            sum1 += value * h1[j]
          }
          c0[i] = sum0
          c1[i] = sum1
          s0 += h0[i] * sum0
          s1 += h1[i] * sum0
          s2 += h1[i] * sum1
        }
      }
      sums.add(g0: g0, g1: g1, t0: row[0], t1: row[1], t2: row[2], s0: s0, s1: s1, s2: s2)
      for i in 0..<p {
        s[i] += h0[i] * g0
        s[p + i] += h0[i] * g1 + h1[i] * g0
        s[2 * p + i] += h1[i] * g1
      }
      var pair = 0
      for i in 0..<p {
        for j in 0...i {
          b[pair] += h0[i] * h0[j]
          b[packed + pair] += h0[i] * h1[j] + h1[i] * h0[j]
          b[2 * packed + pair] += h1[i] * h1[j]
          pair += 1
        }
      }
      row += 3 + 2 * p1
    }
    collect(sums)
  }

  /// Third pass: Σ T_ab (h_c h_d' + h_d h_c')/2 over units for all pairs of effects.
  private func addProducts() {
    let p1 = p + 1
    let packed = packedCount(p)
    for index in 0..<9 * packed { productSums[index] = .zero }
    var row = UnsafePointer(after)
    for _ in 0..<chunkCount {
      let h0 = row + 3
      let h1 = h0 + p1
      var pair = 0
      for i in 0..<p {
        for j in 0...i {
          let both = (
            h0[i] * h0[j], 0.5 * (h0[i] * h1[j] + h1[i] * h0[j]), h1[i] * h1[j]
          )
          for entry in 0..<3 {
            let target = productSums + 3 * entry * packed + pair
            target[0] += row[entry] * both.0
            target[packed] += row[entry] * both.1
            target[2 * packed] += row[entry] * both.2
          }
          pair += 1
        }
      }
      row += 3 + 2 * p1
    }
    if isCorrelated {
      derivatives.fillProducts(from: productSums, order: 2, rows: [(0, 0), (1, 0), (1, 1)])
    } else {
      derivatives.fillProducts(from: productSums, order: 2, rows: [(0, 0), (1, 1)])
    }
  }

  /// Hands the sums on, for two or three parameters.
  private func collect(_ sums: PlainSums) {
    let at = derivatives.layout
    let values = derivatives.values
    let packed = packedCount(p)
    let n = layout.parameterCount
    for i in 0..<n {
      let full = isCorrelated ? i : 2 * i
      values[at.trace + i] = total(sums.trace(full))
      values[at.quadratic + i] = total(sums.quadratic(full))
      for j in 0...i {
        let pair = packedIndex(full, isCorrelated ? j : 2 * j)
        values[at.average + packedIndex(i, j)] = total(sums.average(pair))
        values[at.traces + packedIndex(i, j)] = total(sums.traces(pair))
      }
      for index in 0..<packed {
        values[at.b + i * packed + index] = total(fixedSums[full * packed + index])
      }
      for index in 0..<p {
        values[at.s + i * p + index] = total(fixedSums[3 * packed + full * p + index])
      }
    }
    derivatives.finish(evaluation)
  }
}
