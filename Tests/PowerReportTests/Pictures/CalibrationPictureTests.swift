import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct CalibrationPictureTests {
  private func picture(_ summary: RunSummary) -> Picture? {
    CalibrationPicture(summary: summary, version: "mlpower 0.0.0").picture
  }

  private func rejections(_ plan: StudyPlan) -> [[Int]] {
    plan.scenarios.map { scenario in scenario.study.tests.map { _ in 500 } }
  }

  @Test("Without type I errors there is no picture")
  func none() throws {
    let plan = try SamplePlans.tutoring()
    #expect(picture(SampleResults.summary(plan, rejected: rejections(plan))) == nil)
  }

  @Test("Methods are series, scenarios rows, each with its band and level")
  func methods() throws {
    let plan = try SamplePlans.tutoring()
    let summary = SampleResults.summary(plan, rejected: rejections(plan)) { figures, _ in
      figures.nullRejection = Share(count: 80, total: 1000)
      figures.alternatives = [
        MethodCalibration(
          method: .satterthwaite, nullRejection: Share(count: 50, total: 1000))
      ]
    }
    let drawing = try #require(picture(summary))
    let page = DrawnPage(drawing.svg)
    #expect(page.isWellFormed)
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("z") && texts.contains("Satterthwaite"))
    #expect(texts.contains("school = 20, pupil = 10") && texts.contains("school = 60, pupil = 25"))
    #expect(texts.contains("type I error (probability)"))
    // Six rows; the legend's sample is an area.
    #expect(page.values["rect.fill"]?.count { $0 == DotInk.band } == 6)
    #expect(page.values["line.stroke-dasharray"]?.count { $0 == "1.5 3" } == 7)
    #expect(pictures(of: summary, version: "").map(\.name) == ["power", "calibration"])
  }

  @Test(
    "Power where the null value is true as it is counts too, without a grid a row for each test")
  func trueNull() throws {
    let plan = try SampleStudies.plan(title: "Null") { _ in
      let study = try SampleStudies.tutoring(schools: 20, pupils: 10, effect: 0)
      return try SampleStudies.addingIgnoredClusters(to: study)
    }
    let page = DrawnPage(
      try #require(picture(SampleResults.summary(plan, rejected: [[0, 1000]]))).svg)
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("treatment"))
    #expect(texts.contains("multilevel, z") && texts.contains("clusters ignored, t"))
    #expect(texts.contains("1.0"))
  }

  @Test("Plots whose rows have long labels stand one below the other")
  func longLabels() {
    func plot(_ label: String) -> DotPlot {
      DotPlot(
        quantity: "type I error (probability)", range: 0...1,
        rows: [.init(label: label, points: [.init(share: Share(count: 1, total: 20), series: 0)])])
    }
    let long =
      "predictors.treatment.assign.0 = five against five, random.cluster.distribution = skewed"
    #expect(PanelGrid(for: [plot("school = 20"), plot("school = 40")]).columns == 2)
    #expect(PanelGrid(for: [plot("school = 20"), plot(long)]).columns == 1)
    #expect(PanelGrid(for: [plot(long)]).columns == 1)
  }

  @Test("The level's band holds the middle 95% of binomial shares")
  func band() {
    // qbinom(c(.025, .975), 1000, .05), and of 20 and 1.
    #expect(BinomialBand.middle95(chance: 0.05, trials: 1000) == 0.037...0.064)
    #expect(BinomialBand.middle95(chance: 0.05, trials: 20) == 0...0.15)
    #expect(BinomialBand.middle95(chance: 0.05, trials: 1) == 0...1)
    #expect(BinomialBand.middle95(chance: 0.01, trials: 100_000) == 0.00939...0.01062)
    #expect(BinomialBand.middle95(chance: 0.5, trials: 10) == 0.2...0.8)
  }
}
