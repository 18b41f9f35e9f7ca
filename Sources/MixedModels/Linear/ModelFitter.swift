#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// Fits one model to the data set that the cross-products hold; owns its workspace.
///
/// A class, so that fitters of different kernels stand in one array; it is entered once a fit.
class ModelFitter {
  /// Evaluations of the criterion in the last fit.
  fileprivate(set) var evaluations = 0
  /// Whether the last fit needed more than Newton steps from its start.
  fileprivate(set) var usedFallback = false

  /// Tests of the fixed effects of the last fit.
  final var tests: FixedEffectTests

  init(layout: CovarianceLayout, p: Int, inference: LinearModel.Inference) {
    tests = FixedEffectTests(layout: layout, p: p, inference: inference)
  }

  /// The last fit's figures.
  var evaluation: Evaluation { fatalError("abstract") }
  /// The last fit's criterion.
  var criterion: Double { evaluation.criterion }
  /// What tests read of the last fit.
  var lastFit: FixedEffectTests.Fit { fatalError("abstract") }
  /// The last fit's covariance parameters, relative to σ².
  var psi: UnsafePointer<Double>? { nil }

  func fit(_ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings)
    -> FitOutcome
  {
    fatalError("abstract")
  }

  /// Changes where the optimisation starts.
  func setStart(_ start: [Double]) {}

  /// Evaluates the model at its start in place of a fit; see `LinearFitter.evaluateAtStart`.
  func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool {
    fatalError("abstract")
  }

  /// Whether an evaluation at the start has all figures at little cost.
  var hasFiguresAtStart: Bool { true }
}

/// Ordinary least squares.
final class LeastSquaresFitter: ModelFitter {
  private let arena: Arena
  private var result: Evaluation
  private let derivatives: DerivativeSums
  private let columns: [Int]

  private var rows: Int
  private let estimator: Estimator

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - estimator: of the criterion; the residual variance is always RSS/(n - p).
  init(columns: [Int], rows: Int, estimator: Estimator) {
    self.rows = rows
    self.estimator = estimator
    let p = columns.count - 1
    let size = Evaluation.size(p: p, parameterCount: 0)
    arena = Arena(doubles: size.doubles, pieces: size.pieces + DerivativeSums.pieces)
    result = Evaluation(p: p, parameterCount: 0, rows: rows, estimator: .reml, arena: arena)
    derivatives = DerivativeSums(p: p, parameterCount: 0, arena: arena)
    self.columns = columns
    super.init(
      layout: CovarianceLayout(terms: [], levelCount: 0), p: p, inference: .products)
  }

  override var evaluation: Evaluation { result }
  override var criterion: Double {
    if estimator == .reml { return result.criterion }
    let n = Double(rows)
    return n * (1 + log(2 * .pi * result.residualSumOfSquares / n))
  }
  override var lastFit: FixedEffectTests.Fit {
    FixedEffectTests.Fit(
      evaluation: result, derivatives: derivatives, psi: UnsafePointer(derivatives.values))
  }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome {
    tests.reset()
    rows = products.plan.nesting.rowCount
    result.setRows(rows)
    for i in 0..<columns.count {
      for j in 0...i {
        result.root[packedIndex(i, j)] = products.totals[packedIndex(columns[i], columns[j])]
      }
    }
    result.solveRoot(logDeterminant: 0)
    evaluations = 1
    return result.isValid ? .converged : (result.hasFullRank ? .degenerate : .rankDeficient)
  }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool {
    guard fit(products, settings: .simulation) == .converged else { return false }
    result.takeForTruth(derivatives, variance: variance, departures: departures)
    return true
  }
}

/// A mixed model, by the optimiser over one of the kernels.
///
/// Subclasses hold a kernel each and are not generic: methods of a generic class that are called
/// through its table are never specialised.
class MixedModelFitter: ModelFitter {
  fileprivate var optimizer: CovarianceOptimizer
  fileprivate var start: [Double]

  /// How deep the last evaluation of a fit goes.
  private let finalDepth: EvaluationDepth

  fileprivate init(layout: CovarianceLayout, _ model: LinearModel) {
    start = model.start
    finalDepth = model.inference == .none ? .criterion : .inference
    optimizer = CovarianceOptimizer(layout: layout)
    super.init(layout: layout, p: model.fixed.count, inference: model.inference)
  }

  override final var psi: UnsafePointer<Double>? { UnsafePointer(optimizer.psi) }
  fileprivate final func fit<Kernel: LinearKernel>(by kernel: Kernel) -> FixedEffectTests.Fit {
    FixedEffectTests.Fit(
      evaluation: kernel.evaluation, derivatives: kernel.derivatives,
      psi: UnsafePointer(optimizer.psi))
  }
  override final func setStart(_ start: [Double]) { self.start = start }

  @inline(__always)
  fileprivate final func minimise<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ products: borrowing CrossProducts,
    _ settings: CovarianceOptimizer.Settings
  ) -> FitOutcome {
    var settings = settings
    settings.finalDepth = finalDepth
    tests.reset()
    kernel.prepare(products)
    for index in 0..<start.count { optimizer.psi[index] = start[index] }
    var status = optimizer.minimise(&kernel, settings: settings)
    evaluations = optimizer.evaluations
    usedFallback = status == .exhausted
    if usedFallback { status = searchWithoutDerivatives(&kernel, settings) }
    if status == .interior || status == .boundary { optimizer.deepen(&kernel, to: finalDepth) }
    switch status {
    case .interior: return .converged
    case .boundary: return .singular
    case .exhausted: return .notConverged
    case .invalid: return kernel.evaluation.hasFullRank ? .degenerate : .rankDeficient
    }
  }

  @inline(__always)
  fileprivate final func evaluateStart<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ products: borrowing CrossProducts, _ variance: Double?,
    _ departures: UnsafeMutablePointer<Double>?
  ) -> Bool {
    tests.reset()
    kernel.prepare(products)
    for index in 0..<start.count { optimizer.psi[index] = start[index] }
    optimizer.evaluate(&kernel, UnsafePointer(optimizer.psi), .inference)
    guard kernel.evaluation.isValid else { return false }
    kernel.evaluation.takeForTruth(
      kernel.derivatives, variance: variance, departures: departures)
    return true
  }

  /// The simplex from three starts, each polished by Newton steps.
  ///
  /// The first that converges counts. Where none does to the last digits, as on flat stretches of the
  /// boundary, the lowest counts if another start came within 1e-6 of its criterion.
  private func searchWithoutDerivatives<Kernel: LinearKernel>(
    _ kernel: inout Kernel, _ settings: CovarianceOptimizer.Settings
  ) -> CovarianceOptimizer.Status {
    var ends: [(criterion: Double, psi: [Double])] = []
    for scale in [1.0, 0.1, 10] {
      let search = SimplexSearch(layout: kernel.layout)
      let found = search.minimise(from: start, scale: scale) { psi in
        kernel.evaluate(psi, .criterion)
        self.evaluations += 1
        return kernel.evaluation.criterion
      }
      for index in found.indices { optimizer.psi[index] = found[index] }
      let status = optimizer.minimise(&kernel, settings: settings)
      evaluations += optimizer.evaluations
      if status == .interior || status == .boundary { return status }
      let psi = UnsafeBufferPointer(start: optimizer.psi, count: start.count)
      ends.append((kernel.evaluation.criterion, Array(psi)))
    }
    ends.sort { $0.criterion < $1.criterion }
    for index in start.indices { optimizer.psi[index] = ends[0].psi[index] }
    optimizer.evaluate(&kernel, optimizer.psi, .criterion)
    let agrees = ends[1].criterion - ends[0].criterion < 1e-6
    return agrees && kernel.evaluation.isValid ? optimizer.status : .exhausted
  }
}

/// Fits by `StrataKernel`.
final class StrataFitter: MixedModelFitter {
  private var kernel: StrataKernel

  init(_ kernel: StrataKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}

/// Fits by `OneEffectKernel`.
final class OneEffectFitter: MixedModelFitter {
  private var kernel: OneEffectKernel

  init(_ kernel: OneEffectKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}

/// Fits by `TwoEffectsKernel`.
final class TwoEffectsFitter: MixedModelFitter {
  private var kernel: TwoEffectsKernel

  init(_ kernel: TwoEffectsKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}

/// Fits by `TwoLevelKernel`.
final class TwoLevelFitter: MixedModelFitter {
  private var kernel: TwoLevelKernel

  init(_ kernel: TwoLevelKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}

/// Fits by `CrossedKernel`.
final class CrossedFitter: MixedModelFitter {
  private var kernel: CrossedKernel

  init(_ kernel: CrossedKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}

/// Fits by `SparseKernel`.
final class SparseFitter: MixedModelFitter {
  private var kernel: SparseKernel

  init(_ kernel: SparseKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  /// Second derivatives take a difference for each parameter.
  override var hasFiguresAtStart: Bool { false }
}

/// Fits by `ResidualKernel`.
final class ResidualFitter: MixedModelFitter {
  private var kernel: ResidualKernel

  init(_ kernel: ResidualKernel, _ model: LinearModel) {
    self.kernel = kernel
    super.init(layout: kernel.layout, model)
  }

  override var evaluation: Evaluation { kernel.evaluation }
  override var lastFit: FixedEffectTests.Fit { fit(by: kernel) }

  override func fit(
    _ products: borrowing CrossProducts, settings: CovarianceOptimizer.Settings
  ) -> FitOutcome { minimise(&kernel, products, settings) }

  override func evaluateAtStart(
    _ products: borrowing CrossProducts, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) -> Bool { evaluateStart(&kernel, products, variance, departures) }
}
