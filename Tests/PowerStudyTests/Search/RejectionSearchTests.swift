import Numerics
import StudyDesign
import Testing

@testable import PowerStudy

@Suite struct RejectionSearchTests {
  @Test func likelihoodRatiosAreSearchedByRejections() async throws {
    let text = twoLevelMean.replacing("method: z", with: "method: lrt")
    let finding = try await search(text).findings[0]
    #expect(finding.method == .rejections(because: "intercept"))
    // The likelihood ratio test rejects about as often as the z test: at .7940 with 25 clusters.
    #expect((25...28).contains(finding.answer?.values[0] ?? 0))
    #expect((finding.certainty?.withinOne ?? 0) > 0.8)
    #expect(finding.replicates <= 4000)
  }

  @Test func testsThatCountTogetherAreSearchedByRejections() async throws {
    // Twice the same test: all reject where one does.
    let twice = twoLevelMean.replacing(
      "[{term: intercept, method: z}]",
      with: "[{term: intercept, method: z}, {term: intercept, method: z, name: again}]")
    for rule in ["all", "any"] {
      let finding = try await search(
        twice.replacing("power: 0.8", with: "power: 0.8, of: \(rule)")
      ).findings[0]
      #expect(finding.method == .rejections(because: nil))
      #expect(finding.answer?.tests.map(\.name) == [rule])
      #expect((24...28).contains(finding.answer?.values[0] ?? 0))
    }
  }

  @Test func severalSizesWantStandardErrors() async throws {
    let text =
      twoLevelMean.replacing("method: z", with: "method: lrt")
      .replacing("cluster: 5..60", with: "cluster: 5..60, unit: 5..10") + "cost: {cluster: 1}\n"
    await #expect(
      throws: SearchRefusal.needsStandardErrors(test: "intercept", path: ["cluster", "unit"])
    ) { try await search(text) }
  }

  @Test func theCurveOfExactSharesIsTheirs() {
    // Φ(-2 + g/2) at g = 2, 4, 6, as shares of many replicates.
    let points = [2.0, 4, 6].map { g in
      (g: g, count: Int((1e6 * StandardNormal.cdf(-2 + g / 2)).rounded()), total: 1_000_000)
    }
    let curve = RejectionCurve(points)
    for g in [2.0, 5, 8] {
      #expect(abs(curve.at(g).score - (-2 + g / 2)) < 0.01)
    }
    #expect(curve.rises)
    #expect(curve.at(4).error < 0.002)
  }

  @Test func oneShareAlreadyPoints() {
    let curve = RejectionCurve([(g: 5, count: 500, total: 1000)])
    // Half at 5 and 2.5% at 0: 80% lies where the score is .84.
    let crossing = 5 * (1.96 + 0.8416) / 1.96
    #expect(abs(curve.at(crossing).power - 0.8) < 0.02)
  }
}
