import Foundation
import FoundationXML
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// Results set by hand, so that texts are compared exactly.
@Suite struct ThresholdReportTests {
  private static func row(
    _ estimator: PublicationThreshold.Estimator, _ view: ThresholdRow.View, _ candidate: Int,
    _ largest: Int?, within: Double, reliability: Double
  ) -> ThresholdRow {
    ThresholdRow(
      estimator: estimator, view: view, candidate: candidate, largest: largest,
      figures: [
        .groups: Figure(1234.4, mcse: 0.51), .groupShare: Figure(0.617, mcse: 0.0002),
        .members: Figure(30_000, mcse: 12), .memberShare: Figure(0.95, mcse: 0.0001),
        .halfWidthMedian: Figure(0.1234, mcse: 0.001), .within: Figure(within, mcse: 0.0011),
        .reliability: Figure(reliability, mcse: 0.0001), .oneAnswer: Figure(1.5, mcse: nil),
      ])
  }

  func result(reliability: Double) throws -> ThresholdResult {
    var study = try SampleStudies.tutoring(schools: 20, pupils: 10)
    let threshold = PublicationThreshold(
      level: 0, candidates: [5, 10], leastResponse: 0.5, estimators: [.raw], within: 0.1,
      requirements: [.init(.raw, .within, least: 0.9), .init(.raw, .reliability, least: 0.7)])
    study.threshold = threshold
    study.tests = []
    let plan = StudyPlan(
      title: "Schools", description: nil, axes: [],
      scenarios: [Scenario(coordinates: [], statedSizes: [], study: study)],
      simulation: SimulationSettings(replicates: 100, seed: 3), target: nil)
    let rows = [
      Self.row(.raw, .atLeast, 5, nil, within: 0.85, reliability: 0.6),
      Self.row(.raw, .atLeast, 10, nil, within: 0.9015, reliability: reliability),
      Self.row(.raw, .about, 5, 9, within: 0.7, reliability: 0.5),
      Self.row(.raw, .about, 10, nil, within: 0.9015, reliability: reliability),
    ]
    return ThresholdResult(
      plan: plan,
      scenarios: [
        ThresholdScenario(
          threshold: threshold, replicates: 100, singular: 2, failed: 1, rows: rows)
      ])
  }

  @Test func theAnswerAndTheTablesAreInTheReport() throws {
    let text = thresholdText(result: try result(reliability: 0.75), version: "mlpower 9")
    #expect(
      text.contains(
        """
        Answer
        ------
        Raw: 10 answers are the smallest candidate that meets what is required: within
        .902 from 10 on (0.9 is required), reliability .750 from 10 on (0.7 is
        required); it is met by less than two Monte Carlo standard errors, so that more
        replicates may change it.
        """))
    #expect(
      text.contains(
        """
        With about so many answers
          answers groups  share people ± half  ± 90%  cover within   rmse reliab     r²
          5–9      1,234   .617   .950   .123      –      –   .700      –   .500      –
          10+      1,234   .617   .950   .123      –      –   .902      –   .750      –
          MC SE ≤    0.6   .001   .001   .001      –      –   .002      –   .001      –
        """))
    let flowing = text.replacing("\n", with: " ")
    #expect(flowing.contains("1 of 100 fits failed; figures that want a fit are of the other"))
    #expect(flowing.contains("2 of 100 fits estimated a variance as 0."))
    #expect(text.hasSuffix("100 replicates per scenario, seed 3; mlpower 9\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func whatNoCandidateMeetsIsNamed() throws {
    let text = thresholdText(result: try result(reliability: 0.65), version: "mlpower 9")
    #expect(
      text.contains(
        """
        Raw: none of the candidates meets the requirement of reliability; nearest come
        reliability .650 from 10 on (0.7 is required).
        """))
  }

  @Test func theTableForMachinesIsTidy() throws {
    let lines = thresholdCSV(result: try result(reliability: 0.75)).split(separator: "\r\n")
    #expect(lines.count == 5)
    #expect(
      lines[0].hasPrefix(
        "level,estimator,view,answers_from,answers_to,replicates,singular,failed,groups,groups_mcse,"
      ))
    #expect(lines[3].hasPrefix("school,raw,about,5,9,100,2,1,1234.4,0.51,0.617,0.0002,30000,12,"))
    let width = lines[0].split(separator: ",", omittingEmptySubsequences: false).count
    #expect(width == 8 + 2 * ThresholdFigure.allCases.count)
    #expect(
      lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == width }
    )
  }

  @Test func thePictureMarksEveryCandidateOfEverySeries() throws {
    let picture = thresholdPicture(of: try result(reliability: 0.75), version: "mlpower 9")
    #expect(picture.name == "threshold")
    #expect(picture.svg.hasPrefix("<svg "))
    #expect(picture.svg.contains("<metadata>made by mlpower 9</metadata>"))
    // Two candidates in the panel of errors; no pair has a figure. The answer is ringed, there and in the
    // legend.
    #expect(picture.svg.components(separatedBy: "r=\"3.6\"").count - 1 == 2 + 1)
    #expect(picture.svg.components(separatedBy: "r=\"7\"").count - 1 == 1 + 1)
    #expect(picture.svg.contains("share further than 0.1 from the truth"))
    #expect(picture == thresholdPicture(of: try result(reliability: 0.75), version: "mlpower 9"))
  }

  @Test func thePageHoldsAnswerPictureTablesAndDesign() throws {
    let result = try result(reliability: 0.75)
    let picture = thresholdPicture(of: result, version: "mlpower 9")
    let page = thresholdPage(
      result: result, picture: picture,
      design: DesignSource(name: "s.yaml", text: "title: <Schools>", changes: []),
      version: "mlpower 9")
    #expect(page.contains("<p class=\"kind\">A threshold of publication, by simulation</p>"))
    #expect(page.contains("<li>Raw: 10 answers are the smallest candidate"))
    #expect(page.contains("<figcaption><strong>Figure 1.</strong> Each point is a candidate"))
    #expect(page.contains("title: &lt;Schools&gt;"))
    #expect(page.contains("0.9015 (0.0011)"))
    #expect(!page.contains("{{"))
    #expect(try XMLDocument(xmlString: page).rootElement()?.name == "html")
  }
}
