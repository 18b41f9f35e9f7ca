import Testing

@testable import MixedModels

/// Degrees of freedom, adjusted standard errors and F statistics of lmerTest 3.1-3 and pbkrtest 0.5.2.
///
/// lmerTest differentiates numerically, at an optimum that lme4 found to about 1e-7: its degrees of
/// freedom carry some five digits.
@Suite struct SmallSampleReferenceTests {
  private func reference(_ model: ReferenceModel) throws -> Fixture.Fit {
    try #require(
      Fixture.load(model.data).fits.first {
        $0.engine == "lme4::lmer" && $0.formula == model.formula && $0.method == "REML"
      })
  }

  /// The rows of L for a factor: all coefficients whose names begin with it.
  private func rows(_ term: String, _ model: ReferenceModel) -> [[Double]] {
    let tested = model.fixed.indices.filter { model.fixed[$0].hasPrefix(term) }
    return tested.map { index in model.fixed.indices.map { $0 == index ? 1 : 0 } }
  }

  private func compare(
    _ model: ReferenceModel, _ expected: Fixture.SmallSample, _ method: FixedEffectMethod
  ) throws {
    let hypotheses = FixedEffectHypotheses(
      method: method, joint: expected.joint.map { rows($0.term, model) })
    let fit = try fitLinearModel(modelData(model), estimator: .reml, hypotheses: hypotheses)
    #expect(expected.coef.count == model.fixed.count)
    for coefficient in expected.coef {
      let index = try #require(model.fixed.firstIndex(of: coefficient.term))
      let found = fit.coefficientTests[index]
      #expect((found.estimate - fit.coefficients[index]).magnitude < 1e-9 * found.standardError)
      #expect((found.degreesOfFreedom / coefficient.df - 1).magnitude < 2e-5)
      #expect((found.estimate / found.standardError / coefficient.t - 1).magnitude < 1e-5)
      if let error = coefficient.adjustedError {
        #expect((found.standardError / error - 1).magnitude < 1e-6)
      }
    }
    for (found, joint) in zip(fit.jointTests, expected.joint) {
      #expect(found.numeratorDegreesOfFreedom == Int(joint.numerator))
      #expect((found.statistic / joint.f - 1).magnitude < 1e-5)
      #expect((found.degreesOfFreedom / joint.denominator - 1).magnitude < 2e-5)
    }
  }

  @Test(arguments: referenceModels)
  func `Satterthwaite's degrees of freedom are lmerTest's`(model: ReferenceModel) throws {
    try compare(model, #require(try reference(model).satterthwaite), .satterthwaite)
  }

  @Test(arguments: referenceModels)
  func `Kenward and Roger's tests are pbkrtest's`(model: ReferenceModel) throws {
    try compare(model, #require(try reference(model).kenwardRoger), .kenwardRoger)
  }

  /// By differences of the gradient here, and of the deviance there.
  @Test(arguments: sparseModels)
  func `sparse models have lmerTest's degrees of freedom to three digits`(
    model: ReferenceModel
  ) throws {
    let expected = try #require(try reference(model).satterthwaite)
    let fit = try fitLinearModel(
      modelData(model), estimator: .reml,
      hypotheses: FixedEffectHypotheses(method: .satterthwaite, joint: []))
    for (found, coefficient) in zip(fit.coefficientTests, expected.coef) {
      #expect((found.degreesOfFreedom / coefficient.df - 1).magnitude < 1e-3)
    }
  }
}
