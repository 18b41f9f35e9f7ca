import PowerStudy
import StudyDesign

/// The heat maps of a run: one for each test, analysis and further value, where two sizes are swept.
struct HeatMaps {
  let summary: RunSummary

  /// With fewer values of an axis curves say all.
  private static let fewest = 3

  private var plan: StudyPlan { summary.plan }

  /// Of very many some, evenly spread.
  var all: [HeatMap] {
    let every = self.every
    let chosen = evenlyChosen(of: every.count, most: PowerCharts.mostPanels)
    return chosen.map { index in
      var map = every[index]
      map.mapsLeftOut = every.count - chosen.count
      return map
    }
  }

  private var every: [HeatMap] {
    let study = plan.scenarios[0].study
    // Not how much sizes vary: levels, or names of values that sizes follow from.
    let sizes = plan.axes.indices.filter {
      plan.changesSizes(along: $0) && !plan.axes[$0].path.contains(".")
    }
    let axes = sizes.map { PictureAxis(plan.axes[$0], of: study) }
    guard sizes.count >= 2,
      axes.prefix(2).allSatisfy({ $0.isNumeric && $0.labels.count >= Self.fewest })
    else { return [] }
    let further = plan.axes.indices.filter { $0 != sizes[0] && $0 != sizes[1] }
    let blocks = TestBlock.blocks(of: study)
    let names = TestBlock.distinctNames(blocks, in: study)
    return zip(blocks, names).flatMap { block, name in
      plan.combinations(of: further).flatMap { place in
        block.tests.map { test in
          let analysis = study.analyses[study.tests[test].analysis].name
          let parts = [
            blocks.count > 1 ? name : nil, block.tests.count > 1 ? analysis : nil,
            place.isEmpty ? nil : plan.words(for: place),
          ]
          return HeatMap(
            title: parts.compactMap { $0 }.joined(separator: ": "),
            horizontal: axes[0].ascending, vertical: axes[1].ascending,
            cells: cells(Array(sizes.prefix(2)), Array(axes.prefix(2)), place, test))
        }
      }
    }
  }

  /// Rows and columns in ascending order, whatever that of the grid.
  private func cells(
    _ sizes: [Int], _ axes: [PictureAxis], _ place: [Int: Int], _ test: Int
  ) -> [[TestSummary]] {
    axes[1].order.map { row in
      axes[0].order.map { column in
        let here = place.merging([sizes[0]: column, sizes[1]: row]) { $1 }
        let coordinates = plan.axes.indices.map { here[$0] ?? 0 }
        return summary.scenarios[plan.scenario(at: coordinates)].tests[test]
      }
    }
  }
}
