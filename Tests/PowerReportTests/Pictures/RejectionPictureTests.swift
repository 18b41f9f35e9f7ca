import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct RejectionPictureTests {
  /// A triangle from -1 to 1 around `middle`, with area 1.
  private func triangle(at middle: Double) -> EstimateDensity {
    EstimateDensity(start: middle - 1, step: 0.5, heights: [0, 0.5, 1, 0.5, 0])
  }

  private func summary(
    _ plan: StudyPlan, set: (inout TestSummary, Int) -> Void = { _, _ in }
  ) -> RunSummary {
    let counts = plan.scenarios.map { scenario in scenario.study.tests.map { _ in 620 } }
    return SampleResults.summary(plan, rejected: counts) { figures, scenario in
      figures.estimateDensity = triangle(at: figures.truth ?? 0)
      set(&figures, scenario)
    }
  }

  @Test("Both distributions are drawn, with type I error and power as numbers")
  func both() throws {
    let plan = try SamplePlans.single()
    let results = summary(plan) { figures, _ in
      figures.nullRejection = Share(count: 57, total: 1000)
    }
    let picture = try #require(rejectionPicture(of: results, version: "mlpower 0.0.0"))
    let page = DrawnPage(picture.svg)
    #expect(page.isWellFormed && page.faults.isEmpty, "\(page.faults)")
    let texts = page.texts.map(\.text)
    #expect(
      texts.contains(
        "If the truth is 0: rejected with a probability of .057 (type I error; stated .050)"))
    let truth = NumberText.value(try #require(results.scenarios[0].tests[0].truth))
    #expect(
      texts.contains("If the truth is \(truth): rejected with a probability of .620 (power)"))
    #expect(picture.caption.contains("which the test assumes"))
    #expect(picture.name == "rejection")
    // Two tests, the null with two tails, and the sample of the legend.
    let fills = page.values["path.fill"] ?? []
    #expect(fills.count { $0 == EstimateInk.null.colour } == 5)
    #expect(fills.count { $0 == EstimateInk.estimates.colour } >= 2)
    #expect(page.values.keys.allSatisfy { !$0.hasSuffix(".style") && !$0.hasSuffix(".id") })
    #expect(rejectionPicture(of: results, scenario: 1, version: "") == nil)
  }

  @Test("Critical values lie where the test begins to reject, in both plots")
  func criticalValues() throws {
    let results = summary(try SamplePlans.single()) { figures, _ in
      figures.modelSE = Figure(0.25, mcse: nil)
      figures.nullEstimateDensity = triangle(at: 0)
    }
    let test = results.scenarios[0].tests[0]
    let panel = try #require(RejectionPanel(test, title: "t", unit: "u"))
    let svg = SVGElement.group(panel.part(width: 720, plotHeight: 150).elements).markup()
    // Visible curves reach from -0.5 to truth + 0.5; 1.96 × 0.25 is 0.48999.
    let truth = try #require(test.truth)
    let place = 28 + (0.489990996 + 0.5) / (1 + truth) * (706 - 28)
    let line = "<line x1=\"\(coordinate(place))\" y1="
    #expect(svg.ranges(of: line).count == 2, "\(line)\n\(svg)")
  }

  @Test("Where the null value is true there is one distribution; without estimates no picture")
  func trueNull() throws {
    let results = summary(try SamplePlans.single()) { figures, _ in figures.isTrueNull = true }
    let picture = try #require(rejectionPicture(of: results, version: ""))
    let texts = DrawnPage(picture.svg).texts.map(\.text)
    #expect(!texts.contains("rejected, rightly"))
    #expect(
      texts.contains(
        "If the truth is 0: rejected with a probability of .620 (type I error; stated .050)"))
    let none = summary(try SamplePlans.single()) { figures, _ in figures.estimateDensity = nil }
    #expect(rejectionPicture(of: none, version: "") == nil)
  }
}
