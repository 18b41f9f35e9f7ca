import ModelFormula
import Testing

@Suite struct NearestNameTests {
  @Test func `typing errors are seen through`() {
    let names = ["school", "standLRT", "sex", "schgend"]
    #expect(nearestName(to: "shcool", among: names) == "school")
    #expect(nearestName(to: "standlrt", among: names) == "standLRT")
    #expect(nearestName(to: "sx", among: names) == "sex")
    #expect(nearestName(to: "gender", among: names) == nil)
  }

  @Test func `no name is near that shares nothing`() {
    #expect(nearestName(to: "z", among: ["x", "y"]) == nil)
    #expect(nearestName(to: "X", among: ["x", "y"]) == "x")
  }
}
