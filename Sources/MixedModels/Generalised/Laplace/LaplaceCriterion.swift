internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// -2 log likelihood of a generalised mixed model by Laplace's approximation, or adaptive
/// Gauss-Hermite quadrature, with its gradient.
///
/// With u the spherical random effects (b = Λu), h(u) = -Σ log p(y | η) + u'u/2 and its minimum û, the
/// criterion is 2h(û) + log |D|, D = Λ'Z'WZΛ + I with the observed weights W at û.
///
/// Parameters are θ (Λ's entries), then β, then ψ (cuts, or a log dispersion); where β comes with the
/// modes (lme4's nAGQ = 0), θ and ψ.
final class LaplaceCriterion {
  let system: EffectSystem
  var rows: ModelRows
  /// Whether β is found with the modes.
  var isJoint: Bool
  let thetaCount: Int
  let betaCount: Int
  let psiCount: Int
  let buffers: LaplaceBuffers
  let quadrature: QuadratureBuffers?
  /// Whether the modes start at 0 in the next evaluation.
  var startsAfresh = true
  /// Whether the information of β has vanished on the way to its modes.
  var hasLostInformation = false
  /// How many evaluations there were.
  var evaluations = 0
  private let workspace: Workspace

  init(
    rows: ModelRows, system: EffectSystem, thetaCount: Int, betaCount: Int, psiCount: Int,
    isJoint: Bool, quadraturePoints: Int?, workspace: Workspace
  ) {
    self.rows = rows
    self.system = system
    self.workspace = workspace
    self.thetaCount = thetaCount
    self.betaCount = betaCount
    self.psiCount = psiCount
    self.isJoint = isJoint
    buffers = LaplaceBuffers(
      stride: rows.stride, effects: system.effectCapacity, betaCount: betaCount,
      psiCount: psiCount, predictors: rows.response.predictorCount, workspace: workspace)
    quadrature = quadraturePoints.map {
      QuadratureBuffers(
        points: $0, stride: rows.stride, units: system.effectCapacity, workspace: workspace)
    }
  }

  /// Parameters of the criterion.
  var parameterCount: Int { thetaCount + (isJoint ? 0 : betaCount) + psiCount }
  /// Where ψ stands among them.
  var psiStart: Int { parameterCount - psiCount }

  /// The criterion; infinite where parameters cannot be.
  func value(_ parameters: UnsafePointer<Double>) -> Double { evaluate(parameters, gradient: nil) }

  /// The criterion, and its gradient where there is one.
  func evaluate(
    _ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>?
  ) -> Double {
    evaluations += 1
    guard take(parameters), findModes() else {
      startsAfresh = true
      return .infinity
    }
    if quadrature != nil { return quadratureValue(gradient) }
    let deviance = 2 * buffers.penalised + system.factor.logDeterminant
    guard deviance.isFinite else { return .infinity }
    if let gradient { writeGradient(to: gradient) }
    return deviance
  }

  /// Finds β and the modes for θ and ψ.
  func findJointly(_ parameters: UnsafePointer<Double>) -> Bool {
    take(parameters) && findModes()
  }

  /// Writes the information of β for θ and ψ at the β in the buffers, without random effects' modes;
  /// false where the likelihood is 0 there.
  func writeInformation(at parameters: UnsafePointer<Double>) -> Bool {
    let wasJoint = isJoint
    isJoint = true
    defer { isJoint = wasJoint }
    guard take(parameters), evaluateAtZero(), system.factorise(buffers.weight) else { return false }
    writeInformation()
    return true
  }

  /// Sets Λ, β and ψ; false if cuts are out of order or a dispersion has left the range of numbers.
  private func take(_ parameters: UnsafePointer<Double>) -> Bool {
    for index in 0..<parameterCount where !parameters[index].isFinite { return false }
    setFactors(parameters)
    if !isJoint { buffers.beta.update(from: parameters + thetaCount, count: betaCount) }
    let psi = parameters + psiStart
    buffers.psi.update(from: psi, count: psiCount)
    if rows.response.family.hasDispersion { return psi[0].magnitude < 40 }
    for index in 1..<max(psiCount, 1) where psi[index] <= psi[index - 1] { return false }
    return true
  }

  /// Λ from the packed lower triangles of θ.
  private func setFactors(_ theta: UnsafePointer<Double>) {
    for (index, grouping) in system.groupings.enumerated() {
      let q = grouping.order
      for block in grouping.blocks {
        for i in 0..<block.order {
          for j in 0...i {
            system.lambdas[index][(block.firstEffect + i) * q + block.firstEffect + j] =
              theta[block.firstParameter + packedIndex(i, j)]
          }
        }
      }
    }
  }

  // MARK: The gradient

  /// The derivatives of -2 log likelihood: explicitly, through the weights in D, and through û, by one
  /// more solution with D.
  private func writeGradient(to gradient: UnsafeMutablePointer<Double>) {
    let b = buffers
    let response = rows.response
    let planes = response.predictorCount
    system.invert()
    system.leverages(b.leverages, predictorCount: planes)
    response.leverageSlopes(b.eta, b.psi, leverages: b.leverages, slopes: b.slopes)
    // s = D⁻¹Λ'Z'a, t = ZΛs.
    system.project(b.slopes, to: b.adjoint)
    system.scale(b.adjoint, isTransposed: true)
    if isJoint {
      rows.project(b.slopes, factor: 1, to: b.betaStep)
      solveJointly(b.adjoint, b.betaStep)
    } else {
      system.factor.solveLower(b.adjoint)
      system.factor.solveUpper(b.adjoint)
    }
    b.effects.update(from: b.adjoint, count: system.effectCount)
    system.scale(b.effects, isTransposed: false)
    for plane in 0..<planes {
      (b.shifts + plane * rows.stride).update(repeating: 0, count: rows.count)
    }
    system.addRows(b.effects, to: b.shifts)
    if isJoint { rows.add(b.betaStep, to: b.shifts) }
    writeRest(b.slopes)
    if !isJoint { rows.project(b.rest, factor: 2, to: gradient + thetaCount) }
    writeThetaGradient(to: gradient)
    guard psiCount > 0 else { return }
    let psiGradient = gradient + psiStart
    psiGradient.update(repeating: 0, count: psiCount)
    response.addParameterSlopes(
      b.eta, b.psi, shares: b.ones, leverages: b.leverages, shifts: b.shifts, to: psiGradient)
    response.addConstantSlope(b.psi, to: psiGradient)
    for index in 0..<psiCount { psiGradient[index] *= 2 }
  }

  /// Writes -∂ log p/∂η + a - Wt.
  private func writeRest(_ slopes: UnsafePointer<Double>) {
    let b = buffers
    let stride = rows.stride
    for k in 0..<rows.response.predictorCount {
      let rest = b.rest + k * stride
      let slope = slopes + k * stride
      let first = b.first + k * stride
      for row in 0..<rows.count { rest[row] = slope[row] - first[row] }
      for l in 0..<rows.response.predictorCount {
        let w = b.weight + packedIndex(k, l) * stride
        let t = b.shifts + l * stride
        for row in 0..<rows.count { rest[row] -= w[row] * t[row] }
      }
    }
  }

  /// With e the rest, over the units of a term: Σ (Z'e)u' + (Z'∂ log p)s' + Z'WZΛD⁻¹.
  private func writeThetaGradient(to gradient: UnsafeMutablePointer<Double>) {
    let b = buffers
    system.project(b.rest, to: b.effects)
    system.project(b.first, to: b.scores)
    for (index, grouping) in system.groupings.enumerated() {
      let q = grouping.order
      let start = system.effectStarts[index]
      for block in grouping.blocks {
        for i in 0..<block.order {
          for j in 0...i {
            let row = block.firstEffect + i
            let column = block.firstEffect + j
            var sum = system.traces[index][row * q + column]
            for unit in 0..<grouping.unitCount {
              let first = start + unit * q
              sum +=
                b.effects[first + row] * b.modes[first + column]
                + b.scores[first + row] * b.adjoint[first + column]
            }
            gradient[block.firstParameter + packedIndex(i, j)] = 2 * sum
          }
        }
      }
    }
  }
}
