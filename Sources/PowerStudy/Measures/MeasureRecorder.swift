internal import MixedModels
internal import Numerics
internal import StudyDesign

/// Takes one measure from a fitter and writes it down; a value without references.
struct MeasureRecorder {
  /// The model whose fit must have estimates, as index of the fitter's models.
  let model: Int
  /// A second such model.
  let otherModel: Int
  /// Whether they are generalised models.
  let isGeneralised: Bool
  /// Their places among the models of their kind.
  private let place: Int
  private let otherPlace: Int
  private let kind: Kind

  private enum Kind {
    /// One coefficient by a Wald test.
    case coefficient(Int, shift: Double, Reference)
    case contrast(weights: UnsafePointer<Double>, shift: Double, Reference)
    case joint(JointRecorder)
    case ratio
    case variance(parameter: Int)
    case exactF(test: Int)
  }

  /// - Parameters:
  ///   - models: all that are fitted.
  ///   - shifts: for each coefficient of the measure's analysis the effect that the simulated response
  ///     leaves out.
  ///   - truths: for each coefficient its true value.
  ///   - exactTest: which of the exact tests of variances it is, if it is one.
  ///   - degreesOfFreedom: of tests whose degrees of freedom are known before the fit; nil for others.
  init(
    _ measure: Measure, models: ModelSet, shifts: [Double],
    truths: TrueValues, exactTest: Int, arena: Arena,
    degreesOfFreedom: (StudyTest.Method, [Int]) -> KnownDegrees?
  ) {
    switch measure {
    case .contrast(let analysis, let weights, let method):
      model = analysis
      otherModel = analysis
      let used = weights.indices.filter { weights[$0] != 0 }
      let shift = used.reduce(0) { $0 + weights[$1] * shifts[$1] }
      let reference = Reference(method, degreesOfFreedom(method, used))
      if reference.isWald, used.count == 1, weights[used[0]] == 1 {
        kind = .coefficient(used[0], shift: shift, reference)
      } else {
        kind = .contrast(weights: arena.keep(weights), shift: shift, reference)
      }
    case .joint(let analysis, let coefficients, let method):
      model = analysis
      otherModel = analysis
      kind = .joint(
        JointRecorder(
          coefficients: coefficients, shifts: shifts, truths: truths,
          reference: Reference(method, degreesOfFreedom(method, coefficients)), arena: arena))
    case .ratio(let full, let reduced):
      model = models.index(of: full)
      otherModel = models.index(of: reduced)
      kind = .ratio
    case .variance(let analysis, let bar, let effect):
      model = analysis
      otherModel = analysis
      let before = models.termOrders(ofAnalysis: analysis)[..<bar].reduce(0) {
        $0 + $1 * ($1 + 1) / 2
      }
      kind = .variance(parameter: before + effect * (effect + 3) / 2)
    case .exactF(let analysis, _, _):
      model = analysis
      otherModel = analysis
      kind = .exactF(test: exactTest)
    }
    isGeneralised = models.isGeneralised(model)
    place = models.place(of: model)
    otherPlace = models.place(of: otherModel)
  }

  /// Writes the figures of the fitter's last fits, one after another at `target`, `stride` apart.
  func record<Fitter: FittedModels>(
    _ fitter: Fitter, _ exact: borrowing ExactVarianceFitter?,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    switch kind {
    case .coefficient(let index, let shift, let reference):
      target[0] = fitter.coefficient(index, of: place) + shift
      target[stride] = fitter.covariance(index, index, of: place).squareRoot()
      target[2 * stride] = reference.degreesOfFreedom
    case .contrast(let weights, let shift, let reference):
      let figures = fitter.contrast(weights, of: place, by: reference.method)
      target[0] = figures.estimate + shift
      target[stride] = figures.standardError
      target[2 * stride] = figures.degreesOfFreedom
    case .joint(let joint): joint.record(fitter, model: place, to: target, stride: stride)
    case .ratio:
      target[0] = max(0, fitter.criterion(of: otherPlace) - fitter.criterion(of: place))
    case .variance(let parameter):
      target[0] = fitter.termVariance(parameter, of: place)
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
  let shiftFromTruth: UnsafeMutablePointer<Double>
  /// The true values of the data set in hand.
  let truths: TrueValues
  let reference: Reference

  init(
    coefficients: [Int], shifts: [Double], truths: TrueValues, reference: Reference,
    arena: Arena
  ) {
    count = coefficients.count
    self.coefficients = arena.keep(coefficients.map { Double($0) })
    rows = arena.keep(
      coefficients.flatMap { row in shifts.indices.map { $0 == row ? 1.0 : 0.0 } })
    shift = arena.keep(coefficients.map { shifts[$0] })
    shiftFromTruth = arena.take(count)
    self.truths = truths
    self.reference = reference
  }

  func record<Fitter: FittedModels>(
    _ fitter: Fitter, model: Int, to target: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    let method = reference.method
    let figures = fitter.jointTest(rows, count: count, shift: shift, of: model, by: method)
    for place in 0..<count {
      shiftFromTruth[place] = shift[place] - truths[Int(coefficients[place])]
    }
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

/// What a test's statistic is compared with.
private struct Reference {
  private let stated: FixedEffectMethod
  private let known: KnownDegrees?

  /// - Parameter known: of methods that know their degrees of freedom before the fit.
  init(_ method: StudyTest.Method, _ known: KnownDegrees?) {
    self.known = known
    switch method {
    case .satterthwaite: stated = .satterthwaite
    case .kenwardRoger: stated = .kenwardRoger
    case .z, .t, .betweenWithin, .lrt, .f, .none: stated = .wald(degreesOfFreedom: .infinity)
    }
  }

  var isWald: Bool { if case .wald = stated { true } else { false } }

  /// Of a Wald test in the data set in hand.
  var degreesOfFreedom: Double { known?.value ?? .infinity }

  /// The method with the degrees of freedom of the data set in hand.
  var method: FixedEffectMethod {
    known.map { .wald(degreesOfFreedom: $0.value) } ?? stated
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
