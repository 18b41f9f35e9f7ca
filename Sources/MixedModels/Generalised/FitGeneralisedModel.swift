internal import Numerics

/// Fits a generalised linear (mixed) model.
///
/// The columns of X are made orthonormal before anything else, so that no digits are lost to large
/// means.
///
/// - Parameters:
///   - joint: hypotheses Lβ = 0 to test: the rows of L, as many weights each as there are coefficients.
///   - degreesOfFreedom: of their denominators; infinite for chi-square tests.
/// - Throws: `LinearModelError` where no fit can exist.
public func fitGeneralisedModel(
  _ data: GeneralisedModelData, joint: [[[Double]]] = [], degreesOfFreedom: [Double] = []
) throws(LinearModelError) -> GeneralisedFit {
  let n = data.response.count
  let p = data.fixed.count
  guard n >= p, n > 0 else { throw .tooFewRows(rows: n, coefficients: p) }
  for (index, term) in data.terms.enumerated() where term.units.count < 2 {
    throw .singleGroup(term: index)
  }
  let order = RowOrder(data.terms.map(\.units), rowCount: n)
  let basis = OrthonormalColumns(data.fixed.map { column in order.rows.map { column[$0] } })
  let dependent = basis.dependentColumns
  guard dependent.isEmpty else { throw .dependentColumns(dependent) }
  var frame = GeneralisedFrame(data, order, basis)
  return frame.fit(joint, degreesOfFreedom)
}

/// The columns of one fit, sorted and made orthonormal.
private struct GeneralisedFrame {
  private let data: GeneralisedModelData
  private let order: RowOrder
  private let basis: OrthonormalColumns
  private var values: [Double]
  private var starts: [Int] = []
  private var levels: [Int] = []

  init(_ data: GeneralisedModelData, _ order: RowOrder, _ basis: OrthonormalColumns) {
    self.data = data
    self.order = order
    self.basis = basis
    values = basis.q
    for column in data.fixed.indices {
      starts.append(column * basis.rows)
      levels.append(order.nesting.rowLevel)
    }
  }

  private mutating func append(_ column: [Double]) -> Int {
    starts.append(values.count)
    let isOnes = column.allSatisfy { $0 == 1 }
    levels.append(isOnes ? 0 : order.nesting.rowLevel)
    values += isOnes ? [1] : order.rows.map { column[$0] }
    return starts.count - 1
  }

  mutating func fit(_ joint: [[[Double]]], _ degreesOfFreedom: [Double]) -> GeneralisedFit {
    let ones = append([Double](repeating: 1, count: data.response.count))
    var terms: [LinearModel.RandomTerm] = []
    for (term, grouping) in zip(data.terms, order.groupings) {
      var columns: [Int] = []
      for column in term.columns {
        columns.append(column.allSatisfy { $0 == 1 } ? ones : append(column))
      }
      terms.append(LinearModel.RandomTerm(grouping: grouping, columns: columns))
    }
    let response = append(data.response)
    levels[response] = order.nesting.rowLevel
    if values.count - starts[response] == 1 {
      values += [Double](repeating: 1, count: data.response.count - 1)
    }
    var trials: Int?
    if let column = data.trials { trials = append(column) }
    let offsets = data.offset.map { [append($0)] } ?? []
    let model = GeneralisedModel(
      fixed: Array(data.fixed.indices), response: response, trials: trials, offsets: offsets,
      terms: terms, family: data.family, estimator: data.estimator)
    return run(model, ones, joint, degreesOfFreedom)
  }

  private func run(
    _ model: GeneralisedModel, _ ones: Int, _ joint: [[[Double]]], _ degreesOfFreedom: [Double]
  ) -> GeneralisedFit {
    let workspace = Workspace()
    let factors = order.factors.map { $0.rowFactor(in: workspace) }
    defer { withExtendedLifetime(workspace) {} }
    return values.withUnsafeBufferPointer { values in
      let source = GeneralisedSource(
        nesting: order.nesting, factors: factors, columnLevels: levels,
        isFixed: levels.map { _ in false }, interceptColumn: ones,
        columns: starts.map { values.baseAddress! + $0 })
      let fitter = GeneralisedFitter(source: source, models: [model], isPrecise: true)
      let outcome = fitter.fit(0)
      return result(fitter, outcome, joint, degreesOfFreedom)
    }
  }

  // MARK: Results

  private func result(
    _ fitter: GeneralisedFitter, _ outcome: FitOutcome, _ joint: [[[Double]]],
    _ degreesOfFreedom: [Double]
  ) -> GeneralisedFit {
    let predictors = data.family.predictorCount
    let p = data.fixed.count
    let estimates = fitter.estimates(of: 0).orUndefined(outcome)
    let coefficients = (0..<predictors).flatMap { predictor in
      basis.solve((0..<p).map { estimates.coefficients[predictor * p + $0] })
    }
    return GeneralisedFit(
      outcome: outcome, coefficients: coefficients,
      covariance: outcome.hasEstimates ? covariance(fitter) : undefinedCovariance,
      termCovariances: termCovariances(estimates.covariances),
      familyParameters: estimates.familyParameters,
      familyErrors: (0..<data.family.parameterCount).map {
        outcome.hasEstimates ? fitter.familyError($0, of: 0) : .nan
      },
      deviance: fitter.deviance(of: 0), iterations: fitter.evaluations(of: 0),
      usedExpectedInformation: fitter.usedExpectedInformation(of: 0),
      parameterCount: p * predictors + estimates.covariances.count + data.family.parameterCount,
      jointTests: outcome.hasEstimates
        ? joint.indices.map { index in
          jointTest(
            fitter, joint[index],
            degreesOfFreedom.isEmpty ? .infinity : degreesOfFreedom[index])
        } : [])
  }

  private var undefinedCovariance: [[Double]] {
    let count = data.fixed.count * data.family.predictorCount
    return [[Double]](repeating: [Double](repeating: .nan, count: count), count: count)
  }

  /// R⁻¹CR⁻ᵀ, block by block for the predictors.
  private func covariance(_ fitter: GeneralisedFitter) -> [[Double]] {
    let p = data.fixed.count
    let count = p * data.family.predictorCount
    var matrix = (0..<count).map { i in (0..<count).map { fitter.covariance(i, $0, of: 0) } }
    for _ in 0..<2 {
      matrix = matrix.map(backwards)
      matrix = (0..<count).map { i in (0..<count).map { matrix[$0][i] } }
    }
    return matrix
  }

  private func backwards(_ row: [Double]) -> [Double] {
    let p = data.fixed.count
    return (0..<data.family.predictorCount).flatMap { predictor in
      basis.solve(Array(row[predictor * p..<(predictor + 1) * p]))
    }
  }

  private func termCovariances(_ packed: [Double]) -> [[[Double]]] {
    var rest = packed[...]
    return data.terms.map { term in
      let q = term.columns.count * data.family.predictorCount
      let own = Array(rest.prefix(packedCount(q)))
      rest = rest.dropFirst(packedCount(q))
      return (0..<q).map { i in (0..<q).map { own[packedIndex(i, $0)] } }
    }
  }

  /// In terms of Q: Lβ = LR⁻¹γ.
  private func jointTest(
    _ fitter: GeneralisedFitter, _ rows: [[Double]], _ degreesOfFreedom: Double
  ) -> JointFigures {
    let p = data.fixed.count
    let weights = rows.flatMap { row in
      (0..<data.family.predictorCount).flatMap { predictor in
        basis.solveTransposed(Array(row[predictor * p..<(predictor + 1) * p]))
      }
    }
    return fitter.jointTest(
      weights, count: rows.count, of: 0, degreesOfFreedom: degreesOfFreedom)
  }
}

extension GeneralisedModel.Start {
  /// All NaN where a fit has no estimates.
  fileprivate func orUndefined(_ outcome: FitOutcome) -> GeneralisedModel.Start {
    guard !outcome.hasEstimates else { return self }
    return GeneralisedModel.Start(
      coefficients: coefficients.map { _ in .nan }, covariances: covariances.map { _ in .nan },
      familyParameters: familyParameters.map { _ in .nan })
  }
}
