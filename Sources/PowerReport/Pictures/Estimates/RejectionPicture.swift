public import PowerStudy
import StudyDesign

/// The sampling distribution of the tested estimates of one scenario under the null hypothesis and under
/// the truth, with the region of rejection: type I error and power as areas. Nil where no test has an
/// estimate and a null value.
///
/// - Parameters:
///   - scenario: its number, from 0.
///   - version: names the program, as in `mlpower 1.0.0`.
///   - format: how wide it is.
public func rejectionPicture(
  of summary: RunSummary, scenario: Int = 0, version: String, format: PictureFormat = .page
) -> Picture? {
  let plan = summary.plan
  guard plan.scenarios.indices.contains(scenario) else { return nil }
  let study = plan.scenarios[scenario].study
  let place = plan.words(ofScenario: scenario)
  let tests = summary.scenarios[scenario].tests
  let panels = tests.indices.compactMap { test in
    RejectionPanel(
      tests[test], title: study.title(ofTest: test, place: place), unit: study.unit(ofTest: test))
  }
  guard !panels.isEmpty else { return nil }
  let shown = Array(panels.prefix(2))
  let replicates = tests.first?.fits.replicates ?? plan.simulation.replicates
  let caption = rejectionCaption(shown, left: panels.count)
  let page = Page(
    title: plan.title, description: caption,
    note: plan.settings(replicates: replicates, version), version: version,
    parts: [rejectionLegend(shown).part(width: format.width)]
      + shown.map { $0.part(width: format.width, plotHeight: shown.count == 1 ? 150 : 95) },
    format: format)
  return Picture(name: "rejection", caption: caption, svg: page.svg)
}

private func rejectionLegend(_ panels: [RejectionPanel]) -> Legend {
  var entries: [Legend.Entry] = [
    .init(
      sample: .block(EstimateInk.null.colour, opacity: RejectionInk.shade),
      text: "rejected though the null value is true")
  ]
  if panels.contains(where: { $0.estimates != nil }) {
    entries.append(
      .init(
        sample: .block(EstimateInk.estimates.colour, opacity: RejectionInk.shade),
        text: "rejected, rightly"))
  }
  entries.append(.init(sample: .upright(RejectionInk.critical), text: "critical value"))
  entries.append(.init(sample: .upright(EstimateInk.nullValue), text: "null value"))
  if panels.contains(where: { $0.estimates != nil }) {
    entries.append(.init(sample: .upright(EstimateInk.truth), text: "true value"))
  }
  return Legend(entries: entries)
}

private func rejectionCaption(_ panels: [RejectionPanel], left: Int) -> String {
  var sentences = [
    "Distributions of the estimate over studies of this kind; shaded where the test rejects, beyond "
      + "the critical value at the mean standard error."
  ]
  if panels.contains(where: { !$0.test.isTrueNull && $0.test.nullEstimateDensity == nil }) {
    sentences.append("That under the null value is the one which the test assumes.")
  }
  if panels.contains(where: { $0.region.rejected.isEmpty }) {
    sentences.append("A test that is adjusted with others has no fixed critical value.")
  }
  if left > panels.count { sentences.append("\(left - panels.count) further tests are left out.") }
  return sentences.joined(separator: " ")
}
