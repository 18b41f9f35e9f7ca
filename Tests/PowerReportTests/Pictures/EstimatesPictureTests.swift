import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct EstimatesPictureTests {
  /// A triangle from -1 to 1 around `middle`, with area 1.
  private func triangle(at middle: Double) -> EstimateDensity {
    EstimateDensity(start: middle - 1, step: 0.5, heights: [0, 0.5, 1, 0.5, 0])
  }

  private func summary(
    _ plan: StudyPlan, rejected: Int = 500, set: (inout TestSummary, Int) -> Void = { _, _ in }
  ) -> RunSummary {
    let counts = plan.scenarios.map { scenario in scenario.study.tests.map { _ in rejected } }
    return SampleResults.summary(plan, rejected: counts) { figures, scenario in
      figures.estimateDensity = triangle(at: figures.truth ?? 0)
      set(&figures, scenario)
    }
  }

  private func picture(_ summary: RunSummary) throws -> Picture {
    try #require(EstimatesPicture(summary: summary, version: "mlpower 0.0.0").picture)
  }

  @Test("Without estimates there is no picture")
  func none() throws {
    let results = summary(try SamplePlans.single()) { figures, _ in figures.estimateDensity = nil }
    #expect(EstimatesPicture(summary: results, version: "").picture == nil)
    #expect(pictures(of: results, version: "").map(\.name) == ["power"])
  }

  @Test(
    "A null hypothesis that was not simulated is drawn as the test takes it, and the caption says so"
  )
  func assumed() throws {
    let results = summary(try SamplePlans.single())
    let picture = try picture(results)
    let page = DrawnPage(picture.svg)
    #expect(page.isWellFormed)
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("what the test assumes at its null value"))
    #expect(!texts.contains("if the null value were true"))
    #expect(
      texts.contains("treatment, multilevel") && texts.contains("treatment, clusters ignored"))
    #expect(texts.count { $0 == "estimate (units of score)" } == 2)
    #expect(texts.count { $0 == "power .500" } == 2)
    #expect(picture.caption.contains("the null hypothesis was not simulated"))
    #expect(pictures(of: results, version: "").map(\.name) == ["power", "estimates"])
  }

  @Test("One that was simulated is drawn as simulated")
  func simulated() throws {
    let results = summary(try SamplePlans.single()) { figures, _ in
      figures.nullEstimateDensity = triangle(at: 0)
    }
    let texts = DrawnPage(try picture(results).svg).texts.map(\.text)
    #expect(texts.contains("if the null value were true"))
    #expect(!texts.contains("what the test assumes at its null value"))
  }

  @Test("Of a large grid the corners and the scenario nearest to the target are shown")
  func scenarios() throws {
    let plan = try SamplePlans.tutoring()
    let results = SampleResults.summary(plan, rejected: [[100], [200], [300], [790], [900], [990]])
    {
      figures, _ in figures.estimateDensity = triangle(at: 0.25)
    }
    #expect(EstimateChoice(summary: results).scenarios == [0, 3, 5])
    let picture = try picture(results)
    let page = DrawnPage(picture.svg)
    #expect(page.faults.isEmpty)
    #expect(page.texts.map(\.text).contains("treatment: school = 40,"))
    #expect(
      picture.caption.hasSuffix(
        "Of the 6 scenarios the first, the last, and the one whose power is nearest to the target of 0.8."
      ))
  }

  @Test("The region of rejection lies beyond the critical value at the mean standard error")
  func region() throws {
    let plan = try SamplePlans.single()
    var figures = summary(plan).scenarios[0].tests[0]
    figures.modelSE = Figure(0.1, mcse: nil)
    let two = try #require(RejectionRegion(figures))
    #expect(two.nullValues == [0])
    #expect(abs(two.rejected[0].upperBound + 0.19599640) < 1e-8)
    #expect(abs(two.rejected[1].lowerBound - 0.19599640) < 1e-8)
    figures.meanDF = 10
    figures.test.side = .greater
    figures.test.against = 1
    // qt(.95, 10) is 1.812461.
    let one = try #require(RejectionRegion(figures))
    #expect(one.rejected.count == 1)
    #expect(abs(one.rejected[0].lowerBound - 1.1812461) < 1e-7)
    figures.adjustment = .holm
    #expect(try #require(RejectionRegion(figures)).rejected.isEmpty)
    figures.adjustment = nil
    figures.test.side = .equivalence
    figures.test.hypothesis = .equivalence(1, lower: -0.5, upper: 0.5)
    let both = try #require(RejectionRegion(figures))
    #expect(both.nullValues == [-0.5, 0.5])
    #expect(abs(both.rejected[0].upperBound - 0.3187539) < 1e-7)
    figures.test.hypothesis = .precision(1, halfWidth: 0.2)
    #expect(RejectionRegion(figures) == nil)
  }

  @Test("A reference distribution has area 1 and its height in the middle")
  func reference() {
    let normal = EstimateCurve(middle: 2, scale: 0.5, degreesOfFreedom: nil)
    #expect(abs(normal.peak - 2 * 0.3989423) < 1e-7)
    let t = EstimateCurve(middle: 0, scale: 1, degreesOfFreedom: 3)
    // dt(0, 3) and dt(1, 3).
    #expect(abs(t.peak - 0.3675526) < 1e-7)
    #expect(abs(t.points[72].x - 1) < 1e-12 && abs(t.points[72].y - 0.2067483) < 1e-7)
    let area = zip(normal.points, normal.points.dropFirst()).reduce(0) {
      $0 + ($1.1.x - $1.0.x) * ($1.0.y + $1.1.y) / 2
    }
    // What lies beyond 3.5 standard errors lacks: .00047.
    #expect(abs(area - 0.99953) < 1e-4)
  }

  @Test("A part of a curve ends where it is cut")
  func part() {
    let curve = EstimateCurve(triangle(at: 0))
    // The ends without height are not seen.
    #expect(curve.points == [Point(-0.5, 0.5), Point(0, 1), Point(0.5, 0.5)])
    #expect(
      curve.part(from: 0.25, to: .infinity)
        == [Point(0.25, 0.75), Point(0.5, 0.5)])
    #expect(curve.part(from: -.infinity, to: -0.75).isEmpty)
    #expect(
      curve.part(from: -0.25, to: 0.25)
        == [Point(-0.25, 0.75), Point(0, 1), Point(0.25, 0.75)])
  }

  @Test("Figures that are missing or odd leave the picture whole")
  func extremes() throws {
    let results = summary(try SamplePlans.tutoring(), rejected: 1000) { figures, scenario in
      if scenario == 0 { figures.modelSE = nil }
      if scenario == 5 {
        figures.truth = nil
        figures.modelSE = Figure(.nan, mcse: nil)
        figures.estimateDensity = EstimateDensity(
          start: 1e9, step: 1e6, heights: [0, 1e-7, 2e-7, 1e-7, 0])
      }
    }
    let svg = try picture(results).svg
    let page = DrawnPage(svg)
    #expect(page.isWellFormed)
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(page.faults.isEmpty)
  }
}
