internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Working memory of adaptive quadrature: for each point one number a unit, and planes over the rows.
struct QuadratureBuffers {
  let rule: HermiteRule
  /// h at each point, then the point's share in its unit's integral.
  let shares: UnsafeMutablePointer<Double>
  /// Logarithms of the units' integrals.
  let logIntegrals: UnsafeMutablePointer<Double>
  /// What each unit's log D and û contribute to the gradient.
  let ofDeterminant: UnsafeMutablePointer<Double>
  let ofMode: UnsafeMutablePointer<Double>
  let unitScores: UnsafeMutablePointer<Double>
  let eta: UnsafeMutablePointer<Double>
  let first: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Double>
  let rowShares: UnsafeMutablePointer<Double>
  let rowFirst: UnsafeMutablePointer<Double>
  let zeros: UnsafeMutablePointer<Double>

  init(points: Int, stride: Int, units: Int, workspace: Workspace) {
    rule = HermiteRule(points: points)
    shares = workspace.doubles(points * units)
    logIntegrals = workspace.doubles(units)
    ofDeterminant = workspace.doubles(units)
    ofMode = workspace.doubles(units)
    unitScores = workspace.doubles(units)
    eta = workspace.doubles(stride)
    first = workspace.doubles(stride)
    values = workspace.doubles(stride)
    rowShares = workspace.doubles(stride)
    rowFirst = workspace.doubles(stride)
    zeros = workspace.doubles(stride)
  }
}

// Adaptive Gauss-Hermite quadrature for one scalar random effect a unit (Pinheiro & Bates 1995): with
// û and D of a unit and nodes u_k = û + √(2/D) x_k, its likelihood is
// D^-½ Σ w_k exp(x_k²) exp(-h(u_k))/√π. One point is Laplace's approximation.
extension LaplaceCriterion {
  /// The criterion at the modes in hand; writes the gradient where there is one.
  func quadratureValue(_ gradient: UnsafeMutablePointer<Double>?) -> Double {
    let q = quadrature!
    let units = system.effectCount
    for (point, node) in q.rule.nodes.enumerated() {
      let h = q.shares + point * units
      writeRows(at: node, derivatives: false)
      for unit in 0..<units {
        let u = buffers.modes[unit] + node * spread(unit)
        h[unit] = q.rule.logWeights[point] - 0.5 * u * u
      }
      let rowUnits = system.groupings[0].units
      for row in 0..<rows.count { h[Int(rowUnits[row])] += q.values[row] }
    }
    var sum = 0.0
    let points = q.rule.nodes.count
    for unit in 0..<units {
      var top = -Double.infinity
      for point in 0..<points { top = max(top, q.shares[point * units + unit]) }
      var total = 0.0
      for point in 0..<points {
        let share = exp(q.shares[point * units + unit] - top)
        q.shares[point * units + unit] = share
        total += share
      }
      for point in 0..<points { q.shares[point * units + unit] /= total }
      sum += top + log(total) - 0.5 * log(.pi)
    }
    let deviance =
      system.factor.logDeterminant - 2 * (sum + rows.response.constant(buffers.psi))
    guard deviance.isFinite else { return .infinity }
    if let gradient { writeQuadratureGradient(to: gradient) }
    return deviance
  }

  /// √(2/D) of a unit.
  @inline(__always)
  private func spread(_ unit: Int) -> Double {
    2.0.squareRoot() / system.factor.diagonal.base[unit]
  }

  /// The rows' log densities, and derivatives, at a node.
  private func writeRows(at node: Double, derivatives: Bool) {
    let q = quadrature!
    let theta = system.lambdas[0][0]
    let units = system.groupings[0].units
    let z = system.groupings[0].effects[0].column
    for row in 0..<rows.count {
      q.eta[row] = buffers.eta[row] + z[row] * theta * node * spread(Int(units[row]))
    }
    rows.response.rowValues(
      q.eta, buffers.psi, values: q.values, first: derivatives ? q.first : nil)
  }

  /// Through the nodes at fixed u_k, then through their places: log D and û of each unit.
  private func writeQuadratureGradient(to gradient: UnsafeMutablePointer<Double>) {
    let q = quadrature!
    let b = buffers
    let response = rows.response
    let units = system.effectCount
    let rowUnits = system.groupings[0].units
    let z = system.groupings[0].effects[0].column
    let theta = system.lambdas[0][0]
    let psiGradient = gradient + psiStart
    psiGradient.update(repeating: 0, count: psiCount)
    q.rowFirst.update(repeating: 0, count: rows.count)
    q.ofMode.update(repeating: 0, count: units)
    q.ofDeterminant.update(repeating: 0.5, count: units)
    var thetaGradient = 0.0
    for (point, node) in q.rule.nodes.enumerated() {
      let shares = q.shares + point * units
      writeRows(at: node, derivatives: true)
      q.unitScores.update(repeating: 0, count: units)
      for row in 0..<rows.count {
        let unit = Int(rowUnits[row])
        q.rowShares[row] = shares[unit]
        q.rowFirst[row] += shares[unit] * q.first[row]
        q.unitScores[unit] += z[row] * q.first[row]
      }
      for unit in 0..<units {
        let u = b.modes[unit] + node * spread(unit)
        thetaGradient -= shares[unit] * q.unitScores[unit] * u
        // Σ share ∂h/∂u, and the same times how far the node moves with log D.
        let slope = shares[unit] * (u - theta * q.unitScores[unit])
        q.ofMode[unit] += slope
        q.ofDeterminant[unit] -= 0.5 * slope * node * spread(unit)
      }
      response.addParameterSlopes(
        q.eta, b.psi, shares: q.rowShares, leverages: q.zeros, shifts: q.zeros, to: psiGradient)
    }
    // From here as with Laplace's approximation, with the leverage v²/D times twice what log D gives.
    let diagonal = system.factor.diagonal.base
    for row in 0..<rows.count {
      let unit = Int(rowUnits[row])
      let v = theta * z[row] / diagonal[unit]
      b.leverages[row] = 2 * q.ofDeterminant[unit] * v * v
    }
    response.leverageSlopes(b.eta, b.psi, leverages: b.leverages, slopes: b.slopes)
    system.project(b.slopes, to: b.adjoint)
    for unit in 0..<units {
      b.adjoint[unit] =
        (theta * b.adjoint[unit] + q.ofMode[unit]) / (diagonal[unit] * diagonal[unit])
    }
    for row in 0..<rows.count {
      let unit = Int(rowUnits[row])
      let shift = theta * z[row] * b.adjoint[unit]
      b.shifts[row] = shift
      let moved = b.slopes[row] - b.weight[row] * shift
      thetaGradient += moved * z[row] * b.modes[unit] + z[row] * b.first[row] * b.adjoint[unit]
      // D's own part in θ.
      thetaGradient +=
        2 * q.ofDeterminant[unit] * b.weight[row] * z[row] * z[row] * theta
        / (diagonal[unit] * diagonal[unit])
      b.rest[row] = moved - q.rowFirst[row]
    }
    gradient[0] = 2 * thetaGradient
    rows.project(b.rest, factor: 2, to: gradient + thetaCount)
    guard psiCount > 0 else { return }
    response.addParameterSlopes(
      b.eta, b.psi, shares: q.zeros, leverages: b.leverages, shifts: b.shifts, to: psiGradient)
    response.addConstantSlope(b.psi, to: psiGradient)
    for index in 0..<psiCount { psiGradient[index] *= 2 }
  }
}
