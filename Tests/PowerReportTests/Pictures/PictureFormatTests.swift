import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// Pictures as wide as a screen has room for: no text beyond the edge or over another one.
@Suite struct PictureFormatTests {
  private func expectWhole(
    sourceLocation: SourceLocation = #_sourceLocation, _ draw: (PictureFormat) throws -> Picture?
  ) throws {
    for pixels in Array(stride(from: 320, through: 740, by: 20)) + [752] {
      let picture = try #require(
        try draw(PictureFormat(pixels: pixels)), sourceLocation: sourceLocation)
      let faults = DrawnPage(picture.svg).faults
      #expect(
        picture.svg.contains("viewBox=\"0 0 \(pixels) "), "\(picture.svg.prefix(300))",
        sourceLocation: sourceLocation)
      #expect(faults.isEmpty, "\(pixels): \(faults)", sourceLocation: sourceLocation)
    }
  }

  @Test func framesOfAbsurdWidthsGetAPictureToo() {
    #expect(PictureFormat(pixels: -1) == PictureFormat(pixels: 320))
    #expect(PictureFormat(pixels: .max) == .page)
  }

  /// Grids of lines, of panels of lines, of maps and of rows.
  @Test(arguments: [
    [("school", ["20", "40", "60", "80", "100"])],
    [("school", ["20", "40"]), ("pupil", ["5", "10", "20", "30", "60", "120"])],
    [
      ("school", ["20", "40", "60"]), ("pupil", ["10", "20", "30"]),
      ("icc", ["0.05", "0.1", "0.2", "0.3", "0.4"]),
    ],
  ])
  func powerAndEstimates(_ swept: [(path: String, labels: [String])]) throws {
    let axes = swept.map { GridAxis(path: $0.path, labels: $0.labels) }
    let plan = try SampleStudies.plan(
      title: "Tutoring in schools of many sizes", axes: axes, target: 0.8
    ) { labels in
      try SampleStudies.addingIgnoredClusters(
        to: SampleStudies.tutoring(schools: Int(labels[0])!, pupils: 10))
    }
    let rejected = plan.scenarios.indices.map { index in
      plan.scenarios[index].study.tests.map { _ in 300 + 600 * index / plan.scenarios.count }
    }
    let summary = SampleResults.summary(plan, rejected: rejected) { figures, _ in
      figures.estimateDensity = EstimateDensity(start: -1, step: 1, heights: [0.2, 0.5, 0.1])
    }
    try expectWhole { powerPicture(of: summary, version: "mlpower 9", format: $0) }
    try expectWhole { estimatesPicture(of: summary, version: "mlpower 9", format: $0) }
    try expectWhole { rejectionPicture(of: summary, version: "mlpower 9", format: $0) }
  }

  @Test func dataSets() throws {
    var plan = try SamplePlans.single()
    for study in [
      try SampleStudies.classes(), try SampleStudies.tutoring(schools: 20, pupils: 10),
      try SampleStudies.tutoring(schools: 2, pupils: 10), try SampleStudies.applicants(200),
    ] {
      plan.scenarios[0].study = study
      try expectWhole {
        dataSetPicture(of: plan, replicate: 1, version: "mlpower 9", format: $0)
      }
    }
  }

  @Test func exaggeration() throws {
    let judged = JudgedEstimates(
      estimates: [-0.45, 0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.4, 0.5, 0.65],
      isSignificant: [true, false, false, false, false, false, false, true, true, true],
      truth: 0.2, against: 0)
    let panel = try #require(
      ExaggerationPanel(judged, title: "treatment", unit: "units of score"))
    try expectWhole {
      ExaggerationPicture(
        panels: [panel, panel], left: 2, title: "Trial", settings: "10 replicates",
        version: "mlpower 9", format: $0
      ).picture
    }
  }

  @Test func thresholds() throws {
    let result = try ThresholdReportTests().result(reliability: 0.75)
    try expectWhole { thresholdPicture(of: result, version: "mlpower 9", format: $0) }
  }
}
