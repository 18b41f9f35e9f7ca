#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The responses of the data set in hand and the likelihood of their linear predictors.
///
/// A row has `predictorCount` predictors; figures with one number for each predictor of a row lie in
/// planes over the rows, `stride` apart, those with one for each pair of predictors in packed planes.
/// The family's parameters ψ are cuts, or the logarithm of a dispersion.
struct ResponseRows {
  let family: Family
  let stride: Int
  let predictorCount: Int
  private(set) var count = 0
  let y: UnsafeMutablePointer<Double>
  let trials: UnsafeMutablePointer<Double>
  private var constants: ResponseConstants
  private let shares: UnsafeMutablePointer<Double>

  init(_ family: Family, stride: Int, workspace: Workspace) {
    self.family = family
    self.stride = stride
    predictorCount = family.predictorCount
    y = workspace.doubles(stride)
    trials = workspace.doubles(stride)
    trials.update(repeating: 1, count: stride)
    shares = workspace.doubles(predictorCount)
    constants = ResponseConstants(family.distribution)
  }

  /// Takes in `count` rows of `y` and `trials`.
  mutating func update(count: Int) {
    self.count = count
    constants.update(y, trials, count)
  }

  /// The terms of log p of all rows that have no linear predictor in them.
  func constant(_ psi: UnsafePointer<Double>) -> Double { constants.value(psi) }

  /// log p of all rows.
  func value(_ eta: UnsafePointer<Double>, _ psi: UnsafePointer<Double>) -> Double {
    let constant = constants.value(psi)
    if let nominal {
      var sum = constant
      for row in 0..<count { sum += nominal.value(eta, row) }
      return sum
    }
    return visit(psi, ValueSum(eta: eta, count: count)) + constant
  }

  /// log p of all rows; writes its first derivatives in η and the weights.
  func curvature(
    _ eta: UnsafePointer<Double>, _ psi: UnsafePointer<Double>,
    first: UnsafeMutablePointer<Double>, weight: UnsafeMutablePointer<Double>
  ) -> Double {
    let constant = constants.value(psi)
    if let nominal {
      var sum = constant
      for row in 0..<count { sum += nominal.curvature(eta, row, first: first, weight: weight) }
      return sum
    }
    return constant
      + visit(psi, Curvatures(eta: eta, count: count, first: first, weight: weight))
  }

  /// Writes log p of each row without constants, and its first derivatives where they are wanted.
  func rowValues(
    _ eta: UnsafePointer<Double>, _ psi: UnsafePointer<Double>,
    values: UnsafeMutablePointer<Double>, first: UnsafeMutablePointer<Double>?
  ) {
    visit(psi, RowValues(eta: eta, count: count, values: values, first: first))
  }

  /// Writes a = ½ Σ c_lm ∂w_lm/∂η_k.
  func leverageSlopes(
    _ eta: UnsafePointer<Double>, _ psi: UnsafePointer<Double>, leverages: UnsafePointer<Double>,
    slopes: UnsafeMutablePointer<Double>
  ) {
    if let nominal {
      for row in 0..<count {
        nominal.leverageSlopes(eta, row, leverages: leverages, slopes: slopes)
      }
      return
    }
    visit(psi, LeverageSlopes(eta: eta, count: count, leverages: leverages, slopes: slopes))
  }

  /// Adds to the gradient in ψ: -s ∂ log p/∂ψ + c ∂w/∂ψ/2 + t ∂(∂ log p/∂η)/∂ψ over all rows.
  func addParameterSlopes(
    _ eta: UnsafePointer<Double>, _ psi: UnsafePointer<Double>, shares: UnsafePointer<Double>,
    leverages: UnsafePointer<Double>, shifts: UnsafePointer<Double>,
    to gradient: UnsafeMutablePointer<Double>
  ) {
    guard family.parameterCount > 0 else { return }
    visit(
      psi,
      ParameterSlopes(
        eta: eta, count: count, shares: shares, leverages: leverages, shifts: shifts,
        gradient: gradient))
  }

  /// What the constants add to the gradient of -log p in ψ.
  func addConstantSlope(_ psi: UnsafePointer<Double>, to gradient: UnsafeMutablePointer<Double>) {
    if family.hasDispersion { gradient[0] -= constants.slope(psi) }
  }

  private var nominal: NominalDensity? {
    guard case .nominal = family.distribution else { return nil }
    return NominalDensity(
      y: y, predictorCount: predictorCount, stride: stride, shares: shares)
  }

  /// Runs a loop over the rows with the density of the family, so that the loop is compiled for it.
  @discardableResult
  private func visit<Loop: RowLoop>(_ psi: UnsafePointer<Double>, _ loop: Loop) -> Double {
    switch (family.distribution, family.link) {
    case (.binomial, .probit): loop.run(ProbitBinomial(y: y, trials: trials))
    case (.binomial, .cloglog): loop.run(CloglogBinomial(y: y, trials: trials))
    case (.binomial, _): loop.run(LogitBinomial(y: y, trials: trials))
    case (.poisson, _): loop.run(PoissonDensity(y: y))
    case (.negativeBinomial(let size), _):
      loop.run(NegativeBinomialDensity(y: y, logSize: size.map { log($0) } ?? psi[0]))
    case (.gamma, _): loop.run(GammaDensity(y: y, logShape: psi[0]))
    case (.beta, _): loop.run(BetaDensity(y: y, logPrecision: psi[0]))
    case (.ordinal(let categories), .probit):
      loop.run(ProbitOrdinal(y: y, cuts: psi, cutCount: categories - 1))
    case (.ordinal(let categories), .cloglog):
      loop.run(CloglogOrdinal(y: y, cuts: psi, cutCount: categories - 1))
    case (.ordinal(let categories), _):
      loop.run(LogitOrdinal(y: y, cuts: psi, cutCount: categories - 1))
    case (.nominal, _): preconditionFailure("a row has several predictors")
    }
  }
}

extension Family {
  /// Whether responses are amounts, so that coefficients for all of them leave no variation.
  var isContinuous: Bool { distribution == .gamma || distribution == .beta }

  /// Whether a dispersion is among the parameters.
  var hasDispersion: Bool {
    if case .ordinal = distribution { return false }
    return parameterCount > 0
  }
}
