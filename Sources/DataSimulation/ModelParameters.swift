internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// The parameters with which responses are drawn: those of the generating model, or, where it has a
/// prior, values drawn for each data set.
///
/// Everything stands in the simulator's buffers, so that what reads them sees those of the data set
/// in hand.
struct ModelParameters {
  /// β, in the order of the model's columns.
  let coefficients: UnsafeMutablePointer<Double>
  /// The SD of the residuals.
  let residualSD: UnsafeMutablePointer<Double>
  /// For each random term the lower Cholesky factor of its covariance matrix, row by row.
  let factors: [UnsafeMutablePointer<Double>]
  /// What the prior draws, in its order.
  let draws: UnsafeMutablePointer<Double>

  private let samplers: [DistributionSampler]
  private let means: [Double]
  private let drawnCoefficients: [(index: Int, formula: DrawnFormula)]
  private let drawnVariance: DrawnFormula?
  private let drawnTerms: [DrawnTerm]

  /// A random term some of whose entries are drawn.
  private struct DrawnTerm {
    let order: Int
    let factor: UnsafeMutablePointer<Double>
    /// The covariance matrix, row by row; entries that are not drawn are written once.
    let covariance: UnsafeMutablePointer<Double>
    let entries: [(index: Int, formula: DrawnFormula)]
  }

  /// Data sets are drawn again this many times where parameters cannot be: variances below 0 and the
  /// like. A plan in which that happens more than rarely is refused.
  private static let most = 1000

  init(study: Study, buffers: Buffers) {
    let model = study.model
    coefficients = buffers.make(model.coefficients)
    residualSD = buffers.make([model.residualVariance.squareRoot()])
    factors = model.randomTerms.map {
      buffers.make(semidefiniteFactor($0.covariance).flatMap { $0 })
    }
    let prior = model.prior
    let drawn = prior?.draws ?? []
    let draws = buffers.make(drawn.count)
    self.draws = draws
    samplers = drawn.map { DistributionSampler($0.distribution) }
    means = drawn.map(\.distribution.mean)
    func formula(_ expression: Expression?) -> DrawnFormula? {
      expression.map {
        DrawnFormula($0, names: drawn.map(\.name), draws: draws, buffers: buffers)
      }
    }
    drawnCoefficients = (prior?.coefficients ?? []).enumerated().compactMap { index, expression in
      formula(expression).map { (index, $0) }
    }
    drawnVariance = formula(prior?.residualVariance)
    drawnTerms = zip(prior?.covariances ?? [], zip(model.randomTerms, factors)).compactMap {
      expressions, term in
      let entries = expressions.joined().enumerated().compactMap { index, expression in
        formula(expression).map { (index, $0) }
      }
      guard !entries.isEmpty else { return nil }
      return DrawnTerm(
        order: expressions.count, factor: term.1,
        covariance: buffers.make(term.0.covariance.flatMap { $0 }), entries: entries)
    }
  }

  /// Draws the parameters of a data set; of no use, and without any draw, where there is no prior.
  func draw(_ stream: inout RandomStream) {
    guard !samplers.isEmpty else { return }
    for _ in 0..<Self.most {
      if drawOnce(&stream) { return }
    }
    for index in means.indices { draws[index] = means[index] }
    _ = take()
  }

  /// Draws parameters once; returns whether they can be.
  func drawOnce(_ stream: inout RandomStream) -> Bool {
    for index in samplers.indices { draws[index] = samplers[index].draw(&stream) }
    return take()
  }

  /// Works out the parameters from the draws; false if there are none such.
  private func take() -> Bool {
    for (index, formula) in drawnCoefficients {
      coefficients[index] = formula.value
      guard coefficients[index].isFinite else { return false }
    }
    if let drawnVariance {
      let variance = drawnVariance.value
      guard variance > 0, variance.isFinite else { return false }
      residualSD[0] = variance.squareRoot()
    }
    for term in drawnTerms {
      for (index, formula) in term.entries { term.covariance[index] = formula.value }
      guard factorise(term.covariance, order: term.order, to: term.factor) else { return false }
    }
    return true
  }
}

/// A parameter as it follows from the draws.
private struct DrawnFormula {
  private let compiled: CompiledExpression
  private let inputs: UnsafeMutablePointer<UnsafePointer<Double>>
  private let scratch: UnsafeMutablePointer<Double>
  private let result: UnsafeMutablePointer<Double>

  init(
    _ expression: Expression, names: [String], draws: UnsafePointer<Double>, buffers: Buffers
  ) {
    // The design has been read, so that the expression is known to be sound.
    compiled = try! CompiledExpression(expression) { _ in .numeric }
    let count = compiled.inputs.count
    inputs = UnsafeMutableRawPointer(buffers.make(count))
      .bindMemory(to: UnsafePointer<Double>.self, capacity: max(count, 1))
    for (index, name) in compiled.inputs.enumerated() {
      inputs[index] = draws + names.firstIndex(of: name)!
    }
    scratch = buffers.make(compiled.scratchCount)
    result = buffers.make(1)
  }

  var value: Double {
    compiled.evaluate(
      count: 1, inputs: UnsafePointer(inputs), scratch: scratch, result: result)
    return result[0]
  }
}

/// Writes the lower Cholesky factor of a matrix given row by row; false if it is not positive
/// semi-definite. Zero pivots give zero columns.
private func factorise(
  _ a: UnsafePointer<Double>, order n: Int, to l: UnsafeMutablePointer<Double>
) -> Bool {
  for index in 0..<n * n { l[index] = 0 }
  for j in 0..<n {
    let diagonal = a[j * n + j]
    guard diagonal >= 0, diagonal.isFinite else { return false }
    var pivot = diagonal
    for k in 0..<j { pivot -= l[j * n + k] * l[j * n + k] }
    guard pivot >= -1e-10 * diagonal else { return false }
    let isZero = pivot <= 1e-12 * diagonal
    let root = isZero ? 0 : pivot.squareRoot()
    l[j * n + j] = root
    for i in j + 1..<max(n, j + 1) {
      var rest = a[i * n + j]
      for k in 0..<j { rest -= l[i * n + k] * l[j * n + k] }
      if isZero {
        let scale = (diagonal * abs(a[i * n + i])).squareRoot()
        guard abs(rest) <= 1e-5 * scale else { return false }
      } else {
        l[i * n + j] = rest / root
      }
    }
  }
  return true
}
