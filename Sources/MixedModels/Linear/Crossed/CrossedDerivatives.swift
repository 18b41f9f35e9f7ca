internal import CDenseBlocks
internal import Numerics

extension CrossedKernel {
  /// Adds a component's share of all sums.
  func differentiate(_ component: CrossedShape.Component, _ depth: EvaluationDepth) {
    invertRest(component)
    if shape.eliminated != nil { fillRows(component) }
    fillScores(component)
    for index in parameters.indices { addSums(component, index) }
    for index in parameters.indices { fillVariate(component, index, column: p, variate: index) }
    let average = derivatives.values + derivatives.layout.average
    for i in parameters.indices {
      for j in 0...i {
        average[packedIndex(i, j)] += form(component, (i, p, i), (j, p, j))
      }
    }
    if depth == .inference { addInference(component) }
  }

  /// tr(PVᵢ) = tr(V⁻¹Vᵢ) - tr(CBᵢ), under REML.
  func subtractTraces(_ depth: EvaluationDepth) {
    guard evaluation.estimator == .reml else { return }
    let at = derivatives.layout
    for i in parameters.indices {
      derivatives.values[at.trace + i] -= traceOfProduct(
        evaluation.c, derivatives.values + at.b + i * packedCount(p), p)
    }
  }

  /// The first column of effect k of a factor of the rest, and its number of units.
  @inline(__always)
  func restRange(_ component: CrossedShape.Component, _ place: Int, _ k: Int) -> (Int, Int) {
    let count = component.restUnits[place]
    return (component.restColumns[place] + k * count, count)
  }

  // MARK: Preparation

  /// ΛU⁻¹, and ω = G of [X y] column by column.
  private func invertRest(_ component: CrossedShape.Component) {
    let r = component.restCount
    guard r > 0 else { return }
    let stride = component.stride
    let g = buffers.solved + component.restRows
    let omega = buffers.omega
    let inverse = buffers.inverse
    for c in 0...p {
      for row in 0..<r { omega[c * buffers.restLength + row] = g[row * stride + r + c] }
    }
    dense_invert(buffers.factor + component.restRows, inverse, r, stride)
    for (place, index) in shape.rest.enumerated() {
      let q = shape.orders[index]
      let lambda = factors[index]
      let count = component.restUnits[place]
      for i in (0..<q).reversed() {
        for unit in 0..<count {
          let first = component.restColumns[place] + unit
          let target = inverse + (first + i * count) * stride
          var column = 0
          while column < stride {
            var lanes = Four.zero
            for k in 0...i {
              lanes += lambda[i * q + k] * load(inverse + (first + k * count) * stride + column)
            }
            store(lanes, target + column)
            column += 4
          }
        }
      }
    }
    for row in 0..<r {
      for c in 0...p {
        inverse[row * stride + r + c] = dot(
          inverse + row * stride, omega + c * buffers.restLength, r)
      }
    }
  }

  /// R, J and Z'V₁⁻¹Z of the units of a component.
  private func fillRows(_ component: CrossedShape.Component) {
    let q = eliminatedOrder
    let count = component.unitCount
    let stride = component.stride
    switch q {
    case 1: fillBlocks(component, order: 1)
    case 2: fillBlocks(component, order: 2)
    default: fillBlocks(component, order: q)
    }
    dense_mix(
      buffers.rows, products.unitRows + component.unitRows,
      buffers.unitRemainders + component.firstUnit * q * q, q, count, count * stride, stride)
    if component.restCount == 0 {
      buffers.projected.update(repeating: 0, count: q * count * stride)
    } else {
      dense_multiply(
        buffers.projected, buffers.rows, buffers.inverse, buffers.rowEnds[component.index],
        q * count, stride)
    }
  }

  /// I - Z'ZΛ(LL')⁻¹Λ' and, times Z'Z, Z'V₁⁻¹Z of each unit; called with a constant order where it is
  /// small, so that loops are unrolled.
  @inline(__always)
  private func fillBlocks(_ component: CrossedShape.Component, order q: Int) {
    let total = shape.unitPositions.count
    let count = component.unitCount
    for unit in 0..<count {
      let position = component.firstUnit + unit
      let remainder = buffers.unitRemainders + position * q * q
      let squares = products.unitSquares + position
      fillRemainder(q, buffers.unitWeights + position * q * q, squares, total, remainder)
      for k in 0..<q {
        for l in 0...k {
          var sum = 0.0
          for i in 0..<q { sum += remainder[k * q + i] * squares[packedIndex(i, l) * total] }
          buffers.blocks[packedIndex(k, l) * count + unit] = sum
        }
      }
    }
  }

  /// I - Z'ZΛ(LL')⁻¹Λ' of a unit, from K = L⁻¹Λ': I - Z'ZK'K.
  @inline(__always)
  private func fillRemainder(
    _ q: Int, _ k: UnsafePointer<Double>, _ squares: UnsafePointer<Double>, _ total: Int,
    _ remainder: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<q {
      for column in 0..<q {
        var sum = row == column ? 1.0 : 0
        for i in 0..<q {
          var product = 0.0
          for j in 0..<q { product += k[j * q + i] * k[j * q + column] }
          sum -= squares[packedIndex(row, i) * total] * product
        }
        remainder[row * q + column] = sum
      }
    }
  }

  /// H = Z'V⁻¹X and g = Z'Py, column by column; the padding of J becomes 0.
  private func fillScores(_ component: CrossedShape.Component) {
    let r = component.restCount
    let stride = component.stride
    let q = eliminatedOrder
    let units = buffers.unitScores
    let length = buffers.unitLength
    for n in 0..<q * component.unitCount {
      let row = buffers.rows + n * stride + r
      let share = buffers.projected + n * stride + r
      for c in 0...p {
        units[c * length + n] = row[c] - share[c]
        share[c] = 0
      }
    }
    let rest = buffers.restScores
    let restLength = buffers.restLength
    let b = buffers.rest + component.restRows
    let g = buffers.solved + component.restRows
    for c in 0...p {
      let target = rest + c * restLength
      for row in 0..<r { target[row] = b[row * stride + r + c] }
      for j in 0..<r {
        add(-buffers.omega[c * restLength + j], g + j * stride, r, to: target)
      }
    }
    for c in 0..<p {
      let weight = -evaluation.beta[c]
      add(weight, units + c * length, q * component.unitCount, to: units + p * length)
      add(weight, rest + c * restLength, r, to: rest + p * restLength)
    }
  }

  /// A column of the scores of effect k of a factor of the rest, or of the eliminated one (-1).
  @inline(__always)
  func scores(
    _ component: CrossedShape.Component, _ place: Int, _ k: Int, _ column: Int
  ) -> UnsafePointer<Double> {
    if place < 0 {
      return UnsafePointer(
        buffers.unitScores + column * buffers.unitLength + k * component.unitCount)
    }
    return UnsafePointer(
      buffers.restScores + column * buffers.restLength + restRange(component, place, k).0)
  }

  // MARK: Sums

  /// tr(V⁻¹Vᵢ), y'PVᵢPy, Bᵢ and sᵢ of a parameter.
  private func addSums(_ component: CrossedShape.Component, _ index: Int) {
    let at = derivatives.layout
    let values = derivatives.values
    let (place, k, l) = (parameters[index].place, parameters[index].k, parameters[index].l)
    let isEliminated = place < 0
    let count = isEliminated ? component.unitCount : restRange(component, place, k).1
    let weight = k == l ? 1.0 : 2.0
    values[at.trace + index] +=
      weight
      * (isEliminated ? unitTrace(component, k, l) : restTrace(component, place, k, l))
    let gk = scores(component, place, k, p)
    let gl = scores(component, place, l, p)
    values[at.quadratic + index] += weight * dot(gk, gl, count)
    let s = values + at.s + index * p
    let b = values + at.b + index * packedCount(p)
    for x in 0..<p {
      let hk = scores(component, place, k, x)
      let hl = scores(component, place, l, x)
      s[x] += dot(hk, gl, count)
      if k != l { s[x] += dot(hl, gk, count) }
      for z in 0...x {
        b[packedIndex(x, z)] += dot(hk, scores(component, place, l, z), count)
        if k != l { b[packedIndex(x, z)] += dot(hl, scores(component, place, k, z), count) }
      }
    }
  }

  private func unitTrace(_ component: CrossedShape.Component, _ k: Int, _ l: Int) -> Double {
    let plane = component.unitCount * component.stride
    let own = sum(buffers.blocks + packedIndex(k, l) * component.unitCount, component.unitCount)
    return own - dot(buffers.projected + k * plane, buffers.projected + l * plane, plane)
  }

  private func restTrace(
    _ component: CrossedShape.Component, _ place: Int, _ k: Int, _ l: Int
  ) -> Double {
    let stride = component.stride
    let b = buffers.rest + component.restRows
    let g = buffers.solved + component.restRows
    let (first, count) = restRange(component, place, k)
    let other = restRange(component, place, l).0
    var trace = 0.0
    for unit in 0..<count { trace += b[(first + unit) * stride + other + unit] }
    for row in 0..<component.restCount {
      trace -= dot(g + row * stride + first, g + row * stride + other, count)
    }
    return trace
  }

  // MARK: Variates

  /// For c = EᵢH e of a parameter and a column e of the scores: the share J'c or Gc, and the first
  /// part of Z'V⁻¹Zc.
  func fillVariate(
    _ component: CrossedShape.Component, _ index: Int, column: Int, variate: Int
  ) {
    let parameter = parameters[index]
    let shares = buffers.variateShares + variate * buffers.shareLength
    let units = buffers.variateUnits + variate * buffers.unitLength
    let hk = scores(component, parameter.place, parameter.k, column)
    let hl = scores(component, parameter.place, parameter.l, column)
    if parameter.place < 0 {
      fillUnitVariate(component, parameter, hk, hl, shares, units)
      return
    }
    let r = component.restCount
    let stride = component.stride
    let g = buffers.solved + component.restRows
    let b = buffers.rest + component.restRows
    let rest = buffers.variateRest + variate * buffers.shareLength
    let (k, count) = restRange(component, parameter.place, parameter.k)
    let l = restRange(component, parameter.place, parameter.l).0
    func apply(_ row: UnsafePointer<Double>) -> Double {
      let sum = dot(row + k, hl, count)
      return k == l ? sum : sum + dot(row + l, hk, count)
    }
    for row in 0..<r {
      shares[row] = apply(g + row * stride)
      rest[row] = apply(b + row * stride)
    }
    let q = eliminatedOrder
    for n in 0..<q * component.unitCount { units[n] = apply(buffers.rows + n * stride) }
  }

  private func fillUnitVariate(
    _ component: CrossedShape.Component, _ parameter: Parameter, _ hk: UnsafePointer<Double>,
    _ hl: UnsafePointer<Double>, _ shares: UnsafeMutablePointer<Double>,
    _ units: UnsafeMutablePointer<Double>
  ) {
    let count = component.unitCount
    let stride = component.stride
    let (k, l) = (parameter.k, parameter.l)
    shares.update(repeating: 0, count: stride)
    dense_add_weighted(shares, hl, buffers.projected + k * count * stride, count, stride)
    if k != l {
      dense_add_weighted(shares, hk, buffers.projected + l * count * stride, count, stride)
    }
    for a in 0..<eliminatedOrder {
      let own = buffers.blocks + packedIndex(a, k) * count
      let other = buffers.blocks + packedIndex(a, l) * count
      let target = units + a * count
      for unit in 0..<count {
        target[unit] = own[unit] * hl[unit] + (k == l ? 0 : other[unit] * hk[unit])
      }
    }
  }

  /// c'Z'V⁻¹Zd for the variates of two (parameter, column, variate).
  func form(
    _ component: CrossedShape.Component, _ one: (parameter: Int, column: Int, variate: Int),
    _ two: (parameter: Int, column: Int, variate: Int)
  ) -> Double {
    let isUnit = parameters[one.parameter].place < 0
    if !isUnit && parameters[two.parameter].place < 0 {
      return form(component, two, one)
    }
    let parameter = parameters[one.parameter]
    let hk = scores(component, parameter.place, parameter.k, one.column)
    let hl = scores(component, parameter.place, parameter.l, one.column)
    let target: UnsafePointer<Double>
    let (k, l, count): (Int, Int, Int)
    if isUnit {
      target = UnsafePointer(buffers.variateUnits + two.variate * buffers.unitLength)
      count = component.unitCount
      (k, l) = (parameter.k * count, parameter.l * count)
    } else {
      target = UnsafePointer(buffers.variateRest + two.variate * buffers.shareLength)
      (k, count) = restRange(component, parameter.place, parameter.k)
      l = restRange(component, parameter.place, parameter.l).0
    }
    var sum = dot(target + k, hl, count)
    if k != l { sum += dot(target + l, hk, count) }
    return sum
      - dot(
        buffers.variateShares + one.variate * buffers.shareLength,
        buffers.variateShares + two.variate * buffers.shareLength, component.restCount)
  }

  /// Adds a multiple of a vector to another.
  @inline(__always)
  func add(
    _ weight: Double, _ source: UnsafePointer<Double>, _ count: Int,
    to target: UnsafeMutablePointer<Double>
  ) {
    var index = 0
    while index + 4 <= count {
      store(load(target + index) + weight * load(source + index), target + index)
      index += 4
    }
    while index < count {
      target[index] += weight * source[index]
      index += 1
    }
  }
}
