internal import Numerics

/// Minimises a criterion by its gradient: BFGS, then Newton's method with differences of the gradient.
///
/// All figures are in units of the criterion, a deviance: a decrement is half of g'H⁻¹g, so that 1e-9
/// means about 3e-5 of a standard error.
struct CriterionSearch {
  let capacity: Int
  /// The parameters in hand, their criterion in `value`, its gradient.
  let parameters: UnsafeMutablePointer<Double>
  let gradient: UnsafeMutablePointer<Double>
  private(set) var value = Double.infinity
  /// An approximation of the inverse Hessian, row-major.
  let inverse: UnsafeMutablePointer<Double>
  /// The Hessian by central differences, packed.
  let hessian: UnsafeMutablePointer<Double>
  /// Parameters that stay where they are.
  let isHeld: UnsafeMutablePointer<Bool>

  private let step: UnsafeMutablePointer<Double>
  private let trial: UnsafeMutablePointer<Double>
  private let trialGradient: UnsafeMutablePointer<Double>
  private let change: UnsafeMutablePointer<Double>
  private let square: UnsafeMutablePointer<Double>
  private let vectors: UnsafeMutablePointer<Double>
  private let scales: UnsafeMutablePointer<Double>

  init(capacity n: Int, workspace: Workspace) {
    capacity = n
    parameters = workspace.doubles(n)
    gradient = workspace.doubles(n)
    inverse = workspace.doubles(n * n)
    hessian = workspace.doubles(packedCount(n))
    isHeld = UnsafeMutableRawPointer(workspace.doubles(n)).bindMemory(to: Bool.self, capacity: n)
    step = workspace.doubles(n)
    trial = workspace.doubles(n)
    trialGradient = workspace.doubles(n)
    change = workspace.doubles(n)
    square = workspace.doubles(n * n)
    vectors = workspace.doubles(n * n)
    scales = workspace.doubles(n)
  }

  /// Evaluates the criterion where the parameters are; false if it is infinite.
  mutating func begin(_ criterion: LaplaceCriterion) -> Bool {
    let n = criterion.parameterCount
    value = criterion.evaluate(parameters, gradient: gradient)
    return isUsable(value, gradient, n)
  }

  private func isUsable(
    _ value: Double, _ gradient: UnsafePointer<Double>, _ n: Int
  ) -> Bool {
    var isFinite = value.isFinite
    for index in 0..<n where !gradient[index].isFinite { isFinite = false }
    return isFinite
  }

  /// Evaluations after which a fit is given up; they commonly number below 100.
  static let mostEvaluations = 1500

  // MARK: BFGS

  /// Steps until a step promises less than `tolerance`; false where no step leads downhill before, or
  /// after `limit` steps.
  mutating func descend(_ criterion: LaplaceCriterion, tolerance: Double, limit: Int) -> Bool {
    let n = criterion.parameterCount
    var isFresh = true
    for _ in 0..<limit where criterion.evaluations < Self.mostEvaluations {
      let slope = writeStep(n)
      if -0.5 * slope < tolerance { return true }
      if search(criterion, slope) {
        updateInverse(n)
        isFresh = false
        continue
      }
      if isFresh { return -0.5 * slope < 1e-7 }
      // The approximation may be to blame: once more along the scaled gradient.
      for i in 0..<n {
        for j in 0..<n where i != j { inverse[i * n + j] = 0 }
      }
      isFresh = true
    }
    return false
  }

  /// The step -H⁻¹g; returns its slope.
  private func writeStep(_ n: Int) -> Double {
    var slope = 0.0
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n where !isHeld[j] { sum -= inverse[i * n + j] * gradient[j] }
      step[i] = isHeld[i] ? 0 : sum
      slope += step[i] * (isHeld[i] ? 0 : gradient[i])
    }
    return slope
  }

  /// Moves along the step, shortened where the criterion does not fall; false if it never does.
  private mutating func search(_ criterion: LaplaceCriterion, _ slope: Double) -> Bool {
    let n = criterion.parameterCount
    var length = 1.0
    for _ in 0..<30 {
      for index in 0..<n { trial[index] = parameters[index] + length * step[index] }
      let found = criterion.evaluate(trial, gradient: trialGradient)
      let rounding = 1e-13 * (1 + value.magnitude)
      if found <= value + 1e-4 * length * slope + rounding, isUsable(found, trialGradient, n) {
        for index in 0..<n {
          step[index] = trial[index] - parameters[index]
          change[index] = trialGradient[index] - gradient[index]
          parameters[index] = trial[index]
          gradient[index] = trialGradient[index]
        }
        value = found
        return true
      }
      // The minimum of the parabola through both values and the slope.
      let curved = found - value - length * slope
      let shorter = found.isFinite && curved > 0 ? -0.5 * slope * length * length / curved : 0
      length = min(max(shorter, 0.1 * length), 0.5 * length)
    }
    return false
  }

  /// The BFGS update, damped so that the inverse stays positive definite.
  private func updateInverse(_ n: Int) {
    for i in 0..<n where isHeld[i] { change[i] = 0 }
    // trial = H⁻¹y.
    var curvature = 0.0
    var form = 0.0
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n where !isHeld[j] { sum += inverse[i * n + j] * change[j] }
      trial[i] = isHeld[i] ? 0 : sum
    }
    for i in 0..<n {
      curvature += step[i] * change[i]
      form += change[i] * trial[i]
    }
    guard form > 0, form.isFinite else { return }
    if curvature < 0.1 * form {
      // s is moved towards H⁻¹y (Powell's damping, for the inverse).
      let share = 0.9 * form / (form - curvature)
      for i in 0..<n { step[i] = share * step[i] + (1 - share) * trial[i] }
      curvature = share * curvature + (1 - share) * form
    }
    guard curvature > 0 else { return }
    let factor = (1 + form / curvature) / curvature
    for i in 0..<n {
      for j in 0..<n {
        inverse[i * n + j] +=
          factor * step[i] * step[j] - (step[i] * trial[j] + trial[i] * step[j]) / curvature
      }
    }
  }

  // MARK: Newton

  /// Newton steps with the inverse in hand until one promises less than 1e-13 or none is left to gain;
  /// returns the first decrement.
  mutating func polish(_ criterion: LaplaceCriterion) -> Double {
    let n = criterion.parameterCount
    var first = -1.0
    var last = Double.infinity
    for _ in 0..<12 {
      let decrement = -0.5 * writeStep(n)
      if first < 0 { first = decrement }
      guard decrement > 1e-13, decrement < last else { break }
      last = decrement
      for index in 0..<n { trial[index] = parameters[index] + step[index] }
      let found = criterion.evaluate(trial, gradient: trialGradient)
      guard isUsable(found, trialGradient, n), found <= value + 1e-9 * (1 + value.magnitude) else {
        _ = begin(criterion)
        break
      }
      value = found
      parameters.update(from: trial, count: n)
      gradient.update(from: trialGradient, count: n)
    }
    return first
  }

  /// Writes the Hessian by central differences of the gradient, 1e-3 of a standard error to each side.
  /// False where the criterion is infinite beside the parameters.
  func differentiate(_ criterion: LaplaceCriterion) -> Bool {
    let n = criterion.parameterCount
    for k in 0..<n {
      // The inverse is that of a deviance's Hessian: half the variance.
      let error = (2 * inverse[k * n + k].magnitude).squareRoot()
      guard
        writeDifference(criterion, k, 1e-3 * min(max(error, 1e-6), 1e3), into: square + k * n)
      else { return false }
    }
    for i in 0..<n {
      for j in 0...i {
        hessian[packedIndex(i, j)] = 0.5 * (square[i * n + j] + square[j * n + i])
      }
    }
    return true
  }

  /// One row of the Hessian.
  func writeDifference(
    _ criterion: LaplaceCriterion, _ k: Int, _ width: Double,
    into row: UnsafeMutablePointer<Double>
  ) -> Bool {
    let n = criterion.parameterCount
    trial.update(from: parameters, count: n)
    trial[k] = parameters[k] + width
    guard isUsable(criterion.evaluate(trial, gradient: row), row, n) else { return false }
    trial[k] = parameters[k] - width
    guard isUsable(criterion.evaluate(trial, gradient: trialGradient), trialGradient, n) else {
      return false
    }
    for j in 0..<n { row[j] = (row[j] - trialGradient[j]) / (2 * width) }
    return true
  }

  /// Replaces the inverse by that of the Hessian over the parameters that are not held, with all
  /// eigenvalues made positive.
  ///
  /// - Returns: whether they were positive.
  func invertHessian(_ n: Int) -> Bool {
    for i in 0..<n {
      let diagonal = hessian[packedIndex(i, i)].magnitude
      scales[i] = diagonal > 0 && diagonal.isFinite ? 1 / diagonal.squareRoot() : 1
    }
    for i in 0..<n {
      for j in 0..<n {
        let isFree = !isHeld[i] && !isHeld[j]
        square[i * n + j] =
          isFree ? hessian[packedIndex(i, j)] * scales[i] * scales[j] : (i == j ? 1 : 0)
      }
    }
    diagonalise(square, n, vectors: vectors)
    var isPositive = true
    for k in 0..<n {
      if !(square[k * n + k] > 1e-8) { isPositive = false }
      trial[k] = 1 / max(square[k * n + k].magnitude, 1e-3)
      if square[k * n + k] > 1e-8 { trial[k] = 1 / square[k * n + k] }
    }
    for i in 0..<n {
      for j in 0..<n {
        var sum = 0.0
        for k in 0..<n { sum += trial[k] * vectors[i * n + k] * vectors[j * n + k] }
        let isFree = !isHeld[i] && !isHeld[j]
        inverse[i * n + j] = isFree || i == j ? sum * scales[i] * scales[j] : 0
      }
    }
    return isPositive
  }
}
