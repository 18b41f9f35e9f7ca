import DesignLanguage
import Foundation
import StudyDesign
import Testing

private let base = """
  levels: {school: 20, pupil: 10 per school}
  predictors: {a: {level: school, assign: [0, 1]}}
  model: y ~ a + (1 | school)
  effects: {intercept: 0, a: 1}
  random: {school: {sd: 1}}
  residual: {sd: 1}

  """

/// The base design with one text in place of another.
private func base(_ old: String, _ new: String) -> String {
  base.replacingOccurrences(of: old, with: new)
}

@Suite struct HostileDesignTests {
  @Test func numbersWhoseSquaresCannotBeUsedAreRefused() {
    let message = "is too large for a study; its numbers lie between -1e+50 and 1e+50"
    #expect(
      mistakes(base("residual: {sd: 1}", "residual: {sd: 1e200}")) == ["6:16: '1e200' \(message)"])
    #expect(
      mistakes(base("[0, 1]", "{0: 1e308, 1: 10^308}")).filter { $0.hasSuffix(message) }
        == ["2:45: '1e308' \(message)", "2:55: '10^308' \(message)"])
  }

  @Test("More of anything than a study can have is refused at once")
  func floods() {
    func lines(_ count: Int, _ line: (Int) -> String) -> String {
      (0..<count).map(line).joined(separator: ", ")
    }
    let nested = lines(200) { $0 == 0 ? "l0: 2" : "l\($0): 1 per l\($0 - 1)" }
    #expect(
      mistakes(base("school: 20, pupil: 10 per school", nested)).contains(
        "1:9: 200 levels are more than the 100 that can be meant"))
    let names = lines(12_000) { $0 == 0 ? "a0: 2" : "a\($0): a\($0 - 1)" }
    #expect(
      mistakes("let: {\(names)}\n" + base).contains(
        "1:6: 12,000 names in 'let' are more than the 1,000 that can be meant"))
    let arms = lines(1200) { "arm\($0)" }
    #expect(
      mistakes(base("a: {level: school, assign: [0, 1]}", "a: {level: school, values: [\(arms)]}"))
        .contains("3:8: 1,200 coefficients are more than the 500 that can be meant"))
    let mixture = (0..<60).reduce("normal: {sd: 1}") { inner, _ in
      "mixture: [{weight: 0.5, \(inner)}, {weight: 0.5, normal: {sd: 1}}]"
    }
    let found = mistakes(base("assign: [0, 1]", mixture))
    #expect(
      found.contains {
        $0.hasSuffix("60 mixtures within each other are more than the 3 that can be meant")
      },
      "\(found)")
  }

  @Test("Sizes that are swept up to absurd numbers end in a message, not in a list of all between")
  func absurdSweeps() {
    let design = "let: {schools: 40}\n" + base("school: 20", "school: schools")
    let found = mistakes(design + "grid: {schools: [10, 1e40]}")
    #expect(!found.isEmpty && found.allSatisfy { $0.contains("1e40") }, "\(found)")
    let sought = mistakes(
      base + "tests: [a]\ntarget: {power: 0.8}\ngrid: {school: [10, 4000000]}\nfind: [school]")
    #expect(sought.contains { $0.hasPrefix("10:8: ") }, "\(sought)")
  }

  @Test func anEmptyPathIsAMistake() {
    #expect(
      mistakes(base + #"grid: {"": [1]}"#)
        == ["7:8: a path is a level, a 'let' name, or keys joined by dots"])
  }

  @Test(arguments: [
    ("{school: [10], levels.school: [20]}", "7:22: 'levels.school' and 'school'"),
    (
      "{random.school.sd: [1], random: [{school: {sd: 1}}]}",
      "7:31: 'random' and 'random.school.sd'"
    ),
  ])
  func pathsToOnePlaceAreAMistake(grid: String, paths: String) {
    #expect(
      mistakes(base + "grid: \(grid)") == ["\(paths) lead to the same place; keep one of them"])
  }

  @Test func aSweptPathFollowsTheRulesOfItsSection() {
    #expect(
      mistakes(base + "grid: {threshold: [1]}")
        == ["7:20: 'threshold' is a mapping with keys such as level, not '1'"])
    #expect(
      mistakes(base + "grid: {cost: [1]}")
        == ["7:8: 'cost' holds for the whole design and cannot be swept in 'grid'"])
    #expect(
      mistakes(base + "grid: {simulation.redraw: [maybe]}")
        == ["7:28: 'true' or 'false' is expected here, not 'maybe'"])
  }

  /// Each pair of levels is crossed twice: paths from the last to the first are 2^40.
  @Test func manyPathsBetweenLevelsTakeNoTime() {
    var levels = "a0: 2, b0: 2"
    for step in 1...40 {
      levels += ", a\(step): 1 per a\(step - 1) x b\(step - 1)"
      levels += ", b\(step): 1 per a\(step - 1) x b\(step - 1)"
    }
    let text = base("school: 20, pupil: 10 per school", levels + ", r: 3 per a40 x b40, school: 2")
    #expect(!mistakes(text).isEmpty)
    let right = """
      levels: {\(levels), r: 3 per a40 x b40}
      model: y ~ 1 + (1 | a0)
      effects: {intercept: 0}
      random: {a0: {sd: 1}}
      residual: {sd: 1}
      """
    #expect(mistakes(right) == [])
  }

  @Test func aNegativeSizeIsShownAsItIs() {
    #expect(
      mistakes(base("school: 20", "school: -5")).contains(
        "1:10: 'school' needs at least 1 unit, but has -5"))
  }

  @Test func aSizeAtABarePathMayBringItsOwnPer() throws {
    let override = PathOverride(path: "pupil", value: "3 per school")
    #expect(try plan(base, set: [override]).scenarios[0].study.rowCount == 60)
  }

  @Test func deepNestingIsOneMistake() {
    let message = "too many lists and mappings lie inside each other here"
    let deep = "a: " + String(repeating: "[", count: 5000)
    #expect(mistakes(deep).map { $0.hasSuffix(message) } == [true])
  }

  /// Leaving out any character of a shipped design leaves a design or mistakes, never a trap.
  @Test(arguments: ["two-level-trial", "growth-curve", "clusters-ignored"])
  func aDesignWithoutOneCharacterIsReadOrRefused(name: String) throws {
    let text = try String(
      contentsOf: packageFolder.appending(path: "Designs/\(name).yaml"), encoding: .utf8)
    let places = text.indices.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    let refused = places.count { place in
      var broken = text
      broken.remove(at: place)
      return !mistakes(broken).isEmpty
    }
    #expect(refused > 0 && refused < places.count)
  }
}
