import Testing

@Suite struct InputTests {
  @Test("A design that is not there, or is a folder, ends with 66 and its name")
  func missingDesign() throws {
    let folder = try Folder(["sub/study.yaml": smallDesign])
    let missing = try Program.run("run", "none.yaml", in: folder)
    #expect(missing.status == 66)
    #expect(missing.messages == "Error: cannot read none.yaml: No such file or directory\n")
    let isFolder = try Program.run("check", "sub", in: folder)
    #expect(isFolder.status == 66)
    #expect(isFolder.messages == "Error: cannot read sub: Is a directory\n")
  }

  @Test("A design that is not UTF-8 text ends with 65")
  func notText() throws {
    let folder = try Folder()
    let ending = try Program.shell(
      "printf 'title: \\377' > x.yaml; mlpower check x.yaml", in: folder)
    #expect(ending.status == 65)
    #expect(ending.messages == "Error: x.yaml is not UTF-8 text; save it in that encoding.\n")
  }

  @Test("All mistakes of all designs are told before any runs, each with its place")
  func mistakes() throws {
    let broken = smallDesign.replacing("residual:", with: "resdual:")
    let folder = try Folder(["good.yaml": smallDesign, "bad.yaml": broken, "worse.yaml": broken])
    let ending = try Program.run("run", "good.yaml", "bad.yaml", "worse.yaml", in: folder)
    #expect(ending.status == 65)
    #expect(ending.output.isEmpty)
    #expect(ending.messages.contains("bad.yaml:6:1: "))
    #expect(ending.messages.contains("worse.yaml:6:1: "))
    #expect(folder.files == ["bad.yaml", "good.yaml", "worse.yaml"])
  }

  @Test("A model that no data set could be fitted with is refused before any design runs")
  func unfittable() throws {
    let constant = smallDesign.replacing("[0, 1]", with: "[0, 0]")
    let folder = try Folder(["good.yaml": smallDesign, "bad.yaml": constant])
    for command in ["run good.yaml bad.yaml", "check bad.yaml"] {
      let ending = try Program.shell("mlpower \(command)", in: folder)
      #expect(ending.status == 65)
      #expect(ending.output.isEmpty)
      #expect(
        ending.messages == """
          bad.yaml:3:1: 'treatment' is constant, 0 in every row: let it vary, or leave it \
          out of the model

          """)
    }
    #expect(folder.files == ["bad.yaml", "good.yaml"])
  }

  @Test("A data file that is missing or broken is told at its place in the design")
  func dataFile() throws {
    let design = """
      data: pupils.csv
      model: score ~ age + (1 | school)
      effects: {intercept: 0, age: 0.1}
      random: {school: {variance: 0.2}}
      residual: {variance: 0.8}

      """
    let folder = try Folder(["study.yaml": design])
    let missing = try Program.run("check", "study.yaml", in: folder)
    #expect(missing.status == 65)
    #expect(missing.messages.hasPrefix("study.yaml:1:7: "))
    #expect(missing.messages.contains("No such file or directory"))
    try folder.write("school,age,score\n1,2\n", to: "pupils.csv")
    let broken = try Program.run("check", "study.yaml", in: folder)
    #expect(broken.status == 65)
    #expect(broken.messages.contains("line 2"))
  }

  @Test("A study of more fits than allowed is refused, and allowed by --max-fits")
  func maxFits() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let refused = try Program.run("run", "study.yaml", "--max-fits", "159", in: folder)
    #expect(refused.status == 65)
    #expect(refused.messages.contains("159"))
    #expect(folder.files == ["study.yaml"])
    #expect(try Program.run("run", "study.yaml", "--max-fits", "160", in: folder).status == 0)
  }
}
