import PowerStudy
import StudyDesign
import Testing

@Suite struct ThresholdAnswerTests {
  private func scenario(
    within: [Double], reliability: [Double],
    require: [(PublicationThreshold.Requirement.Quantity, Double)]
  ) -> ThresholdScenario {
    let candidates = [5, 10, 20]
    return ThresholdScenario(
      threshold: PublicationThreshold(
        level: 0, candidates: candidates, estimators: [.raw], within: 0.1,
        requirements: require.map { .init(.raw, $0.0, least: $0.1) }),
      replicates: 10, singular: 0, failed: 0,
      rows: candidates.indices.map { index in
        ThresholdRow(
          estimator: .raw, view: .atLeast, candidate: candidates[index],
          figures: [
            .within: Figure(within[index], mcse: 0.001),
            .reliability: Figure(reliability[index], mcse: 0.001),
          ])
      })
  }

  @Test func theSmallestCandidateThatMeetsAllIsTheAnswer() {
    let found = scenario(
      within: [0.8, 0.92, 0.95], reliability: [0.75, 0.78, 0.8],
      require: [(.within, 0.9), (.reliability, 0.7)]
    ).answers
    #expect(found.map(\.candidate) == [10])
    #expect(found[0].checks.map { $0.figure?.value } == [0.92, 0.78])
    #expect(found[0].checks.allSatisfy { $0.isMet && $0.candidate == 10 })
  }

  @Test func whatIsNeverMetIsNamedWithTheNearestCandidate() {
    let found = scenario(
      within: [0.8, 0.92, 0.95], reliability: [0.5, 0.65, 0.6],
      require: [(.within, 0.9), (.reliability, 0.7)]
    ).answers
    #expect(found.map(\.candidate) == [nil])
    #expect(found[0].checks.map(\.isMet) == [true, false])
    #expect(found[0].checks.map(\.candidate) == [20, 10])
  }

  @Test func nothingRequiredNothingAnswered() {
    #expect(scenario(within: [1, 1, 1], reliability: [1, 1, 1], require: []).answers == [])
  }
}
