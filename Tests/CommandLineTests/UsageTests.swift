import Foundation
import Testing

@Suite struct UsageTests {
  @Test("Without arguments the program says on one screen what it can do")
  func overview() throws {
    let ending = try Program.run(in: Folder())
    #expect(ending.status == 0)
    #expect(ending.messages.isEmpty)
    for command in [
      "run", "find", "check", "simulate", "fit", "report", "merge", "slurm", "handout",
      "serve",
    ] {
      #expect(ending.output.contains("\n  \(command) "))
    }
    #expect(ending.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
  }

  @Test(
    "Every command's help holds an example",
    arguments: ["run", "find", "check", "simulate", "fit", "report", "merge", "slurm", "handout"])
  func help(command: String) throws {
    let ending = try Program.run(command, "--help", in: Folder())
    #expect(ending.status == 0)
    #expect(ending.output.contains(":\n  mlpower \(command) "))
    #expect(
      ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
  }

  @Test("The examples that help shows work as they stand")
  func examples() throws {
    let folder = try Folder()
    let designs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Designs")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("Designs"), withDestinationURL: designs)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("Lessons"),
      withDestinationURL: ShippedReportsTests.root.appendingPathComponent("Lessons"))
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("Exam.csv"),
      withDestinationURL: designs.appendingPathComponent("data/Exam.csv"))
    var count = 0
    for command in [
      "", "run", "find", "check", "simulate", "fit", "report", "merge", "slurm", "handout",
    ] {
      let help = try Program.shell("mlpower \(command) --help", in: folder).output
      for line in help.split(separator: "\n") where line.hasPrefix("  mlpower ") {
        let ending = try Program.shell(String(line), in: folder)
        #expect(ending.status == 0, "\(line)\n\(ending.messages)")
        count += 1
      }
    }
    #expect(count >= 15)
  }

  @Test(
    "Wrong usage ends with 64, a message and no output",
    arguments: [
      ["frobnicate"], ["run"], ["run", "study.yaml", "--frobnicate"],
      ["run", "study.yaml", "--replicates", "0"], ["run", "study.yaml", "--replicates", "many"],
      ["run", "study.yaml", "--seed", "-1"], ["run", "study.yaml", "--threads", "0"],
      ["run", "study.yaml", "--set", "school"], ["run", "study.yaml", "--max-fits", "0"],
      ["run", "study.yaml", "--out", ""], ["run", "study.yaml", "./study.yaml"],
      ["run", "study.yaml", "--shard", "3"], ["run", "study.yaml", "--shard", "4/3"],
      ["run", "study.yaml", "--shard", "1/41"], ["run", "study.yaml", "--no-store", "--restart"],
      ["run", "study.yaml", "--no-store", "--shard", "1/2"], ["report"], ["merge"],
      ["report", "study", "--set", "tests"], ["report", "study", "--replicates", "0"],
      ["slurm", "study.yaml"], ["slurm", "study.yaml", "--nodes", "41"],
      ["slurm", "study.yaml", "--nodes", "0"],
      ["simulate", "study.yaml"], ["simulate", "study.yaml", "--replicate", "0"],
      ["simulate", "study.yaml", "--replicate", "41"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    let ending = try Program.shell("mlpower \(quoted)", in: folder)
    #expect(ending.status == 64)
    #expect(ending.output.isEmpty)
    #expect(ending.messages.hasPrefix("Error: "))
    #expect(folder.files == ["study.yaml"])
  }

  @Test(
    "A negative number after an option is taken for its value and refused as that",
    arguments: [
      ("run study.yaml --replicates -5", "--replicates is -5; it must be at least 1."),
      ("run study.yaml --threads -2", "--threads is -2; it must be from 1 to 4096."),
      ("run study.yaml --max-fits -1", "--max-fits is -1; it must be at least 1."),
      (
        "run study.yaml --seed -1",
        "The value '-1' is invalid for '--seed <seed>': a seed is a whole number from 0 on."
      ),
      ("simulate study.yaml --replicate -3", "--replicate is -3, but the replicates"),
    ])
  func negativeNumber(command: String, message: String) throws {
    let ending = try Program.shell(
      "mlpower \(command)", in: Folder(["study.yaml": smallDesign]))
    #expect(ending.status == 64)
    #expect(ending.messages.hasPrefix("Error: \(message)"))
  }

  @Test("Two designs that would share a folder are refused by name")
  func sharedName() throws {
    let folder = try Folder(["a/study.yaml": smallDesign, "b/study.yml": smallDesign])
    let ending = try Program.run("run", "a/study.yaml", "b/study.yml", in: folder)
    #expect(ending.status == 64)
    #expect(
      ending.messages == """
        Error: a/study.yaml and b/study.yml would both report into the folder study; rename one, \
        or run them one by one with different --out folders.

        """)
  }
}
