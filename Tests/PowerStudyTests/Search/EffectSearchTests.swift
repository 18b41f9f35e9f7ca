import Numerics
import PowerStudy
import StudyDesign
import Testing

@Suite struct EffectSearchTests {
  private func trial(_ levels: String, model: String, random: String, residual: Double) -> String {
    """
    levels: \(levels)
    predictors: {treat: {level: school, assign: [0, 1]}}
    model: \(model)
    effects: {intercept: 0, treat: 0.2}
    random: \(random)
    residual: {variance: \(residual)}
    tests: [{term: treat, method: between-within}]
    find: effect
    target: {power: 0.8}
    """
  }

  /// 2.96 standard errors of 4 (ρ + (1 - ρ)/15)/20, t on 18 degrees of freedom.
  @Test func ofATwoLevelTrial() async throws {
    let finding = try await search(
      trial(
        "{school: 20, pupil: 15 per school}", model: "y ~ treat + (1 | school)",
        random: "{school: {variance: 0.17}}", residual: 0.83)
    ).findings[0]
    let effect = try #require(finding.effects.first)
    #expect(abs(effect.value - 0.629) < 0.001)
    #expect(effect.interval.contains(effect.value) && effect.stated == 0.2)
    #expect(abs(effect.rejections.value - 0.8) < 4 * effect.rejections.mcse)
  }

  @Test func ofAThreeLevelTrial() async throws {
    let finding = try await search(
      trial(
        "{school: 60, class: 3 per school, pupil: 15 per class}",
        model: "y ~ treat + (1 | school/class)",
        random: "{school: {variance: 0.06}, class: {variance: 0.17}}", residual: 0.77)
    ).findings[0]
    #expect(abs((finding.effects.first?.value ?? 0) - 0.269) < 0.001)
  }

  @Test func ofSeveralTestsInTheirDirections() async throws {
    let text = trial(
      "{school: 40, pupil: 10 per school}", model: "y ~ treat + (1 | school)",
      random: "{school: {variance: 0.1}}", residual: 0.9
    ).replacing(
      "[{term: treat, method: between-within}]",
      with: """
        [{term: treat, method: z, side: less}, {term: treat, method: z, against: 1},
         {contrast: {intercept: 1, treat: 0.5}, method: z, name: mean}]
        """)
    let effects = try await search(text).findings[0].effects
    let error = (4 * (0.1 + 0.09) / 40).squareRoot()
    let one = StandardNormal.upperQuantile(0.05) + StandardNormal.upperQuantile(0.2)
    let two = StandardNormal.upperQuantile(0.025) + StandardNormal.upperQuantile(0.2)
    // The true value 0.2 lies below 1, so that values below 1 are asked for.
    let expected = [-one * error, 1 - two * error, two * error / 2]
    for (effect, value) in zip(effects, expected) { #expect(abs(effect.value - value) < 0.002) }
    #expect(effects.map(\.test) == ["treat", "treat", "mean"])
  }

  /// At 35 clusters of 20 the power at ln(.6/.4) = .405 is .81.
  @Test func ofYesAndNoByNewReplicates() async throws {
    let text = """
      levels: {cluster: 35, unit: 20 per cluster}
      model: y ~ 1 + (1 | cluster)
      family: binomial
      effects: {intercept: 1}
      random: {cluster: {variance: 0.5}}
      tests: [intercept]
      find: effect
      target: {power: 0.8}
      """
    let effect = try #require(try await search(text).findings[0].effects.first)
    #expect(abs(effect.value - 0.401) < 0.01)
    #expect(effect.stated == 1)
    #expect(abs(effect.rejections.value - 0.8) < 4 * effect.rejections.mcse)
  }

  @Test func ofTestsThatHaveNoneIsRefused() async throws {
    let text = trial(
      "{school: 40, pupil: 10 per school}", model: "y ~ treat + (1 | school)",
      random: "{school: {variance: 0.1}}", residual: 0.9)
    await #expect(throws: SearchRefusal.effectOf(test: "variance: school")) {
      try await search(
        text.replacing("{term: treat, method: between-within}", with: "{variance: school}"))
    }
    await #expect(throws: SearchRefusal.effectOf(test: "treat")) {
      try await search(text.replacing("method: between-within", with: "method: lrt"))
    }
  }
}
