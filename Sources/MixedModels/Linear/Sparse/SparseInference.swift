internal import Numerics

extension SparseKernel {
  /// Second derivatives of the criterion as central differences of its exact gradient: the exact ones
  /// would need Z'V⁻¹Z between all pairs of units. At a variance of 0 the differences are one-sided, of
  /// second order.
  ///
  /// With steps of a thousandth of the parameter's size they are right to about six digits. Where a
  /// matrix of several effects is singular there is no room to move in: nil.
  mutating func differencedCurvature(_ psi: UnsafePointer<Double>) -> [[Double]]? {
    let n = layout.parameterCount
    var rows: [[Double]] = []
    for block in layout.blocks {
      let own = psi + block.firstParameter
      for i in 0..<block.order {
        for j in 0...i {
          let index = block.firstParameter + packedIndex(i, j)
          let size = (own[packedIndex(i, i)] * own[packedIndex(j, j)]).squareRoot()
          let h = 1e-3 * max(size, 1e-3)
          if block.order > 1 && !isInside(block, own, moving: packedIndex(i, j), by: h) {
            return nil
          }
          let isAtZero = block.order == 1 && psi[index] < h
          guard let one = gradient(psi, index, by: h),
            let two = gradient(psi, index, by: isAtZero ? 2 * h : -h)
          else { return nil }
          if isAtZero {
            guard let here = gradient(psi, index, by: 0) else { return nil }
            rows.append((0..<n).map { (4 * one[$0] - 3 * here[$0] - two[$0]) / (2 * h) })
          } else {
            rows.append((0..<n).map { (one[$0] - two[$0]) / (2 * h) })
          }
        }
      }
    }
    return rows
  }

  private func isInside(
    _ block: CovarianceLayout.Block, _ own: UnsafePointer<Double>, moving index: Int, by h: Double
  ) -> Bool {
    [h, -h].allSatisfy { step in
      var matrix = (0..<block.parameterCount).map { own[$0] }
      matrix[index] += step
      return matrix.withUnsafeMutableBufferPointer {
        choleskyPacked($0.baseAddress!, block.order, tolerance: 1e-9)
      }
    }
  }

  /// The gradient at a point moved along one parameter.
  private mutating func gradient(
    _ psi: UnsafePointer<Double>, _ index: Int, by step: Double
  ) -> [Double]? {
    let n = layout.parameterCount
    buffers.moved.update(from: psi, count: n)
    buffers.moved[index] += step
    evaluateAt(buffers.moved, .derivatives)
    return evaluation.isValid ? (0..<n).map { evaluation.gradient[$0] } : nil
  }

  /// Completes an evaluation with derivatives by the second derivatives: what they and the average
  /// information say of the traces tr(PVᵢPVⱼ), and Qᵢⱼ.
  mutating func addInference(_ curvature: [[Double]]?) {
    let at = derivatives.layout
    let values = derivatives.values
    let sigma = evaluation.sigmaSquared
    for i in parameters.indices {
      for j in 0...i {
        let pair = packedIndex(i, j)
        let profile =
          values[at.quadratic + i] * values[at.quadratic + j] / (evaluation.nu * sigma * sigma)
        let average = evaluation.observed[pair]
        let observed = curvature.map { 0.5 * ($0[i][j] + $0[j][i]) } ?? average
        // Average information is the mean of observed and expected curvature.
        let expected = 2 * average - observed
        evaluation.observed[pair] = observed
        evaluation.information[pair] = expected
        values[at.traces + pair] = expected + profile
      }
    }
    evaluation.hasObserved = true
    if at.keepsProducts { addProducts() }
  }

  /// Qᵢⱼ[x, z] = (VᵢV⁻¹x)'V⁻¹(VⱼV⁻¹z).
  private func addProducts() {
    let at = derivatives.layout
    let count = parameters.count * p
    for i in parameters.indices {
      for x in 0..<p {
        writeVariate(i, column: x, to: buffers.variates + (i * p + x) * rowCount)
      }
    }
    buffers.solvedVariates.update(from: buffers.variates, count: count * rowCount)
    system.applyInverse(buffers.solvedVariates, count: count, lambdas, buffers.effects)
    for i in parameters.indices {
      for j in 0...i {
        let target = derivatives.values + at.products + packedIndex(i, j) * packedCount(p)
        for x in 0..<p {
          for z in 0...x {
            target[packedIndex(x, z)] = 0.5 * (product(i, x, j, z) + product(i, z, j, x))
          }
        }
      }
    }
  }

  private func product(_ i: Int, _ x: Int, _ j: Int, _ z: Int) -> Double {
    dot(
      buffers.variates + (i * p + x) * rowCount,
      buffers.solvedVariates + (j * p + z) * rowCount, rowCount)
  }
}
