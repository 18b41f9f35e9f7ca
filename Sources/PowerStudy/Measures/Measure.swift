internal import ModelFormula
internal import StudyDesign

/// Figures of a replicate that one or more tests need.
enum Measure: Hashable {
  /// A weighted sum of coefficients: estimate, standard error, degrees of freedom.
  case contrast(analysis: Int, weights: [Double], method: StudyTest.Method)
  /// Several coefficients at once: F statistic, denominator degrees of freedom, the F statistic of
  /// the true values, and the covariance matrix of the estimates, packed.
  case joint(analysis: Int, coefficients: [Int], method: StudyTest.Method)
  /// Twice the log of a ratio of likelihoods, not below 0.
  case ratio(full: FittedModel, reduced: FittedModel)
  /// The estimate of one variance of a random term.
  case variance(analysis: Int, bar: Int, effect: Int)
  /// The exact F test of a variance: statistic, numerator and denominator degrees of freedom.
  case exactF(analysis: Int, bar: Int, effect: Int)

  /// How many numbers it is.
  var width: Int {
    switch self {
    case .contrast, .exactF: 3
    case .joint(_, let coefficients, _):
      3 + coefficients.count * (coefficients.count + 1) / 2
    case .ratio, .variance: 1
    }
  }

  /// The models whose fits it reads besides its analysis.
  var hiddenModels: [FittedModel] {
    guard case .ratio(let full, let reduced) = self else { return [] }
    return [full, reduced].filter(\.isHidden)
  }
}

/// A model that is fitted to each data set.
enum FittedModel: Hashable {
  case analysis(Int)
  /// The analysis by maximum likelihood.
  case byML(analysis: Int)
  /// The same without some of its coefficients.
  case withoutCoefficients(analysis: Int, [Int])
  /// The analysis without one variance of a random term and its covariances.
  case withoutVariance(analysis: Int, bar: Int, effect: Int)

  /// Whether no report shows it: it serves tests of the analysis only.
  var isHidden: Bool {
    if case .analysis = self { false } else { true }
  }

  /// The analysis that it belongs to.
  var analysis: Int {
    switch self {
    case .analysis(let index), .byML(let index), .withoutCoefficients(let index, _),
      .withoutVariance(let index, _, _):
      index
    }
  }
}

/// All measures of a study's tests, each once, and the models that they need.
struct StudyMeasures {
  /// The measures, in the order of the tests that need them first.
  let all: [Measure]
  /// For each of the study's tests the indices of its measures.
  let ofTest: [[Int]]
  /// The models to fit: the analyses, then hidden ones.
  let models: [FittedModel]

  init(study: Study) {
    var all: [Measure] = []
    ofTest = study.tests.map { test in
      measures(of: test, in: study).map { measure in
        if let known = all.firstIndex(of: measure) { return known }
        all.append(measure)
        return all.count - 1
      }
    }
    var models = study.analyses.indices.map { FittedModel.analysis($0) }
    for model in all.flatMap(\.hiddenModels) where !models.contains(model) { models.append(model) }
    self.all = all
    self.models = models
  }

  /// The exact tests of variances among the measures.
  var exactTests: [Measure] {
    all.filter { if case .exactF = $0 { true } else { false } }
  }

  /// The indices of the models whose fits a test rests on, its analysis first.
  func models(ofTest test: Int, in study: Study) -> [Int] {
    let hidden = ofTest[test].flatMap { all[$0].hiddenModels }
    return [study.tests[test].analysis] + hidden.map { models.firstIndex(of: $0)! }
  }
}

/// What a test needs of each replicate, estimates first.
private func measures(of test: StudyTest, in study: Study) -> [Measure] {
  let analysis = study.analyses[test.analysis]
  let count = analysis.columns.fixed.count
  let method = test.method == .lrt ? .z : test.method
  switch test.hypothesis {
  case .coefficient, .contrast, .equivalence, .precision:
    let estimate = Measure.contrast(
      analysis: test.analysis, weights: test.weights(count: count)!, method: method)
    return [estimate] + (test.method == .lrt ? [coefficientsRatio(test, analysis)] : [])
  case .joint(let coefficients):
    if test.method == .lrt { return [coefficientsRatio(test, analysis)] }
    return [.joint(analysis: test.analysis, coefficients: coefficients, method: method)]
  case .variance(let bar, let effect):
    let estimate = Measure.variance(analysis: test.analysis, bar: bar, effect: effect)
    let statistic =
      test.method == .f
      ? Measure.exactF(analysis: test.analysis, bar: bar, effect: effect)
      : .ratio(
        full: .analysis(test.analysis),
        reduced: .withoutVariance(analysis: test.analysis, bar: bar, effect: effect))
    return [estimate, statistic]
  case .any, .all: return []
  }
}

/// Both models by maximum likelihood, whatever the analysis takes.
private func coefficientsRatio(_ test: StudyTest, _ analysis: Analysis) -> Measure {
  .ratio(
    full: analysis.estimator.hasLikelihood
      ? .analysis(test.analysis) : .byML(analysis: test.analysis),
    reduced: .withoutCoefficients(analysis: test.analysis, test.coefficients))
}
