import PowerStudy
import StudyDesign

/// The heat maps of a run: one for each test, analysis and further value, where two sizes are swept.
struct HeatMaps {
  let summary: RunSummary

  /// With fewer values of an axis curves say all.
  private static let fewest = 3

  private var plan: StudyPlan { summary.plan }

  var all: [HeatMap] {
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
            title: parts.compactMap { $0 }.joined(separator: ": "), horizontal: axes[0],
            vertical: axes[1], cells: cells(sizes[0], sizes[1], place, test))
        }
      }
    }
  }

  /// Rows and columns in ascending order, whatever that of the grid.
  private func cells(
    _ horizontal: Int, _ vertical: Int, _ place: [Int: Int], _ test: Int
  ) -> [[TestSummary]] {
    plan.axes[vertical].labels.indices.map { row in
      plan.axes[horizontal].labels.indices.map { column in
        let coordinates = plan.axes.indices.map { axis in
          axis == horizontal ? column : axis == vertical ? row : place[axis] ?? 0
        }
        return summary.scenarios[plan.scenario(at: coordinates)].tests[test]
      }
    }
  }
}
