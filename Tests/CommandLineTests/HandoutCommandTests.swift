import Foundation
import Testing

/// `mlpower handout` as a teacher runs it.
@Suite struct HandoutCommandTests {
  private let lesson = """
    ---
    title: Schools
    question: How many?
    figure: power
    sliders: {pupil: 3..9 by 2 (pupils)}
    ---

    Schools differ.

    ## Try

    Look.

    ## You should have seen

    More is more.

    ## Quiz

    ### Why?

    - [x] So.
      Yes.
    - [ ] No.
      No.

    ## Exercises

    - {school} schools of {pupil} pupils. What is the power?
      answer: power

    ## Read on

    A book.

    """

  private func folder() throws -> Folder {
    try Folder([
      "Lessons/schools.md": lesson,
      "Lessons/schools.yaml": smallDesign + "grid: {school: [12, 20]}\n", "trial.yaml": smallDesign,
    ])
  }

  @Test func `a lesson is found by its name, its text and its design`() throws {
    let folder = try folder()
    for (place, argument) in ["schools", "Lessons/schools.md", "Lessons/schools.yaml"].enumerated()
    {
      let ending = try Program.run(
        "handout", argument, "--seed", "3", "--out", "out\(place)", in: folder)
      #expect(ending.status == 0, "\(ending.messages)")
      #expect(ending.output == "")
      #expect(ending.messages.contains("number 3"))
      let sheet = try folder.read("out\(place)/schools/handout.html")
      #expect(sheet.contains("Schools differ."))
      #expect(sheet.contains("mlpower handout \(argument) --seed 3"))
      #expect(try folder.read("out\(place)/schools/answers.html").contains("More is more."))
    }
    #expect(folder.files.count == 9)
  }

  @Test func `the command on the answer sheet gives the answer`() throws {
    let folder = try folder()
    _ = try Program.run("handout", "schools", "--seed", "3", "--quiet", in: folder)
    let answers = try folder.read("Handouts/schools/answers.html")
    let found = try #require(
      answers.firstMatch(
        of: /<strong>(\.\d+|1\.000)<\/strong>[^$]*?<code>mlpower run ([^<]*)<\/code>/))
    let arguments = found.2.split(separator: " ").map(String.init)
    let ending = try Program.run(
      ["run"] + arguments + ["--no-store", "--quiet"] as [String], in: folder)
    #expect(ending.status == 0)
    let lines = try folder.read("Reports/schools/power.csv").split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let row = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(lines.count == 2)
    let place = try #require(header.firstIndex(of: "power"))
    let power = try #require(Double(row[place]))
    let answer = try #require(Double(found.1.hasPrefix(".") ? "0" + found.1 : found.1))
    #expect(abs(answer - power) < 0.0005001)
  }

  @Test func `a fresh number is drawn unless one is given, and made again by it`() throws {
    let folder = try folder()
    _ = try Program.run("handout", "trial.yaml", "--out", "a", in: folder)
    let sheet = try folder.read("a/trial/handout.html")
    let seed = try #require(sheet.firstMatch(of: /Seed (\d+),/)).1
    let ending = try Program.run(
      "handout", "trial.yaml", "--seed", String(seed), "--threads", "1", "--out", "b", in: folder)
    #expect(ending.status == 0)
    #expect(try folder.read("b/trial/handout.html") == sheet)
    #expect(try folder.read("b/trial/answers.html") == (try folder.read("a/trial/answers.html")))
  }

  @Test func `mistakes are told with their file and line, and nothing is written`() throws {
    let folder = try folder()
    try folder.write(lesson.replacing("## Try", with: "## Tri"), to: "Lessons/schools.md")
    let ending = try Program.run("handout", "schools", in: folder)
    #expect(ending.status == 65)
    #expect(ending.messages.contains("Lessons/schools.md:10: '## Tri' is no part of a lesson"))
    try folder.write("levels: 3\n", to: "bad.yaml")
    let design = try Program.run("handout", "bad.yaml", in: folder)
    #expect(design.status == 65)
    #expect(design.messages.contains("bad.yaml:1:"))
    let missing = try Program.run("handout", "nowhere", in: folder)
    #expect(missing.status == 66)
    let lonely = try Program.run("handout", "Lessons/other.md", in: folder)
    #expect(lonely.status == 66)
    let wrong = try Program.run("handout", "schools", "--threads", "0", in: folder)
    #expect(wrong.status == 64)
    #expect(!folder.files.contains { $0.hasPrefix("Handouts") })
  }

  @Test func `files that are not ours are left alone`() throws {
    let folder = try folder()
    try folder.write("mine", to: "Handouts/trial/answers.html")
    let ending = try Program.run("handout", "trial.yaml", in: folder)
    #expect(ending.status == 73)
    #expect(try folder.read("Handouts/trial/answers.html") == "mine")
    #expect(!folder.files.contains("Handouts/trial/handout.html"))
  }
}
