import PowerStudy
import StudyDesign

/// Which paths of a grid go down and across a table, and which make further tables.
struct GridLayout {
  /// Index of the axis whose values are the rows, and of that whose values are the columns.
  var down: Int?
  var across: Int?
  /// The other axes: a table for each combination of their values.
  var further: [Int]

  /// Sample-size paths come first. Another path goes across only where there is no second one, one
  /// analysis, and a null value that is true along the whole path or nowhere, so that power and type
  /// I error stand in different tables.
  init(summary: RunSummary, block: TestBlock) {
    let plan = summary.plan
    let axes = plan.axes.indices
    let sizes = axes.filter { plan.changesSizes(along: $0) }
    let others = axes.filter { !sizes.contains($0) }
    var down = sizes.first ?? others.first
    var across = sizes.dropFirst().first
    if across == nil, block.tests.count == 1 {
      across = others.first { [down] in
        $0 != down && !summary.changesNull(along: $0, block: block)
      }
    }
    if let first = down, let second = across,
      plan.axes[second].labels.count > max(4, plan.axes[first].labels.count)
    {
      (down, across) = (second, first)
    }
    self.down = down
    self.across = across
    further = axes.filter { [down, across] in $0 != down && $0 != across }
  }
}

extension StudyPlan {
  /// Whether the number of units changes with the values of an axis.
  func changesSizes(along axis: Int) -> Bool {
    if scenarios[0].statedSizes.contains(where: { $0.level == axes[axis].path }) { return true }
    return lines(along: axis).contains { line in
      line.contains { scenarios[$0].study.levels != scenarios[line[0]].study.levels }
    }
  }

  /// For each combination of the other axes' values the scenarios along an axis.
  func lines(along axis: Int) -> [[Int]] {
    let starts = scenarios.indices.filter { scenarios[$0].coordinates[axis] == 0 }
    return starts.map { start in
      axes[axis].labels.indices.map { value in
        var place = scenarios[start].coordinates
        place[axis] = value
        return scenario(at: place)
      }
    }
  }

  /// The index of the scenario at these coordinates; the last axis varies fastest.
  func scenario(at coordinates: [Int]) -> Int {
    zip(axes, coordinates).reduce(0) { $0 * $1.0.labels.count + $1.1 }
  }

  /// All combinations of the values of some axes, the last fastest.
  func combinations(of chosen: [Int]) -> [[Int: Int]] {
    chosen.reduce([[:]]) { partial, axis in
      partial.flatMap { start in
        axes[axis].labels.indices.map { start.merging([axis: $0]) { $1 } }
      }
    }
  }

  /// Where a scenario lies in the grid, in words.
  func words(ofScenario index: Int) -> String {
    let place = scenarios[index].coordinates
    return words(for: Dictionary(uniqueKeysWithValues: zip(place.indices, place)))
  }

  /// A place in the grid in words: `school = 20, pupil = 10`.
  func words(for place: [Int: Int]) -> String {
    axes.indices.compactMap { axis in
      place[axis].map { "\(axes[axis].path) = \(axes[axis].labels[$0])" }
    }.joined(separator: ", ")
  }
}

extension RunSummary {
  /// Whether the null value is true at some values of an axis and false at others.
  fileprivate func changesNull(along axis: Int, block: TestBlock) -> Bool {
    plan.lines(along: axis).contains { line in
      block.tests.contains { test in
        let isNull = line.map { scenarios[$0].tests[test].isTrueNull }
        return isNull.contains { $0 != isNull[0] }
      }
    }
  }
}
