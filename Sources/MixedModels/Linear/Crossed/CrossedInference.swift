internal import CDenseBlocks
internal import Numerics

extension CrossedKernel {
  /// Adds a component's share of tr(V⁻¹VᵢV⁻¹Vⱼ), under REML less 2 tr(CQᵢⱼ), and of Qᵢⱼ.
  func addInference(_ component: CrossedShape.Component) {
    fillProducts(component)
    let traces = derivatives.values + derivatives.layout.traces
    for i in parameters.indices {
      for j in 0...i { traces[packedIndex(i, j)] += trace(component, i, j) }
    }
    addProducts(component)
  }

  /// Qᵢⱼ[x, z] = c'Z'V⁻¹Zd with c = EᵢHe_x and d = EⱼHe_z.
  private func addProducts(_ component: CrossedShape.Component) {
    let at = derivatives.layout
    for i in parameters.indices {
      for x in 0..<p { fillVariate(component, i, column: x, variate: i * p + x) }
    }
    for i in parameters.indices {
      for j in 0...i {
        let pair = packedIndex(i, j)
        for x in 0..<p {
          for z in 0...x {
            var product = form(component, (i, x, i * p + x), (j, z, j * p + z))
            if x != z {
              product =
                0.5 * (product + form(component, (i, z, i * p + z), (j, x, j * p + x)))
            }
            if evaluation.estimator == .reml {
              derivatives.values[at.traces + pair] -=
                (x == z ? 2 : 4) * evaluation.c[packedIndex(x, z)] * product
            }
            if at.keepsProducts {
              derivatives.values[at.products + pair * packedCount(p) + packedIndex(x, z)] += product
            }
          }
        }
      }
    }
  }

  // MARK: Traces

  /// Z'V⁻¹Z within the rest and between the rest and the eliminated effects, JJ' of each unit, and
  /// J'EJ.
  private func fillProducts(_ component: CrossedShape.Component) {
    let r = component.restCount
    let stride = component.stride
    if r > 0 {
      let t = buffers.restRest
      let g = buffers.solved + component.restRows
      t.update(from: buffers.rest + component.restRows, count: stride * stride)
      dense_subtract_product(t, g, g, r, stride)
      for row in 0..<r {
        for column in 0..<row { t[row * stride + column] = t[column * stride + row] }
      }
    }
    guard let eliminated = shape.eliminated else { return }
    let q = shape.orders[eliminated]
    let count = component.unitCount
    let plane = count * stride
    fillUnitRest(component, rows: q * count)
    for k in 0..<q {
      for l in 0...k {
        for unit in 0..<count {
          buffers.shares[packedIndex(k, l) * count + unit] = dot(
            buffers.projected + k * plane + unit * stride,
            buffers.projected + l * plane + unit * stride, r)
        }
        let gram = buffers.grams + packedIndex(k, l) * stride * stride
        gram.update(repeating: 0, count: stride * stride)
        let first = buffers.projected + k * plane
        let second = buffers.projected + l * plane
        dense_subtract_product(gram, first, second, count, stride)
        if k != l { dense_subtract_product(gram, second, first, count, stride) }
      }
    }
  }

  /// R - JG.
  private func fillUnitRest(_ component: CrossedShape.Component, rows: Int) {
    let r = component.restCount
    guard r > 0 else { return }
    let stride = component.stride
    let target = buffers.unitRest
    let g = buffers.solved + component.restRows
    for n in 0..<rows {
      let row = target + n * stride
      row.update(from: buffers.rows + n * stride, count: stride)
      for j in 0..<r { add(-buffers.projected[n * stride + j], g + j * stride, r, to: row) }
    }
  }

  /// tr(TEᵢTEⱼ), T = Z'V⁻¹Z.
  private func trace(_ component: CrossedShape.Component, _ i: Int, _ j: Int) -> Double {
    let one = parameters[i]
    let two = parameters[j]
    var sum = 0.0
    // Both orders of the two effects of each parameter, once if they are the same.
    for first in 0..<(one.k == one.l ? 1 : 2) {
      let (k, l) = first == 0 ? (one.k, one.l) : (one.l, one.k)
      for second in 0..<(two.k == two.l ? 1 : 2) {
        let (c, d) = second == 0 ? (two.k, two.l) : (two.l, two.k)
        switch (one.place < 0, two.place < 0) {
        case (true, true): sum += unitTerm(component, k, l, c, d)
        case (true, false): sum += mixedTerm(component, k, l, two.place, c, d)
        case (false, true): sum += mixedTerm(component, c, d, one.place, k, l)
        case (false, false): sum += restTerm(component, one.place, k, l, two.place, c, d)
        }
      }
    }
    if one.place < 0 && two.place < 0 {
      sum += gramProduct(component, packedIndex(one.k, one.l), packedIndex(two.k, two.l))
    }
    return sum
  }

  /// Σ over units of T_dk T_lc - T_dk S_lc - S_dk T_lc with T the units' own blocks and S of JJ'.
  private func unitTerm(
    _ component: CrossedShape.Component, _ k: Int, _ l: Int, _ c: Int, _ d: Int
  ) -> Double {
    let count = component.unitCount
    let dk = packedIndex(d, k) * count
    let lc = packedIndex(l, c) * count
    let t = buffers.blocks
    let s = buffers.shares
    return dot(t + dk, t + lc, count) - dot(t + dk, s + lc, count) - dot(s + dk, t + lc, count)
  }

  /// ⟨J'EᵢJ, J'EⱼJ⟩.
  private func gramProduct(
    _ component: CrossedShape.Component, _ first: Int, _ second: Int
  ) -> Double {
    let stride = component.stride
    let a = buffers.grams + first * stride * stride
    let b = buffers.grams + second * stride * stride
    var sum = 0.0
    for row in 0..<component.restCount {
      let start = row * stride + row
      sum +=
        2 * dot(a + start + 1, b + start + 1, component.restCount - row - 1) + a[start] * b[start]
    }
    return sum
  }

  /// Σ T_(l, c) T_(k, d) over pairs of an eliminated unit and a unit of a factor of the rest.
  private func mixedTerm(
    _ component: CrossedShape.Component, _ k: Int, _ l: Int, _ place: Int, _ c: Int, _ d: Int
  ) -> Double {
    let stride = component.stride
    let (first, count) = restRange(component, place, c)
    let second = restRange(component, place, d).0
    let t = buffers.unitRest
    var sum = 0.0
    for unit in 0..<component.unitCount {
      sum += dot(
        t + (l * component.unitCount + unit) * stride + first,
        t + (k * component.unitCount + unit) * stride + second, count)
    }
    return sum
  }

  /// The same over pairs of units of two factors of the rest.
  private func restTerm(
    _ component: CrossedShape.Component, _ one: Int, _ k: Int, _ l: Int, _ two: Int, _ c: Int,
    _ d: Int
  ) -> Double {
    let stride = component.stride
    let t = buffers.restRest
    let (rowK, rows) = restRange(component, one, k)
    let rowL = restRange(component, one, l).0
    let (first, count) = restRange(component, two, c)
    let second = restRange(component, two, d).0
    var sum = 0.0
    for unit in 0..<rows {
      sum += dot(
        t + (rowL + unit) * stride + first, t + (rowK + unit) * stride + second, count)
    }
    return sum
  }
}
