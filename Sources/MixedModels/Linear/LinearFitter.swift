public import Numerics

/// Fits several linear models to one data set after another, all from one set of cross-products.
///
/// A fitter belongs to one worker. Everything it needs is allocated at construction; `update` and
/// `fit` allocate nothing, except when a fit falls back to the simplex.
public struct LinearFitter {
  private var products: CrossProducts
  let fitters: [ModelFitter]
  private let nesting: Nesting
  /// Columns of X of each model.
  private let fixedCounts: [Int]
  private let settings: CovarianceOptimizer.Settings
  private var isFresh = true

  /// - Parameters:
  ///   - nesting: units and rows.
  ///   - factors: grouping factors whose units are no ranges of rows.
  ///   - columnLevels: the level at which each column varies (0: the study).
  ///   - isFixed: whether a column keeps its values over all data sets.
  ///   - interceptColumn: the column of ones.
  ///   - models: what is fitted.
  ///   - columns: for each column where as many values stand as its level has units; they must stay
  ///     valid for the fitter's life.
  ///   - isPrecise: whether fits go on to the last digits, for one data set rather than many.
  public init(
    nesting: Nesting, factors: [RowFactor] = [], columnLevels: [Int], isFixed: [Bool],
    interceptColumn: Int,
    models: [LinearModel], columns: [UnsafePointer<Double>], isPrecise: Bool = false
  ) {
    let structures = models.map { $0.structure(in: nesting, interceptColumn: interceptColumn) }
    precondition(
      models.allSatisfy { model in
        model.terms.allSatisfy {
          if case .factor(let index) = $0.grouping { factors.indices.contains(index) } else { true }
        }
      }, "no such row factor")
    let baseLevel = models.compactMap { $0.groupingLevels.last }.max() ?? 0
    let strata = zip(models, structures).filter { $0.1 == .strata }.map { $0.0.groupingLevels }
    let onlyBaseStrata = strata.contains { $0.last == baseLevel }
    let keepsTotals = structures.contains { $0 == .strata || $0 == .leastSquares }
    let keepsProducts =
      structures.contains {
        $0 == .oneEffect || $0 == .twoEffects || $0 == .twoLevel || $0 == .nested
      }
      || (keepsTotals && !onlyBaseStrata)
    var plan = CrossProductPlan(
      nesting: nesting, columnLevels: columnLevels, isFixed: isFixed, baseLevel: baseLevel,
      stratumLevels: Set(strata.flatMap { $0 }).sorted(), keepsUnitProducts: keepsProducts)
    plan.keepsTotals = keepsTotals
    if structures.allSatisfy({ $0 == .oneEffect || $0 == .leastSquares }) {
      plan.unitPairs = Set(
        zip(models, structures).filter { $0.1 == .oneEffect }.flatMap { model, _ in
          OneEffectKernel.unitPairs(
            columns: model.fixed + [model.response], effect: model.terms[0].columns[0])
        })
    }
    let isSparse = zip(models, structures).map { [plan] model, structure in
      Self.isSparse(model, structure, plan, factors)
    }
    for index in models.indices
    where structures[index] == .crossed || structures[index] == .residual || isSparse[index] {
      plan.rowColumns.formUnion(models[index].residual?.columns ?? [])
      plan.rowColumns.formUnion(models[index].fixed)
      plan.rowColumns.insert(models[index].response)
      for term in models[index].terms { plan.rowColumns.formUnion(term.columns) }
    }
    products = CrossProducts(plan: plan, columns: columns)
    fitters = models.indices.map { [plan] index in
      isSparse[index]
        ? Self.sparseFitter(for: models[index], plan: plan, factors: factors)
        : Self.fitter(
          for: models[index], structures[index], plan: plan, factors: factors,
          interceptColumn: interceptColumn)
    }
    self.nesting = nesting
    fixedCounts = models.map(\.fixed.count)
    settings = isPrecise ? .precise : .simulation
  }

  /// Effects besides those eliminated unit by unit that dense matrices serve better than sparse ones.
  private static let largestDenseRest = 300

  private static func isSparse(
    _ model: LinearModel, _ structure: LinearModel.Structure, _ plan: CrossProductPlan,
    _ factors: [RowFactor]
  ) -> Bool {
    guard structure == .crossed || structure == .nested else { return false }
    let workspace = Workspace()
    defer { withExtendedLifetime(workspace) {} }
    let sources = CrossedSources(
      plan: plan, columns: model.fixed + [model.response], terms: model.terms,
      rowFactors: factors, workspace: workspace)
    return CrossedShape.restCount(sources, p: model.fixed.count) > largestDenseRest
  }

  private static func sparseFitter(
    for model: LinearModel, plan: CrossProductPlan, factors: [RowFactor]
  ) -> ModelFitter {
    SparseFitter(
      SparseKernel(
        plan: plan, columns: model.fixed + [model.response], terms: model.terms,
        rowFactors: factors, estimator: model.estimator,
        keepsProducts: model.inference == .products), model)
  }

  private static func fitter(
    for model: LinearModel, _ structure: LinearModel.Structure, plan: CrossProductPlan,
    factors: [RowFactor], interceptColumn: Int
  ) -> ModelFitter {
    let columns = model.fixed + [model.response]
    let levels = model.groupingLevels
    let keepsProducts = model.inference == .products
    let termLevels = model.terms.map { $0.level.flatMap(levels.firstIndex) ?? -1 }
    switch structure {
    case .leastSquares:
      return LeastSquaresFitter(
        columns: columns, rows: plan.nesting.rowCount, estimator: model.estimator)
    case .strata:
      return StrataFitter(
        StrataKernel(
          plan: plan, columns: columns, levels: levels, terms: termLevels,
          estimator: model.estimator, keepsProducts: keepsProducts), model)
    case .oneEffect:
      return OneEffectFitter(
        OneEffectKernel(
          plan: plan, columns: columns, level: levels[0], effect: model.terms[0].columns[0],
          estimator: model.estimator, keepsProducts: keepsProducts), model)
    case .twoEffects:
      return TwoEffectsFitter(
        TwoEffectsKernel(
          plan: plan, columns: columns, level: levels[0], terms: model.terms.map(\.columns),
          estimator: model.estimator, keepsProducts: keepsProducts), model)
    case .twoLevel:
      return TwoLevelFitter(
        TwoLevelKernel(
          plan: plan, columns: columns, level: levels[0], terms: model.terms.map(\.columns),
          estimator: model.estimator, keepsProducts: keepsProducts), model)
    case .residual:
      precondition(
        !model.hasRowFactors && !keepsProducts, "no such model with a structure of the residuals")
      return ResidualFitter(
        ResidualKernel(
          plan: plan, columns: columns, terms: model.terms, residual: model.residual!,
          estimator: model.estimator), model)
    case .nested, .crossed:
      return CrossedFitter(
        CrossedKernel(
          plan: plan, columns: columns, terms: model.terms, rowFactors: factors,
          ones: interceptColumn, estimator: model.estimator, keepsProducts: keepsProducts), model)
    }
  }

  /// Takes in the data set that stands in the columns now.
  public mutating func update() {
    products.update(everything: isFresh)
    isFresh = false
  }

  /// Fits one of the models to the data set taken in last.
  public func fit(_ model: Int) -> FitOutcome {
    nesting.rowCount <= fixedCounts[model]
      ? .degenerate : fitters[model].fit(products, settings: settings)
  }

  /// Evaluates a model where its optimisation starts, in place of a fit: what is read of the model's last
  /// fit is then β̂ there, and standard errors and degrees of freedom as if the start were the truth.
  ///
  /// - Parameters:
  ///   - variance: σ²; nil takes σ̂² at the start for it.
  ///   - departures: if not nil receives `departureCount(of:)` numbers that under REML have mean 0 if the
  ///     start and `variance` are the truth: y'PVᵢPy/σ² - tr(PVᵢ) for each covariance parameter, and
  ///     σ̂²/σ² - 1.
  /// - Returns: whether there are such figures.
  public func evaluateAtStart(
    _ model: Int, variance: Double?, departures: UnsafeMutablePointer<Double>? = nil
  ) -> Bool {
    guard fitters[model].hasFiguresAtStart, nesting.rowCount > fixedCounts[model] else {
      return false
    }
    return fitters[model].evaluateAtStart(products, variance: variance, departures: departures)
  }

  /// Whether a model's evaluation at its start has all figures at little cost.
  public func hasFiguresAtStart(_ model: Int) -> Bool { fitters[model].hasFiguresAtStart }

  /// How many departures `evaluateAtStart` gives.
  public func departureCount(of model: Int) -> Int {
    fitters[model].evaluation.parameterCount + 1
  }

  /// Changes where the optimisation of a model starts (relative covariances, packed).
  public func setStart(_ start: [Double], of model: Int) { fitters[model].setStart(start) }

  /// β̂ of one coefficient of the last fit of a model.
  public func coefficient(_ index: Int, of model: Int) -> Double {
    fitters[model].evaluation.beta[index]
  }

  /// Cov(β̂) of two coefficients of the last fit of a model, in squared units of the response.
  public func covariance(_ first: Int, _ second: Int, of model: Int) -> Double {
    let evaluation = fitters[model].evaluation
    return evaluation.sigmaSquared * evaluation.c[packedIndex(first, second)]
  }

  /// σ̂² of the last fit of a model.
  public func residualVariance(of model: Int) -> Double { fitters[model].evaluation.sigmaSquared }

  /// -2 log likelihood or REML criterion of the last fit of a model, by its estimator also where it has
  /// no random terms.
  public func criterion(of model: Int) -> Double { fitters[model].criterion }

  /// Relative covariances of the last fit of a model, packed one term after another.
  public func relativeCovariances(of model: Int) -> [Double] {
    let fitter = fitters[model]
    guard let psi = fitter.psi else { return [] }
    return Array(UnsafeBufferPointer(start: psi, count: fitter.evaluation.parameterCount))
  }

  /// One entry of `relativeCovariances`, without making an array.
  public func relativeCovariance(_ index: Int, of model: Int) -> Double {
    fitters[model].psi![index]
  }

  /// Evaluations of the criterion in the last fit of a model.
  public func evaluations(of model: Int) -> Int { fitters[model].evaluations }

  /// Whether the last fit of a model needed the simplex.
  public func usedFallback(of model: Int) -> Bool { fitters[model].usedFallback }
}
