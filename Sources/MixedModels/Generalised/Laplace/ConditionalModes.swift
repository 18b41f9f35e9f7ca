internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

// Penalised iteratively reweighted least squares: Newton's method for û, or û and β together, whose
// steps are halved until they do not lead uphill, so that it cannot cycle.
extension LaplaceCriterion {
  /// Finds û (and β̂) for the parameters in the buffers; leaves D factorised there.
  func findModes() -> Bool {
    let b = buffers
    let count = system.effectCount
    if startsAfresh { b.modes.update(repeating: 0, count: count) }
    startsAfresh = false
    guard begin() else { return false }
    var isLast = false
    for _ in 0..<200 {
      guard factoriseAtModes() else { return false }
      if isLast { return true }
      let decrement = writeStep()
      guard decrement.isFinite else { return false }
      if decrement < 1e-18 { return true }
      // A Newton step from here squares a decrement that is as small as this.
      isLast = decrement < 1e-10
      guard takeStep(decrement) else { return decrement < 1e-10 }
    }
    return false
  }

  /// Evaluates the rows at the modes in hand, or at 0 if they do not serve.
  private func begin() -> Bool {
    if evaluateRows() { return true }
    buffers.modes.update(repeating: 0, count: system.effectCount)
    if evaluateRows() { return true }
    guard isJoint else { return false }
    buffers.beta.update(repeating: 0, count: betaCount)
    return evaluateRows()
  }

  /// Evaluates the rows without random effects.
  func evaluateAtZero() -> Bool {
    buffers.modes.update(repeating: 0, count: system.effectCount)
    return evaluateRows()
  }

  /// η, the derivatives in it, and h, at the modes and β in the buffers; false if infinite.
  private func evaluateRows() -> Bool {
    let b = buffers
    let count = system.effectCount
    rows.fixedPart(b.beta, to: b.eta)
    b.effects.update(from: b.modes, count: count)
    system.scale(b.effects, isTransposed: false)
    system.addRows(b.effects, to: b.eta)
    let value = rows.response.curvature(b.eta, b.psi, first: b.first, weight: b.weight)
    b.penalised = 0.5 * dot(b.modes, b.modes, count) - value
    return b.penalised.isFinite
  }

  /// D at the weights in hand. Where these leave it indefinite (a beta response far from its mean),
  /// their absolute values serve for the steps.
  private func factoriseAtModes() -> Bool {
    let b = buffers
    if system.factorise(b.weight) { return !isJoint || factoriseInformation() }
    for plane in 0..<packedCount(rows.response.predictorCount) {
      let weight = b.weight + plane * rows.stride
      for row in 0..<rows.count { weight[row] = weight[row].magnitude }
    }
    return system.factorise(b.weight) && (!isJoint || factoriseInformation())
  }

  /// The Newton step; returns its decrement.
  private func writeStep() -> Double {
    let b = buffers
    let count = system.effectCount
    system.project(b.first, to: b.scores)
    system.scale(b.scores, isTransposed: true)
    for index in 0..<count { b.scores[index] -= b.modes[index] }
    b.step.update(from: b.scores, count: count)
    if isJoint {
      rows.project(b.first, factor: 1, to: b.betaStep)
      b.previousBeta.update(from: b.betaStep, count: betaCount)
      solveJointly(b.step, b.betaStep)
      return dot(b.step, b.scores, count) + dot(b.betaStep, b.previousBeta, betaCount)
    }
    system.factor.solveLower(b.step)
    system.factor.solveUpper(b.step)
    return dot(b.step, b.scores, count)
  }

  /// Moves by the step, or a half, a quarter, ... of it; false where none leads downhill.
  private func takeStep(_ decrement: Double) -> Bool {
    let b = buffers
    let count = system.effectCount
    let before = b.penalised
    b.previous.update(from: b.modes, count: count)
    if isJoint { b.previousBeta.update(from: b.beta, count: betaCount) }
    var length = 1.0
    for _ in 0..<40 {
      for index in 0..<count { b.modes[index] = b.previous[index] + length * b.step[index] }
      if isJoint {
        for index in 0..<betaCount {
          b.beta[index] = b.previousBeta[index] + length * b.betaStep[index]
        }
      }
      // Rounding in h may hide a decrease that is next to nothing.
      if evaluateRows(),
        b.penalised <= before - 1e-4 * length * decrement + 1e-13 * (1 + before.magnitude)
      {
        return true
      }
      length /= 2
    }
    b.modes.update(from: b.previous, count: count)
    if isJoint { b.beta.update(from: b.previousBeta, count: betaCount) }
    _ = evaluateRows()
    return false
  }

  // MARK: With β

  /// Writes L⁻¹Λ'Z'WX and the Cholesky factor of X'WX less its square: the information of β where θ
  /// and ψ are known. False where X'WX is not positive definite.
  func factoriseInformation() -> Bool {
    writeInformation()
    if choleskyPacked(buffers.information, betaCount, tolerance: 1e-13) { return true }
    hasLostInformation = true
    return false
  }

  /// X'WX - X'WZΛ D⁻¹ Λ'Z'WX, packed; D is factorised.
  func writeInformation() {
    let b = buffers
    let count = system.effectCount
    let p = rows.fixed.count
    let stride = rows.stride
    for column in 0..<betaCount {
      let predictor = column / p
      let x = rows.fixed[column % p]
      // WX of one column, in the planes of `rest`.
      for l in 0..<rows.response.predictorCount {
        let w = b.weight + packedIndex(predictor, l) * stride
        let target = b.rest + l * stride
        for row in 0..<rows.count { target[row] = w[row] * x[row] }
      }
      let crossed = b.crossed + column * b.effectCapacity
      system.project(b.rest, to: crossed)
      system.scale(crossed, isTransposed: true)
      system.factor.solveLower(crossed)
      for other in 0...column {
        let product = dot(
          rows.fixed[other % p], b.rest + (other / p) * stride, rows.count)
        b.information[packedIndex(column, other)] =
          product - dot(crossed, b.crossed + other * b.effectCapacity, count)
      }
    }
  }

  /// Solves [D, Λ'Z'WX; X'WZΛ, X'WX] for right-hand sides over the effects and β.
  func solveJointly(_ effects: UnsafeMutablePointer<Double>, _ beta: UnsafeMutablePointer<Double>) {
    let b = buffers
    let count = system.effectCount
    system.factor.solveLower(effects)
    for column in 0..<betaCount {
      beta[column] -= dot(b.crossed + column * b.effectCapacity, effects, count)
    }
    solveLower(b.information, betaCount, beta)
    solveLowerTransposed(b.information, betaCount, beta)
    for column in 0..<betaCount {
      let crossed = b.crossed + column * b.effectCapacity
      for index in 0..<count { effects[index] -= beta[column] * crossed[index] }
    }
    system.factor.solveUpper(effects)
  }
}
