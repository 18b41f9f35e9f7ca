import ModelFormula
import PowerStudy
import StudyDesign

extension TestSummary {
  /// What to do where a test rejects true null hypotheses too often: the least strict of the methods
  /// measured beside it that does not, or that which comes closest. Nil where this is not known.
  func methodAdvice(in study: Study) -> String? {
    let analysis = study.analyses[test.analysis]
    let isCorrelated = study.model.residual?.within != nil
    if analysis.isLeastSquares, !study.model.columns.bars.isEmpty || isCorrelated {
      return
        "The analysis has no random terms\(isCorrelated ? " or correlated residuals" : ""), as if rows "
        + "were independent."
    }
    let holding = alternatives.first { $0.nullRejection.interval.lowerBound <= test.alpha }
    if let holding {
      return "By \(holding.method.rawValue) it holds its level "
        + "(\(NumberText.percent(holding.nullRejection.value))): "
        + "method: \(holding.method.rawValue)."
    }
    if isCorrelated, analysis.residual == nil {
      return "The analysis takes residuals that correlate as independent."
    }
    if let least = alternatives.min(by: { $0.nullRejection.value < $1.nullRejection.value }) {
      return "\(least.method.rawValue) comes closest "
        + "(\(NumberText.percent(least.nullRejection.value)))."
    }
    guard analysis.estimator == .ml, !analysis.columns.bars.isEmpty else { return nil }
    return
      "Maximum likelihood has no small-sample tests; take estimator: reml, method: satterthwaite."
  }

  /// Whether the test is of coefficients that the generating model lacks.
  var lacksTruth: Bool {
    switch test.hypothesis {
    case .coefficient, .contrast, .equivalence, .precision: truth == nil
    case .joint: standardErrorPower == .withheld(.noTruth)
    case .variance, .any, .all: false
    }
  }
}
