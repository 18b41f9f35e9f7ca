import CourseLessons
import DesignFiles
import DesignLanguage
import Testing

/// A lesson that is as it should be.
let lessonText = """
  ---
  title: "Pupils: are they alike?"
  question: What happens then?
  figure: power
  sliders: {random.school.icc: 0..0.4 by 0.02 (ICC), effects.treatment: -0.5..0.5 by 0.25}
  ---

  Some schools are *treated*, with 1 < 2 and a formula:

      1 + (n − 1) ρ

  ## Try

  Move the slider.

  ## You should have seen

  The power is .53<!-- power; school=20; analysis=multilevel --> or so.
  <!-- a remark to translators -->

  ## Quiz

  ### Why does it **rise**?

  - [ ] It does not.
    Look again.
  - [x] There are `more` schools.
    Yes: 12 < 20.

  ### And the other one?

  - [x] This.
    Yes.
  - [ ] That.
    No: see 3 above.

    In two paragraphs.

  ## Exercises

  - {school} schools, effect {effects.treatment}. What is the power?
    answer: power; analysis=multilevel
  - And what does the naive analysis say?
    answer: power; analysis=naive

  ## Read on

  - [A book](https://example.org/a?b=1&c=2).

  """

/// Its design.
let lessonDesign = """
  levels: {school: 12, pupil: 5 per school}
  predictors: {treatment: {level: school, assign: [0, 1]}}
  model: score ~ treatment + (1 | school)
  effects: {intercept: 0, treatment: 0.25}
  random: {school: {icc: 0.1}}
  residual: {total_variance: 1}
  analysis:
    - {name: multilevel}
    - {name: naive, model: score ~ treatment}
  tests: [treatment]
  grid: {school: [12, 20]}
  simulation: {replicates: 40, seed: 3}

  """

/// No files beside designs.
let noFiles = DesignEnvironment(files: { _ in throw DataRefusal("there are no files here") })

@Suite struct LessonReaderTests {
  private func read(
    _ text: String = lessonText, design: String = lessonDesign
  ) throws(LessonMistakes) -> Lesson {
    try LessonReader.read(name: "alike", text: text, design: design, environment: noFiles)
  }

  @Test func `a lesson has its parts`() throws {
    let lesson = try read()
    #expect(lesson.title == "Pupils: are they alike?")
    #expect(lesson.question == "What happens then?")
    #expect(lesson.figure == .power)
    #expect(
      lesson.opening.text == """
        <p>Some schools are <em>treated</em>, with 1 &lt; 2 and a formula:</p>
        <pre><code>1 + (n − 1) ρ
        </code></pre>

        """)
    #expect(lesson.seen.text == "<p>The power is .53 or so.</p>\n")
    #expect(
      lesson.readOn.text.contains(
        "<a href=\"https://example.org/a?b=1&amp;c=2\">A book</a>"))
  }

  @Test func `sliders have labels and values as they are written in a design`() throws {
    let sliders = try read().sliders
    #expect(sliders.map(\.path) == ["random.school.icc", "effects.treatment"])
    #expect(sliders.map(\.label) == ["ICC", "effects.treatment"])
    #expect(sliders[0].values.prefix(4) == ["0", "0.02", "0.04", "0.06"])
    #expect(sliders[0].values.last == "0.4")
    #expect(sliders.map(\.start) == ["0.1", "0.25"])
    #expect(sliders[1].values == ["-0.5", "-0.25", "0", "0.25", "0.5"])
  }

  @Test func `a quiz has questions, answers and what to say about each`() throws {
    let quiz = try read().quiz
    #expect(
      quiz.map(\.question.text) == ["Why does it <strong>rise</strong>?", "And the other one?"])
    #expect(quiz[0].answers.map(\.isRight) == [false, true])
    #expect(quiz[0].answers[1].text.text == "There are <code>more</code> schools.")
    #expect(quiz[0].answers[1].feedback.text == "Yes: 12 &lt; 20.")
    #expect(
      quiz[1].answers[1].feedback.text
        == "<p>No: see 3 above.</p>\n<p>In two paragraphs.</p>\n")
  }

  @Test func `numbers of the text name the figures that they are`() throws {
    let claims = try read().claims
    #expect(claims.count == 1)
    #expect(claims[0].number == ".53")
    #expect(claims[0].line == 18)
    #expect(claims[0].figure.column == "power")
    #expect(claims[0].figure.conditions.map(\.column) == ["school", "analysis"])
    #expect(claims[0].figure.conditions.map(\.value) == ["20", "multilevel"])
  }

  @Test func `exercises get numbers from sliders and grid, the same for the same seed`() throws {
    let lesson = try read()
    #expect(lesson.exercises[0].paths == ["school", "effects.treatment"])
    #expect(lesson.exercises[0].choices["school"] == ["12", "20"])
    #expect(lesson.exercises[0].choices["effects.treatment"]?.count == 5)
    let drawn = DrawnExercise.draw(lesson.exercises, lesson: "alike", seed: 7)
    #expect(drawn == DrawnExercise.draw(lesson.exercises, lesson: "alike", seed: 7))
    #expect(drawn[1].numbers == drawn[0].numbers)
    let (school, effect) = try (
      #require(drawn[0].numbers["school"]), #require(drawn[0].numbers["effects.treatment"])
    )
    #expect(
      drawn[0].question.text == "\(school) schools, effect \(effect). What is the power?")
    let texts = Set(
      (0..<200 as Range<UInt64>).map {
        DrawnExercise.draw(lesson.exercises, lesson: "alike", seed: $0)[0].question.text
      })
    // All 10 pairs turn up: one is missing with a probability of 10 × .9^200 < 1e-8.
    #expect(texts.count == 10)
  }

  @Test func `files of other systems are read too`() throws {
    let windows = "\u{FEFF}" + lessonText.replacing("\n", with: "\r\n")
    var lesson = try read(windows)
    #expect(lesson.quiz == (try read().quiz))
    lesson = try read(lessonText.replacing("- [", with: "* ["))
    #expect(lesson.quiz == (try read().quiz))
  }

  /// A slip of a teacher, and the sentence that helps.
  struct Slip: Sendable, CustomTestStringConvertible {
    var from: String
    var to: String
    var line: Int
    var says: String
    var inDesign = false
    var testDescription: String { to }
  }

  static let slips: [Slip] = [
    Slip(from: "---\ntitle", to: "title", line: 1, says: "the file begins with its head"),
    Slip(from: "0.25}\n---", to: "0.25}\n", line: 1, says: "the head is never closed"),
    Slip(
      from: "\"Pupils: are they alike?\"", to: "Pupils: are they: alike", line: 2,
      says: "double quotes"),
    Slip(
      from: "title: \"Pupils: are they alike?\"\n", to: "", line: 1, says: "the head has no 'title'"
    ),
    Slip(
      from: "question: What", to: "qestion: What", line: 3, says: "'qestion' is no part of the head"
    ),
    Slip(
      from: "question: What happens then?", to: "question: What?\nquestion: Why?", line: 3,
      says: "'question' stands twice"),
    Slip(
      from: "question: What happens then?", to: "question: [a, b]", line: 3,
      says: "'question' wants a text"),
    Slip(
      from: "figure: power", to: "figure: curve", line: 4,
      says: "take power, estimates, exaggeration, data or threshold"),
    Slip(
      from: "figure: power", to: "figure: threshold", line: 4, says: "its design has no 'threshold'"
    ),
    Slip(
      from: "{random.school.icc: 0..0.4 by 0.02 (ICC), ", to: "{random.school.icc: 0 to 0.4, ",
      line: 5, says: "'0 to 0.4' is no range"),
    Slip(
      from: "0..0.4 by 0.02", to: "0..0.4 by 0.03", line: 5, says: "'0..0.4 by 0.03' leads nowhere"),
    Slip(
      from: "0..0.4 by 0.02", to: "0..1.2 by 0.02", line: 5, says: "with random.school.icc at 1.2: "
    ),
    Slip(
      from: "{random.school.icc", to: "{random.schol.icc", line: 5,
      says: "with random.schol.icc at 0: "),
    Slip(
      from: "{random.school.icc: 0..0.4 by 0.02", to: "{school: 4..40 by 2", line: 5,
      says: "'school' is swept by the grid"),
    Slip(
      from: "-0.5..0.5 by 0.25", to: "0..0.6 by 0.2", line: 5,
      says: "the design has 'effects.treatment' at 0.25"),
    Slip(from: "are *treated*", to: "are <b>treated</b>", line: 8, says: "'<b>' is HTML"),
    Slip(from: "are *treated*", to: "are ![treated](x.png)", line: 8, says: "no pictures"),
    Slip(
      from: "[A book](https:", to: "[A book](javascript:", line: 48, says: "no address of the web"),
    Slip(
      from: "<!-- power; school=20;", to: "<!-- power; school 20;", line: 18,
      says: "names no figure"),
    Slip(from: "## Try", to: "## Tri", line: 12, says: "'## Tri' is no part of a lesson"),
    Slip(from: "## Read on", to: "# Read on", line: 46, says: "a heading of one '#'"),
    Slip(from: "## Try", to: "## Quiz", line: 21, says: "for the second time"),
    Slip(from: "Move the slider.", to: "", line: 12, says: "nothing stands under '## Try'"),
    Slip(
      from: "### Why does it **rise**?", to: "Why does it rise?", line: 23,
      says: "a question stands here first"),
    Slip(from: "- [x] There are", to: "- There are", line: 27, says: "an answer begins with '[x]'"),
    Slip(from: "- [x] There are", to: "- [ ] There are", line: 23, says: "here none is"),
    Slip(from: "- [ ] It does", to: "- [x] It does", line: 23, says: "here 2 are"),
    Slip(
      from: "  Look again.\n", to: "", line: 25,
      says: "say what to tell those who choose this answer"),
    Slip(from: "- [ ] It does not.\n  Look again.\n", to: "", line: 23, says: "at least two"),
    Slip(
      from: "- {school} schools", to: "{school} schools", line: 41, says: "exercises are a list"),
    Slip(
      from: "  answer: power; analysis=multilevel\n", to: "", line: 41,
      says: "which figure is asked for"),
    Slip(
      from: "answer: power; analysis=m", to: "answer: powr; analysis=m", line: 41,
      says: "'powr' is no figure of this design; do you mean 'power'?"),
    Slip(
      from: "{effects.treatment}", to: "{effects.tretment}", line: 41,
      says: "do you mean '{effects.treatment}'?"),
    Slip(
      from: "{school} schools", to: "some schools", line: 41, says: "the design sweeps 'school'"),
    Slip(
      from: "- {school} schools, effect {effects.treatment}.", to: "- Well.", line: 41,
      says: "none stands before it"),
    Slip(
      from: "model: score ~ treatment + (1", to: "model: score ~ tretment + (1", line: 3,
      says: "tretment", inDesign: true),
    Slip(
      from: "levels: {", to: "levels {", line: 1, says: "a second ': ' on this line", inDesign: true
    ),
  ]

  @Test(arguments: slips) func `a slip is told with its line and what to write`(slip: Slip) throws {
    let source = slip.inDesign ? lessonDesign : lessonText
    let changed = source.replacing(slip.from, with: slip.to, maxReplacements: 1)
    #expect(changed != source)
    do throws(LessonMistakes) {
      _ = slip.inDesign ? try read(design: changed) : try read(changed)
      Issue.record("no mistake was found")
    } catch {
      let file = slip.inDesign ? "alike.yaml" : "alike.md"
      #expect(
        error.mistakes.contains {
          $0.file == file && $0.line == slip.line && $0.message.contains(slip.says)
        }, "\(error)")
    }
  }
}
