import MixedModels
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct ExaggerationPictureTests {
  /// Ten studies of an effect of 0.2, of which four are significant, one of them with the wrong sign.
  private let judged = JudgedEstimates(
    estimates: [-0.45, 0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.4, 0.5, 0.65],
    isSignificant: [true, false, false, false, false, false, false, true, true, true],
    truth: 0.2, against: 0)

  private func panel(_ judged: JudgedEstimates) throws -> ExaggerationPanel {
    try #require(ExaggerationPanel(judged, title: "treatment", unit: "units of score"))
  }

  private func picture(_ panels: [ExaggerationPanel], left: Int? = nil) throws -> Picture {
    try #require(
      ExaggerationPicture(
        panels: panels, left: left ?? panels.count, title: "Trial", settings: "10 replicates",
        version: "mlpower 0.0.0"
      ).picture)
  }

  @Test("Type M is the mean size over the true one, type S counts the wrong signs")
  func figures() throws {
    // (0.45 + 0.4 + 0.5 + 0.65) / 4 / 0.2.
    #expect(abs(try #require(judged.exaggeration) - 2.5) < 1e-12)
    #expect(judged.wrongSigns == 1)
    #expect(
      try panel(judged).words
        == "4 of 10 studies (40%) are significant. On average their estimates are 0.5 in size, 2.5 times "
        + "the true 0.2 (type M); 1 has the wrong sign (type S, 25%).")
    #expect(abs(try #require(try panel(judged).meanSignificant) - 0.5) < 1e-12)
  }

  @Test("Bins have edges at multiples of their width, and hold every estimate once")
  func bins() throws {
    let histogram = try #require(EstimateHistogram(judged))
    #expect(histogram.width == 0.05)
    #expect(abs(histogram.start + 0.45) < 1e-12)
    #expect(histogram.significant.reduce(0, +) == 4 && histogram.others.reduce(0, +) == 6)
    #expect(histogram.significant[0] == 1 && histogram.others[9] == 1)
    var far = judged
    far.estimates.append(1e6)
    far.isSignificant.append(true)
    #expect(try #require(EstimateHistogram(far)).beyond == 1)
    #expect(try panel(far).words.hasSuffix("1 estimate lies too far out to be drawn."))
    far.estimates = [1, 1]
    far.isSignificant = [true, true]
    #expect(EstimateHistogram(far) == nil)
  }

  @Test("Neighbouring bins make one block that stands on what lies below")
  func blocks() throws {
    var histogram = try #require(EstimateHistogram(judged))
    (histogram.start, histogram.width) = (0, 1)
    (histogram.significant, histogram.others) = ([0, 2, 0, 1], [3, 1, 0, 0])
    let others = histogram.blocks(histogram.others, on: histogram.significant)
    #expect(others.map { $0.map(\.edge) } == [[0, 1]])
    #expect(others[0].map(\.below) == [0, 2])
    #expect(
      histogram.blocks(histogram.significant, on: [0, 0, 0, 0]).map { $0.map(\.edge) }
        == [[1], [3]])
  }

  @Test("The picture says in words what it shows, and no text touches another")
  func drawn() throws {
    let picture = try picture([try panel(judged)])
    let page = DrawnPage(picture.svg)
    #expect(page.isWellFormed && page.faults.isEmpty, "\(page.faults)")
    let texts = page.texts.map(\.text)
    #expect(
      ["significant", "not significant", "true value", "null value", "mean of the significant"]
        .allSatisfy(texts.contains))
    #expect(texts.contains("studies") && texts.contains("estimate (units of score)"))
    #expect(page.values["path.fill"]?.contains(ExaggerationInk.significant) == true)
    #expect(page.values.keys.allSatisfy { !$0.hasSuffix(".style") && !$0.hasSuffix(".id") })
    // The truth at 0.2, with 0 the null value: lines from top to bottom.
    #expect(
      picture.svg.contains(
        ##"<line x1="420.26" y1="23" x2="420.26" y2="253" stroke="#000000" stroke-width="1.2"/>"##),
      "\(picture.svg)")
  }

  @Test("Without a significant study there is no mean of them; without an effect no picture")
  func none() throws {
    var quiet = judged
    quiet.isSignificant = quiet.isSignificant.map { _ in false }
    let panel = try panel(quiet)
    #expect(panel.words == "None of 10 studies is significant; the truth is 0.2.")
    let texts = DrawnPage(try picture([panel], left: 3).svg).texts.map(\.text)
    #expect(!texts.contains("mean of the significant"))
    #expect(try picture([panel], left: 3).caption.hasSuffix("2 further tests are left out."))
    quiet.truth = 0
    #expect(ExaggerationPanel(quiet, title: "", unit: "") == nil)
  }

  @Test("A run's replicates are judged as its power is counted")
  func ofARun() throws {
    let plan = try SamplePlans.single()
    let study = plan.scenarios[0].study
    let sample = TestSample(
      estimates: [0.1, 0.3, .nan, 0.9], standardErrors: [0.1, 0.1, .nan, 0.1],
      degreesOfFreedom: study.tests[0].method == .z ? [] : [20])
    let other = TestSample(
      estimates: [0.1, 0.3, .nan, 0.9], standardErrors: [1, 1, .nan, 1],
      degreesOfFreedom: study.tests[1].method == .z ? [] : [20])
    let outcomes: [FitOutcome] = [.converged, .singular, .notConverged, .converged]
    let result = RunResult(
      plan: plan,
      scenarios: [
        ScenarioResult(
          observations: [400, 400], outcomes: [outcomes, outcomes], samples: [sample, other])
      ])
    let judged = try #require(JudgedEstimates(ofTest: 0, in: study, result.scenarios[0]))
    #expect(judged.estimates == [0.1, 0.3, 0.9])
    #expect(judged.isSignificant == [false, true, true])
    let picture = try #require(exaggerationPicture(of: result, version: "mlpower 0.0.0"))
    #expect(picture.name == "exaggeration")
    #expect(picture.svg.contains("4 replicates, seed 1, mlpower 0.0.0."))
    #expect(exaggerationPicture(of: result, scenario: 1, version: "") == nil)
  }
}
