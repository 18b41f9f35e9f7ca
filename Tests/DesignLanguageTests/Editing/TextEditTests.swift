import DesignLanguage
import Testing

private func edited(_ text: String, _ edits: DesignEdit...) throws -> String {
  try DesignEdit.apply(edits, to: text)
}

private func refusal(_ text: String, _ edit: DesignEdit) -> String? {
  do throws(EditRefusal) {
    _ = try DesignEdit.apply([edit], to: text)
    return nil
  } catch {
    return error.message
  }
}

private let design = """
  # A small trial.
  title: Trial            # the name

  levels:                 # top first
    school: 40            # as many as will
    pupil: 25 per school

  predictors:
    treatment: {level: school, assign: [0, 1]}   # dealt
    prior:     {level: pupil, normal: {mean: 0, sd: 1}}

  effects:  {intercept: 0, treatment: 0.25, prior: 0.5}   # standardised
  tests:
    - treatment           # the one that counts
    - {name: any, joint: [treatment, prior]}
  """

@Suite struct TextEditTests {
  @Test func aNumberIsReplacedWhereItStands() throws {
    #expect(
      try edited(design, .set(path: "effects.treatment", value: "0.3"))
        == design.replacing("treatment: 0.25", "treatment: 0.3"))
    #expect(
      try edited(design, .set(path: "predictors.prior.normal.sd", value: "1.5"))
        == design.replacing("sd: 1}", "sd: 1.5}"))
    #expect(
      try edited(design, .set(path: "tests.1", value: "prior"))
        == design.replacing("- treatment ", "- prior "))
    #expect(
      try edited(design, .set(path: "tests.any.joint.2", value: "x"))
        == design.replacing("[treatment, prior]", "[treatment, x]"))
  }

  @Test func aBareLevelKeepsWhatItLiesIn() throws {
    #expect(
      try edited(design, .set(path: "pupil", value: "30"))
        == design.replacing("25 per school", "30 per school"))
    #expect(
      try edited(design, .set(path: "levels.pupil", value: "30 per class"))
        == design.replacing("25 per school", "30 per class"))
  }

  @Test func textsAreQuotedWhereYAMLWouldReadSomethingElse() throws {
    #expect(
      try edited(design, .set(path: "title", value: "Trial: two arms"))
        == design.replacing("title: Trial ", "title: \"Trial: two arms\" "))
    #expect(
      try edited(design, .set(path: "title", value: #"a #1 "trial": big"#))
        == design.replacing("title: Trial ", #"title: 'a #1 "trial": big' "#))
    #expect(
      try edited(design, .set(path: "effects.prior", value: "max(0.1, 0.2)"))
        == design.replacing("prior: 0.5", "prior: \"max(0.1, 0.2)\""))
    #expect(
      try edited(design, .set(path: "title", value: "'as typed'"))
        == design.replacing("title: Trial ", "title: 'as typed' "))
    #expect(
      try edited("model: y ~ x", .set(path: "model", value: "y ~ x + (1 | school) + max(a, b)"))
        == "model: y ~ x + (1 | school) + max(a, b)")
  }

  @Test func textsOfSeveralLinesStandBelowABar() throws {
    let text = "title: a\ndescription: |   # why\n    One.\n\n    Two.\n\nmodel: y ~ x\n"
    #expect(
      try edited(text, .set(path: "description", value: "First.\n  Second.\n"))
        == "title: a\ndescription: |   # why\n    First.\n      Second.\n\nmodel: y ~ x\n")
    #expect(
      try edited(text, .set(path: "description", value: "short"))
        == "title: a\ndescription: short   # why\n\nmodel: y ~ x\n")
    #expect(
      try edited("model: y ~ x\n", .set(path: "description", value: "A.\nB.\n"))
        == "description: |\n  A.\n  B.\nmodel: y ~ x\n")
    #expect(
      try edited("title: a\n", .set(path: "title", value: "A\nB"))
        == "title: |-\n  A\n  B\n")
  }

  @Test func keysThatAreNotThereAreMade() throws {
    #expect(
      try edited(design, .set(path: "simulation.until.mcse", value: "0.01"))
        == design + "\nsimulation: {until: {mcse: 0.01}}")
    #expect(
      try edited(design, .set(path: "model", value: "score ~ treatment"))
        == design.replacing("\neffects:", "model: score ~ treatment\n\neffects:")
        .replacing("sd: 1}}\nmodel", "sd: 1}}\nmodel"))
    #expect(
      try edited(design, .set(path: "predictors.treatment.balance", value: "none"))
        == design.replacing("[0, 1]}", "[0, 1], balance: none}"))
  }

  @Test func aKeyIsAddedInTheStyleOfItsMapping() throws {
    #expect(
      try edited(design, .add(parent: "effects", name: "a:b", value: "1"))
        == design.replacing("prior: 0.5}", "prior: 0.5, a:b: 1}"))
    #expect(
      try edited(
        design, .add(parent: "levels", name: "class", value: "3 per school", before: "pupil"))
        == design.replacing("will\n", "will\n  class: 3 per school\n"))
    #expect(
      try edited(design, .add(parent: "levels", name: "visit", value: "3 per pupil"))
        == design.replacing("25 per school\n", "25 per school\n  visit: 3 per pupil\n"))
    #expect(
      try edited(design, .add(parent: "tests", name: nil, value: "{term: prior, side: less}"))
        == design + "\n  - {term: prior, side: less}")
    #expect(
      try edited(design, .add(parent: "grid", name: "school", value: "[10, 20]"))
        == design + "\ngrid: {school: [10, 20]}")
    #expect(
      try edited("levels: {}\ntests: []", .add(parent: "", name: "target", value: "{power: 0.8}"))
        == "levels: {}\ntests: []\ntarget: {power: 0.8}")
    #expect(
      try edited("grid: {}", .add(parent: "grid", name: "school", value: "[10]"))
        == "grid: {school: [10]}")
  }

  @Test func aKeyIsRemovedWithItsLineOrItsComma() throws {
    #expect(
      try edited(design, .remove(path: "predictors.treatment"))
        == design.replacing(
          "  treatment: {level: school, assign: [0, 1]}   # dealt\n", ""))
    #expect(
      try edited(design, .remove(path: "effects.intercept"))
        == design.replacing("intercept: 0, ", ""))
    #expect(
      try edited(design, .remove(path: "effects.prior")) == design.replacing(", prior: 0.5", ""))
    #expect(
      try edited(design, .remove(path: "tests.1"))
        == design.replacing("  - treatment           # the one that counts\n", ""))
    #expect(
      try edited("title: a\nlet: {x: {y: [1]}}\n", .remove(path: "let.x.y.1")) == "title: a\n")
  }

  @Test func commentsBetweenWhatStaysAreKept() throws {
    let text = "effects: {a: 1,   # one, first\n  b: 2,   # two\n  c: 3}   # three\n"
    #expect(
      try edited(text, .remove(path: "effects.b"))
        == "effects: {a: 1   # one, first\n  ,   # two\n  c: 3}   # three\n")
    #expect(
      try edited(text, .remove(path: "effects.a"))
        == "effects: {   # one, first\n  b: 2,   # two\n  c: 3}   # three\n")
    #expect(
      try edited(text, .add(parent: "effects", name: "d", value: "4"))
        == text.replacing("c: 3}", "c: 3, d: 4}"))
  }

  @Test func whatCannotBeEditedIsRefusedWithASentence() {
    #expect(
      refusal(design, .set(path: "effect.prior", value: "1"))?.hasPrefix(
        "the path 'effect.prior' leads nowhere: there is no 'effect'; did you mean") == true)
    #expect(
      refusal(design, .remove(path: "grid.school"))
        == "there is no 'grid.school' in the text that could be removed")
    #expect(
      refusal(design, .add(parent: "effects", name: "prior", value: "1"))
        == "'effects' has 'prior' already; change that one, or choose another name")
    #expect(
      refusal(design, .set(path: "effects.prior", value: " "))
        == "a value is missing; type one, or remove the whole key")
    #expect(
      refusal(design, .set(path: "effects.prior", value: "{d: 0.3"))
        == "'{d: 0.3' cannot be read: the '{' opened here is never closed")
    #expect(
      refusal("model: y : x", .set(path: "title", value: "a"))
        == "line 1 must be mended before anything can be changed: a second ': ' on this line; put "
        + "the text after the first one in double quotes")
    #expect(
      refusal(design, .add(parent: "title", name: "x", value: "1"))
        == "there is a single value where 'title' would have keys; change it in the text")
    #expect(
      refusal("title: a", .remove(path: "title"))
        == "'title' is all that the design says; a design cannot be empty")
    #expect(
      refusal(design, .set(path: "title", value: "red\u{1B}"))
        == "the value holds a control character, which a design cannot use; leave it out")
  }

  @Test func lineBreaksAndAByteOrderMarkStayWhatTheyAre() throws {
    let text = "\u{FEFF}title: a\r\nlevels:\r\n  school: 4  # top\r\n  pupil: 2 per school\r\n"
    #expect(
      try edited(text, .set(path: "school", value: "5"), .remove(path: "title"))
        == "\u{FEFF}levels:\r\n  school: 5  # top\r\n  pupil: 2 per school\r\n")
    #expect(
      try edited(text, .add(parent: "levels", name: "visit", value: "2 per pupil"))
        == text.replacing("per school\r\n", "per school\r\n  visit: 2 per pupil\r\n"))
  }
}

extension String {
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "the text has '\(old)' exactly where it is replaced")
    return parts[0] + new + parts[1]
  }
}
