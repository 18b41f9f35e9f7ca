import Testing

/// Power drawn in characters.
@Suite struct PlotTests {
  @Test("A plot comes after the table, and not into its file")
  func plot() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run(
      "run", "study.yaml", "--plot", in: folder, environment: ["LC_ALL": "C"])
    #expect(ending.status == 0)
    let text = try folder.read("Reports/study/power.txt")
    #expect(ending.output.hasPrefix(text + "\nPower (probability)"))
    #expect(ending.output.contains("\n 1.0 +"))
    #expect(!ending.output.dropFirst(text.count).contains { !$0.isASCII })
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(
    "Characters beyond ASCII are used where the locale is UTF-8",
    arguments: [
      (["LC_ALL": "C.UTF-8", "LANG": "C"], true), (["LC_ALL": "", "LC_CTYPE": "de_DE.utf8"], true),
      (["LC_ALL": "", "LC_CTYPE": "", "LANG": "en_GB.UTF-8"], true),
      (["LC_ALL": "", "LC_CTYPE": "C", "LANG": "en_GB.UTF-8"], false),
      (["LC_ALL": "", "LC_CTYPE": "", "LANG": ""], false),
    ])
  func locale(environment: [String: String], isUnicode: Bool) throws {
    let folder = try Folder(["study.yaml": gridDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let ending = try Program.run(
      "report", "study", "--plot", in: folder, environment: environment)
    #expect(ending.status == 0)
    #expect(ending.output.contains("\n 1.0 ┤") == isUnicode)
    #expect(ending.output.contains("\n 1.0 +") == !isUnicode)
  }

  @Test("A plot is as narrow as the terminal")
  func narrow() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    let line = "stty cols 46; LC_ALL=C '\(Program.path)' report study --plot --quiet"
    let shown = try Program.shell("script -qec \"\(line)\" /dev/null", in: folder).output
    let start = try #require(shown.firstRange(of: "Power (probability)"))
    let lines = shown[start.lowerBound...].split(whereSeparator: \.isNewline)
    #expect(lines.count > 16)
    #expect(lines.map(\.count).max() == 46)
  }

  @Test("There is no plot without figures to read")
  func usage() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    for more in [["--format", "json"], ["--shard", "1/2"]] {
      let line = "mlpower run study.yaml --plot " + more.joined(separator: " ")
      let ending = try Program.shell(line, in: folder)
      #expect(ending.status == 64)
      #expect(ending.messages.contains("--plot goes with the table only"))
    }
    #expect(
      try Program.shell("mlpower report study --plot --format json", in: folder).status == 64)
  }

  @Test("A picture that does not apply any more is removed, unless it is foreign")
  func stale() throws {
    let stale = "Reports/study/calibration.svg"
    let folder = try Folder([
      "study.yaml": smallDesign,
      stale: "<svg xmlns=\"x\">\n <metadata>made by mlpower 0.0.1</metadata>",
    ])
    #expect(try Program.run("run", "study.yaml", in: folder).status == 0)
    #expect(!folder.files.contains(stale))
    #expect(folder.files.contains("Reports/study/power.svg"))
  }
}
