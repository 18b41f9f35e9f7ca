import Foundation
import Glibc
import Testing

@Suite struct OutputTests {
  @Test("Reports go into a folder with spaces, made as deep as named")
  func spaces() throws {
    let folder = try Folder(["my study.yaml": smallDesign])
    let ending = try Program.run(
      "run", "my study.yaml", "--out", "all my/reports of today", in: folder)
    #expect(ending.status == 0)
    let place = "all my/reports of today/my study"
    #expect(
      folder.files == [
        "\(place)/estimates.svg", "\(place)/power.csv", "\(place)/power.svg", "\(place)/power.txt",
        "\(place)/report.html",
        "\(place)/run.sqlite", "my study.yaml",
      ])
  }

  @Test("A folder that cannot be made ends with 73 before anything runs")
  func belowFile() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.run(
      "run", "study.yaml", "--replicates", "100000000", "--out", "study.yaml/x", in: folder)
    #expect(ending.status == 73)
    #expect(ending.output.isEmpty)
    #expect(ending.messages == "Error: cannot write study.yaml/x/study: Not a directory\n")
  }

  @Test("A folder without write permission ends with 73", .enabled(if: geteuid() != 0))
  func noPermission() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell(
      "mkdir closed; chmod 500 closed; mlpower run study.yaml --out closed", in: folder)
    #expect(ending.status == 73)
    #expect(ending.messages == "Error: cannot write closed/study: Permission denied\n")
  }

  @Test("A full device ends with 73", .enabled(if: access("/dev/full", W_OK) == 0))
  func fullDevice() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell("mlpower run --quiet study.yaml > /dev/full", in: folder)
    #expect(ending.status == 73)
    #expect(ending.messages == "Error: cannot write standard output: No space left on device\n")
  }

  @Test("A closed standard output ends with 73, and the files are written all the same")
  func closedOutput() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell("mlpower run --quiet study.yaml >&-", in: folder)
    #expect(ending.status == 73)
    #expect(ending.messages == "Error: cannot write standard output: Bad file descriptor\n")
    #expect(try folder.read("Reports/study/power.txt").hasPrefix("study\n=====\n"))
  }

  @Test(
    "Files that the program did not write stay as they are",
    arguments: [
      "power.txt", "power.csv", "report.html", "power.svg", "estimates.svg", "calibration.svg",
    ])
  func foreign(file: String) throws {
    let own = "Reports/study/\(file)"
    let folder = try Folder(["study.yaml": smallDesign, own: "my notes on power\n"])
    let ending = try Program.run("run", "study.yaml", in: folder)
    #expect(ending.status == 73)
    #expect(ending.output.isEmpty)
    #expect(
      ending.messages == """
        Error: \(own) was not written by mlpower, so it is not overwritten. \
        Move it away, or choose another folder with --out.

        """)
    #expect(folder.files == [own, "study.yaml"])
    #expect(try folder.read(own) == "my notes on power\n")
  }

  @Test("A link that leads nowhere is in the way, not replaced")
  func danglingLink() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell(
      "mkdir -p Reports/study; ln -s nowhere Reports/study/power.txt; mlpower run study.yaml",
      in: folder)
    #expect(ending.status == 73)
    #expect(
      ending.messages.hasPrefix("Error: Reports/study/power.txt was not written by mlpower"))
    #expect(try Program.shell("readlink Reports/study/power.txt", in: folder).output == "nowhere\n")
  }

  @Test("Reports of an earlier run are replaced, and other files beside them are left alone")
  func replaced() throws {
    let folder = try Folder(["study.yaml": smallDesign, "Reports/study/notes.txt": "mine\n"])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let first = try folder.read("Reports/study/power.csv")
    #expect(
      try Program.run("run", "study.yaml", "--seed", "8", "--restart", in: folder).status == 0)
    #expect(first != (try folder.read("Reports/study/power.csv")))
    #expect(try folder.read("Reports/study/notes.txt") == "mine\n")
    #expect(
      folder.files == [
        "Reports/study/estimates.svg", "Reports/study/notes.txt", "Reports/study/power.csv",
        "Reports/study/power.svg",
        "Reports/study/power.txt", "Reports/study/report.html", "Reports/study/run.sqlite",
        "study.yaml",
      ])
  }

  @Test("A closed pipe ends quietly with 0, and the files are there")
  func closedPipe() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell(
      "{ mlpower run --quiet study.yaml; echo $? > status; } | true", in: folder)
    #expect(ending.messages.isEmpty)
    #expect(try folder.read("status") == "0\n")
    #expect(folder.files.contains("Reports/study/power.csv"))
  }

  @Test("A pipe closed amid a large data set ends quietly with 0")
  func closedPipeOfData() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.shell(
      """
      { mlpower simulate study.yaml --set school=20000 --replicate 1; echo $? > status; } \
      | head -n 1
      """, in: folder)
    #expect(ending.output.hasPrefix("school,pupil,"))
    #expect(ending.messages.isEmpty)
    #expect(try folder.read("status") == "0\n")
  }
}
