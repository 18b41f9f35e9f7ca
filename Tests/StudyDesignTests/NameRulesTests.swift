import StudyDesign
import Testing

@Suite struct NameRulesTests {
  private func facts(_ uses: [NameRules.Use]) -> [StudyFact] {
    NameRules.problems(uses).map(\.fact)
  }

  @Test(arguments: ["x1", "Größe", "a_b.c"])
  func acceptsLettersDigitsUnderscoresAndDots(name: String) {
    #expect(facts([NameRules.Use(name, as: .predictor, at: [])]) == [])
  }

  @Test(arguments: ["1x", "a b", "a:b", "", "_a", "a-b"])
  func refusesOtherCharacters(name: String) {
    #expect(facts([NameRules.Use(name, as: .predictor, at: [])]) == [.nameIsNotAWord(name)])
  }

  @Test func refusesANameThatStandsTwiceWhateverItsRole() {
    let uses = [
      NameRules.Use("school", as: .level, at: ["levels", "school"]),
      NameRules.Use("school", as: .predictor, at: ["predictors", "school"]),
    ]
    #expect(
      NameRules.problems(uses)
        == [StudyProblem(["predictors", "school"], .nameStandsTwice("school"))])
  }

  @Test func reservesWordsOfSizesForLevelsOnly() {
    #expect(facts([NameRules.Use("x", as: .predictor, at: [])]) == [])
    #expect(facts([NameRules.Use("x", as: .level, at: [])]) == [.nameIsReservedForLevels("x")])
  }

  @Test func reservesColumnsOfResultsForLevelsAndLetNames() {
    #expect(facts([NameRules.Use("power", as: .predictor, at: [])]) == [])
    #expect(facts([NameRules.Use("power", as: .level, at: [])]) == [.nameIsAResultColumn("power")])
    #expect(
      facts([NameRules.Use("alpha", as: .letName, at: [])]) == [.nameIsAResultColumn("alpha")])
  }

  @Test func reservesIntercept() {
    #expect(
      facts([NameRules.Use("intercept", as: .response, at: [])]) == [.nameIsReserved("intercept")])
  }
}
