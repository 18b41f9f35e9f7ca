internal import Numerics

/// The random effects of one grouping: all terms whose units are the same.
///
/// Holds no references, so that arrays of it cost nothing in loops over rows. With order 2 a unit has
/// besides its q effects u their q(q+1)/2 products, whose covariance is known.
struct QuasiGrouping {
  /// q.
  let order: Int
  /// The level of the nesting; -1: a row factor.
  let level: Int
  let unitCapacity: Int
  /// Whether each row has exactly one unit.
  var isSingle: Bool { starts == nil }
  private let units: UnsafePointer<Int32>
  private let starts: UnsafePointer<Int32>?
  private let weights: UnsafePointer<Double>?

  /// Z, q values for each row, without weights of memberships.
  let z: UnsafeMutablePointer<Double>
  /// Ω, q × q.
  let omega: UnsafeMutablePointer<Double>
  /// Of each unit û, q values.
  let modes: UnsafeMutablePointer<Double>
  /// Of each unit Cov(û - u), packed; MQL has Ω in its place, once.
  let spreads: UnsafeMutablePointer<Double>
  /// Of each unit its rows of U'V⁻¹[X, working response], p + 1 values for each effect.
  let scores: UnsafeMutablePointer<Double>
  /// Of each unit its block of U'V⁻¹U, packed.
  let blocks: UnsafeMutablePointer<Double>
  /// How far the `spreads` of two units stand apart: 0 for MQL.
  let spreadStride: Int

  init(
    order q: Int, factor: CrossedFactor, level: Int, p: Int, rowCapacity: Int, isPenalised: Bool,
    workspace: Workspace
  ) {
    order = q
    self.level = level
    unitCapacity = factor.unitCount
    units = factor.units
    starts = factor.starts
    weights = factor.weights
    z = workspace.doubles(rowCapacity * q)
    omega = workspace.doubles(q * q)
    modes = workspace.doubles(factor.unitCount * q)
    spreadStride = isPenalised ? packedCount(q) : 0
    spreads = workspace.doubles(packedCount(q) * (isPenalised ? factor.unitCount : 1))
    scores = workspace.doubles(factor.unitCount * q * (p + 1))
    blocks = workspace.doubles(factor.unitCount * packedCount(q))
  }

  /// The entries of a row.
  @inline(__always)
  func entries(_ row: Int) -> Range<Int> {
    guard let starts else { return row..<row + 1 }
    return Int(starts[row])..<Int(starts[row + 1])
  }

  @inline(__always)
  func unit(_ entry: Int) -> Int { Int(units[entry]) }

  @inline(__always)
  func weight(_ entry: Int) -> Double { weights?[entry] ?? 1 }

  /// Units there are now.
  func unitCount(_ nesting: Nesting) -> Int { level < 0 ? unitCapacity : nesting.unitCount(level) }

  /// Adds Zû to the rows.
  func addModes(to linear: UnsafeMutablePointer<Double>, _ n: Int) {
    for row in 0..<n {
      for entry in entries(row) {
        let mode = modes + unit(entry) * order
        var sum = 0.0
        for a in 0..<order { sum += z[row * order + a] * mode[a] }
        linear[row] += weight(entry) * sum
      }
    }
  }

  /// Adds the variance of what is not known of Zu to the rows: each unit's own, without covariances
  /// between units.
  func addSpreads(to spread: UnsafeMutablePointer<Double>, _ n: Int) {
    for row in 0..<n {
      for entry in entries(row) {
        let form = quadraticForm(z + row * order, spreads + unit(entry) * spreadStride, order)
        spread[row] += weight(entry) * weight(entry) * form
      }
    }
  }

  /// Sets û to 0 and the spreads to Ω.
  func reset() {
    modes.update(repeating: 0, count: unitCapacity * order)
    for unit in 0..<(spreadStride == 0 ? 1 : unitCapacity) {
      writeOmega(to: spreads + unit * spreadStride)
    }
  }

  /// Sets scores and blocks of all units to 0.
  func clearSums(p: Int) {
    scores.update(repeating: 0, count: unitCapacity * order * (p + 1))
    blocks.update(repeating: 0, count: unitCapacity * packedCount(order))
  }

  /// Ω, packed.
  func writeOmega(to packed: UnsafeMutablePointer<Double>) {
    for a in 0..<order {
      for b in 0...a { packed[packedIndex(a, b)] = omega[a * order + b] }
    }
  }

  /// The effects of a row's unit: w·f'z/√v, and with order 2 the multipliers of its products,
  /// w²·½f''z_a² and w²·f''z_az_b over √v.
  @inline(__always)
  func writeEffects(
    _ row: Int, _ weight: Double, _ slope: Double, _ curvature: Double, hasProducts: Bool,
    to target: UnsafeMutablePointer<Double>
  ) {
    let z = z + row * order
    for a in 0..<order { target[a] = weight * slope * z[a] }
    guard hasProducts else { return }
    let scale = weight * weight * curvature
    var index = order
    for a in 0..<order {
      for b in 0...a {
        target[index] = scale * z[a] * z[b] * (a == b ? 0.5 : 1)
        index += 1
      }
    }
  }

  /// Writes G, the covariance matrix of a unit's effects and products, of order `size`, row by row.
  ///
  /// Cov(uₐu_b, u_cu_d) = ΣₐcΣ_bd + ΣₐdΣ_bc with Σ the unit's spread.
  func writePrior(_ unit: Int, size: Int, to g: UnsafeMutablePointer<Double>) {
    for a in 0..<order {
      for b in 0..<size { g[a * size + b] = b < order ? omega[a * order + b] : 0 }
    }
    guard size > order else { return }
    let s = spreads + unit * spreadStride
    var row = order
    for a in 0..<order {
      for b in 0...a {
        for c in 0..<order { g[row * size + c] = 0 }
        var column = order
        for c in 0..<order {
          for d in 0...c {
            g[row * size + column] =
              s[packedIndex(a, c)] * s[packedIndex(b, d)]
              + s[packedIndex(a, d)] * s[packedIndex(b, c)]
            column += 1
          }
        }
        row += 1
      }
    }
  }
}
