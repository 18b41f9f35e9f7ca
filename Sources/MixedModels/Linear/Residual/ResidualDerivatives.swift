internal import Numerics

extension ResidualKernel {
  /// Writes W = V⁻¹ of the rows in hand to the buffers.
  ///
  /// - Returns: log |V|, nil if V is not positive definite.
  func invertCovariance(_ psi: UnsafePointer<Double>) -> Double? {
    let m = rows.count
    let v = buffers.w
    v.update(repeating: 0, count: m * m)
    guard entries.add(rows, psi + layout.residualStart, to: v) else { return nil }
    for (block, term) in zip(layout.blocks, terms) {
      let units = rows.units(term.grouping)
      for k in 0..<m {
        for l in 0...k where units[k] == units[l] {
          var sum = 0.0
          for i in 0..<block.order {
            let left = rows.values(term.firstColumn + i)[k]
            for j in 0..<block.order {
              sum +=
                left * psi[block.firstParameter + packedIndex(i, j)]
                * rows.values(term.firstColumn + j)[l]
            }
          }
          v[k * m + l] += sum
        }
      }
    }
    return invertSquare(v, m, work: buffers.work)
  }

  /// Adds what blocks with the V of the rows in hand have to say of every derivative.
  ///
  /// With Gᵢ = WVᵢ, S = Σ XCX' and E = Σ ee' over the blocks: tr(PVᵢ) = tr((cW - WSW)Vᵢ) for c blocks,
  /// y'PVᵢPy = tr(WEWVᵢ), X'V⁻¹VᵢV⁻¹X from GᵢW.
  mutating func addDerivatives(of block: Block, _ psi: UnsafePointer<Double>) {
    guard invertCovariance(psi) != nil else { return }
    let m = rows.count
    let isREML = evaluation.estimator == .reml
    block.writeSum(sums.outer, columns: p + 1, to: buffers.e, work: buffers.other)
    multiplySquare(buffers.w, buffers.e, m, into: buffers.work)
    if isREML {
      block.writeSum(evaluation.c, columns: p, to: buffers.s, work: buffers.other)
      multiplySquare(buffers.w, buffers.s, m, into: buffers.other)
      addFirst(block, psi)
      addSecond(block, weighted: buffers.work, reduced: buffers.other)
      // work = WE, other = WS: now WEW and cW - WSW.
      multiplySquare(buffers.other, buffers.w, m, into: buffers.s)
      for index in 0..<m * m {
        buffers.s[index] = block.count * buffers.w[index] - buffers.s[index]
      }
    } else {
      addFirst(block, psi)
      addSecond(block, weighted: buffers.work, reduced: nil)
      for index in 0..<m * m { buffers.s[index] = block.count * buffers.w[index] }
    }
    multiplySquare(buffers.work, buffers.w, m, into: buffers.e)
    addTraces()
    addCurvature(psi)
  }

  /// Vᵢ, Gᵢ and X'V⁻¹VᵢV⁻¹[X y].
  private func addFirst(_ block: Block, _ psi: UnsafePointer<Double>) {
    let m = rows.count
    let at = derivatives.layout
    let values = derivatives.values
    for i in 0..<layout.parameterCount {
      writeDerivative(i, psi, to: buffers.derivatives[i])
      multiplySquare(buffers.w, buffers.derivatives[i], m, into: buffers.products[i])
      multiplySquare(buffers.products[i], buffers.w, m, into: buffers.third)
      sums.products.update(repeating: 0, count: packedCount(p + 1))
      block.add(buffers.third, to: sums.products, work: buffers.fourth)
      let b = values + at.b + i * packedCount(p)
      for index in 0..<packedCount(p) { b[index] += sums.products[index] }
      for x in 0..<p {
        var sum = sums.products[packedIndex(p, x)]
        for z in 0..<p { sum -= sums.products[packedIndex(x, z)] * evaluation.beta[z] }
        values[at.s + i * p + x] += sum
      }
    }
  }

  /// y'PVᵢV⁻¹VⱼPy = tr(GᵢGⱼWE), and tr(GᵢGⱼ), under REML less 2 tr(GᵢGⱼWS).
  private func addSecond(
    _ block: Block, weighted: UnsafePointer<Double>, reduced: UnsafePointer<Double>?
  ) {
    let m = rows.count
    let at = derivatives.layout
    let values = derivatives.values
    for j in 0..<layout.parameterCount {
      let own = buffers.products[j]
      multiplySquare(own, weighted, m, into: buffers.third)
      if let reduced { multiplySquare(own, reduced, m, into: buffers.fourth) }
      for i in j..<layout.parameterCount {
        let pair = packedIndex(i, j)
        let other = buffers.products[i]
        values[at.average + pair] += traceOfSquares(other, buffers.third, m)
        values[at.traces + pair] += block.count * traceOfSquares(other, own, m)
        if reduced != nil {
          values[at.traces + pair] -= 2 * traceOfSquares(other, buffers.fourth, m)
        }
      }
    }
  }

  /// tr(PVᵢ) and y'PVᵢPy, from what `buffers.s` and `buffers.e` hold at the end.
  private func addTraces() {
    let m = rows.count
    let at = derivatives.layout
    for i in 0..<layout.parameterCount {
      derivatives.values[at.trace + i] += dot(buffers.s, buffers.derivatives[i], m * m)
      derivatives.values[at.quadratic + i] += dot(buffers.e, buffers.derivatives[i], m * m)
    }
  }

  /// tr(PVᵢⱼ) and y'PVᵢⱼPy of the residual's parameters.
  private func addCurvature(_ psi: UnsafePointer<Double>) {
    let m = rows.count
    let start = layout.residualStart
    for i in 0..<entries.parameterCount {
      for j in 0...i {
        guard
          entries.writeSecondDerivative(i, j, rows, psi + start, to: buffers.third)
        else { continue }
        let pair = packedIndex(start + i, start + j)
        sums.secondTrace[pair] += dot(buffers.s, buffers.third, m * m)
        sums.secondQuadratic[pair] += dot(buffers.e, buffers.third, m * m)
      }
    }
  }

  /// Writes Vᵢ.
  private func writeDerivative(
    _ i: Int, _ psi: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>
  ) {
    let start = layout.residualStart
    guard i < start else {
      entries.writeDerivative(i - start, rows, psi + start, to: target)
      return
    }
    let index = layout.blocks.lastIndex { $0.firstParameter <= i }!
    let term = terms[index]
    var a = 0
    let place = i - layout.blocks[index].firstParameter
    while packedCount(a + 1) <= place { a += 1 }
    let b = place - packedCount(a)
    let x = rows.values(term.firstColumn + a)
    let z = rows.values(term.firstColumn + b)
    let units = rows.units(term.grouping)
    let m = rows.count
    for k in 0..<m {
      for l in 0..<m {
        let product = a == b ? x[k] * x[l] : x[k] * z[l] + z[k] * x[l]
        target[k * m + l] = units[k] == units[l] ? product : 0
      }
    }
  }

  /// Gradient and curvatures from the sums; V is not linear in φ, so that the second derivatives have
  /// tr(PVᵢⱼ) - y'PVᵢⱼPy/σ² besides.
  mutating func finish() {
    derivatives.finish(evaluation)
    let sigma = evaluation.sigmaSquared
    for pair in 0..<packedCount(layout.parameterCount) {
      evaluation.observed[pair] += sums.secondTrace[pair] - sums.secondQuadratic[pair] / sigma
    }
  }
}
