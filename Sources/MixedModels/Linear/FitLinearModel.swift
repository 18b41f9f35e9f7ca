internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Fits a linear mixed model, or least squares without random terms.
///
/// The columns of X are made orthonormal and the response reduced to its least-squares residuals
/// before anything is squared, so that no digits are lost to large means.
///
/// - Parameter hypotheses: what is tested; small-sample methods with `.reml` or without random terms.
/// - Throws: `LinearModelError` where no fit can exist.
public func fitLinearModel(
  _ data: LinearModelData, estimator: Estimator,
  hypotheses: FixedEffectHypotheses = FixedEffectHypotheses()
) throws(LinearModelError) -> LinearFit {
  let n = data.response.count
  let p = data.fixed.count
  guard n > p else { throw .tooFewRows(rows: n, coefficients: p) }
  for (index, term) in data.terms.enumerated() {
    let units = term.units.count
    if units < 2 { throw .singleGroup(term: index) }
    if units == n, case .single = term.units { throw .groupPerRow(term: index) }
  }
  if let obstacle = data.residual?.obstacle(data.terms, rowCount: n) { throw obstacle }
  let units = data.residual?.units.map { [GroupedTerm.Units.single($0)] } ?? []
  let order = RowOrder(data.terms.map(\.units) + units, rowCount: n)
  if data.residual != nil && !order.factors.isEmpty { throw .residualNotNested }
  let basis = OrthonormalColumns(data.fixed.map { column in order.rows.map { column[$0] } })
  let dependent = basis.dependentColumns
  guard dependent.isEmpty else { throw .dependentColumns(dependent) }
  let frame = FitFrame(
    data: data, order: order, basis: basis, estimator: estimator,
    hypotheses: hypotheses)
  guard frame.hasVariation else { throw .noResidualVariation }
  return frame.fit()
}

/// The columns of one fit, sorted, made orthonormal and scaled.
private struct FitFrame {
  let data: LinearModelData
  let order: RowOrder
  let basis: OrthonormalColumns
  let estimator: Estimator
  let hypotheses: FixedEffectHypotheses
  /// Q'y, taken off the response.
  let projection: [Double]
  let response: [Double]
  let hasVariation: Bool
  /// Root mean square of each random-effects column, by which it is divided.
  let scales: [[Double]]

  init(
    data: LinearModelData, order: RowOrder, basis: OrthonormalColumns, estimator: Estimator,
    hypotheses: FixedEffectHypotheses
  ) {
    self.data = data
    self.order = order
    self.basis = basis
    self.estimator = estimator
    self.hypotheses = hypotheses
    let sorted = order.rows.map { data.response[$0] }
    projection = basis.project(sorted)
    var residuals = sorted
    for (column, coefficient) in projection.enumerated() {
      for row in residuals.indices {
        residuals[row] -= coefficient * basis.q[column * basis.rows + row]
      }
    }
    response = residuals
    let squares = sorted.reduce(0) { $0 + $1 * $1 }
    hasVariation = residuals.reduce(0) { $0 + $1 * $1 } > 1e-24 * squares
    scales = data.terms.map { term in
      term.columns.map { column in
        let square = column.reduce(0) { $0 + $1 * $1 } / Double(max(column.count, 1))
        return square > 0 ? square.squareRoot() : 1
      }
    }
  }

  func fit() -> LinearFit {
    let n = data.response.count
    let p = data.fixed.count
    let nesting = order.nesting
    // Columns: Q, then ones, then scaled columns of Z that are not ones, then the response.
    var values = basis.q
    var offsets = (0..<p).map { $0 * n }
    var levels = [Int](repeating: nesting.rowLevel, count: p)
    func append(_ column: [Double], level: Int) -> Int {
      offsets.append(values.count)
      levels.append(level)
      values += column
      return offsets.count - 1
    }
    let ones = append([1], level: 0)
    let terms = zip(data.terms, zip(scales, order.groupings)).map { term, scaled in
      let columns = zip(term.columns, scaled.0).map { column, scale in
        column.allSatisfy { $0 == 1 }
          ? ones : append(order.rows.map { column[$0] / scale }, level: nesting.rowLevel)
      }
      return LinearModel.RandomTerm(grouping: scaled.1, columns: columns)
    }
    let responseColumn = append(response, level: nesting.rowLevel)
    let residual = data.residual.map { residual in
      func appendRows(_ values: [Double]?) -> Int? {
        values.map { values in append(order.rows.map { values[$0] }, level: nesting.rowLevel) }
      }
      return ResidualStructure(
        correlation: residual.correlation, within: residual.units == nil ? nil : residualLevel,
        position: appendRows(residual.positions?.map(Double.init)),
        category: appendRows(residual.categories?.map(Double.init)),
        categoryCount: residual.categoryCount)
    }
    let model = LinearModel(
      fixed: Array(0..<p), response: responseColumn, terms: terms, estimator: estimator,
      residual: residual, start: momentStart, inference: hypotheses.method.inference)
    let workspace = Workspace()
    let factors = order.factors.map { $0.rowFactor(in: workspace) }
    defer { withExtendedLifetime(workspace) {} }
    return values.withUnsafeBufferPointer { values in
      var fitter = LinearFitter(
        nesting: nesting, factors: factors, columnLevels: levels,
        isFixed: [Bool](repeating: residual != nil, count: levels.count), interceptColumn: ones,
        models: [model], columns: offsets.map { values.baseAddress! + $0 }, isPrecise: true)
      fitter.update()
      let outcome = fitter.fit(0)
      return result(fitter, outcome)
    }
  }

  /// Where to start with crossed factors of one random effect and one unit a row each; nil for others.
  private var momentStart: [Double]? {
    guard !order.factors.isEmpty else { return nil }
    var terms: [(units: [Int32], column: [Double])] = []
    for (term, scale) in zip(data.terms, scales) {
      guard case .single(let units) = term.units, term.columns.count == 1 else { return nil }
      terms.append(
        (order.rows.map { units[$0] }, order.rows.map { term.columns[0][$0] / scale[0] }))
    }
    return MomentStart.relativeVariances(terms, response: response)
  }

  /// The level of the units within which residuals correlate.
  private var residualLevel: Int? {
    if case .level(let level)? = order.groupings.last { level } else { nil }
  }

  private func result(_ fitter: LinearFitter, _ outcome: FitOutcome) -> LinearFit {
    let p = data.fixed.count
    let n = data.response.count
    let variance = fitter.residualVariance(of: 0)
    let gamma = (0..<p).map { fitter.coefficient($0, of: 0) + projection[$0] }
    // R⁻¹ C R⁻ᵀ: columns first, then rows.
    let inner = (0..<p).map { j in
      basis.solve((0..<p).map { fitter.covariance($0, j, of: 0) })
    }
    let outer = (0..<p).map { i in basis.solve((0..<p).map { inner[$0][i] }) }
    return LinearFit(
      outcome: outcome, coefficients: basis.solve(gamma), covariance: outer,
      residualVariance: variance,
      residualParameters: Array(
        fitter.relativeCovariances(of: 0).suffix(data.residual?.parameterCount ?? 0)),
      termCovariances: covariances(fitter, variance),
      criterion: criterion(fitter), iterations: fitter.evaluations(of: 0), observations: n,
      parameterCount: p + 1 + (data.residual?.parameterCount ?? 0)
        + data.terms.reduce(0) { $0 + packedCount($1.columns.count) },
      coefficientTests: coefficientTests(fitter, outcome),
      jointTests: outcome.hasEstimates ? hypotheses.joint.map { jointTest($0, fitter) } : [])
  }

  private func coefficientTests(
    _ fitter: LinearFitter, _ outcome: FitOutcome
  ) -> [ContrastFigures] {
    guard outcome.hasEstimates else { return [] }
    let p = data.fixed.count
    return (0..<p).map { index in
      let weights = basis.solveTransposed((0..<p).map { $0 == index ? 1 : 0 })
      var figures = fitter.contrast(weights, of: 0, by: hypotheses.method)
      figures.estimate += zip(weights, projection).reduce(0) { $0 + $1.0 * $1.1 }
      return figures
    }
  }

  /// In terms of Q: Lβ = LR⁻¹γ, and γ̂ less the projection that the response was relieved of.
  private func jointTest(_ rows: [[Double]], _ fitter: LinearFitter) -> JointFigures {
    let weights = rows.map(basis.solveTransposed)
    let shift = weights.map { row in zip(row, projection).reduce(0) { $0 + $1.0 * $1.1 } }
    return fitter.jointTest(
      weights.flatMap { $0 }, count: rows.count, shift: shift, of: 0, by: hypotheses.method)
  }

  private func covariances(_ fitter: LinearFitter, _ variance: Double) -> [[[Double]]] {
    var psi = fitter.relativeCovariances(of: 0)[...]
    return zip(data.terms, scales).map { term, scales in
      let q = term.columns.count
      let own = Array(psi.prefix(packedCount(q)))
      psi = psi.dropFirst(packedCount(q))
      return (0..<q).map { i in
        (0..<q).map { j in variance * own[packedIndex(i, j)] / (scales[i] * scales[j]) }
      }
    }
  }

  /// In terms of X rather than Q: log |X'V⁻¹X| = log |Q'V⁻¹Q| + 2 log |R|. Least squares: ML.
  private func criterion(_ fitter: LinearFitter) -> Double {
    let n = Double(data.response.count)
    if data.terms.isEmpty && data.residual == nil {
      let rss = fitter.residualVariance(of: 0) * (n - Double(data.fixed.count))
      return n * (1 + log(2 * .pi * rss / n))
    }
    let correction = estimator == .reml ? 2 * basis.logDeterminant : 0
    return fitter.criterion(of: 0) + correction
  }
}
