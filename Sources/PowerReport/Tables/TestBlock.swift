import ModelFormula
import StudyDesign

/// One test, in every analysis that makes it: what one part of the report is about.
struct TestBlock: Equatable {
  /// Indices into the study's tests, one for each analysis, in their order.
  var tests: [Int]

  /// The blocks of a study: tests that are alike but for their analysis belong together.
  static func blocks(of study: Study) -> [TestBlock] {
    var blocks: [TestBlock] = []
    for (index, test) in study.tests.enumerated() {
      let home = blocks.firstIndex { block in
        study.tests[block.tests[0]].asksTheSame(as: test)
          && !block.tests.contains { study.tests[$0].analysis == test.analysis }
      }
      if let home { blocks[home].tests.append(index) } else { blocks.append(.init(tests: [index])) }
    }
    return blocks
  }

  /// The block in words: `two-sided z test against 0 at alpha 0.05`; where analyses differ in
  /// their method, each with its own. Of a grid that sweeps the test, the several values.
  func wording(studies: [Study]) -> String {
    let tests = studies.map { $0.tests[self.tests[0]] }
    let against = Variety(tests.map(\.against)).text(NumberText.value)
    let alpha = Variety(tests.map(\.alpha)).text(NumberText.value)
    let sides = tests.map(\.side.adjective).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let study = studies[0]
    let test = study.tests[self.tests[0]]
    let words = TestWording(
      study: study, test: test, against: against, alpha: alpha,
      side: sides.joined(separator: " or "), method: methods(in: study))
    return words.text + adjustment(in: study)
  }

  /// `, adjusted by Holm with 2 others` for the member of a family.
  private func adjustment(in study: Study) -> String {
    guard let family = study.families.first(where: { $0.members.contains(tests[0]) }) else {
      return ""
    }
    let others = family.members.count - 1
    return ", \(family.adjustment.phrase) with \(others == 1 ? "1 other" : "\(others) others")"
  }

  /// `z test`, or `z test (multilevel) or t test (clusters ignored)`.
  private func methods(in study: Study) -> String {
    let all = tests.map { study.tests[$0] }
    let methods = all.map(\.methodName).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let texts = methods.map { method in
      let names = all.filter { $0.methodName == method }.map { study.analyses[$0.analysis].name }
      return method + (methods.count > 1 ? " (\(names.joined(separator: ", ")))" : "")
    }
    return texts.joined(separator: " or ")
  }
}

extension StudyTest {
  fileprivate func asksTheSame(as other: StudyTest) -> Bool {
    name == other.name && against == other.against && side == other.side && alpha == other.alpha
  }
}
