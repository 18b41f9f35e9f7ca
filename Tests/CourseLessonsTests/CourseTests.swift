import CourseLessons
import Foundation
import JSONText
import Testing

private let readinessText = """
  ---
  title: Where to begin
  ---

  Four questions.

  ### What is a standard error?

  lesson: alike

  - [x] The width of a sampling distribution.
    Yes.
  - [ ] A slip.
    No.

  """

@Suite struct CourseTests {
  private let files = [
    "alike.md": lessonText, "alike.yaml": lessonDesign, "readiness.md": readinessText,
    "README.md": "# Anything", "notes.txt": "x", ".hidden.md": "x",
  ]

  @Test func `a folder gives lessons and the quiz`() throws {
    let course = try Course(files: files, environment: noFiles)
    #expect(course.lessons.map(\.name) == ["alike"])
    #expect(course.readiness?.title == "Where to begin")
    #expect(course.readiness?.questions.map(\.lesson) == ["alike"])
    #expect(course.readiness?.opening.text == "<p>Four questions.</p>\n")
  }

  @Test func `all mistakes of all files come at once`() throws {
    var files = files
    files["alike.md"] = lessonText.replacing("## Try", with: "## Tri")
    files["bare.md"] = lessonText
    files["lonely.yaml"] = lessonDesign
    files["readiness.md"] = readinessText.replacing("lesson: alike", with: "lesson: alik")
    let error = try #require(throws: LessonMistakes.self) {
      try Course(files: files, environment: noFiles)
    }
    #expect(
      Set(error.mistakes.map(\.file)) == ["alike.md", "bare.md", "lonely.yaml", "readiness.md"])
    #expect(
      error.description.contains(
        "bare.md: no design stands beside it; a lesson is bare.md and bare.yaml"))
    #expect(
      error.description.contains("readiness.md:9: there is no lesson 'alik'; do you mean 'alike'?"))
  }

  @Test func `a question about readiness names a lesson`() throws {
    var files = files
    files["readiness.md"] = readinessText.replacing("lesson: alike\n\n", with: "")
    let error = try #require(throws: LessonMistakes.self) {
      try Course(files: files, environment: noFiles)
    }
    #expect(error.mistakes.map(\.line) == [7])
  }

  @Test func `a page gets a lesson as JSON`() throws {
    let course = try Course(files: files, environment: noFiles)
    func object(_ value: JSONValue) throws -> [String: Any] {
      let parsed = try JSONSerialization.jsonObject(with: Data(value.text.utf8))
      return try #require(parsed as? [String: Any])
    }
    let lesson = try object(course.lessons[0].json())
    #expect(
      lesson.keys.sorted() == [
        "design", "exercises", "figure", "name", "parts", "question", "quiz", "sliders", "title",
      ])
    #expect(
      (lesson["parts"] as? [String: String])?.keys.sorted() == ["opening", "read", "seen", "try"])
    #expect(lesson["design"] as? String == lessonDesign)
    #expect((lesson["exercises"] as? [String])?.allSatisfy { !$0.contains("{") } == true)
    let slider = try #require((lesson["sliders"] as? [[String: Any]])?.first)
    #expect(slider["path"] as? String == "random.school.icc")
    #expect(slider["label"] as? String == "ICC")
    #expect(slider["max"] as? Double == 0.4)
    let entry = try object(course.lessons[0].entryJSON)
    #expect(entry["question"] as? String == "What happens then?")
    let readiness = try object(try #require(course.readiness).json)
    let question = try #require((readiness["questions"] as? [[String: Any]])?.first)
    #expect(question["lesson"] as? String == "alike")
    let answer = try #require((question["answers"] as? [[String: Any]])?.first)
    #expect(answer["right"] as? Bool == true)
    #expect(answer["feedback"] as? String == "Yes.")
  }

  @Test func `files of a folder are read as text`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("course \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    let read = try Course.files(inFolder: folder.path)
    #expect(read.keys.sorted() == ["README.md", "alike.md", "alike.yaml", "readiness.md"])
    try Data([0x2D, 0xFF]).write(to: folder.appendingPathComponent("bad.md"))
    let error = try #require(throws: LessonMistakes.self) {
      try Course.files(inFolder: folder.path)
    }
    #expect(error.description == "bad.md: the file is not UTF-8 text; save it in that encoding")
  }

  /// What is shown comes from files of other people: nothing of it is markup of theirs.
  @Test(arguments: [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](data:text/html,y)", "<!-- --><svg onload=alert(1)>", "![x](https://example.org/y.png)",
  ])
  func `no markup of a text passes`(text: String) throws {
    let changed = lessonText.replacing("Move the slider.", with: text)
    #expect(throws: LessonMistakes.self) {
      try LessonReader.read(
        name: "alike", text: changed, design: lessonDesign, environment: noFiles)
    }
  }

  @Test func `titles are text`() throws {
    let changed = lessonText.replacing(
      "\"Pupils: are they alike?\"", with: "\"<img src=x onerror=alert(1)>\"")
    let lesson = try LessonReader.read(
      name: "alike", text: changed, design: lessonDesign, environment: noFiles)
    #expect(lesson.title == "<img src=x onerror=alert(1)>")
  }
}
