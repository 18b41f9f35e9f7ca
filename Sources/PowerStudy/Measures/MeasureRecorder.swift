internal import MixedModels
internal import Numerics
internal import StudyDesign

/// Takes one measure from a fitter and writes it down; a value without references.
struct MeasureRecorder {
  /// The model whose fit must have estimates, as index of the fitter's models.
  let model: Int
  /// A second such model.
  let otherModel: Int
  private let kind: Kind

  private enum Kind {
    /// One coefficient by a Wald test.
    case coefficient(Int, shift: Double, degrees: Double)
    case contrast(weights: UnsafePointer<Double>, shift: Double, FixedEffectMethod)
    case joint(JointRecorder)
    case ratio
    case variance(parameter: Int)
    case exactF(test: Int)
  }

  /// - Parameters:
  ///   - shifts: for each coefficient of the measure's analysis the effect that the simulated response
  ///     leaves out.
  ///   - truths: for each coefficient its true value, 0 where the generating model has none.
  ///   - exactTest: which of the exact tests of variances it is, if it is one.
  ///   - degreesOfFreedom: of tests whose degrees of freedom are known beforehand.
  init(
    _ measure: Measure, models: [FittedModel], linear: [LinearModel], shifts: [Double],
    truths: [Double], exactTest: Int, arena: Arena,
    degreesOfFreedom: (StudyTest.Method, [Int]) -> Double
  ) {
    switch measure {
    case .contrast(let analysis, let weights, let method):
      model = analysis
      otherModel = analysis
      let used = weights.indices.filter { weights[$0] != 0 }
      let shift = used.reduce(0) { $0 + weights[$1] * shifts[$1] }
      let reference = FixedEffectMethod(method, degreesOfFreedom(method, used))
      if case .wald(let degrees) = reference, used.count == 1, weights[used[0]] == 1 {
        kind = .coefficient(used[0], shift: shift, degrees: degrees)
      } else {
        kind = .contrast(weights: arena.keep(weights), shift: shift, reference)
      }
    case .joint(let analysis, let coefficients, let method):
      model = analysis
      otherModel = analysis
      kind = .joint(
        JointRecorder(
          coefficients: coefficients, shifts: shifts, truths: truths,
          method: FixedEffectMethod(method, degreesOfFreedom(method, coefficients)), arena: arena))
    case .ratio(let full, let reduced):
      model = models.firstIndex(of: full)!
      otherModel = models.firstIndex(of: reduced)!
      kind = .ratio
    case .variance(let analysis, let bar, let effect):
      model = analysis
      otherModel = analysis
      let before = linear[analysis].terms[..<bar].reduce(0) {
        $0 + $1.columns.count * ($1.columns.count + 1) / 2
      }
      kind = .variance(parameter: before + effect * (effect + 3) / 2)
    case .exactF(let analysis, _, _):
      model = analysis
      otherModel = analysis
      kind = .exactF(test: exactTest)
    }
  }

  /// Writes the figures of the fitter's last fits, one after another at `target`, `stride` apart.
  func record(
    _ fitter: borrowing LinearFitter, _ exact: borrowing ExactVarianceFitter?,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    switch kind {
    case .coefficient(let index, let shift, let degrees):
      target[0] = fitter.coefficient(index, of: model) + shift
      target[stride] = fitter.covariance(index, index, of: model).squareRoot()
      target[2 * stride] = degrees
    case .contrast(let weights, let shift, let method):
      let figures = fitter.contrast(weights, of: model, by: method)
      target[0] = figures.estimate + shift
      target[stride] = figures.standardError
      target[2 * stride] = figures.degreesOfFreedom
    case .joint(let joint): joint.record(fitter, model: model, to: target, stride: stride)
    case .ratio:
      target[0] = max(0, fitter.criterion(of: otherModel) - fitter.criterion(of: model))
    case .variance(let parameter):
      target[0] =
        fitter.residualVariance(of: model) * fitter.relativeCovariance(parameter, of: model)
    case .exactF(let test):
      let ratio = exact!.ratio(of: test)
      target[0] = ratio.statistic
      target[stride] = ratio.numeratorDegreesOfFreedom
      target[2 * stride] = ratio.denominatorDegreesOfFreedom
    }
  }
}

/// Takes a joint test: its statistic for the null hypothesis and for the true values, and the
/// covariance matrix that it rests on.
private struct JointRecorder {
  let count: Int
  let coefficients: UnsafePointer<Double>
  /// L, row-major.
  let rows: UnsafePointer<Double>
  /// What the response leaves out, and that less the true values.
  let shift: UnsafePointer<Double>
  let shiftFromTruth: UnsafePointer<Double>
  let method: FixedEffectMethod

  init(
    coefficients: [Int], shifts: [Double], truths: [Double], method: FixedEffectMethod,
    arena: Arena
  ) {
    count = coefficients.count
    self.coefficients = arena.keep(coefficients.map { Double($0) })
    rows = arena.keep(
      coefficients.flatMap { row in shifts.indices.map { $0 == row ? 1.0 : 0.0 } })
    shift = arena.keep(coefficients.map { shifts[$0] })
    shiftFromTruth = arena.keep(coefficients.map { shifts[$0] - truths[$0] })
    self.method = method
  }

  func record(
    _ fitter: borrowing LinearFitter, model: Int, to target: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    let figures = fitter.jointTest(rows, count: count, shift: shift, of: model, by: method)
    let atTruth = fitter.jointTest(
      rows, count: count, shift: shiftFromTruth, of: model, by: method)
    target[0] = figures.statistic
    target[stride] = figures.degreesOfFreedom
    target[2 * stride] = atTruth.statistic
    var next = 3
    for i in 0..<count {
      for j in 0...i {
        let (a, b) = (Int(coefficients[i]), Int(coefficients[j]))
        target[next * stride] =
          method == .kenwardRoger
          ? fitter.adjustedCovariance(a, b, of: model) : fitter.covariance(a, b, of: model)
        next += 1
      }
    }
  }
}

extension FixedEffectMethod {
  /// - Parameter degrees: of methods that know them beforehand.
  fileprivate init(_ method: StudyTest.Method, _ degrees: Double) {
    switch method {
    case .satterthwaite: self = .satterthwaite
    case .kenwardRoger: self = .kenwardRoger
    case .z, .t, .betweenWithin, .lrt, .f, .none: self = .wald(degreesOfFreedom: degrees)
    }
  }
}

extension Arena {
  /// A copy of the numbers.
  fileprivate func keep(_ values: [Double]) -> UnsafePointer<Double> {
    let copy = take(values.count)
    for index in values.indices { copy[index] = values[index] }
    return UnsafePointer(copy)
  }
}
