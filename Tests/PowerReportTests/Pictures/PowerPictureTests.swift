import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct PowerPictureTests {
  /// Schools by `count` numbers of pupils.
  private func summary(series count: Int, schools: [Int] = [20, 40, 60], target: Double? = 0.8)
    throws -> RunSummary
  {
    let axes = [
      GridAxis(path: "school", labels: schools.map(String.init)),
      GridAxis(path: "pupil", labels: (1...count).map { "\($0 * 5)" }),
    ]
    let plan = try SampleStudies.plan(title: "Tutoring", axes: axes, target: target) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!)
    }
    let rejected = plan.scenarios.map { [200 + 200 * $0.coordinates[0] + 20 * $0.coordinates[1]] }
    return SampleResults.summary(plan, rejected: rejected)
  }

  private func page(_ summary: RunSummary) -> DrawnPage {
    DrawnPage(PowerPicture(summary: summary, version: "mlpower 0.0.0").picture.svg)
  }

  @Test("No two labels overlap with any number of series", arguments: 1...14)
  func series(count: Int) throws {
    let page = page(try summary(series: count))
    #expect(page.isWellFormed)
    #expect(page.faults.isEmpty)
    #expect(page.metadata == "made by mlpower 0.0.0")
    let texts = page.texts.map(\.text)
    if (2...12).contains(count) {
      for value in 1...count { #expect(texts.contains("\(value * 5)")) }
    }
    #expect(texts.contains("target 0.8"))
    #expect(texts.contains("Power (probability)"))
    #expect(texts.contains("school (number)"))
    #expect(texts.contains("95% Monte Carlo interval"))
  }

  @Test("A curve is where its figures are")
  func places() throws {
    let axis = GridAxis(path: "school", labels: ["20", "40", "60"])
    let plan = try SampleStudies.plan(title: "Tutoring", axes: [axis], target: 0.8) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: 10)
    }
    let results = SampleResults.summary(plan, rejected: [[0], [500], [1000]])
    let chart = PowerCharts(summary: results).all[0]
    let panel = CurvePanel(
      chart: chart, panel: chart.panels[0], target: 0.8, width: 400, plotHeight: 200)
    let page = DrawnPage(
      Page(
        title: "", description: "", note: "", version: "",
        parts: [panel.part(titleLines: 0)]
      ).svg)
    // The frame is from 54 to 386 and from 208 up to 8, values from 70 to 370.
    #expect(page.values["circle.cx"] == ["70", "220", "370"])
    #expect(page.values["circle.cy"] == ["208", "108", "8"])
    #expect(page.values["path.d"]?.contains("M70 208 L220 108 L370 8") == true)
    // The interval of none of 1,000 ends at .0038, that of half of them is .469 to .531.
    #expect(
      page.values["path.d"]?.first
        == "M70 207.23 L220 101.81 L370 8 L370 8.77 L220 114.19 L70 208Z")
  }

  @Test("Two sizes with three values each have a map, with a line where the target is reached")
  func map() throws {
    let page = page(try summary(series: 3))
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains(".22") && texts.contains(".64"))
    #expect(texts.contains("target 0.8, interpolated"))
    let without = self.page(try summary(series: 2))
    #expect(!without.texts.map(\.text).contains("target 0.8, interpolated"))
  }

  @Test("Type I errors beside power are ringed")
  func rings() throws {
    let plan = try SampleStudies.plan(title: "Effects", axes: [SamplePlans.effects], target: 0.8) {
      let study = try SampleStudies.tutoring(schools: 20, pupils: 10, effect: Double($0[0])!)
      return try SampleStudies.addingIgnoredClusters(to: study)
    }
    let page = page(SampleResults.summary(plan, rejected: [[50, 150], [500, 600]]))
    #expect(page.faults.isEmpty)
    // Two analyses where the effect is 0, and the legend's.
    #expect(page.values["circle.r"]?.count { $0 == "7" } == 3)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("Rejections (probability)"))
    #expect(texts.contains("null value true: type I error"))
    #expect(texts.contains("nominal level 0.05"))
    #expect(texts.contains("effects.treatment (coefficient, units of score)"))
  }

  @Test("Panels of type I errors and of power have each their own name and lines")
  func panels() throws {
    let plan = try SamplePlans.ignoredClusters()
    let rejected = plan.scenarios.map { $0.coordinates[1] == 0 ? [50, 150] : [500, 600] }
    let page = page(SampleResults.summary(plan, rejected: rejected))
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("Type I error (probability)") && texts.contains("Power (probability)"))
    #expect(!texts.contains("null value true: type I error"))
    #expect(texts.contains("effects.treatment = 0.25"))
    // Each line once in its panel and once in the legend.
    #expect(page.values["line.stroke-dasharray"]?.count { $0 == "6 4" } == 2)
    #expect(page.values["line.stroke-dasharray"]?.count { $0 == "1.5 3" } == 2)
  }

  @Test("Type I errors alone have an axis of their own and no target")
  func errorsAlone() throws {
    let axis = GridAxis(path: "school", labels: ["20", "40"])
    let plan = try SampleStudies.plan(title: "Null", axes: [axis], target: 0.8) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: 10, effect: 0)
    }
    let results = SampleResults.summary(plan, rejected: [[60], [50]])
    #expect(PowerCharts(summary: results).all[0].range == 0...0.1)
    let texts = page(results).texts.map(\.text)
    #expect(texts.contains("Type I error (probability)"))
    #expect(!texts.contains("target 0.8"))
    #expect(!texts.contains("null value true: type I error"))
  }

  @Test("Without a grid each test has a row")
  func single() throws {
    let page = page(SampleResults.summary(try SamplePlans.single(), rejected: [[820, 930]]))
    #expect(page.faults.isEmpty)
    let texts = page.texts.map(\.text)
    #expect(texts.contains("treatment"))
    #expect(texts.contains("multilevel") && texts.contains("clusters ignored"))
  }

  @Test("Values that are no numbers are rows")
  func categories() throws {
    let axis = GridAxis(path: "allocation", labels: ["eight against two", "five against five"])
    let plan = try SampleStudies.plan(title: "Labels", axes: [axis]) { _ in
      try SampleStudies.tutoring(schools: 20, pupils: 10)
    }
    let page = page(SampleResults.summary(plan, rejected: [[1], [999]]))
    #expect(page.faults.isEmpty)
    #expect(page.texts.contains { $0.text == "eight against two" })
  }

  @Test("Tests of one analysis are series, and names that are alike are told apart")
  func tests() throws {
    let axis = GridAxis(path: "school", labels: ["20", "40"])
    let plan = try SampleStudies.plan(title: "Levels", axes: [axis]) { labels in
      var study = try SampleStudies.tutoring(schools: Int(labels[0])!, pupils: 10)
      var strict = study.tests[0]
      strict.alpha = 0.01
      study.tests.append(strict)
      return study
    }
    let page = page(SampleResults.summary(plan, rejected: [[100, 50], [200, 100]]))
    let texts = page.texts.map(\.text)
    #expect(texts.contains("treatment, alpha 0.05") && texts.contains("treatment, alpha 0.01"))
  }

  @Test("Extremes stay in the frame: all or none rejected, one value, few and many replicates")
  func extremes() throws {
    for rejected in [0, 1000] {
      let axis = GridAxis(path: "school", labels: ["20"])
      let plan = try SampleStudies.plan(title: "One", axes: [axis], target: 0.8) {
        try SampleStudies.tutoring(schools: Int($0[0])!, pupils: 10)
      }
      let page = page(SampleResults.summary(plan, rejected: [[rejected]]))
      #expect(page.isWellFormed)
      #expect(page.faults.isEmpty)
    }
    let plan = try SampleStudies.plan(title: "One", replicates: 1) { _ in
      try SampleStudies.tutoring(schools: 4, pupils: 2)
    }
    let svg = PowerPicture(
      summary: SampleResults.summary(plan, rejected: [[1]]), version: "mlpower 0.0.0"
    ).picture.svg
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(DrawnPage(svg).faults.isEmpty)
  }

  @Test("A grid that descends is drawn from left to right and upwards all the same")
  func descending() throws {
    let axes = [
      GridAxis(path: "school", labels: ["60", "40", "20"]),
      GridAxis(path: "pupil", labels: ["30", "20", "10"]),
    ]
    let plan = try SampleStudies.plan(title: "Down", axes: axes) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!)
    }
    let rejected = plan.scenarios.indices.map { [900 - 100 * $0] }
    let summary = SampleResults.summary(plan, rejected: rejected)
    let map = try #require(HeatMaps(summary: summary).all.first)
    #expect(map.horizontal.labels == ["20", "40", "60"])
    #expect(map.vertical.labels == ["10", "20", "30"])
    // By pupils, then by schools: most with 60 schools of 30, least with 20 of 10.
    #expect(
      map.cells.map { $0.map(\.power.count) } == [
        [100, 400, 700], [200, 500, 800], [300, 600, 900],
      ])
    let chart = PowerCharts(summary: summary).all[0]
    #expect(chart.axis.order == [2, 1, 0])
  }

  @Test("Of very many panels and rows some are drawn, and the caption says how many are not")
  func large() throws {
    let axes = [
      GridAxis(path: "school", labels: ["20", "40"]), GridAxis(path: "pupil", labels: ["5", "10"]),
      GridAxis(path: "icc", labels: (0..<90).map { "\(Double($0) / 100)" }),
    ]
    let plan = try SampleStudies.plan(title: "Large", axes: axes) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!)
    }
    let rejected = plan.scenarios.map { _ in [500] }
    let summary = SampleResults.summary(plan, rejected: rejected) { figures, _ in
      figures.nullRejection = Share(count: 50, total: 1000)
    }
    let all = pictures(of: summary, version: "")
    #expect(all[0].caption.hasSuffix("30 further panels are left out; the table has all."))
    #expect(all[1].caption.hasSuffix("300 scenarios are left out; the table has all."))
    for picture in all { #expect(DrawnPage(picture.svg).faults.isEmpty) }
  }

  @Test("Long names are broken, in every picture", arguments: [1, 2, 3, 5])
  func longNames(panels: Int) throws {
    let path = "predictors.background_of_the_pupils_in_school.reliability_at_the_first_wave"
    let axes = [
      GridAxis(path: "school", labels: ["20", "40", "60"]),
      GridAxis(path: "pupil", labels: ["10", "20", "30"]),
      GridAxis(
        path: path, labels: (0..<panels).map { "as it was stated by the study number \($0)" }),
    ]
    let plan = try SampleStudies.plan(title: "Long", axes: axes, target: 0.8) { labels in
      var study = try SampleStudies.tutoring(schools: Int(labels[0])!, pupils: Int(labels[1])!)
      study.tests[0].name = "tutoring_in_small_groups_by_trained_teachers:background_of_the_pupils"
      return try SampleStudies.addingIgnoredClusters(to: study)
    }
    let rejected = plan.scenarios.map { scenario in scenario.study.tests.map { _ in 700 } }
    let summary = SampleResults.summary(plan, rejected: rejected) { figures, scenario in
      figures.isAssurance = scenario == 0
      figures.nullRejection = Share(count: 70, total: 1000)
      figures.estimateDensity = EstimateDensity(start: -1, step: 1, heights: [0.2, 0.5, 0.1])
    }
    let all = pictures(of: summary, version: "mlpower 0.0.0")
    #expect(all.map(\.name) == ["power", "estimates", "calibration"])
    for picture in all { #expect(DrawnPage(picture.svg).faults.isEmpty, "\(picture.name)") }
    let plot = powerPlot(of: summary, on: TerminalFace(width: 80, isUnicode: true))
    #expect(plot.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("A title is escaped, and a long one broken")
  func titles() throws {
    let axis = GridAxis(path: "school", labels: ["20", "40"])
    let title = "a < b & \"c\" " + String(repeating: "of pupils in schools ", count: 12)
    let plan = try SampleStudies.plan(title: title, axes: [axis]) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: 10)
    }
    let page = page(SampleResults.summary(plan, rejected: [[1], [2]]))
    #expect(page.isWellFormed)
    #expect(page.faults.isEmpty)
    #expect(page.texts[0].text.hasPrefix("a < b & \"c\" of pupils"))
  }

  @Test("The same figures give the same bytes, and the caption says what is drawn")
  func caption() throws {
    let results = try summary(series: 2)
    let first = pictures(of: results, version: "mlpower 0.0.0")
    #expect(first == pictures(of: results, version: "mlpower 0.0.0"))
    #expect(first[0].name == "power")
    #expect(
      first[0].caption == """
        Power of the test of treatment against school (number), by pupil (number per school). Bands \
        are Wilson's 95% Monte Carlo intervals from 1,000 replicates per scenario. The dashed line is \
        the target of 0.8.
        """)
  }
}
