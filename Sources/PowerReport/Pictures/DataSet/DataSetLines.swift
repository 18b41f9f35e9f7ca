import ModelFormula
import PowerStudy
import StudyDesign

/// The lines of a fitted model in the panel of one cluster.
struct DataSetLines {
  let view: DataSetView
  /// For each panel the effects of its unit by random term; nil where they are not predicted.
  let deviations: [[[Double]?]]?

  init(_ view: DataSetView) {
    self.view = view
    deviations = view.level.flatMap { level in
      view.data.deviations(ofLevel: level, units: view.panels.map(\.unit))
    }
  }

  /// One line: of the fixed part alone or with the cluster's deviations, of one group or of all.
  struct Line {
    var points: [Point]
    var isOwn: Bool
    /// The number of its group.
    var group: Int
  }

  /// The lines of a panel between two values of the axis.
  func lines(ofPanel panel: Int, over range: ClosedRange<Double>) -> [Line] {
    guard view.data.fit != nil else { return [] }
    let groups = view.group?.values ?? [(0, "")]
    return groups.enumerated().flatMap { number, group -> [Line] in
      let settings = view.group.map { [FittedDataSet.Setting($0.name, group.value)] } ?? []
      if view.group != nil, !hasRows(panel, group.value) { return [] }
      let fixed = points(panel, range, settings, nil)
      let own = deviations.map { points(panel, range, settings, $0[panel]) } ?? []
      return [(fixed, false), (own, true)].compactMap { points, isOwn in
        points.count > 1 ? Line(points: points, isOwn: isOwn, group: number) : nil
      }
    }
  }

  private func hasRows(_ panel: Int, _ value: Double) -> Bool {
    guard let group = view.group, let values = view.data.variables[group.name] else { return true }
    return view.panels[panel].rows.contains { values[$0] == value }
  }

  private func points(
    _ panel: Int, _ range: ClosedRange<Double>, _ settings: [FittedDataSet.Setting],
    _ deviations: [[Double]?]?
  ) -> [Point] {
    places(over: range).compactMap { x in
      let axis = view.axis.map { [FittedDataSet.Setting($0.name, x)] } ?? []
      let predictor = view.data.linearPredictor(
        rows: view.panels[panel].rows, with: settings + axis, deviations: deviations ?? [])
      return predictor.map { Point(x, mean(at: $0)) }
    }
  }

  /// Where a line is worked out: at both ends where it is straight.
  private func places(over range: ClosedRange<Double>) -> [Double] {
    guard let axis = view.axis else { return [range.lowerBound, range.upperBound] }
    if !axis.isNumeric { return axis.values.map(\.value) }
    let steps = isStraight(in: axis.name) ? 1 : 24
    let span = range.upperBound - range.lowerBound
    return (0...steps).map { range.lowerBound + span * Double($0) / Double(steps) }
  }

  /// Whether the response is linear in a predictor, which is then nowhere within a function or power.
  private func isStraight(in name: String) -> Bool {
    guard view.data.analysis.family.link == .identity else { return false }
    return view.data.analysis.columns.fixed.allSatisfy { recipe in
      let uses = recipe.parts.filter { part -> Bool in
        if case .numeric(let expression) = part { expression.names.contains(name) } else { false }
      }
      return uses.isEmpty || uses == [.numeric(.name(name))]
    }
  }

  /// What is expected of a response, as it is drawn: a share of trials, a rating from 1.
  private func mean(at predictor: Double) -> Double {
    guard let family = view.data.fit?.family else { return .nan }
    return (family.moments(at: predictor)?.mean ?? predictor) + (family.isOrdinal ? 1 : 0)
  }
}
