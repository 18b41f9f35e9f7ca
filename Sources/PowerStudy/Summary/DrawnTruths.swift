import ModelFormula
import StudyDesign

/// The true values of what a study tests, in each replicate of a study with a prior.
struct DrawnTruths {
  private let study: Study
  /// For each draw of the prior its value in all replicates.
  private let draws: [[Double]]
  private let replicates: Int

  /// Nil if the study has no prior.
  init?(study: Study, draws: [[Double]], replicates: Int) {
    guard let prior = study.model.prior else { return nil }
    precondition(draws.count == prior.draws.count)
    self.study = study
    self.draws = draws
    self.replicates = replicates
  }

  /// The values of a coefficient of an analysis; nil if the generating model lacks it.
  func values(ofCoefficient index: Int, of analysis: Int) -> [Double]? {
    study.analyses[analysis].generatingCoefficient[index].map { source in
      values(of: study.model.prior!.coefficients[source], else: study.model.coefficients[source])
    }
  }

  /// The values of what a test is about; nil where `Study.truth(of:)` is.
  func values(of test: StudyTest) -> [Double]? {
    if case .variance(let bar, let effect) = test.hypothesis {
      guard let place = study.generatingVariance(bar: bar, effect: effect, of: test.analysis)
      else { return [Double](repeating: 0, count: replicates) }
      return values(
        of: study.model.prior!.covariances[place.term][place.effect][place.effect],
        else: study.model.randomTerms[place.term].covariance[place.effect][place.effect])
    }
    let count = study.analyses[test.analysis].columns.fixed.count
    guard let weights = test.weights(count: count) else { return nil }
    var sums = [Double](repeating: 0, count: replicates)
    for (index, weight) in weights.enumerated() where weight != 0 {
      guard let values = values(ofCoefficient: index, of: test.analysis) else { return nil }
      for replicate in sums.indices { sums[replicate] += weight * values[replicate] }
    }
    return sums
  }

  private func values(of expression: Expression?, else constant: Double) -> [Double] {
    guard let expression else { return [Double](repeating: constant, count: replicates) }
    let names = study.model.prior!.draws.map(\.name)
    // The design has been read, so that the expression is known to be sound.
    let compiled = try! CompiledExpression(expression) { _ in .numeric }
    return compiled.evaluate(
      count: replicates, columns: compiled.inputs.map { draws[names.firstIndex(of: $0)!] })
  }
}
