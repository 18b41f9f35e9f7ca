internal import ModelFormula
internal import StudyDesign

extension Study {
  /// The study's tests by small-sample methods that are stricter than their own, beside which a
  /// calibration sets them; indices of the tests and the methods.
  var alternativeMethods: [(test: Int, method: StudyTest.Method)] {
    tests.indices.flatMap { index in
      tests[index].stricterMethods(in: analyses[tests[index].analysis]).map { (index, $0) }
    }
  }

  /// The study with these tests after its own.
  func adding(_ alternatives: [(test: Int, method: StudyTest.Method)]) -> Study {
    var study = self
    study.tests += alternatives.map { index, method in
      var test = tests[index]
      test.method = method
      return test
    }
    return study
  }
}

extension StudyTest {
  /// Methods that take more account of estimated variances, the least strict first.
  fileprivate func stricterMethods(in analysis: Analysis) -> [Method] {
    switch hypothesis {
    case .precision, .variance, .any, .all: return []
    case .coefficient, .contrast, .joint, .equivalence: break
    }
    if analysis.isLeastSquares { return method == .z || method == .lrt ? [.t] : [] }
    guard analysis.estimator == .reml else { return [] }
    if analysis.residual != nil {
      return [.z, .t, .betweenWithin, .lrt].contains(method) ? [.satterthwaite] : []
    }
    switch method {
    case .z, .t, .betweenWithin, .lrt: return [.satterthwaite, .kenwardRoger]
    case .satterthwaite: return [.kenwardRoger]
    case .kenwardRoger, .f, .none: return []
    }
  }
}
