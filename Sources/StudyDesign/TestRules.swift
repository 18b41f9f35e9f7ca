internal import ModelFormula

extension StudyTest.Hypothesis {
  /// Whether it is about a variance of a random term.
  public var isVariance: Bool {
    if case .variance = self { true } else { false }
  }
}

/// Rules of validity of tests: which method can judge which hypothesis.
public enum TestRules {
  /// What is wrong with the method of a test of this analysis of data with these levels and
  /// predictors.
  public static func fact(
    _ test: StudyTest, of analysis: Analysis, levels: [Level], predictors: [Predictor]
  ) -> StudyFact? {
    if !analysis.family.isNormal, let fact = otherFamilyFact(test, of: analysis) { return fact }
    return switch test.method {
    case .none: nil
    case .z, .t: test.hypothesis.isVariance ? .varianceByWald(test.method) : nil
    case .kenwardRoger where analysis.residual != nil:
      .methodNeedsPlainResiduals(test.method)
    case .f where analysis.residual != nil && test.hypothesis.isVariance:
      .methodNeedsPlainResiduals(test.method)
    case .satterthwaite, .kenwardRoger: smallSampleFact(test, of: analysis)
    case .betweenWithin: betweenWithinFact(test, of: analysis, levels, predictors)
    case .lrt: likelihoodRatioFact(test)
    case .f: exactTestFact(test, of: analysis, levels)
    }
  }

  /// What is wrong with a method beside a family other than the normal one.
  private static func otherFamilyFact(_ test: StudyTest, of analysis: Analysis) -> StudyFact? {
    if test.method == .lrt || test.hypothesis.isVariance, analysis.family.name == .nominal {
      return .likelihoodRatioOfNominal
    }
    return switch test.method {
    case .none, .betweenWithin: nil
    case .z:
      test.hypothesis.isVariance && analysis.estimator.isQuasi
        ? .likelihoodRatioOfQuasi(analysis.estimator) : nil
    case .t, .satterthwaite, .kenwardRoger, .f:
      .methodOfNormal(test.method, analysis.family.name)
    case .lrt:
      analysis.estimator.isQuasi && !analysis.columns.bars.isEmpty
        ? .likelihoodRatioOfQuasi(analysis.estimator) : nil
    }
  }

  private static func smallSampleFact(
    _ test: StudyTest, of analysis: Analysis
  ) -> StudyFact? {
    if test.hypothesis.isVariance { return .varianceByWald(test.method) }
    let needsREML = !analysis.isLeastSquares
    return needsREML && analysis.estimator == .ml ? .methodNeedsREML(test.method) : nil
  }

  private static func betweenWithinFact(
    _ test: StudyTest, of analysis: Analysis, _ levels: [Level], _ predictors: [Predictor]
  ) -> StudyFact? {
    if test.hypothesis.isVariance { return .varianceByWald(test.method) }
    guard
      let structure = BetweenWithinRule(
        analysis: analysis, levels: levels, predictors: predictors)
    else {
      return .betweenWithinOfCrossed
    }
    let degrees = structure.degreesOfFreedom(of: test.coefficients)
    return degrees >= 1 ? nil : .noDegreesOfFreedom(degrees)
  }

  private static func likelihoodRatioFact(_ test: StudyTest) -> StudyFact? {
    switch test.hypothesis {
    case .coefficient:
      if test.side != .two { return .likelihoodRatioWithSide }
      return test.against == 0 ? nil : .likelihoodRatioAgainst(test.against)
    case .joint, .variance, .any, .all: return nil
    case .contrast, .equivalence, .precision: return .likelihoodRatioOfOther
    }
  }

  private static func exactTestFact(
    _ test: StudyTest, of analysis: Analysis, _ levels: [Level]
  ) -> StudyFact? {
    guard test.hypothesis.isVariance else { return .exactTestOfCoefficients }
    let groupings = Set(analysis.groupingLevels)
    guard groupings.count == 1 else { return .exactTestOfSeveralGroupings }
    return levels.spine.contains(groupings.first!) ? nil : .exactTestOffTheRowsOrder
  }
}
