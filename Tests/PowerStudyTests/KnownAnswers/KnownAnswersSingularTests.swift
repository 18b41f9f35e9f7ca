import MixedModels
import PowerStudy
import Testing

@Suite struct KnownAnswersSingularTests {
  /// MSB < MSW happens with the probability P(F < 1/(1 + nτ²/σ²)), F with K - 1 and K(n - 1) degrees
  /// of freedom. Bound: 4 Monte Carlo standard errors.
  @Test(arguments: [(6, 5, 0.0, 0.5610892), (10, 10, 0, 0.5539648), (20, 10, 0.05, 0.1414356)])
  func `the share of singular fits is the probability that the mean squares are out of order`(
    clusters: Int, size: Int, icc: Double, probability: Double
  ) async throws {
    let found = try await summaries(
      """
      levels: {cluster: \(clusters), unit: \(size) per cluster}
      model: y ~ 1 + (1 | cluster)
      effects: {intercept: 0}
      random: {cluster: {variance: \(icc)}}
      residual: {variance: \(1 - icc)}
      simulation: {replicates: 10000, seed: 21}
      """)
    let share = Double(found[0].fits.singular) / 10000
    let error = (probability * (1 - probability) / 10000).squareRoot()
    #expect((share - probability).magnitude < 4 * error)
    #expect(found[0].fits.failed == 0)
  }

  /// With a chance of .01 for each of 50 rows a binary predictor is constant in .99⁵⁰ = 60.5% of the
  /// replicates (and all ones never).
  @Test func `a predictor that is constant in a replicate makes a counted failure`() async throws {
    let found = try await summaries(
      """
      levels: {cluster: 10, unit: 5 per cluster}
      predictors: {x: {level: unit, binary: 0.01}}
      model: y ~ x + (1 | cluster)
      effects: {intercept: 0, x: 1}
      random: {cluster: {variance: 0.2}}
      residual: {variance: 0.8}
      simulation: {replicates: 4000, seed: 22}
      """)[0]
    let share = Double(found.fits.failures[.rankDeficient] ?? 0) / 4000
    #expect((share - 0.605006).magnitude < 4 * (0.605 * 0.395 / 4000).squareRoot())
    #expect(found.fits.converged + found.fits.failed == 4000)
    #expect(found.power.total == 4000)
  }
}
