import ModelFormula
import StudyDesign
import Testing

@testable import PowerReport

/// How `check` words what is dealt to units.
@Suite struct AllocationTextTests {
  private let levels = [
    Level(name: "region", units: .counted(perParent: 3)),
    Level(name: "clinic", units: .counted(perParent: 8), parents: [0]),
    Level(name: "period", units: .listed(["1", "2"])),
    Level(name: "visit", units: .counted(perParent: 1), parents: [1, 2]),
  ]

  private func words(_ source: Predictor.Source, _ kind: VariableKind = .numeric) -> String {
    Predictor(name: "t", level: 3, kind: kind, source: source).origin(levels: levels)
  }

  @Test func sequencesAreSpelledOut() {
    let dealt = DealtSequences(
      rows: [[0, 1], [1, 0]], level: 1, over: 2, balance: .within(level: 0))
    #expect(
      words(.sequence(dealt), .factor(categories: ["old", "new"]))
        == "sequences over period old new / new old, dealt to each clinic in equal shares, at "
        + "random within each region")
  }

  @Test func aSteppedWedgeIsAStaircase() {
    let dealt = DealtSequences.staircase(steps: 2, level: 1, over: 2, balance: .none)
    #expect(dealt.rows == [[0, 1, 1], [0, 0, 1]])
    #expect(
      words(.sequence(dealt))
        == "0, then 1 from one period on: 2 steps, dealt to each clinic in equal shares on average, "
        + "each unit by itself")
  }

  @Test func strataAreNamed() {
    func assign(_ level: Int?) -> String {
      words(
        .assign(
          values: [0, 1], shares: [2, 1], balance: .strata(predictor: "sex", within: level)))
    }
    #expect(
      assign(1) == "0, 1 in shares 2 : 1, at random within each value of sex in each clinic")
    #expect(assign(nil) == "0, 1 in shares 2 : 1, at random within each value of sex")
  }
}
