import Testing

private let twoLevel = """
  title: Two levels
  levels: {school: 20, pupil: 20 per school}
  model: y ~ 1 + (1 | school)
  effects: {intercept: 2.5}
  random: {school: {variance: 16}}
  residual: {variance: 81}
  tests: [{term: intercept, method: z}]
  search: {school: 5..60}
  target: {power: 0.8}

  """

@Suite struct FindTests {
  @Test("The answer is printed and written, the same for any number of threads")
  func answer() throws {
    let folder = try Folder(["study.yaml": twoLevel])
    let one = try Program.run("find", "study.yaml", "--threads", "1", in: folder)
    #expect(one.status == 0)
    #expect(one.output.contains("\nAnswer: school = 26 is the smallest value with power 0.8.\n"))
    #expect(one.messages.hasSuffix("find.txt, find.svg and find.csv are in Reports/study\n"))
    #expect(
      folder.files == [
        "Reports/study/find.csv", "Reports/study/find.svg", "Reports/study/find.txt", "study.yaml",
      ])
    #expect(try folder.read("Reports/study/find.txt") == one.output)
    let table = try folder.read("Reports/study/find.csv")
    #expect(table.contains("\r\nanswer,26,,520,,intercept,"))
    let three = try Program.run(
      "find", "study.yaml", "--threads", "3", "--out", "other", "--quiet", in: folder)
    #expect(three.output == one.output)
    #expect(three.messages == "")
    #expect(try folder.read("other/study/find.csv") == table)
    let again = try Program.run("find", "study.yaml", "--quiet", in: folder)
    #expect(again.status == 0)
  }

  @Test("Values of options stand in the place of the design's")
  func options() throws {
    let folder = try Folder(["study.yaml": twoLevel])
    let ending = try Program.run(
      "find", "study.yaml", "--set", "target.power=0.9", "--set", "search.school=5..100",
      "--replicates", "200", "--seed", "3", in: folder)
    #expect(ending.status == 0)
    // 2.5² / (1.96 + 1.2816)² = .5948 of 20.05 / N.
    #expect(ending.output.contains("Answer: school = 34 is"))
    #expect(ending.output.contains("seed 3, mlpower "))
  }

  @Test("What cannot be searched is said with its place or reason, and nothing is written")
  func refusals() throws {
    let none = twoLevel.split(separator: "\n").filter { !$0.hasPrefix("search") }
      .joined(separator: "\n")
    let folder = try Folder([
      "none.yaml": none, "zero.yaml": twoLevel.replacing("5..60", with: "0..60"),
      "joint.yaml": none.replacing("[{term: intercept, method: z}]", with: "[{variance: school}]")
        + "\nfind: effect\n",
    ])
    let nothing = try Program.run("find", "none.yaml", in: folder)
    #expect(nothing.status == 65)
    #expect(
      nothing.messages.contains("none.yaml:1:1: the design does not say what to find; add 'search:")
    )
    let zero = try Program.run("find", "zero.yaml", in: folder)
    #expect(zero.status == 65)
    #expect(zero.messages.contains("zero.yaml:8:18: 'school' is a number of units"))
    let joint = try Program.run("find", "joint.yaml", in: folder)
    #expect(joint.status == 65)
    #expect(joint.messages.contains("'find: effect' wants tests of single coefficients"))
    #expect(folder.files == ["joint.yaml", "none.yaml", "zero.yaml"])
    #expect(try Program.run("find", "none.yaml", "--threads", "0", in: folder).status == 64)
  }

  @Test("Files of others are not overwritten")
  func foreignFiles() throws {
    let folder = try Folder(["study.yaml": twoLevel, "Reports/study/find.txt": "my notes"])
    let ending = try Program.run("find", "study.yaml", in: folder)
    #expect(ending.status == 73)
    #expect(try folder.read("Reports/study/find.txt") == "my notes")
    #expect(ending.output == "")
  }

  @Test("A target out of reach is no failure")
  func outOfReach() throws {
    let folder = try Folder(["study.yaml": twoLevel.replacing("5..60", with: "5..9")])
    let ending = try Program.run("find", "study.yaml", "--quiet", in: folder)
    #expect(ending.status == 0)
    #expect(ending.output.contains("Answer: no value within the bounds reaches power 0.8;"))
  }
}
