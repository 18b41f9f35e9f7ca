internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Where the search for the parameters of a generalised model begins.
final class LaplaceStart {
  /// Room for one row of a Hessian.
  let row: UnsafeMutablePointer<Double>
  private let criterion: LaplaceCriterion
  private let theta: UnsafeMutablePointer<Double>
  private let beta: UnsafeMutablePointer<Double>
  private let psi: UnsafeMutablePointer<Double>
  /// For each diagonal element of Λ one over the root mean square of its column of Z.
  private let units: UnsafeMutablePointer<Double>
  private var isGiven = false

  init(_ criterion: LaplaceCriterion, workspace: Workspace) {
    self.criterion = criterion
    let count = criterion.thetaCount + criterion.betaCount + criterion.psiCount
    row = workspace.doubles(count)
    theta = workspace.doubles(criterion.thetaCount)
    beta = workspace.doubles(criterion.betaCount)
    psi = workspace.doubles(criterion.psiCount)
    units = workspace.doubles(criterion.thetaCount)
  }

  /// Takes values to begin from; a vanishing pivot of a covariance matrix, where the search could not
  /// leave, begins at a tenth of its standard deviation, or of one unit of the linear predictor.
  func set(_ start: GeneralisedModel.Start) {
    isGiven = true
    for (index, value) in start.coefficients.enumerated() { beta[index] = value }
    for (index, value) in start.familyParameters.enumerated() {
      psi[index] = criterion.rows.response.family.hasDispersion ? log(value) : value
    }
    start.covariances.withUnsafeBufferPointer { values in
      for grouping in criterion.system.groupings {
        for block in grouping.blocks {
          let first = block.firstParameter
          packedFactor(values.baseAddress! + first, block.order, theta + first)
          for k in 0..<block.order {
            let own = first + packedIndex(k, k)
            let size = values[own].squareRoot()
            if theta[own] < 0.1 * size || theta[own] == 0 {
              theta[own] = size > 0 ? 0.43 * size : 0.1
            }
          }
        }
      }
    }
  }

  /// Writes where an attempt begins: the values given, then a model with equal spreads, then one with
  /// smaller ones. β is found with the modes unless it was given.
  ///
  /// - Parameter isJoint: whether β is no parameter of the search.
  func write(
    to parameters: UnsafeMutablePointer<Double>, attempt: Int, isJoint: Bool
  ) -> Bool {
    let t = criterion.thetaCount
    let usesGiven = isGiven && attempt == 0
    writeUnits()
    criterion.startsAfresh = true
    if usesGiven {
      parameters.update(from: theta, count: t)
    } else {
      writeSpreads(to: parameters, attempt == 0 ? 1 : attempt == 1 ? 0.5 : 0.2)
    }
    let ownPsi = parameters + t + (isJoint ? 0 : criterion.betaCount)
    if usesGiven {
      ownPsi.update(from: psi, count: criterion.psiCount)
    } else {
      writePsi(to: ownPsi)
    }
    criterion.buffers.beta.update(from: beta, count: criterion.betaCount)
    if isJoint { return true }
    if usesGiven {
      (parameters + t).update(from: beta, count: criterion.betaCount)
      return true
    }
    // β for these θ and ψ, with the modes: θ and ψ stand together for that.
    criterion.buffers.beta.update(repeating: 0, count: criterion.betaCount)
    row.update(from: parameters, count: t)
    (row + t).update(from: ownPsi, count: criterion.psiCount)
    guard criterion.findJointly(row) else { return false }
    (parameters + t).update(from: criterion.buffers.beta, count: criterion.betaCount)
    return true
  }

  /// Writes parameters with the start's β, or 0, and the start's ψ, for a model without random effects.
  func writeNull(to parameters: UnsafeMutablePointer<Double>) {
    parameters.update(repeating: 0, count: criterion.thetaCount)
    criterion.buffers.beta.update(from: beta, count: criterion.betaCount)
    let target = parameters + criterion.thetaCount
    if isGiven { target.update(from: psi, count: criterion.psiCount) } else { writePsi(to: target) }
  }

  /// How far a parameter other than a coefficient is moved to see how the gradient changes.
  func width(of parameter: Int) -> Double {
    parameter < criterion.thetaCount ? 1e-2 * units[parameter] : 1e-3
  }

  private func writeUnits() {
    let rows = criterion.rows
    for grouping in criterion.system.groupings {
      for block in grouping.blocks {
        for k in 0..<block.order {
          let z = grouping.effects[block.firstEffect + k].column
          let mean = dot(z, z, rows.count) / Double(rows.count)
          let unit = mean > 0 ? 1 / mean.squareRoot() : 1
          for j in 0...k { units[block.firstParameter + packedIndex(k, j)] = unit }
        }
      }
    }
  }

  private func writeSpreads(to parameters: UnsafeMutablePointer<Double>, _ spread: Double) {
    parameters.update(repeating: 0, count: criterion.thetaCount)
    criterion.system.forEachDiagonal { parameters[$0] = spread * units[$0] }
  }

  // MARK: Cuts and dispersions

  /// From the moments of the responses, as if they had one mean.
  private func writePsi(to target: UnsafeMutablePointer<Double>) {
    let rows = criterion.rows.response
    if case .ordinal = rows.family.distribution {
      writeCuts(to: target)
      return
    }
    guard criterion.psiCount > 0 else { return }
    let n = Double(rows.count)
    let mean = sum(rows.y, rows.count) / n
    let variance = max(dot(rows.y, rows.y, rows.count) / n - mean * mean, 1e-12)
    let value: Double
    switch rows.family.distribution {
    case .gamma: value = mean * mean / variance
    case .beta: value = mean * (1 - mean) / variance - 1
    default: value = variance > mean ? mean * mean / (variance - mean) : 10
    }
    target[0] = log(min(max(value, 0.1), 1e4))
  }

  /// Cuts at the shares of the categories.
  private func writeCuts(to target: UnsafeMutablePointer<Double>) {
    let rows = criterion.rows.response
    target.update(repeating: 0, count: criterion.psiCount)
    for index in 0..<rows.count where Int(rows.y[index]) < criterion.psiCount {
      target[Int(rows.y[index])] += 1
    }
    var below = 0.0
    for cut in 0..<criterion.psiCount {
      below += target[cut]
      let share = below / Double(rows.count)
      switch rows.family.link {
      case .probit: target[cut] = StandardNormal.quantile(share)
      case .cloglog: target[cut] = log(-log1p(-share))
      default: target[cut] = log(share / (1 - share))
      }
    }
  }
}
