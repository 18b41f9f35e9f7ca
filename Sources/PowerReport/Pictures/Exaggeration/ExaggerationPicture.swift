import ModelFormula
public import PowerStudy
import StudyDesign

/// The estimates of a scenario's replicates beside the truth: those that are significant are too large on
/// average the more so the less power there is (Gelman & Carlin 2014). Nil where no test has a true effect.
///
/// - Parameters:
///   - scenario: its number, from 0.
///   - version: names the program, as in `mlpower 1.0.0`.
///   - format: how wide it is.
public func exaggerationPicture(
  of result: RunResult, scenario: Int = 0, version: String, format: PictureFormat = .page
) -> Picture? {
  let plan = result.plan
  guard plan.scenarios.indices.contains(scenario) else { return nil }
  let study = plan.scenarios[scenario].study
  let place = plan.words(ofScenario: scenario)
  let judged = study.tests.indices.compactMap { test in
    JudgedEstimates(ofTest: test, in: study, result.scenarios[scenario]).map { (test, $0) }
  }
  let panels = judged.compactMap { test, estimates in
    ExaggerationPanel(
      estimates, title: study.title(ofTest: test, place: place), unit: study.unit(ofTest: test))
  }
  return ExaggerationPicture(
    panels: Array(panels.prefix(ExaggerationPicture.mostPanels)), left: panels.count,
    title: plan.title,
    settings: plan.settings(
      replicates: result.scenarios[scenario].outcomes.first?.count ?? 0, version),
    version: version, format: format
  ).picture
}

/// `exaggeration`: a panel for each test.
struct ExaggerationPicture {
  static let mostPanels = 3

  var panels: [ExaggerationPanel]
  /// How many tests there are with the ones that are not drawn.
  var left: Int
  var title: String
  var settings: String
  var version: String
  var format = PictureFormat.page

  /// Nil without panels.
  var picture: Picture? {
    guard !panels.isEmpty else { return nil }
    let page = Page(
      title: title, description: caption, note: settings, version: version,
      parts: [legend.part(width: format.width)]
        + panels.map { $0.part(width: format.width, plotHeight: panels.count == 1 ? 230 : 150) },
      format: format)
    return Picture(name: "exaggeration", caption: caption, svg: page.svg)
  }

  private var legend: Legend {
    var entries: [Legend.Entry] = [
      .init(sample: .block(ExaggerationInk.significant, opacity: 1), text: "significant"),
      .init(sample: .block(ExaggerationInk.others, opacity: 1), text: "not significant"),
      .init(sample: .upright(EstimateInk.truth), text: "true value"),
      .init(sample: .upright(EstimateInk.nullValue), text: "null value"),
    ]
    if panels.contains(where: { $0.meanSignificant != nil }) {
      entries.append(
        .init(sample: .upright(ExaggerationInk.mean), text: "mean of the significant"))
    }
    return Legend(entries: entries)
  }

  private var caption: String {
    let rest =
      left > panels.count ? " \(left - panels.count) further tests are left out." : ""
    return
      "Estimates of the replicates, each a study that might have been; those that the test calls "
      + "significant are marked. Were only these published, readers would take their mean for the "
      + "effect." + rest
  }
}

extension StudyPlan {
  /// Where the figures of a scenario come from, for the foot of a picture.
  func settings(replicates: Int, _ version: String) -> String {
    "\(NumberText.count(replicates)) replicates, seed \(simulation.seed), \(version)."
  }
}

extension Study {
  /// What a test is called, with its analysis where there are several, and the place in the grid.
  func title(ofTest test: Int, place: String) -> String {
    let name =
      analyses.count > 1
      ? "\(tests[test].name), \(analyses[tests[test].analysis].name)" : tests[test].name
    return place.isEmpty ? name : "\(name): \(place)"
  }

  /// What the estimate of a test is measured in.
  func unit(ofTest test: Int) -> String {
    let analysis = analyses[tests[test].analysis]
    let unit = analysis.family.unit(of: "\(analysis.formula.response)")
    if case .variance = tests[test].hypothesis { return "squared \(unit)" }
    return unit
  }
}
