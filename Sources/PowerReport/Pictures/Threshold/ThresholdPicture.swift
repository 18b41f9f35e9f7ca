public import PowerStudy
import StudyDesign

/// `threshold.svg`: what each candidate gives up and gains. The same figures give the same picture to the
/// byte.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func thresholdPicture(
  of result: ThresholdResult, version: String, format: PictureFormat = .page
) -> Picture {
  ThresholdPicture(result: result, version: version, format: format).picture
}

/// Panels of every scenario: figures far from the truth, and groups in the wrong order.
struct ThresholdPicture {
  let result: ThresholdResult
  let version: String
  var format = PictureFormat.page

  private var threshold: PublicationThreshold { result.scenarios[0].threshold }

  var picture: Picture {
    let panels = result.scenarios.indices.flatMap(panels(ofScenario:))
    let layout = PanelGrid(count: max(panels.count, 2), isWide: true, format: format)
    let lines = layout.titleLines(
      panels.map { TradePanel.titleLines($0.title, width: layout.width) })
    let parts = zip(panels, lines).map {
      $0.part(width: layout.width, plotHeight: layout.plotHeight, titleLines: $1)
    }
    let page = Page(
      title: result.plan.title, description: caption,
      note: ThresholdEnding(result: result, version: version).settings, version: version,
      parts: [
        legend.part(width: format.width),
        .grid(parts, columns: layout.columns, width: layout.width, gap: PanelGrid.gap),
      ], format: format)
    return Picture(name: "threshold", caption: caption, svg: page.svg)
  }

  private func panels(ofScenario index: Int) -> [TradePanel] {
    let scenario = result.scenarios[index]
    let series = scenario.threshold.estimators.map { estimator in
      (
        rows: scenario.rows(of: estimator, .atLeast),
        answer: scenario.answers.first { $0.estimator == estimator }?.candidate
      )
    }
    let place = result.plan.words(ofScenario: index)
    let errors =
      scenario.threshold.within.map {
        TradePanel(
          title: place, figure: .within,
          quantity: "share further than \(NumberText.value($0)) from the truth",
          isComplement: true, series: series)
      }
      ?? TradePanel(
        title: place, figure: .rmse, quantity: "root mean squared error", isComplement: false,
        series: series)
    return [
      errors,
      TradePanel(
        title: place, figure: .wrongOrder, quantity: "share of pairs in the wrong order",
        isComplement: false, series: series),
    ]
  }

  private var hasAnswer: Bool {
    result.scenarios.contains { $0.answers.contains { $0.candidate != nil } }
  }

  private var legend: Legend {
    var legend = Legend()
    legend.entries = threshold.estimators.enumerated().map { index, estimator in
      .init(
        sample: .series(SeriesStyle(index), hasLine: true), text: "\(estimator.rawValue) figures")
    }
    legend.entries.append(.init(sample: .interval, text: "95% Monte Carlo interval"))
    if hasAnswer {
      legend.entries.append(.init(sample: .ring, text: "smallest candidate that meets all"))
    }
    return legend
  }

  private var caption: String {
    let error =
      threshold.within.map { "figures further than \(NumberText.value($0)) from the truth" }
      ?? "the root mean squared error of figures"
    return
      "Each point is a candidate, with its number of answers at those of the first line: to the left "
      + "fewer groups are published. Left: \(error). Right: pairs of groups in the wrong order."
      + (hasAnswer ? " Ringed: the smallest candidate that meets what is required." : "")
  }
}
