internal import Numerics

/// Grouping factors that cross sparsely and have thousands of units: the same model as `CrossedKernel`,
/// by a sparse Cholesky factor of M = Λ'Z'ZΛ + I, whose pattern is analysed once.
///
/// V⁻¹x = x - ZΛM⁻¹Λ'Z'x row by row; the traces of the gradient come from the entries of M⁻¹ in the
/// factor's pattern. Where memberships change, the pattern is analysed anew for each data set.
struct SparseKernel: LinearKernel {
  let layout: CovarianceLayout
  var evaluation: Evaluation
  let derivatives: DerivativeSums
  let p: Int
  /// Rows of the data set in hand.
  private(set) var rowCount: Int
  let factors: [CrossedFactor]
  let parameters: [Parameter]
  /// Λ of each factor, row-major.
  let lambdas: [UnsafeMutablePointer<Double>]
  private(set) var system: SparseSystem
  let buffers: SparseBuffers
  private let columns: [Int]
  private let arena: Arena
  private let workspace: Workspace

  struct Parameter {
    let factor: Int
    let k: Int
    let l: Int
  }

  /// - Parameters: as for `CrossedKernel`.
  init(
    plan: CrossProductPlan, columns: [Int], terms: [LinearModel.RandomTerm],
    rowFactors: [RowFactor], estimator: Estimator, keepsProducts: Bool
  ) {
    let p = columns.count - 1
    let workspace = Workspace()
    let sources = CrossedSources(
      plan: plan, columns: columns, terms: terms, rowFactors: rowFactors, readsRows: true,
      workspace: workspace)
    layout = sources.layout
    factors = sources.factors
    rowCount = sources.itemCount
    let n = layout.parameterCount
    let size = Evaluation.size(p: p, parameterCount: n)
    let arena = Arena(
      doubles: size.doubles
        + DerivativeSums.doubles(p: p, parameterCount: n, keepsProducts: keepsProducts),
      pieces: size.pieces + DerivativeSums.pieces)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: n, keepsProducts: keepsProducts, arena: arena)
    parameters = layout.blocks.flatMap { block in
      (0..<block.order).flatMap { i in
        (0...i).map {
          Parameter(factor: block.level, k: block.firstColumn + i, l: block.firstColumn + $0)
        }
      }
    }
    lambdas = factors.map { workspace.doubles($0.order * $0.order) }
    // Memberships that change may not be there yet.
    system = SparseSystem(factors, rowCount: factors.allSatisfy(\.isFixed) ? rowCount : 0)
    buffers = SparseBuffers(
      rowCount: plan.nesting.rowCapacity, effectCount: system.effectCount, p: p, parameterCount: n,
      keepsProducts: keepsProducts, workspace: workspace)
    self.columns = sources.columns
    self.p = p
    self.arena = arena
    self.workspace = workspace
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    rowCount = products.plan.nesting.rowCount
    evaluation.setRows(rowCount)
    if !factors.allSatisfy(\.isFixed) { system = SparseSystem(factors, rowCount: rowCount) }
    system.update(columns.map { products.rows($0) })
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    if depth == .inference {
      let curvature = differencedCurvature(psi)
      evaluateAt(psi, .derivatives)
      if evaluation.isValid { addInference(curvature) }
    } else {
      evaluateAt(psi, depth)
    }
  }

  /// The criterion and what `depth` asks for, up to derivatives.
  mutating func evaluateAt(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    for index in lambdas.indices { layout.writeFactor(level: index, from: psi, to: lambdas[index]) }
    let isFactorised = system.factorise(lambdas)
    let solved = buffers.solved
    for c in 0...p {
      (solved + c * rowCount).update(from: system.columns[c], count: rowCount)
    }
    if isFactorised { system.applyInverse(solved, count: p + 1, lambdas, buffers.effects) }
    for i in 0...p {
      for j in 0...i {
        evaluation.root[packedIndex(i, j)] = dot(
          system.columns[i], solved + j * rowCount, rowCount)
      }
    }
    evaluation.solveRoot(logDeterminant: isFactorised ? system.logDeterminant : .nan)
    guard depth >= .derivatives && evaluation.isValid else { return }
    differentiate()
  }

  // MARK: Derivatives

  private mutating func differentiate() {
    let at = derivatives.layout
    let values = derivatives.values
    values.update(repeating: 0, count: at.total)
    let py = buffers.solved + p * rowCount
    for c in 0..<p {
      let column = buffers.solved + c * rowCount
      for row in 0..<rowCount { py[row] -= evaluation.beta[c] * column[row] }
    }
    system.project(buffers.solved, count: p + 1, to: buffers.scores)
    system.invert()
    for index in parameters.indices { addSums(index) }
    fillVariates()
    for i in parameters.indices {
      for j in 0...i {
        values[at.average + packedIndex(i, j)] = dot(
          buffers.variates + i * rowCount, buffers.solvedVariates + j * rowCount, rowCount)
      }
    }
    evaluation.hasObserved = false
    derivatives.finish(evaluation)
    derivatives.scaleInformation(evaluation, layout)
  }

  /// tr(PVᵢ), y'PVᵢPy, Bᵢ and sᵢ of a parameter.
  private func addSums(_ index: Int) {
    let at = derivatives.layout
    let values = derivatives.values
    let parameter = parameters[index]
    let (k, l) = (parameter.k, parameter.l)
    let q = factors[parameter.factor].order
    let effects = system.effectCount
    let first = system.pattern.effectStarts[parameter.factor]
    func product(_ a: Int, _ b: Int) -> Double {
      let x = buffers.scores + a * effects + first
      let y = buffers.scores + b * effects + first
      var sum = 0.0
      for unit in 0..<factors[parameter.factor].unitCount {
        sum += x[unit * q + k] * y[unit * q + l]
        if k != l { sum += x[unit * q + l] * y[unit * q + k] }
      }
      return sum
    }
    values[at.quadratic + index] = product(p, p)
    values[at.trace + index] =
      (k == l ? 1 : 2) * system.trace(parameter.factor, k, l, lambdas, buffers)
    for x in 0..<p {
      values[at.s + index * p + x] = product(x, p)
      for z in 0...x {
        values[at.b + index * packedCount(p) + packedIndex(x, z)] = product(x, z)
      }
    }
    if evaluation.estimator == .reml {
      values[at.trace + index] -= traceOfProduct(
        evaluation.c, values + at.b + index * packedCount(p), p)
    }
  }

  /// VᵢPy and V⁻¹VᵢPy.
  private func fillVariates() {
    for index in parameters.indices {
      writeVariate(index, column: p, to: buffers.variates + index * rowCount)
    }
    let count = parameters.count * rowCount
    buffers.solvedVariates.update(from: buffers.variates, count: count)
    system.applyInverse(
      buffers.solvedVariates, count: parameters.count, lambdas, buffers.effects)
  }

  /// ZEᵢh for a column h of the scores.
  func writeVariate(_ index: Int, column: Int, to target: UnsafeMutablePointer<Double>) {
    let parameter = parameters[index]
    let q = factors[parameter.factor].order
    let effects = buffers.effects
    effects.update(repeating: 0, count: system.effectCount)
    let first = system.pattern.effectStarts[parameter.factor]
    let source = buffers.scores + column * system.effectCount + first
    for unit in 0..<factors[parameter.factor].unitCount {
      let effect = effects + first + unit * q
      effect[parameter.k] += source[unit * q + parameter.l]
      if parameter.k != parameter.l { effect[parameter.l] += source[unit * q + parameter.k] }
    }
    target.update(repeating: 0, count: rowCount)
    system.addRows(1, effects, to: target)
  }
}
