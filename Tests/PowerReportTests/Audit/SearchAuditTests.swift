import PowerReport
import StudyDesign
import Testing

@Suite struct SearchAuditTests {
  private func section(_ change: (inout StudyPlan) -> Void) throws -> [String] {
    var plan = try SamplePlans.single()
    change(&plan)
    let lines = auditText(plan: plan).split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "Search") else { return [] }
    return lines[start...].prefix { !$0.isEmpty }.map(String.init)
  }

  @Test func aDesignThatLooksForNothingHasNoSuchSection() throws {
    #expect(try section { _ in } == [])
  }

  @Test func sizesCostsAndTargetAreShown() throws {
    let cost = StudyCost(
      fixed: 5000,
      units: [
        .init(level: "school", rate: .by(predictor: "treatment", [300, 412.5])),
        .init(level: "pupil", rate: .each(10)),
      ])
    let lines = try section { plan in
      plan.cost = cost
      plan.targetRule = .all
      plan.search = StudySearch(
        unknowns: .values([
          SearchAxis(path: "school", values: [20, 22, 24], isSize: true),
          SearchAxis(path: "pupil", values: [12], isSize: true),
        ]), cost: cost)
    }
    #expect(
      lines == [
        "Search",
        "  school  from 20 to 24, 3 values",
        "  pupil   12",
        "  for power 0.8 of all tests at once at the least cost; 'mlpower find' finds it",
        "  Cost: 5,000 in any case, 300 or 412.50 a school by treatment, 10 a pupil:",
        "  14,125 as the design stands",
      ])
  }

  @Test func effectsAndBudgetsAreShown() throws {
    #expect(
      try section { $0.search = StudySearch(unknowns: .effect) }[1]
        == "  the smallest effect that is detected with power 0.8 of each test")
    let lines = try section { plan in
      plan.search = StudySearch(
        unknowns: .values([SearchAxis(path: "school", values: [20, 22], isSize: true)]),
        budget: 12_000)
    }
    #expect(lines[2] == "  for the most power for at most 12,000; 'mlpower find' finds it")
  }
}
