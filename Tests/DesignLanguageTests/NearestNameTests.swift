import Testing

@testable import DesignLanguage

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("treatmnt", "treatment"), ("tretament", "treatment"), ("Treatment", "treatment"),
    ("prioor", "prior"), ("schol", "school"), ("ab", "ac"),
  ])
  func findsWhatWasMeant(typed: String, meant: String) {
    let names = ["treatment", "prior", "school", "ac", "z"]
    #expect(nearestName(to: typed, among: names) == meant)
  }

  @Test(arguments: ["sex", "b", "", "something else"])
  func findsNothingAmongNamesThatAreFar(typed: String) {
    #expect(nearestName(to: typed, among: ["treatment", "prior", "school", "z"]) == nil)
  }

  @Test func prefersTheNearestAndThenTheFirst() {
    #expect(nearestName(to: "class", among: ["clasp", "classes", "clash"]) == "clasp")
    #expect(nearestName(to: "clas", among: ["classes", "class"]) == "class")
  }
}
