import Foundation
import PowerReport
import PowerStudy
import StudyDesign
import Testing

@Suite struct FindPictureTests {
  private func result(frontier: Frontier?, cost: StudyCost? = nil) throws -> SearchResult {
    let axes = [
      SearchAxis(path: "school", values: [20, 22, 24], isSize: true),
      SearchAxis(path: "pupil", values: [5, 10], isSize: true),
    ]
    var finding = SearchFinding(
      setting: [], method: .standardErrors, outcome: .found, replicates: 750, candidates: 6)
    finding.answer = CandidateFigures(
      values: [22, 10], cost: 100, rows: 220, replicates: 500,
      tests: [.init(name: "treatment", power: 0.81, interval: nil, rejections: nil)])
    finding.frontier = frontier
    return SearchResult(
      plan: try SamplePlans.single(),
      search: StudySearch(unknowns: .values(axes), cost: cost), findings: [finding])
  }

  private let frontier = Frontier(
    path: "school", given: "pupil",
    points: [
      .init(given: 2, value: nil, power: nil, cost: nil, rows: nil),
      .init(given: 5, value: 24, power: 0.8, cost: 150, rows: 120),
      .init(given: 10, value: 22, power: 0.81, cost: 100, rows: 220),
    ])

  @Test func aFrontierIsDrawnWithItsAnswer() throws {
    let picture = try #require(
      findPicture(of: try result(frontier: frontier), version: "mlpower 1.2.3"))
    #expect(picture.name == "find")
    #expect(picture.caption.contains("Values of school by pupil, the smallest with the power"))
    #expect(picture.svg.hasPrefix("<svg "))
    #expect(picture.svg.contains("<metadata>made by mlpower 1.2.3</metadata>"))
    // One line of two points, each a circle, and two rings: at the answer and in the legend.
    #expect(picture.svg.components(separatedBy: "<circle").count - 1 == 4)
    #expect(picture.svg.components(separatedBy: "r=\"7\"").count - 1 >= 1)
    let again = findPicture(of: try result(frontier: frontier), version: "mlpower 1.2.3")
    #expect(again == picture)
  }

  @Test func costsHaveAPanelOfTheirOwn() throws {
    let cost = StudyCost(units: [.init(level: "school", rate: .each(1))])
    let picture = try #require(
      findPicture(of: try result(frontier: frontier, cost: cost), version: "mlpower 1.2.3"))
    #expect(picture.svg.components(separatedBy: "<circle").count - 1 == 7)
    #expect(picture.caption.contains("and what the combinations cost"))
  }

  @Test func withoutCombinationsThereIsNone() throws {
    #expect(findPicture(of: try result(frontier: nil), version: "mlpower 1.2.3") == nil)
  }
}
