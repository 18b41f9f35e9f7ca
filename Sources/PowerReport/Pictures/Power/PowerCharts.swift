import PowerStudy
import StudyDesign

/// The charts of a run: which tests, analyses and values become panels, series and places on an axis.
///
/// Axes are those of the tables. Where tables have no column to spare for a second path, the tests, or
/// else the analyses, are the series.
struct PowerCharts {
  let summary: RunSummary
  /// More series than these cannot be told apart.
  static let mostSeries = 12
  /// More panels than these nobody looks at.
  static let mostPanels = 60

  private var plan: StudyPlan { summary.plan }
  private var study: Study { plan.scenarios[0].study }
  private let blocks: [TestBlock]
  private let names: [String]

  init(summary: RunSummary) {
    self.summary = summary
    blocks = TestBlock.blocks(of: summary.plan.scenarios[0].study)
    names = TestBlock.distinctNames(blocks, in: summary.plan.scenarios[0].study)
  }

  /// In the order of the tests.
  var all: [PowerChart] {
    if plan.axes.isEmpty { return [withoutGrid] }
    var charts: [PowerChart] = []
    for shape in shapes { charts.append(chart(shape)) }
    return charts
  }

  /// How some blocks are laid out.
  private struct Shape: Equatable {
    var down: Int
    var across: Int?
    var further: [Int]
    var analyses: [String]
    var isPrecision: Bool
    var blocks: [Int] = []
    /// Whether the blocks are series of one panel rather than panels.
    var sharesPanels: Bool { across == nil && analyses.count == 1 }

    func isLike(_ other: Shape) -> Bool {
      var copy = other
      copy.blocks = blocks
      return self == copy
    }
  }

  private var shapes: [Shape] {
    var shapes: [Shape] = []
    for index in blocks.indices {
      let shape = shape(index)
      if let home = shapes.firstIndex(where: { $0.isLike(shape) }),
        !shape.sharesPanels || shapes[home].blocks.count < Self.mostSeries
      {
        shapes[home].blocks.append(index)
      } else {
        shapes.append(shape)
      }
    }
    return shapes
  }

  private func shape(_ index: Int) -> Shape {
    let block = blocks[index]
    let layout = GridLayout(summary: summary, block: block)
    var (down, across) = (layout.down!, layout.across)
    if let second = across, !picture(down).isNumeric, picture(second).isNumeric {
      (down, across) = (second, down)
    }
    var further = layout.further
    if let second = across, block.tests.count > 1,
      plan.axes[second].labels.count * block.tests.count > 8
    {
      further = (further + [second]).sorted()
      across = nil
    }
    let tests = block.tests.map { study.tests[$0] }
    let isPrecision = tests.contains { if case .precision = $0.hypothesis { true } else { false } }
    return Shape(
      down: down, across: across, further: further,
      analyses: tests.map { study.analyses[$0.analysis].name }, isPrecision: isPrecision,
      blocks: [index])
  }

  private func picture(_ axis: Int) -> PictureAxis { PictureAxis(plan.axes[axis], of: study) }

  /// The chart of some blocks; of very many panels some, evenly spread.
  private func chart(_ shape: Shape) -> PowerChart {
    var chart = wholeChart(shape)
    let chosen = evenlyChosen(of: chart.panels.count, most: Self.mostPanels)
    chart.panelsLeftOut = chart.panels.count - chosen.count
    chart.panels = chosen.map { chart.panels[$0] }
    return chart
  }

  private func wholeChart(_ shape: Shape) -> PowerChart {
    let axis = picture(shape.down)
    let places = plan.combinations(of: shape.further)
    if shape.sharesPanels {
      let panels = places.map { place in
        PowerChart.Panel(
          title: title(shape.blocks.count > 1 ? nil : shape.blocks[0], place),
          series: shape.blocks.map { line(shape.down, place, test: blocks[$0].tests[0]) })
      }
      let isSeveral = shape.blocks.count > 1
      return PowerChart(
        axis: axis, seriesTitle: isSeveral ? "test" : "",
        seriesNames: isSeveral ? shape.blocks.map { names[$0] } : [""], panels: panels)
    }
    let values = chosenValues(across: shape.across)
    let panels = shape.blocks.flatMap { block in
      places.map { place in
        PowerChart.Panel(
          title: title(block, place),
          series: values.flatMap { value in
            let here = shape.across.map { place.merging([$0: value]) { $1 } } ?? place
            return blocks[block].tests.map { line(shape.down, here, test: $0) }
          })
      }
    }
    var chart = PowerChart(
      axis: axis, seriesTitle: seriesTitle(shape), seriesNames: seriesNames(shape, values),
      panels: panels)
    chart.valuesLeftOut = shape.across.map { plan.axes[$0].labels.count - values.count } ?? 0
    return chart
  }

  /// The values of the second axis: all, or as many as can be told apart, evenly spread.
  private func chosenValues(across: Int?) -> [Int] {
    let count = across.map { plan.axes[$0].labels.count } ?? 1
    return evenlyChosen(of: count, most: count > Self.mostSeries ? 7 : Self.mostSeries)
  }

  private func seriesTitle(_ shape: Shape) -> String {
    let path = shape.across.map { picture($0).title }
    let analysis = shape.analyses.count > 1 ? "analysis" : nil
    return [path, analysis].compactMap { $0 }.joined(separator: ", ")
  }

  private func seriesNames(_ shape: Shape, _ values: [Int]) -> [String] {
    values.flatMap { value in
      shape.analyses.map { analysis in
        let label = shape.across.map { plan.axes[$0].labels[value] }
        let name = shape.analyses.count > 1 ? analysis : nil
        return [label, name].compactMap { $0 }.joined(separator: ", ")
      }
    }
  }

  private func title(_ block: Int?, _ place: [Int: Int]) -> String {
    let name = block.flatMap { blocks.count > 1 ? names[$0] : nil }
    let where_ = plan.words(for: place)
    return [name, where_.isEmpty ? nil : where_].compactMap { $0 }.joined(separator: ": ")
  }

  /// The figures of a test along an axis, the others at `place`.
  private func line(_ axis: Int, _ place: [Int: Int], test: Int) -> [TestSummary] {
    plan.axes[axis].labels.indices.map { value in
      let coordinates = plan.axes.indices.map { $0 == axis ? value : place[$0] ?? 0 }
      return summary.scenarios[plan.scenario(at: coordinates)].tests[test]
    }
  }

  /// The tests of a single scenario; one that some analysis does not make has a chart of its own.
  private var withoutGrid: PowerChart {
    let tests = summary.scenarios[0].tests
    let analyses = blocks.map { $0.tests.map { study.analyses[study.tests[$0].analysis].name } }
    let isRegular = analyses.allSatisfy { $0 == analyses[0] }
    let axis = PictureAxis(title: "", labels: isRegular ? names : rowNames)
    let series =
      isRegular
      ? analyses[0].indices.map { index in blocks.map { tests[$0.tests[index]] } }
      : [blocks.flatMap { $0.tests.map { tests[$0] } }]
    let isSeveral = series.count > 1
    return PowerChart(
      axis: axis, seriesTitle: isSeveral ? "analysis" : "",
      seriesNames: isSeveral ? analyses[0] : [""],
      panels: [PowerChart.Panel(title: "", series: series)])
  }

  private var rowNames: [String] {
    zip(blocks, names).flatMap { block, name in
      block.tests.map { test in
        "\(name), \(study.analyses[study.tests[test].analysis].name)"
      }
    }
  }
}

extension TestBlock {
  /// The names of the blocks' tests, with what tells them apart where two have one name.
  static func distinctNames(_ blocks: [TestBlock], in study: Study) -> [String] {
    let tests = blocks.map { study.tests[$0.tests[0]] }
    return tests.enumerated().map { index, test in
      let others = tests.enumerated().filter { $0.offset != index && $0.element.name == test.name }
        .map(\.element)
      guard !others.isEmpty else { return test.name }
      let parts = [
        others.contains { $0.alpha != test.alpha } ? "alpha \(NumberText.value(test.alpha))" : nil,
        others.contains { $0.side != test.side } ? test.side.adjective : nil,
        others.contains { $0.against != test.against }
          ? "against \(NumberText.value(test.against))" : nil,
        others.contains { $0.method != test.method } ? test.methodName : nil,
      ]
      return ([test.name] + parts.compactMap { $0 }).joined(separator: ", ")
    }
  }
}
