import Foundation
import Testing

@Suite struct ThresholdTests {
  private static let design = """
    title: Courses
    levels: {course: 60, student: {per: course, size: {poisson: 15}}}
    response_rate: 0.7
    model: satisfied ~ 1 + (1 | course)
    family: binomial
    effects: {intercept: {probability: 0.8}}
    random: {course: {sd: 0.6}}
    threshold: {candidates: [5, 10], within: 0.2, require: {within: 0.5}}
    simulation: {replicates: 40}

    """

  @Test("It prints the tables that it writes, the same with any number of threads")
  func report() throws {
    let folder = try Folder(["courses.yaml": Self.design])
    for threads in ["1", "3"] {
      let ending = try Program.run(
        "threshold", "courses.yaml", "--threads", threads, "--out", threads, in: folder)
      #expect(ending.status == 0)
      #expect(ending.output == (try folder.read("\(threads)/courses/threshold.txt")))
      #expect(ending.messages.hasPrefix("40 data sets in "))
      #expect(
        ending.messages.hasSuffix(
          "; threshold.txt, threshold.csv, threshold.svg and report.html are in \(threads)/courses\n"
        ))
    }
    for file in ["threshold.txt", "threshold.csv", "threshold.svg", "report.html"] {
      #expect(try folder.read("1/courses/\(file)") == folder.read("3/courses/\(file)"))
    }
    #expect(try folder.read("1/courses/threshold.txt").contains("5 answers are the smallest"))
  }

  @Test("Options change the design, and reports of before are replaced")
  func options() throws {
    let folder = try Folder(["courses.yaml": Self.design])
    for settings in ["threshold.within=0.2", "threshold.within=0.001"] {
      let ending = try Program.run(
        "threshold", "courses.yaml", "--set", settings, "--quiet", "--replicates", "20", in: folder)
      #expect(ending.status == 0)
      #expect(ending.messages.isEmpty)
    }
    let text = try folder.read("Reports/courses/threshold.txt")
    #expect(text.contains("none of the candidates meets the requirement of within"))
    #expect(text.contains("20 replicates per scenario"))
  }

  @Test("A grid has one part for each scenario")
  func grid() throws {
    let folder = try Folder(["courses.yaml": Self.design + "grid: {response_rate: [0.4, 0.9]}\n"])
    let ending = try Program.run("threshold", "courses.yaml", "--quiet", in: folder)
    #expect(ending.status == 0)
    #expect(ending.output.contains("Where response_rate = 0.4\n=="))
    #expect(ending.output.contains("Where response_rate = 0.9\n=="))
    let rows = try folder.read("Reports/courses/threshold.csv").split(whereSeparator: \.isNewline)
    #expect(rows.count == 1 + 2 * 8)
    #expect(rows[16].hasPrefix("0.9,course,shrunken,about,10,,40,"))
  }

  @Test("Beside the page of a run the threshold has one of its own")
  func pages() throws {
    let folder = try Folder(["courses.yaml": Self.design + "tests: [intercept]\n"])
    for command in ["run", "threshold", "run"] {
      let ending = try Program.run(command, "courses.yaml", "--quiet", in: folder)
      #expect(ending.status == 0)
    }
    #expect(try folder.read("Reports/courses/report.html").contains("Power of a multilevel design"))
    #expect(
      try folder.read("Reports/courses/threshold.html").contains("A threshold of publication"))
    #expect(folder.files.contains("Reports/courses/threshold.svg"))
    #expect(folder.files.contains("Reports/courses/power.svg"))
  }

  @Test("A run has nothing to test, and says what works the design out")
  func runRefuses() throws {
    let folder = try Folder(["courses.yaml": Self.design])
    for line in ["mlpower run courses.yaml", "mlpower slurm courses.yaml --nodes 2"] {
      let ending = try Program.shell(line, in: folder)
      #expect(ending.status == 65)
      #expect(ending.messages.contains("'mlpower threshold courses.yaml' works out its figures"))
    }
    #expect(folder.files == ["courses.yaml"])
    let check = try Program.run("check", "courses.yaml", in: folder)
    #expect(check.status == 0)
    #expect(check.output.contains("from so many answers on: 5, 10"))
  }

  @Test("A design without a threshold is refused")
  func thresholdWanted() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.run("threshold", "study.yaml", in: folder)
    #expect(ending.status == 65)
    #expect(
      ending.messages
        == "study.yaml: the design has no 'threshold'; add one, such as "
        + "'threshold: {candidates: [5, 10, 20]}'\n")
  }

  @Test("What another program wrote is not overwritten")
  func foreign() throws {
    let folder = try Folder([
      "courses.yaml": Self.design, "Reports/courses/threshold.txt": "notes\n",
    ])
    let ending = try Program.run("threshold", "courses.yaml", in: folder)
    #expect(ending.status == 73)
    #expect(try folder.read("Reports/courses/threshold.txt") == "notes\n")
  }
}
