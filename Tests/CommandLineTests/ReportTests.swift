import Foundation
import Testing

/// Reports from the store of a run.
@Suite struct ReportTests {
  private func folder(_ design: String = gridDesign) throws -> Folder {
    let folder = try Folder(["study.yaml": design])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    return folder
  }

  @Test("A report by name, folder and store is that of the run, written anew beside the store")
  func again() throws {
    let folder = try folder()
    let table = try folder.read("Reports/study/power.csv")
    let text = try folder.read("Reports/study/power.txt")
    let page = try folder.read("Reports/study/report.html")
    for place in ["study", "Reports/study", "Reports/study/run.sqlite"] {
      let removed = try Program.shell(
        "rm Reports/study/power.* Reports/study/report.html; rm -f study.yaml", in: folder)
      #expect(removed.status == 0)
      let ending = try Program.run("report", place, in: folder)
      #expect(ending.status == 0, "\(ending.messages)")
      #expect(ending.output == text)
      #expect(try folder.read("Reports/study/power.csv") == table)
      #expect(try folder.read("Reports/study/power.txt") == text)
      #expect(try folder.read("Reports/study/report.html") == page)
    }
  }

  @Test(
    "Other tests, sides, levels and targets are those of a run with them",
    arguments: [
      "tests=[{term: treatment, alpha: [0.01, 0.1]}]",
      "tests=[{term: treatment, side: greater, against: 0.1}, {precision: {treatment: 0.4}}]",
      "tests=[{equivalence: {treatment: [-0.5, 0.5]}}]", "target={power: 0.6}",
      "tests=[{term: treatment, method: z}]",
    ])
  func changed(setting: String) throws {
    let folder = try folder()
    let before = try folder.read("Reports/study/power.txt")
    let ending = try Program.run("report", "study", "--set", setting, in: folder)
    #expect(ending.status == 0, "\(ending.messages)")
    let run = try Program.run(
      "run", "study.yaml", "--set", setting, "--no-store", "--out", "once", in: folder)
    #expect(ending.output == run.output)
    #expect(ending.output != before)
    #expect(try folder.read("Reports/study/power.txt") == before)
    let written = try Program.run(
      "report", "study", "--set", setting, "--out", "other", in: folder)
    #expect(written.status == 0)
    #expect(try folder.read("other/study/power.csv") == folder.read("once/study/power.csv"))
    let page = try folder.read("other/study/report.html")
    #expect(page == (try folder.read("once/study/report.html")))
    #expect(page.contains("below with these changes:"))
  }

  @Test("Fewer replicates are those of a shorter run")
  func fewer() throws {
    let folder = try folder()
    let ending = try Program.run("report", "study", "--replicates", "25", in: folder)
    let run = try Program.run(
      "run", "study.yaml", "--replicates", "25", "--no-store", "--out", "once", in: folder)
    #expect(ending.output == run.output)
    let more = try Program.run("report", "study", "--replicates", "50", in: folder)
    #expect(more.status == 65)
    #expect(more.messages.contains("holds 160 of 200 replicates"))
  }

  @Test(
    "What was not kept is refused in a sentence",
    arguments: [
      (
        "tests=[intercept]",
        """
        the test 'intercept' needs figures that the run did not keep; 'mlpower run' with that test \
        makes them.
        """
      ),
      (
        "effects.treatment=0.2",
        """
        a report cannot change 'effects.treatment' without new simulations; 'tests' and 'target' can \
        be changed, the rest with 'mlpower run'.
        """
      ),
    ])
  func notKept(setting: String, message: String) throws {
    let ending = try Program.run("report", "study", "--set", setting, in: folder())
    #expect(ending.status == 65)
    #expect(ending.output.isEmpty)
    #expect(ending.messages == "Error: \(message)\n")
  }

  @Test("Where there is no store, that is said")
  func missing() throws {
    let ending = try Program.run("report", "study", in: Folder())
    #expect(ending.status == 66)
    #expect(ending.messages.hasPrefix("Error: there is no store Reports/study/run.sqlite"))
  }
}
