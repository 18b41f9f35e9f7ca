internal import ModelFormula
internal import StudyDesign

/// A scenario with the null hypotheses of some of its tests made true.
struct NullStudy {
  var study: Study
  /// Indices of the tests.
  var tests: [Int]
}

extension Study {
  /// The simulations that calibrating the tests takes besides that of the study itself: likelihood
  /// ratios, variances and predictors seen with error, whose figures do not follow from those of
  /// another truth, and all tests where losses go by the response or where it is not normal.
  var nullStudies: [NullStudy] {
    var nulls: [NullStudy] = []
    for (index, test) in tests.enumerated() where !isTrueNull(test) {
      guard let study = nullStudy(of: test) else { continue }
      if let known = nulls.firstIndex(where: { $0.study == study }) {
        nulls[known].tests.append(index)
      } else {
        nulls.append(NullStudy(study: study, tests: [index]))
      }
    }
    return nulls
  }

  /// The study with the null hypothesis of a test made true; nil if that takes no simulation.
  private func nullStudy(of test: StudyTest) -> Study? {
    switch test.hypothesis {
    case .any(let family), .all(let family):
      let members = families[family].members.map { tests[$0] }
      guard simulatesNulls || members.contains(where: needsNullSimulation) else { return nil }
      return members.reduce(into: self) { $0.makeNull(of: $1) }
    default:
      guard simulatesNulls || needsNullSimulation(test) else { return nil }
      var study = self
      study.makeNull(of: test)
      return study
    }
  }

  /// Whether no test's p values under its null hypothesis follow from other replicates.
  private var simulatesNulls: Bool { losesByResponse || !model.family.isNormal }

  /// Whether a test's p values under the null hypothesis do not follow from other replicates by moving
  /// estimates.
  private func needsNullSimulation(_ test: StudyTest) -> Bool {
    test.method == .lrt || test.hypothesis.isVariance || isWithError(test)
  }

  /// Makes the null hypothesis of a test true; of equivalence that of its lower margin.
  private mutating func makeNull(of test: StudyTest) {
    switch test.hypothesis {
    case .coefficient(let index): set(index, of: test.analysis, to: test.against)
    case .equivalence(let index, let lower, _): set(index, of: test.analysis, to: lower)
    case .joint(let indices): for index in indices { set(index, of: test.analysis, to: 0) }
    case .contrast(let weights): project(onto: weights, of: test)
    case .variance(let bar, let effect):
      guard let place = generatingVariance(bar: bar, effect: effect, of: test.analysis) else {
        return
      }
      let order = model.randomTerms[place.term].covariance.indices
      for other in order {
        model.randomTerms[place.term].covariance[place.effect][other] = 0
        model.randomTerms[place.term].covariance[other][place.effect] = 0
        model.prior?.covariances[place.term][place.effect][other] = nil
        model.prior?.covariances[place.term][other][place.effect] = nil
      }
    case .precision, .any, .all: break
    }
  }

  private mutating func set(_ index: Int, of analysis: Int, to value: Double) {
    guard let source = analyses[analysis].generatingCoefficient[index] else { return }
    model.coefficients[source] = value
    model.prior?.coefficients[source] = nil
  }

  /// Moves the coefficients along the weights until their weighted sum is the null value.
  private mutating func project(onto weights: [Double], of test: StudyTest) {
    guard let truth = truth(of: test) else { return }
    let length = weights.reduce(0) { $0 + $1 * $1 }
    for index in weights.indices where weights[index] != 0 {
      let old = self.truth(ofCoefficient: index, of: test.analysis)!
      set(index, of: test.analysis, to: old + (test.against - truth) * weights[index] / length)
    }
  }
}
