import PowerStudy
public import StudyDesign

/// One simulated data set, that of a run's replicate of this number: a panel for each of some clusters with
/// its rows, the fixed part of the model that is fitted to it, and the cluster's own line. Its caption says
/// what was chosen and what the fit says. Nil of responses in categories without order, and of no rows.
///
/// - Parameters:
///   - scenario: its number, from 0.
///   - replicate: counted from 1.
///   - version: names the program, as in `mlpower 1.0.0`.
///   - format: how wide it is.
public func dataSetPicture(
  of plan: StudyPlan, scenario: Int = 0, replicate: Int, version: String,
  format: PictureFormat = .page
) -> Picture? {
  guard plan.scenarios.indices.contains(scenario), replicate > 0,
    let first = plan.scenarios[scenario].study.analyses.first, first.family.predictorCount == 1
  else { return nil }
  let data = FittedDataSet(
    scenario: plan.scenarios[scenario], settings: plan.simulation, replicate: replicate)
  let place = plan.words(ofScenario: scenario)
  return DataSetPicture(
    data: data, title: place.isEmpty ? plan.title : "\(plan.title) (\(place))",
    replicate: replicate, note: "Data set \(replicate), seed \(plan.simulation.seed), \(version).",
    version: version, format: format
  ).picture
}

/// `data`: panels of one data set.
struct DataSetPicture {
  var data: FittedDataSet
  var title: String
  var replicate: Int
  var note: String
  var version: String
  var format = PictureFormat.page

  var picture: Picture? {
    let view = DataSetView(data)
    guard !view.panels.isEmpty else { return nil }
    let lines = DataSetLines(view)
    let caption = DataSetWords(view: view, lines: lines, replicate: replicate).text
    let page = Page(
      title: title, description: caption, note: note, version: version,
      parts: [
        legend(view, lines).part(width: format.width),
        DataSetGrid(view: view, lines: lines, format: format).part,
      ], format: format)
    return Picture(name: "data", caption: caption, svg: page.svg)
  }

  private func legend(_ view: DataSetView, _ lines: DataSetLines) -> Legend {
    var legend = Legend()
    let row = data.study.levels.last?.name ?? "row"
    if let group = view.group {
      legend.heading = group.name
      legend.entries = group.values.enumerated().map { number, value in
        .init(sample: .line(DataSetInk.own(number, of: view)), text: value.label)
      }
    } else {
      legend.entries = [.init(sample: .dot(DataSetInk.points(0, of: view)), text: "one \(row)")]
    }
    guard data.fit != nil else { return legend }
    legend.entries.append(
      .init(
        sample: .line(view.group == nil ? DataSetInk.fixed(0, of: view) : DataSetInk.plainFixed),
        text: "fixed part of the fitted model"))
    if lines.deviations != nil, let level = view.level {
      legend.entries.append(
        .init(
          sample: .line(view.group == nil ? DataSetInk.own(0, of: view) : DataSetInk.plainOwn),
          text: "with the predicted deviation of the \(data.study.levels[level].name)"))
    }
    return legend
  }
}

/// Colours of points and lines.
enum DataSetInk {
  static let plainFixed = Stroke(colour: Ink.black, width: 1.3, dashes: "5 3")
  static let plainOwn = Stroke(colour: Ink.black, width: 1.8)

  private static let groups = [
    SeriesStyle.colours[4], SeriesStyle.colours[5], SeriesStyle.colours[3],
  ]

  static func points(_ group: Int, of view: DataSetView) -> String {
    view.group == nil ? SeriesStyle.colours[4] : groups[group % groups.count]
  }

  static func fixed(_ group: Int, of view: DataSetView) -> Stroke {
    view.group == nil
      ? plainFixed : Stroke(colour: groups[group % groups.count], width: 1.3, dashes: "5 3")
  }

  static func own(_ group: Int, of view: DataSetView) -> Stroke {
    Stroke(
      colour: view.group == nil ? SeriesStyle.colours[5] : groups[group % groups.count], width: 1.8)
  }
}
