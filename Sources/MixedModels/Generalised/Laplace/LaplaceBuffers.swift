/// Working memory of a criterion: planes over the rows, and one number for each effect.
struct LaplaceBuffers {
  let beta: UnsafeMutablePointer<Double>
  let psi: UnsafeMutablePointer<Double>
  /// û, and h(û).
  let modes: UnsafeMutablePointer<Double>
  let penalisedMemory: UnsafeMutablePointer<Double>
  /// η, ∂ log p/∂η and W at û.
  let eta: UnsafeMutablePointer<Double>
  let first: UnsafeMutablePointer<Double>
  let weight: UnsafeMutablePointer<Double>
  /// The fixed part of η.
  let fixedPart: UnsafeMutablePointer<Double>
  /// Variances of η given the responses; a; t; and what is left of the derivative in η.
  let leverages: UnsafeMutablePointer<Double>
  let slopes: UnsafeMutablePointer<Double>
  let shifts: UnsafeMutablePointer<Double>
  let rest: UnsafeMutablePointer<Double>
  let ones: UnsafeMutablePointer<Double>
  /// Vectors over the effects.
  let step: UnsafeMutablePointer<Double>
  let previous: UnsafeMutablePointer<Double>
  let effects: UnsafeMutablePointer<Double>
  let scores: UnsafeMutablePointer<Double>
  let adjoint: UnsafeMutablePointer<Double>
  /// L⁻¹Λ'Z'WX, column by column; the packed Cholesky factor of X'WX less its square.
  let crossed: UnsafeMutablePointer<Double>
  let information: UnsafeMutablePointer<Double>
  let betaStep: UnsafeMutablePointer<Double>
  let previousBeta: UnsafeMutablePointer<Double>
  let effectCapacity: Int

  /// h(û).
  var penalised: Double {
    get { penalisedMemory[0] }
    nonmutating set { penalisedMemory[0] = newValue }
  }

  init(
    stride: Int, effects count: Int, betaCount: Int, psiCount: Int, predictors: Int,
    workspace: Workspace
  ) {
    effectCapacity = count
    beta = workspace.doubles(betaCount)
    psi = workspace.doubles(psiCount)
    modes = workspace.doubles(count)
    penalisedMemory = workspace.doubles(1)
    eta = workspace.doubles(stride * predictors)
    first = workspace.doubles(stride * predictors)
    weight = workspace.doubles(stride * packedCount(predictors))
    fixedPart = workspace.doubles(stride * predictors)
    leverages = workspace.doubles(stride * packedCount(predictors))
    slopes = workspace.doubles(stride * predictors)
    shifts = workspace.doubles(stride * predictors)
    rest = workspace.doubles(stride * predictors)
    ones = workspace.doubles(stride)
    ones.update(repeating: 1, count: stride)
    step = workspace.doubles(count)
    previous = workspace.doubles(count)
    effects = workspace.doubles(count)
    scores = workspace.doubles(count)
    adjoint = workspace.doubles(count)
    crossed = workspace.doubles(count * betaCount)
    information = workspace.doubles(packedCount(betaCount))
    betaStep = workspace.doubles(betaCount)
    previousBeta = workspace.doubles(betaCount)
  }
}
