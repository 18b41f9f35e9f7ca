import DesignFiles
import DesignForm
import JSONText
import StudyDesign
import Testing

@Suite struct DesignFactsTests {
  private let trial = """
    levels: {school: 40, pupil: 25 per school}
    predictors: {treatment: {level: school, assign: [0, 1]}}
    model: score ~ treatment + (1 | school)
    effects: {intercept: 0, treatment: 0.25}
    random: {school: {variance: 0.15}}
    residual: {variance: 0.60}
    """

  /// ICC .15 / .75 = .2; 1 + .2 × 24 = 5.8; 1000 / 5.8 = 172.4 (Kish 1965).
  @Test func factsOfATwoLevelTrial() throws {
    let facts = DesignFact.facts(of: try plan(trial))
    #expect(
      facts.map { "\($0.label): \($0.value)" } == [
        "ICC of school: 0.200", "Design effect: 5.8", "Effective sample size: 172",
        "Observations: 1,000", "Fits: 1,000",
      ])
    #expect(facts[3].note == "rows of one data set, in 40 of school")
    #expect(facts[4].note == "1 scenario × 1,000 data sets × 1 analysis")
    #expect(
      facts[3].json.text
        == #"{"label": "Observations", "value": "1,000", "note": "rows of one data set, in 40 of school"}"#
    )
  }

  @Test func ofAGridTheyAreThoseOfAScenario() throws {
    let plan = try plan(trial + "\ngrid: {school: [20, 40], pupil: [5, 25]}")
    let facts = DesignFact.facts(of: plan)
    #expect(facts[1].value == "1.8")
    #expect(facts[1].note.hasSuffix("; at school = 20, pupil = 5"))
    #expect(facts[4].value == "4,000")
    #expect(DesignFact.facts(of: plan, scenario: 1)[1].value == "5.8")
    #expect(DesignFact.facts(of: plan, scenario: 4).isEmpty)
  }

  @Test(arguments: shippedDesigns.indices)
  func everyShippedDesignHasFacts(index: Int) throws {
    let facts = DesignFact.facts(of: try plan(shippedDesigns[index].text))
    #expect(facts.count >= 2)
    #expect(facts.allSatisfy { !$0.value.isEmpty && !$0.note.isEmpty })
  }

  @Test func aFormIsJSON() throws {
    let form = try #require(DesignForm(text: "levels: {pupil: 9 per x}\nsimulation: {seed: 1}"))
    let json = form.json.text
    #expect(
      json.contains(
        #"{"path": "pupil", "label": "pupil per x", "hint": "how many units of pupil there are in each x", "#
          + #""kind": "number", "value": "9", "removable": false, "#
          + #""slider": {"min": 1, "max": 50, "step": 1}}"#), "\(json)")
    #expect(
      json.contains(
        #"{"label": "A power to reach", "path": "target", "name": "power", "value": "0.8", "edits": "#
          + #"[{"op": "add", "path": "target", "name": "{name}", "value": "{value}"}]}"#))
  }
}
