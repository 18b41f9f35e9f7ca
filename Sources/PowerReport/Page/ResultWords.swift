import PowerStudy
import StudyDesign

/// What the tests come to, in prose: the range of power over the scenarios, and where it is enough.
struct ResultWords {
  let summary: RunSummary

  /// A sentence or two for each test in each analysis.
  var text: String { sentences.joined(separator: " ") }

  /// One for each test in each analysis.
  var sentences: [String] {
    let blocks = TestBlock.blocks(of: summary.plan.scenarios[0].study)
    return blocks.flatMap { block in
      block.tests.flatMap { test in
        let suffix = block.tests.count > 1 ? " (\(summary.scenarios[0].tests[test].analysis))" : ""
        let name = quoted(BlockText(summary: summary, block: block).name) + suffix
        let all = summary.scenarios.indices.map { Case(summary: summary, scenario: $0, test: test) }
        return [
          sentence(name, all.filter { !$0.figures.isTrueNull }),
          sentence(name, all.filter(\.figures.isTrueNull)),
        ].compactMap { $0 }
      }
    }
  }

  /// A name of several words in quotes.
  private func quoted(_ name: String) -> String { name.contains(" ") ? "“\(name)”" : name }

  private struct Case {
    var figures: TestSummary
    var place: String

    init(summary: RunSummary, scenario: Int, test: Int) {
      figures = summary.scenarios[scenario].tests[test]
      place = summary.plan.words(ofScenario: scenario)
    }

    /// The power with its interval, and where it is.
    var words: String { words(at: place) }

    func words(at place: String) -> String {
      let interval = NumberText.interval(figures.power.interval)
      return "\(NumberText.probability(figures.power.value)) (95% interval \(interval)"
        + (place.isEmpty ? "" : "; \(place)") + ")"
    }
  }

  private func sentence(_ name: String, _ cases: [Case]) -> String? {
    guard var least = cases.first, var most = cases.first else { return nil }
    for one in cases {
      if one.figures.power.value < least.figures.power.value { least = one }
      if one.figures.power.value > most.figures.power.value { most = one }
    }
    let quantity = PowerTable.quantity(cases.map(\.figures)).capitalised
    let isOne = least.figures.power == most.figures.power
    let range =
      cases.count == 1
      ? least.words
      : isOne
        ? least.words(at: "") + " in all \(NumberText.count(cases.count)) scenarios"
        : "from \(least.words) to \(most.words)"
    return "\(quantity) of \(name) is \(range)\(target(cases))."
  }

  private func target(_ cases: [Case]) -> String {
    guard let target = summary.plan.target, !cases[0].figures.isTrueNull else { return "" }
    let goal = NumberText.value(target)
    let count = cases.count { $0.figures.reaches(target) }
    if cases.count == 1 {
      return count == 1 ? ", which reaches the target of \(goal)" : ", below the target of \(goal)"
    }
    if cases.allSatisfy({ $0.figures.power == cases[0].figures.power }) { return "" }
    return "; it reaches the target of \(goal) in "
      + (count == 0 ? "none" : NumberText.count(count))
      + " of \(NumberText.count(cases.count)) scenarios"
  }
}
