import StudyDesign
import Testing

@testable import PowerReport
@testable import PowerStudy

@Suite struct DataSetPictureTests {
  /// Two schools of three pupils: scores 1, 2, 3 in the first and 3, 4, 5 in the treated second one, prior
  /// -1, 0, 1 in both.
  private func data(fit: Bool = true) throws -> FittedDataSet {
    let study = try SampleStudies.tutoring(schools: 2, pupils: 3)
    return FittedDataSet(
      study: study, response: [1, 2, 3, 3, 4, 5],
      variables: ["treatment": [0, 0, 0, 1, 1, 1], "prior": [-1, 0, 1, -1, 0, 1]],
      units: [[0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 5]],
      fit: fit
        ? FittedDataSet.Fit(
          coefficients: [2.5, 1, 1], covariances: [[[0.5]]], residualVariance: 0.5,
          family: .normal) : nil)
  }

  private func picture(_ data: FittedDataSet) throws -> Picture {
    try #require(
      DataSetPicture(
        data: data, title: "Trial", replicate: 7, note: "Data set 7", version: "mlpower 0.0.0"
      ).picture)
  }

  @Test("The axis is what varies within clusters, the titles say what differs between them")
  func view() throws {
    let view = DataSetView(try data())
    #expect(view.level == 0 && view.unitCount == 2)
    #expect(view.panels.map(\.rows) == [[0, 1, 2], [3, 4, 5]])
    #expect(view.axis?.name == "prior" && view.group == nil && view.between?.name == "treatment")
    let texts = DrawnPage(try picture(try data()).svg).texts.map(\.text)
    #expect(texts.contains("school 1, treatment = 0") && texts.contains("school 2, treatment = 1"))
    #expect(texts.contains("prior") && texts.contains("score") && texts.contains("one pupil"))
  }

  /// The mean residual of the first school is -0.5 and n τ²/(n τ² + σ²) = 1.5/2, so that its line lies 0.375
  /// below 2.5 + prior.
  @Test("Lines are the fixed part and the cluster's own")
  func lines() throws {
    let lines = DataSetLines(DataSetView(try data())).lines(ofPanel: 0, over: -1...1)
    #expect(lines.map(\.isOwn) == [false, true])
    #expect(lines[0].points == [Point(-1, 1.5), Point(1, 3.5)])
    #expect(abs(lines[1].points[0].y - 1.125) < 1e-12)
    #expect(abs(lines[1].points[1].y - 3.125) < 1e-12)
  }

  @Test("Points and lines lie where their values are, in one path each")
  func drawn() throws {
    let picture = try picture(try data())
    let page = DrawnPage(picture.svg)
    #expect(page.isWellFormed && page.faults.isEmpty, "\(page.faults)")
    #expect(page.values.keys.allSatisfy { !$0.hasSuffix(".style") && !$0.hasSuffix(".id") })
    // Two columns of (720 - 58 - 10 - 4) / 2 = 324; scores from 1 to 5 over 182 of 190, prior from -1 to 1
    // over 314. Titles take a line of 14 and 4.
    #expect(
      picture.svg.contains(
        ##"<path d="M63 204h0M220 158.5h0M377 113h0" fill="none" stroke="#0072b2""##),
      "\(picture.svg)")
    #expect(picture.svg.contains(##"<path d="M63 181.25L377 90.25" fill="none""##) == false)
    #expect(picture.svg.contains(##"<path d="M63 181.25 L377 90.25" fill="none""##))
    #expect(picture.svg.utf8.count < 8000)
  }

  @Test("The caption says what is drawn and how estimates compare with the truth")
  func caption() throws {
    #expect(
      try picture(try data()).caption
        == "One data set that the study might give, number 7: 6 rows (pupil) in 2 units of school. The fit "
        + "estimates the effect of treatment as 1 (true: 0.25) and the variance between units of school as "
        + "0.5 (true: 0.15).")
    let without = try picture(try data(fit: false))
    #expect(without.caption.hasSuffix("The fit of this data set gave no estimates."))
    #expect(!DrawnPage(without.svg).texts.map(\.text).contains("fixed part of the fitted model"))
  }

  @Test("Of many clusters twelve are drawn, and of many rows sixty in each")
  func choices() throws {
    var plan = try SamplePlans.single()
    plan.scenarios[0].study = try SampleStudies.tutoring(schools: 30, pupils: 80)
    let picture = try #require(dataSetPicture(of: plan, replicate: 2, version: "mlpower 0.0.0"))
    #expect(
      picture.caption.contains(
        "12 units of school are drawn, evenly spread over the data; at most 60 points stand in each panel, "
          + "evenly chosen."))
    let page = DrawnPage(picture.svg)
    #expect(page.faults.isEmpty, "\(page.faults)")
    #expect(picture.svg.ranges(of: "h0").count == 12 * 60 + 1)
    #expect(picture.svg.utf8.count < 30_000)
    // The same data set gives the same bytes, another one others.
    #expect(dataSetPicture(of: plan, replicate: 2, version: "mlpower 0.0.0") == picture)
    #expect(dataSetPicture(of: plan, replicate: 3, version: "mlpower 0.0.0")?.svg != picture.svg)
    #expect(dataSetPicture(of: plan, scenario: 1, replicate: 2, version: "") == nil)
    #expect(dataSetPicture(of: plan, replicate: 0, version: "") == nil)
  }

  @Test("Random slopes and several predictors within clusters are drawn too")
  func classes() throws {
    var plan = try SamplePlans.single()
    plan.scenarios[0].study = try SampleStudies.classes()
    let picture = try #require(dataSetPicture(of: plan, replicate: 1, version: "mlpower 0.0.0"))
    let page = DrawnPage(picture.svg)
    #expect(page.faults.isEmpty, "\(page.faults)")
    let texts = page.texts.map(\.text)
    // The arm differs between classes of one school: two groups of points.
    #expect(texts.contains("arm") && texts.contains("old") && texts.contains("new"))
    #expect(texts.contains("prior") && texts.contains("with the predicted deviation of the school"))
  }

  @Test("Without a predictor within clusters points are spread by a fixed rule")
  func spread() throws {
    var plan = try SamplePlans.single()
    plan.scenarios[0].study = try SampleStudies.applicants(200)
    let picture = try #require(dataSetPicture(of: plan, replicate: 1, version: ""))
    #expect(DrawnPage(picture.svg).faults.isEmpty)
    #expect(picture.caption.contains("200 rows (applicant)."))
    // One panel has room for all of them.
    #expect(picture.svg.ranges(of: "h0").count == 201)
  }
}
