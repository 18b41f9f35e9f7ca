#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// One grouping factor with any number of random effects; units may differ in size.
///
/// Units are worked on four at a time, one a lane. For each, with A = [X y Z]'[X y Z] of its rows,
/// M = Λ'Z'ZΛ + I = LL' and W = L⁻¹Λ'Z'[X y Z], the matrix A - W'W is [X y Z]'V⁻¹[X y Z]: the
/// Woodbury identity. Gradient and curvatures need nothing else: T = Z'V⁻¹Z, H = Z'V⁻¹X and
/// g = Z'V⁻¹(y - Xβ̂) of each unit.
struct TwoLevelKernel: LinearKernel {
  typealias Lanes = SIMD4<Double>

  let layout: CovarianceLayout
  var evaluation: Evaluation
  private let arena: Arena
  private let p: Int
  /// Random effects of a unit.
  private let q: Int
  /// Local columns: X, the response, then columns of Z that are not in X.
  private let m: Int
  /// Local index of each random-effects column.
  private let z: [Int]
  /// For each local pair the pair of the cross-products.
  private let pairs: [Int]
  private let stride: Int
  /// Units of the data set in hand, in whole groups of lanes.
  private var laneEnd: Int
  private let source: UnitProductSource
  /// The two rows of the random-effects covariance that each parameter fills.
  private let parameterRows: [(Int, Int)]

  /// A of every unit, pair-major.
  private let before: UnsafeMutablePointer<Double>
  /// A - W'W of every unit, pair-major.
  private let after: UnsafeMutablePointer<Double>
  private let lambda: UnsafeMutablePointer<Double>
  private let scratch: Scratch
  /// For each packed entry of T and each packed pair of effects Σ of their products with the fixed
  /// columns.
  private let productSums: UnsafeMutablePointer<Lanes>
  let derivatives: DerivativeSums

  /// Per-lane working memory.
  private struct Scratch {
    let b: UnsafeMutablePointer<Lanes>
    let w: UnsafeMutablePointer<Lanes>
    let m: UnsafeMutablePointer<Lanes>
    let sums: UnsafeMutablePointer<Lanes>
    let h: UnsafeMutablePointer<Lanes>
    let g: UnsafeMutablePointer<Lanes>
    let t: UnsafeMutablePointer<Lanes>
    let hch: UnsafeMutablePointer<Lanes>
    let hc: UnsafeMutablePointer<Lanes>
    let tc: UnsafeMutablePointer<Lanes>

    init(p: Int, q: Int, m: Int, sums: Int, arena: Arena) {
      func take(_ count: Int) -> UnsafeMutablePointer<Lanes> {
        UnsafeMutableRawPointer(arena.take(count * 4)).assumingMemoryBound(to: Lanes.self)
      }
      b = take(q * m)
      w = take(q * m)
      self.m = take(q * q)
      self.sums = take(sums)
      h = take(q * p)
      g = take(q)
      t = take(q * q)
      hch = take(q * q)
      hc = take(q * p)
      tc = take(q)
    }

    static func doubles(p: Int, q: Int, m: Int, sums: Int) -> Int {
      4 * (2 * q * m + 3 * q * q + sums + 2 * q * p + 2 * q)
    }
  }

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - level: the nesting's level of the grouping factor.
  ///   - terms: for each random term its columns in the cross-products.
  ///   - keepsProducts: whether the matrices Qᵢⱼ of `DerivativeSums` are wanted.
  init(
    plan: CrossProductPlan, columns: [Int], level: Int, terms: [[Int]], estimator: Estimator,
    keepsProducts: Bool = false
  ) {
    let p = columns.count - 1
    layout = CovarianceLayout(terms: terms.map { (0, $0.count) }, levelCount: 1)
    let q = layout.levelOrders[0]
    var local = columns
    z = terms.flatMap { $0 }.map { column in
      if let known = local.firstIndex(of: column) { return known }
      local.append(column)
      return local.count - 1
    }
    let m = local.count
    pairs = (0..<m).flatMap { i in (0...i).map { packedIndex(local[i], local[$0]) } }
    source = UnitProductSource(plan: plan, level: level)
    let stride = CrossProductPlan.padded(source.capacity)
    self.stride = stride
    laneEnd = CrossProductPlan.padded(source.unitCount)
    parameterRows = layout.blocks.flatMap { block in
      (0..<block.order).flatMap { i in
        (0...i).map { (block.firstColumn + i, block.firstColumn + $0) }
      }
    }
    let n = layout.parameterCount
    let size = Evaluation.size(p: p, parameterCount: n)
    let sums = max(DerivativeSums.Layout(p: p, n: n).count, packedCount(p + 1))
    let productSize = keepsProducts ? packedCount(q) * packedCount(q) * packedCount(p) : 0
    arena = Arena(
      doubles: size.doubles + 2 * packedCount(m) * stride + q * q
        + DerivativeSums.doubles(p: p, parameterCount: n, keepsProducts: keepsProducts)
        + Scratch.doubles(p: p, q: q, m: m, sums: sums) + 4 * productSize,
      pieces: size.pieces + 14 + DerivativeSums.pieces)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    self.p = p
    self.q = q
    self.m = m
    before = arena.take(packedCount(m) * stride)
    after = arena.take(packedCount(m) * stride)
    lambda = arena.take(q * q)
    scratch = Scratch(p: p, q: q, m: m, sums: sums, arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: n, keepsProducts: keepsProducts, arena: arena)
    productSums = UnsafeMutableRawPointer(arena.take(4 * productSize))
      .assumingMemoryBound(to: Lanes.self)
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    evaluation.setRows(products.plan.nesting.rowCount)
    source.update()
    laneEnd = CrossProductPlan.padded(source.unitCount)
    for local in 0..<pairs.count {
      source.copy(
        from: products.unitProducts + pairs[local] * products.plan.stride,
        to: before + local * stride)
    }
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    layout.writeFactor(level: 0, from: psi, to: lambda)
    let logDeterminant = eliminate()
    evaluation.solveRoot(logDeterminant: logDeterminant)
    guard depth >= .derivatives && evaluation.isValid else { return }
    differentiate()
    if depth == .inference && derivatives.layout.keepsProducts { addProducts() }
  }

  @inline(__always)
  private func lanes(_ values: UnsafePointer<Double>, _ pair: Int, _ unit: Int) -> Lanes {
    UnsafeRawPointer(values + pair * stride + unit).load(as: Lanes.self)
  }

  /// First pass: V⁻¹ applied, unit by unit; fills `after` and the root, returns log |V|.
  private func eliminate() -> Double {
    let rootCount = packedCount(p + 1)
    let sums = scratch.sums
    for index in 0..<rootCount { sums[index] = .zero }
    var determinant = Lanes(repeating: 1)
    var logDeterminant = 0.0
    var unit = 0
    while unit < laneEnd {
      projectOnRandomEffects(unit)
      determinant *= factorise()
      if total(determinant) > 1e150 {
        for lane in 0..<4 { logDeterminant += log(determinant[lane]) }
        determinant = Lanes(repeating: 1)
      }
      subtract(unit, rootCount)
      unit += 4
    }
    for lane in 0..<4 { logDeterminant += log(determinant[lane]) }
    for index in 0..<rootCount { evaluation.root[index] = total(sums[index]) }
    return logDeterminant
  }

  /// B = [X y Z]'ZΛ (as q rows of m) and M = Λ'Z'ZΛ + I of four units.
  @inline(__always)
  private func projectOnRandomEffects(_ unit: Int) {
    let b = scratch.b
    z.withUnsafeBufferPointer { z in
      for k in 0..<q {
        for a in 0..<m {
          var sum = Lanes.zero
          for l in k..<q {
            sum += lambda[l * q + k] * lanes(before, packedIndex(a, z[l]), unit)
          }
          b[k * m + a] = sum
        }
      }
      for k in 0..<q {
        for j in 0...k {
          var sum = Lanes(repeating: k == j ? 1 : 0)
          for l in k..<q { sum += lambda[l * q + k] * b[j * m + z[l]] }
          scratch.m[k * q + j] = sum
        }
      }
    }
  }

  /// M = LL' in place and W = L⁻¹B; returns |M|.
  @inline(__always)
  private func factorise() -> Lanes {
    let l = scratch.m
    var determinant = Lanes(repeating: 1)
    for k in 0..<q {
      for j in 0..<k {
        var sum = l[k * q + j]
        for i in 0..<j { sum -= l[k * q + i] * l[j * q + i] }
        l[k * q + j] = sum / l[j * q + j]
      }
      var pivot = l[k * q + k]
      for i in 0..<k { pivot -= l[k * q + i] * l[k * q + i] }
      determinant *= pivot
      let root = pivot.squareRoot()
      l[k * q + k] = root
      let reciprocal = 1 / root
      for a in 0..<m {
        var sum = scratch.b[k * m + a]
        for j in 0..<k { sum -= l[k * q + j] * scratch.w[j * m + a] }
        scratch.w[k * m + a] = sum * reciprocal
      }
    }
    return determinant
  }

  /// A - W'W of four units into `after`, and into the sums of the root.
  @inline(__always)
  private func subtract(_ unit: Int, _ rootCount: Int) {
    let w = scratch.w
    var pair = 0
    for a in 0..<m {
      for c in 0...a {
        var value = lanes(before, pair, unit)
        for k in 0..<q { value -= w[k * m + a] * w[k * m + c] }
        UnsafeMutableRawPointer(after + pair * stride + unit).storeBytes(of: value, as: Lanes.self)
        if pair < rootCount { scratch.sums[pair] += value }
        pair += 1
      }
    }
  }

  /// Second pass: gradient, average information and observed second derivatives.
  private func differentiate() {
    for index in 0..<derivatives.layout.count { scratch.sums[index] = .zero }
    var unit = 0
    while unit < laneEnd {
      loadUnit(unit)
      accumulate()
      unit += 4
    }
    collect()
  }

  /// T, H, g and HCH' of four units.
  @inline(__always)
  private func loadUnit(_ unit: Int) {
    let isREML = evaluation.estimator == .reml
    let beta = evaluation.beta
    let c = evaluation.c
    z.withUnsafeBufferPointer { z in
      for k in 0..<q {
        var residual = lanes(after, packedIndex(z[k], p), unit)
        for r in 0..<p {
          let value = lanes(after, packedIndex(z[k], r), unit)
          scratch.h[k * p + r] = value
          residual -= value * beta[r]
        }
        scratch.g[k] = residual
        for j in 0...k {
          let value = lanes(after, packedIndex(z[k], z[j]), unit)
          scratch.t[k * q + j] = value
          scratch.t[j * q + k] = value
        }
      }
    }
    guard isREML else { return }
    for k in 0..<q {
      for r in 0..<p {
        var sum = Lanes.zero
        for t in 0..<p { sum += scratch.h[k * p + t] * c[packedIndex(t, r)] }
        scratch.hc[k * p + r] = sum
      }
      for j in 0...k {
        var sum = Lanes.zero
        for r in 0..<p { sum += scratch.hc[k * p + r] * scratch.h[j * p + r] }
        scratch.hch[k * q + j] = sum
        scratch.hch[j * q + k] = sum
      }
    }
  }

  /// Adds four units to the sums.
  @inline(__always)
  private func accumulate() {
    let isREML = evaluation.estimator == .reml
    let sums = scratch.sums
    let g = scratch.g
    let t = scratch.t
    let at = derivatives.layout
    let packedP = packedCount(p)
    parameterRows.withUnsafeBufferPointer { rows in
      for i in 0..<rows.count {
        let (k, l) = rows[i]
        var first = t[k * q + l]
        if isREML { first -= scratch.hch[k * q + l] }
        sums[at.trace + i] += k == l ? first : first + first
        sums[at.quadratic + i] += k == l ? g[k] * g[l] : 2 * g[k] * g[l]
        accumulateScores(k, l, at.s + i * p)
        accumulateProducts(k, l, at.b + i * packedP)
        for a in 0..<q {
          let own = t[a * q + k] * g[l]
          scratch.tc[a] = k == l ? own : own + t[a * q + l] * g[k]
        }
        for j in 0...i {
          let (c, d) = rows[j]
          let product = scratch.tc[c] * g[d]
          let pair = packedIndex(i, j)
          sums[at.average + pair] += c == d ? product : product + scratch.tc[d] * g[c]
          sums[at.traces + pair] += traces(k, l, c, d, isREML)
        }
      }
    }
  }

  /// Adds H'Eᵢg of four units.
  @inline(__always)
  private func accumulateScores(_ k: Int, _ l: Int, _ start: Int) {
    let hk = scratch.h + k * p
    let hl = scratch.h + l * p
    for r in 0..<p {
      let score = hk[r] * scratch.g[l]
      scratch.sums[start + r] += k == l ? score : score + hl[r] * scratch.g[k]
    }
  }

  /// Adds H'EᵢH of four units.
  @inline(__always)
  private func accumulateProducts(_ k: Int, _ l: Int, _ start: Int) {
    let hk = scratch.h + k * p
    let hl = scratch.h + l * p
    var pair = start
    for r in 0..<p {
      for c in 0...r {
        let product = hk[r] * hl[c]
        scratch.sums[pair] += k == l ? product : product + hl[r] * hk[c]
        pair += 1
      }
    }
  }

  /// tr(TEᵢTEⱼ) - 2 tr(TEᵢSEⱼ), symmetrised, with S = HCH' under REML and 0 under ML.
  @inline(__always)
  private func traces(_ k: Int, _ l: Int, _ c: Int, _ d: Int, _ isREML: Bool) -> Lanes {
    var sum = traceTerm(k, l, c, d, isREML)
    if k != l { sum += traceTerm(l, k, c, d, isREML) }
    if c != d {
      sum += traceTerm(k, l, d, c, isREML)
      if k != l { sum += traceTerm(l, k, d, c, isREML) }
    }
    return sum
  }

  /// The share of e_k e_l' and e_c e_d' in the traces: T_dk T_lc - T_dk S_lc - S_dk T_lc.
  @inline(__always)
  private func traceTerm(_ k: Int, _ l: Int, _ c: Int, _ d: Int, _ isREML: Bool) -> Lanes {
    let t = scratch.t
    let plain = t[d * q + k] * t[l * q + c]
    guard isREML else { return plain }
    let s = scratch.hch
    return plain - t[d * q + k] * s[l * q + c] - s[d * q + k] * t[l * q + c]
  }

  /// Third pass: Σ T_ab (h_c h_d' + h_d h_c')/2 over units for all pairs of effects.
  private func addProducts() {
    let packed = packedCount(p)
    let effectPairs = packedCount(q)
    for index in 0..<effectPairs * effectPairs * packed { productSums[index] = .zero }
    var unit = 0
    while unit < laneEnd {
      loadUnit(unit)
      for c in 0..<q {
        for d in 0...c { addProducts(of: c, d) }
      }
      unit += 4
    }
    derivatives.fillProducts(from: productSums, order: q, rows: parameterRows)
  }

  /// Adds the products of two effects of four units, times each entry of T.
  @inline(__always)
  private func addProducts(of c: Int, _ d: Int) {
    let packed = packedCount(p)
    let effectPairs = packedCount(q)
    let hc = scratch.h + c * p
    let hd = scratch.h + d * p
    var index = packedIndex(c, d) * packed
    for r in 0..<p {
      for s in 0...r {
        let product = 0.5 * (hc[r] * hd[s] + hd[r] * hc[s])
        for a in 0..<q {
          for b in 0...a {
            productSums[packedIndex(a, b) * effectPairs * packed + index] +=
              scratch.t[a * q + b] * product
          }
        }
        index += 1
      }
    }
  }

  /// From the sums to the derivatives of the profiled criterion.
  private func collect() {
    for index in 0..<derivatives.layout.count {
      derivatives.values[index] = total(scratch.sums[index])
    }
    derivatives.finish(evaluation)
  }
}
