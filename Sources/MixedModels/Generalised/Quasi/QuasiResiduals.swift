internal import Numerics

/// What follows from the scores of all units once β is known: the gradient of θ, residuals û and their
/// comparative covariances.
struct QuasiResiduals {
  private let p: Int
  /// U'V⁻¹(r - Xβ) of a unit, and ΩU'V⁻¹X.
  private let score: UnsafeMutablePointer<Double>
  private let shrunken: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>

  init(p: Int, widest q: Int, workspace: Workspace) {
    self.p = p
    score = workspace.doubles(q)
    shrunken = workspace.doubles(q * (p + 1))
    product = workspace.doubles(q * q)
  }

  /// Adds Σ over units of (U'V⁻¹(r - Xβ))ₐ(...)_b for each pair of effects of a grouping to the gradient.
  func addGradient(
    _ grouping: QuasiGrouping, index: Int, units: Int, _ state: QuasiState, _ sums: QuasiSums
  ) {
    for unit in 0..<units {
      writeScore(grouping, unit, state)
      for k in 0..<sums.parameterCount where sums.parameters[k].grouping == index {
        let parameter = sums.parameters[k]
        state.gradient[k] += parameter.multiplicity * score[parameter.a] * score[parameter.b]
      }
    }
  }

  @inline(__always)
  private func writeScore(_ grouping: QuasiGrouping, _ unit: Int, _ state: QuasiState) {
    for a in 0..<grouping.order {
      let scores = grouping.scores + (unit * grouping.order + a) * (p + 1)
      var value = scores[p]
      for k in 0..<p { value -= scores[k] * state.nextBeta[k] }
      score[a] = value
    }
  }

  /// û = ΩU'V⁻¹(r - Xβ), of which a share of the change is taken, and no more than `longest` of each.
  ///
  /// - Returns: the largest change that was asked for.
  @discardableResult
  func updateModes(
    _ grouping: QuasiGrouping, units: Int, _ state: QuasiState, share: Double,
    longest: Double = .infinity
  ) -> Double {
    let q = grouping.order
    var largest = 0.0
    for unit in 0..<units {
      writeScore(grouping, unit, state)
      for a in 0..<q {
        var value = 0.0
        for b in 0..<q { value += grouping.omega[a * q + b] * score[b] }
        let mode = grouping.modes + unit * q + a
        let change = value - mode.pointee
        largest = max(largest, change.magnitude)
        mode.pointee += share * min(max(change, -longest), longest)
      }
    }
    return largest
  }

  /// Cov(û - u) = Ω - ΩU'V⁻¹UΩ + ΩU'V⁻¹X (X'V⁻¹X)⁻¹ X'V⁻¹UΩ of each unit: the comparative covariance
  /// (Goldstein 1995, appendix 2.2), of which a share of the change is taken.
  func updateSpreads(_ grouping: QuasiGrouping, units: Int, _ state: QuasiState, share: Double) {
    let q = grouping.order
    for unit in 0..<units {
      let scores = grouping.scores + unit * q * (p + 1)
      let block = grouping.blocks + unit * packedCount(q)
      for a in 0..<q {
        for k in 0..<p {
          var sum = 0.0
          for b in 0..<q { sum += grouping.omega[a * q + b] * scores[b * (p + 1) + k] }
          shrunken[a * p + k] = sum
        }
        for b in 0..<q {
          var sum = 0.0
          for c in 0..<q { sum += grouping.omega[a * q + c] * block[packedIndex(c, b)] }
          product[a * q + b] = sum
        }
      }
      let spread = grouping.spreads + unit * grouping.spreadStride
      for a in 0..<q {
        for b in 0...a {
          var value = grouping.omega[a * q + b]
          for c in 0..<q { value -= product[a * q + c] * grouping.omega[c * q + b] }
          value += bilinear(shrunken + a * p, state.covariance, shrunken + b * p, p)
          let entry = spread + packedIndex(a, b)
          entry.pointee += share * (value - entry.pointee)
        }
      }
    }
  }
}
