import Foundation
import Glibc
import Testing

/// What is kept of a run, and that it is used and guarded.
@Suite struct StoreTests {
  static let store = "Reports/study/run.sqlite"

  private func tables(_ folder: Folder, _ place: String = "Reports/study") throws -> [String] {
    try ["power.csv", "power.txt", "report.html"].map { try folder.read("\(place)/\($0)") }
  }

  @Test("More replicates are added to those there are, with the bytes of a single run")
  func extend() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let more = try Program.run("run", "study.yaml", "--replicates", "90", in: folder)
    #expect(more.status == 0)
    #expect(more.messages.hasPrefix("360 fits, 160 of them made before, in "))
    let once = try Program.run(
      "run", "study.yaml", "--replicates", "90", "--no-store", "--out", "once", in: folder)
    #expect(once.output == more.output)
    #expect(try tables(folder) == tables(folder, "once/study"))
    #expect(!folder.files.contains("once/study/run.sqlite"))
    let fewer = try Program.run("run", "study.yaml", in: folder)
    #expect(fewer.output.contains("40 replicates per scenario"))
    #expect(
      try Program.run("run", "study.yaml", "--no-store", "--out", "few", in: folder).output
        == fewer.output)
  }

  @Test("Another design, seed or kind of run is not mixed with the replicates there are")
  func differs() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let before = try Data(contentsOf: folder.url.appendingPathComponent(Self.store))
    let other = try Program.run(
      "run", "study.yaml", "--seed", "9", "--set", "effects.treatment=0.1", "--calibrate",
      in: folder)
    #expect(other.status == 73)
    #expect(other.output.isEmpty)
    #expect(
      other.messages == """
        Error: Reports/study/run.sqlite holds replicates of another run, which are not mixed with these:
          effects.treatment: there 0.6, here 0.1
          simulation.calibrate: there false, here true
          simulation.seed: there 3, here 9
        Start anew with --restart, which gives them up, or choose another folder with --out.

        """)
    #expect(try Data(contentsOf: folder.url.appendingPathComponent(Self.store)) == before)
    let anew = try Program.run("run", "study.yaml", "--seed", "9", "--restart", in: folder)
    #expect(anew.status == 0)
    #expect(anew.output.contains("seed 9"))
  }

  @Test("A title, a note, a target and the number of replicates do not make another design")
  func same() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    try folder.write(
      "title: Another title\n" + smallDesign + "# a note\ntarget: {power: 0.7}\n",
      to: "study.yaml")
    let again = try Program.run("run", "study.yaml", "--threads", "1", in: folder)
    #expect(again.status == 0)
    #expect(again.output.hasPrefix("Another title\n"))
  }

  @Test("A file that is no store, and one that was cut, are refused and left as they are")
  func foreign() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let file = folder.url.appendingPathComponent(Self.store)
    let whole = try Data(contentsOf: file)
    var otherProgram = whole
    otherProgram.replaceSubrange(68..<72, with: [0, 0, 0, 0])
    var otherTables = whole
    otherTables.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    let cases: [(content: Data, says: String)] = [
      (Data("my notes\n".utf8), "is not a store of mlpower"),
      (Data(), "is not a store of mlpower"),
      (otherProgram, "is not a store of mlpower"),
      (otherTables, "another version of mlpower (its tables are of version 99)"),
      (whole.prefix(whole.count / 2), "is damaged"),
      (whole.prefix(whole.count - 4096), "is damaged"),
      (whole.prefix(50), "is not a store of mlpower"),
    ]
    for (content, words) in cases {
      try content.write(to: file)
      for command in ["run study.yaml", "run study.yaml --restart", "report study"] {
        if command.hasSuffix("restart"), !words.hasSuffix("of mlpower") { continue }
        let ending = try Program.shell("mlpower \(command)", in: folder)
        #expect(ending.status == 73, "\(command): \(words)")
        #expect(ending.output.isEmpty)
        #expect(ending.messages.contains(words), "\(ending.messages)")
        #expect(try Data(contentsOf: file) == content)
      }
    }
  }

  @Test("Of two processes on one store the second says so and stops")
  func twoProcesses() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let first = Program.process(
      Program.path, ["run", "study.yaml", "--replicates", "100000000", "--quiet"], folder, [:])
    try first.run()
    defer {
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
    }
    let file = folder.url.appendingPathComponent(Self.store).path
    while access(file, F_OK) != 0 { usleep(1000) }
    for command in ["run study.yaml", "run study.yaml --restart", "report study"] {
      let second = try Program.shell("mlpower \(command)", in: folder)
      #expect(second.status == 73)
      #expect(
        second.messages == """
          Error: \(Self.store) is in use by another process. \
          Wait for its end, or choose another folder with --out.

          """)
    }
    #expect(first.isRunning)
  }

  @Test("A run that a signal ends says how to go on")
  func interrupted() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.shell(
      """
      '\(Program.path)' run study.yaml --replicates 100000000 & pid=$!; \
      while [ ! -e \(Self.store) ]; do sleep 0.01; done; sleep 0.3; kill -TERM $pid; wait $pid
      """, in: folder)
    #expect(ending.status == 143)
    #expect(
      ending.messages.contains(
        "What is done is kept in \(Self.store);\nthe same command goes on from there.\n"))
    let again = try Program.run("run", "study.yaml", "--replicates", "10", in: folder)
    #expect(again.status == 0)
  }

  /// Whether a small file system may be mounted, which only a superuser may.
  private static let canMount: Bool = {
    guard let folder = try? Folder() else { return false }
    let line = "mkdir m && mount -t tmpfs -o size=100k tmpfs m && umount m"
    return (try? Program.shell(line, in: folder))?.status == 0
  }()

  @Test(
    "A full disk ends with 73; with room made the run goes on to the same bytes",
    .enabled(if: canMount, "a tmpfs cannot be mounted here"))
  func fullDisk() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let mount = try Program.shell(
      "mkdir small && mount -t tmpfs -o size=400k tmpfs small", in: folder)
    try #require(mount.status == 0)
    defer { _ = try? Program.shell("umount small", in: folder) }
    let line = "mlpower run study.yaml --replicates 3000 --quiet --out"
    let full = try Program.shell("\(line) small", in: folder)
    #expect(full.status == 73)
    #expect(full.output.isEmpty)
    #expect(
      full.messages == """
        Error: cannot write small/study/run.sqlite: the disk is full. What is done is kept; make room \
        and run the same command again, or run it with --no-store.

        """)
    let report = try Program.shell("mlpower report small/study", in: folder)
    #expect(report.messages.contains(" of 12,000 replicates; 'mlpower run' of the same design"))
    #expect(try Program.shell("mount -o remount,size=20m small", in: folder).status == 0)
    let resumed = try Program.shell("\(line) small", in: folder)
    #expect(resumed.status == 0)
    #expect(try Program.shell("\(line) once --no-store", in: folder).output == resumed.output)
  }
}
