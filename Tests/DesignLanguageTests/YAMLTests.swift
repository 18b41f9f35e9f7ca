import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

/// A small design around a model and effects, for tests of single lines.
private func design(
  model: String = "model: score ~ treatment + (1 | school)",
  predictors: String = "predictors: {treatment: {level: school, assign: [0, 1]}}",
  effects: String = "effects: {intercept: 0, treatment: 0.25}", more: String = ""
) -> String {
  """
  levels: {school: 20, pupil: 25 per school}
  \(predictors)
  \(model)
  \(effects)
  random: {school: {sd: 0.4}}
  residual: {sd: 1}
  \(more)
  """
}

/// YAML gives structure only; what it would make of scalars does not matter.
@Suite struct ScalarTests {
  @Test func controlCharactersAreRefusedAndShownByNumber() {
    #expect(
      mistakes(design(more: #"title: "red \e[31m\ttab\nand line""#)) == [
        "7:8: the text holds the control character \\u{1B}, which a design cannot use; leave it out"
      ])
    let key = mistakes(design(more: #""ti\u009Btle": x"#))
    #expect(key.count == 2)
    #expect(key.allSatisfy { $0.contains(#"\u{9B}"#) })
  }

  @Test func aColonWithoutSpaceIsPartOfAName() throws {
    let plan = try plan(
      """
      levels: {person: 20}
      predictors: {a: {level: person, normal: {sd: 1}}, b: {level: person, normal: {sd: 1}}}
      model: y ~ a * b
      effects: {intercept: 0, a: 0, b: 0, b:a: 0.5}
      residual: {sd: 1}
      tests: [b:a]
      """)
    let study = plan.scenarios[0].study
    #expect(study.model.coefficients == [0, 0, 0, 0.5])
    #expect(study.tests.map(\.name) == ["b:a"])
    #expect(study.tests.map(\.coefficients) == [[3]])
  }

  @Test(arguments: ["no", "on", "y", "1:2", "2020-01-01", "~", "null", "true"])
  func aCategoryIsItsText(word: String) throws {
    let text = design(
      predictors: "predictors: {treatment: {level: school, assign: [control, \(word)]}}")
    let study = try plan(text).scenarios[0].study
    #expect(study.predictors[0].kind == .factor(categories: ["control", word]))
    #expect(study.model.columns.fixed.map(\.name) == ["(Intercept)", "treatment\(word)"])
  }

  @Test func leadingZerosAreDecimal() throws {
    let text = design(effects: "effects: {intercept: 010, treatment: 08}")
    #expect(try plan(text).scenarios[0].study.model.coefficients == [10, 8])
  }

  @Test func quotesChangeNothing() throws {
    let text = design(effects: "effects: {\"intercept\": '0', treatment: \"0.25\"}")
    #expect(try plan(text).scenarios[0].study.model.coefficients == [0, 0.25])
  }

  @Test func anUnderscoreDoesNotGroupDigits() {
    #expect(
      mistakes(design(effects: "effects: {intercept: 1_000, treatment: 0}")) == [
        "4:22: '1_000' is not a number: write a finite decimal like 0.5 or 1e-3"
      ])
  }

  @Test func aTitleMayLookLikeAnything() throws {
    #expect(try plan(design(more: "title: 12:30")).title == "12:30")
  }
}

/// What of YAML is refused, each with what to type instead.
@Suite struct RefusedYAMLTests {
  @Test(arguments: [
    (
      "effects: {intercept: 0, treatment:0.25}",
      "4:25: 'treatment:0.25' has no value; a space is missing after the colon: treatment: 0.25"
    ),
    (
      "effects: {intercept: 0,5, treatment: 0.25}",
      "4:24: '0,5' is two things in YAML; a decimal number wants a point: 0.5"
    ),
    (
      "effects: {intercept: max(0, 1), treatment: 0.25}",
      "4:29: the comma in 'max(0, 1)' splits the text in two; put the whole text in double quotes "
        + "or on a line of its own"
    ),
    (
      "effects: {intercept: , treatment: 0.25}",
      "4:11: 'intercept' has no value; write one after the colon or remove the key"
    ),
    (
      "effects: {intercept: 0, treatment: 0.25, intercept: 1}",
      "4:42: 'intercept' stands twice in this mapping (first on line 4); keep one of them"
    ),
    (
      "effects: {intercept: 0, treatment: 0.25",
      "4:10: the '{' opened here is never closed"
    ),
    (
      "effects: &e {intercept: 0, treatment: 0.25}",
      "4:10: '&e' is a YAML anchor, which a design cannot use; write the value out"
    ),
    (
      "effects: *e",
      "4:10: '*' begins a YAML alias, which a design cannot use; write the value out"
    ),
    (
      "effects: {<<: {a: 1}, intercept: 0, treatment: 0.25}",
      "4:11: '<<' merges mappings in YAML, which a design cannot use; write the keys out"
    ),
    (
      "effects: {intercept: !half 1, treatment: 0.25}",
      "4:22: '!half' is read as a YAML tag; put the whole text in double quotes"
    ),
    (
      "effects: {intercept: @x, treatment: 0.25}",
      "4:22: a text cannot begin with '@' in YAML; put it in double quotes"
    ),
    (
      "effects: {intercept: %x, treatment: 0.25}",
      "4:22: a text cannot begin with '%' in YAML; put it in double quotes"
    ),
    (
      "effects:\n  intercept:0\n  treatment: 0.25",
      "5:3: 'intercept:0' lacks a space after the colon; write intercept: 0"
    ),
    (
      "effects:\n  intercept: 0\n  treatment:0.25",
      "6:3: 'treatment:0.25' lacks a space after the colon; write treatment: 0.25"
    ),
    (
      "effects:{intercept: 0, treatment: 0.25}",
      "4:1: 'effects:{' lacks a space after the colon; write effects: {"
    ),
    (
      "effects: {intercept: 0, treatment: 0.25}}",
      "4:41: this '}' closes nothing; remove it or open it before"
    ),
    (
      "effects: {intercept: - x, treatment: 0.25}",
      "4:22: a text cannot begin with '-' in YAML; put it in double quotes"
    ),
    (
      "effects: {intercept: !wave > 3, treatment: 0.25}",
      "4:28: '!wave' is read as a YAML tag; put the whole text in double quotes"
    ),
    (
      "title: Schools: many\neffects: {intercept: 0, treatment: 0.25}",
      "4:15: a second ': ' on this line; put the text after the first one in double quotes"
    ),
    (
      "title x\neffects: {intercept: 0, treatment: 0.25}",
      "4:1: a key is expected here, followed by a colon and a space"
    ),
    (
      "effects: [intercept, treatment}",
      "4:10: the '[' opened here is never closed"
    ),
    (
      "effects: {? [a]: 0, treatment: 0.25}",
      "4:13: a key must be a text, not a list or a mapping"
    ),
    (
      "effects:\n  intercept: 0\n\ttreatment: 0.25",
      "6:1: a tab indents this line; indent with spaces"
    ),
    (
      "effects:\n  intercept: 0\n treatment: 0.25",
      "6:2: the indentation of this line does not fit the lines above; keys of one mapping begin "
        + "in one column"
    ),
    (
      "effects: {intercept: \"0, treatment: 0.25}",
      "4:22: the quote opened here is never closed"
    ),
  ])
  func refusesAndSaysWhatToType(line: String, message: String) {
    #expect(mistakes(design(effects: line)) == [message])
  }

  @Test func aSpacedColonInAFormulaIsTranslated() {
    let text = design(model: "model: score ~ treatment + a : b")
    #expect(
      mistakes(text) == [
        "3:30: YAML takes 'a : b' for a key and its value; write an interaction without spaces: a:b"
      ])
  }

  @Test func aNoteThatTouchesAFormulaIsPointedOut() {
    let text = design(model: "model: score ~ treatment + (1 | school)#note")
    #expect(
      mistakes(text) == [
        "3:40: '#' begins a note only after a space; put a space before it: "
          + "'#' cannot stand here"
      ])
  }

  @Test func anExpressionThatBeginsWithASignOfYAMLWantsQuotes() {
    #expect(
      mistakes(design(more: "description: > 10"))
        == ["7:16: a text cannot begin with '>' or '|' in YAML; put it in double quotes"])
  }

  @Test func aSecondDocumentIsRefused() {
    #expect(
      mistakes(design(more: "---\ntitle: another")) == [
        "7:1: '---' begins a second document; a file holds one design"
      ])
  }

  @Test func aFirstLineWithoutAColonIsPointedOut() {
    #expect(
      mistakes("title \"x\"\nmodel: y ~ 1") == [
        "2:6: this key does not fit the line above; a key there lacks its colon, or a text goes on "
          + "here"
      ])
  }

  @Test func anEmptyFileIsNoDesign() {
    #expect(
      mistakes("") == ["1:1: the file holds no design; it needs at least 'levels' and 'model'"])
    #expect(
      mistakes("# nothing\n")
        == ["1:1: the file holds no design; it needs at least 'levels' and 'model'"])
  }

  @Test func keysThatStandThreeTimesAreReportedTwice() {
    let text = design(more: "title: a\ntitle: b\ntitle: c")
    #expect(
      mistakes(text) == [
        "8:1: 'title' stands twice in this mapping (first on line 7); keep one of them",
        "9:1: 'title' stands twice in this mapping (first on line 7); keep one of them",
      ])
  }

  @Test func repeatedKeysOfSeveralMappingsAreAllFound() {
    let text = design(
      effects: "effects: {intercept: 0, treatment: 1, treatment: 2}", more: "residual: {sd: 2}")
    #expect(
      mistakes(text) == [
        "4:39: 'treatment' stands twice in this mapping (first on line 4); keep one of them",
        "7:1: 'residual' stands twice in this mapping (first on line 6); keep one of them",
      ])
  }
}
