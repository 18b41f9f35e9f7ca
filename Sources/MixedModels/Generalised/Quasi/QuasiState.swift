internal import Numerics

/// Estimates of a quasi-likelihood, the step in hand, and what a step needs.
struct QuasiState {
  let p: Int
  let parameterCount: Int
  /// β and θ now, and where the step leads.
  let beta: UnsafeMutablePointer<Double>
  let nextBeta: UnsafeMutablePointer<Double>
  let theta: UnsafeMutablePointer<Double>
  let nextTheta: UnsafeMutablePointer<Double>
  /// Standard errors of θ.
  let errors: UnsafeMutablePointer<Double>
  /// y'PV_kPy - tr(V⁻¹V_k).
  let gradient: UnsafeMutablePointer<Double>
  /// (X'V⁻¹X)⁻¹, packed.
  let covariance: UnsafeMutablePointer<Double>
  /// Root mean square of each column of X.
  let lengths: UnsafeMutablePointer<Double>
  private let root: UnsafeMutablePointer<Double>

  init(p: Int, parameterCount n: Int, workspace: Workspace) {
    self.p = p
    parameterCount = n
    beta = workspace.doubles(p)
    nextBeta = workspace.doubles(p)
    theta = workspace.doubles(n)
    nextTheta = workspace.doubles(n)
    errors = workspace.doubles(n)
    gradient = workspace.doubles(n)
    covariance = workspace.doubles(packedCount(p))
    lengths = workspace.doubles(p)
    root = workspace.doubles(packedCount(p))
  }

  /// Generalised least squares: `nextBeta` and `covariance`; false where X'V⁻¹X is singular.
  func solveCoefficients(_ sums: QuasiSums) -> Bool {
    root.update(from: sums.cross, count: packedCount(p))
    guard choleskyPacked(root, p) else { return false }
    for k in 0..<p { nextBeta[k] = sums.cross[packedIndex(p, k)] }
    solveLower(root, p, nextBeta)
    solveLowerTransposed(root, p, nextBeta)
    invertFromCholesky(root, p, into: covariance)
    return (0..<p).allSatisfy { nextBeta[$0].isFinite }
  }

  /// The largest change of a parameter in the step, relative to its size; NaN if there is no step.
  ///
  /// Coefficients near 0 are measured by their standard errors, or by what moves the linear predictor by
  /// 1 if that is less; covariances near 0 by their standard errors.
  func change() -> Double {
    var largest = 0.0
    for k in 0..<p {
      let error = covariance[packedIndex(k, k)].squareRoot()
      let size = max(beta[k].magnitude, min(error, lengths[k] > 0 ? 1 / lengths[k] : error))
      let change = (nextBeta[k] - beta[k]).magnitude / size
      guard change.isFinite else { return .nan }
      largest = max(largest, change)
    }
    for k in 0..<parameterCount where nextTheta[k] != theta[k] {
      let size = max(theta[k].magnitude, errors[k])
      let change = (nextTheta[k] - theta[k]).magnitude / size
      guard change.isFinite else { return .nan }
      largest = max(largest, change)
    }
    return largest
  }

  /// Goes a share of the step.
  func advance(by share: Double) {
    for k in 0..<p { beta[k] += share * (nextBeta[k] - beta[k]) }
    for k in 0..<parameterCount {
      theta[k] = share == 1 ? nextTheta[k] : theta[k] + share * (nextTheta[k] - theta[k])
    }
  }
}
