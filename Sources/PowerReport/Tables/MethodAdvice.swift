import ModelFormula
import PowerStudy
import StudyDesign

extension StudyTest {
  /// What to do where a test rejects true null hypotheses too often; nil where this is not known.
  func betterMethod(in study: Study) -> String? {
    let analysis = study.analyses[analysis]
    if analysis.columns.bars.isEmpty {
      return study.model.columns.bars.isEmpty
        ? nil
        : "The analysis has no random terms, as if rows were independent; give it those of the data."
    }
    if hypothesis.isVariance || method == .f { return nil }
    if case .any = hypothesis { return nil }
    if case .all = hypothesis { return nil }
    switch method {
    case .z, .lrt, .t, .betweenWithin:
      let estimator = analysis.estimator == .ml ? "estimator: reml, " : ""
      return "Satterthwaite's test holds its level far better with few units: "
        + "\(estimator)method: satterthwaite."
    case .satterthwaite:
      return "Kenward and Roger's method is stricter still: method: kenward-roger."
    case .kenwardRoger, .f, .none: return nil
    }
  }
}

extension TestSummary {
  /// Whether the test is of coefficients that the generating model lacks.
  var lacksTruth: Bool {
    switch test.hypothesis {
    case .coefficient, .contrast, .equivalence, .precision: truth == nil
    case .joint: standardErrorPower == .withheld(.noTruth)
    case .variance, .any, .all: false
    }
  }
}
