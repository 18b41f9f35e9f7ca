import DesignLanguage
import StudyDesign
import Testing

/// When scenarios have had enough replicates, and what makes a design another one.
@Suite struct StoppingTests {
  private let base = """
    levels: {school: 12, pupil: 5 per school}
    model: y ~ 1 + (1 | school)
    effects: {intercept: 0.2}
    random: {school: {variance: 0.2}}
    residual: {variance: 1}
    tests: [intercept]

    """

  private func rule(_ simulation: String) throws -> SimulationSettings {
    try plan(base + "simulation: {\(simulation)}").simulation
  }

  @Test func aStoppingRuleIsReadWithItsDefaults() throws {
    let plain = try rule("until: {mcse: 0.005}")
    #expect(plain.until == StoppingRule(mcse: 0.005, atMost: 100_000))
    #expect(plain.replicates == 1000)
    #expect(plain.mostReplicates == 100_000)
    let stated = try rule("replicates: 200, until: {mcse: 0.01}, at_most: 500")
    #expect(stated.until == StoppingRule(mcse: 0.01, atMost: 500))
    #expect(stated.replicates == 200)
    #expect(try rule("until: {mcse: 0.01}, at_most: 500").replicates == 500)
    #expect(try rule("replicates: 200000, until: {mcse: 0.01}").mostReplicates == 200_000)
    #expect(try rule("seed: 2").until == nil)
  }

  @Test func mistakesInStoppingRulesAreNamed() {
    func messages(_ simulation: String) -> [String] {
      mistakes(base + "simulation: {\(simulation)}")
    }
    #expect(
      messages("at_most: 500") == [
        "7:23: 'at_most' bounds what 'until' asks for; add 'until: {mcse: 0.005}', or state "
          + "'replicates'"
      ])
    #expect(
      messages("until: 0.005")
        == ["7:21: 'until' is a mapping with keys such as mcse, not '0.005'"])
    #expect(
      messages("until: {mcse: 0.7}") == [
        "7:28: a Monte Carlo standard error of power lies between 0 and 0.5, but this one is 0.7"
      ])
    #expect(
      messages("until: {mcse: 0.01, power: 2}")
        == ["7:34: 'until' has no key 'power'; the keys are mcse"])
    #expect(
      messages("replicates: 200, until: {mcse: 0.01}, at_most: 100") == [
        "7:61: 'at_most' is 100, but scenarios get blocks of 200 replicates; lower 'replicates' or "
          + "raise 'at_most'"
      ])
    #expect(
      messages("until: {}")
        == ["7:21: 'until' needs a Monte Carlo standard error, such as '{mcse: 0.005}'"])
  }

  @Test func theLimitOfFitsCountsTheMostReplicates() {
    let text = base + "simulation: {until: {mcse: 0.001}, at_most: 5000}"
    #expect(mistakes(text, maxFits: 5000).isEmpty)
    #expect(mistakes(text, maxFits: 4999).count == 1)
  }

  @Test func whatReplicatesFollowFromIsStated() throws {
    let same = [
      base, "title: Another\n" + base, base + "target: {power: 0.9}\n",
      base + "simulation: {replicates: 7, seed: 1}\n",
      base + "simulation: {until: {mcse: 0.01}, at_most: 2000}  # a note\n",
      base.replacing("{variance: 1}", with: "\n  variance: 1"),
    ]
    let statements = try same.map { try plan($0).statements }
    #expect(statements.allSatisfy { $0 == statements[0] })
    let others = [
      base.replacing("12", with: "13"), base + "simulation: {seed: 2}\n",
      base + "simulation: {calibrate: true}\n", base + "simulation: {redraw: false}\n",
      base.replacing("[intercept]", with: "[{term: intercept, alpha: 0.1}]"),
      base + "grid: {school: [12, 14]}\n",
    ]
    let different = try others.map { try plan($0).statements }
    #expect(different.allSatisfy { $0 != statements[0] })
    let set = try plan(base, set: [PathOverride(path: "school", value: "13")]).statements
    #expect(set == different[0])
  }

  @Test func theOrderOfASweepAndTheContentOfAFileAreStated() throws {
    let one = try plan(base + "grid: {school: [12, 14], pupil: [5, 6]}\n").statements
    let two = try plan(base + "grid: {pupil: [5, 6], school: [12, 14]}\n").statements
    #expect(one != two)
    let data = """
      data: data/Exam.csv
      model: normexam ~ standLRT + (1 | school)
      effects: {intercept: 0, standLRT: 0.5}
      random: {school: {variance: 0.1}}
      residual: {variance: 0.6}
      tests: [standLRT]
      """
    let statements = try plan(data, in: londonSchools).statements
    let print = try #require(statements.first { $0.path == "content of data/Exam.csv" })
    #expect(print.value.count == 16)
  }
}
