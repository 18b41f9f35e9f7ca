import Testing

@Suite struct SimulateTests {
  @Test("A replicate is one data set: the same each time, other than its neighbour")
  func replicate() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let texts = try ["7", "7", "8"].map { number in
      let ending = try Program.run("simulate", "study.yaml", "--replicate", number, in: folder)
      #expect(ending.status == 0)
      return ending.output
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
    #expect(texts[0].split(whereSeparator: \.isNewline).count == 61)
    #expect(folder.files == ["study.yaml"])
  }

  @Test("A design with a grid wants to know the scenario, and gives its rows")
  func scenario() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let missing = try Program.run("simulate", "study.yaml", "--replicate", "1", in: folder)
    #expect(missing.status == 64)
    #expect(
      missing.messages == """
        Error: The design has a grid: say which school is meant. Its values are
          school: 12, 20
          pupil: 5, 10
        For example --scenario 'school=12,pupil=5'.

        """)
    let named = try Program.run(
      "simulate", "study.yaml", "--replicate", "1", "--scenario", "pupil=10, school=20", in: folder)
    #expect(named.status == 0)
    #expect(named.output.split(whereSeparator: \.isNewline).count == 201)
  }

  @Test(
    "A scenario outside the grid is refused",
    arguments: ["school=13,pupil=5", "teacher=2", "x", "school=12,pupil=5,school=20"])
  func unknownScenario(text: String) throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run(
      "simulate", "study.yaml", "--replicate", "1", "--scenario", text, in: folder)
    #expect(ending.status == 64)
    #expect(ending.messages.hasPrefix("Error: --scenario: "))
  }
}
