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

  @Test("A random effect that the fixed effects leave nothing to is refused as in fit")
  func nothingLeftToVary() throws {
    let two = smallDesign.replacing("school: 12", with: "school: 2")
    let folder = try Folder(["two.yaml": two])
    for command in ["run", "check"] {
      let ending = try Program.shell("mlpower \(command) two.yaml", in: folder)
      #expect(ending.status == 65)
      #expect(
        ending.messages.contains(
          "the fixed effects already give every unit of 'school' its own (Intercept), so that no data "
            + "tell of its variance: take more units, or leave this random effect out"),
        "\(ending.messages)")
    }
    #expect(folder.files == ["two.yaml"])
  }

  @Test("Counts too large to be drawn and certain responses are refused where the effect stands")
  func extremeResponses() throws {
    let counts = """
      title: t
      levels: {site: 20, child: 10 per site}
      predictors: {income: {level: child, normal: {mean: 6.13, sd: 0.3}}}
      model: visits ~ income + (1 | site)
      family: poisson
      effects: {intercept: 0.1, income: 6.95}
      random: {site: {sd: 0.3}}
      """
    let certain = """
      title: t
      levels: {site: 20, child: 10 per site}
      predictors: {arm: {level: site, assign: [0, 1]}}
      model: ill ~ arm + (1 | site)
      family: binomial
      effects:
        intercept: 0
        arm: -40
      random: {site: {sd: 0.3}}
      """
    let folder = try Folder(["counts.yaml": counts, "certain.yaml": certain])
    for (file, message) in [
      (
        "counts",
        "counts.yaml:6:27: 'income': a coefficient of 6.95 per unit on the log scale with a mean of 6.12: "
          + "expected count 3e20; no count beyond 1e9 is drawn\n"
      ),
      (
        "certain",
        "certain.yaml:8:3: 'arm': a coefficient of -40 per unit on the logit scale with a mean of 0.5: "
          + "probability 4e-18 in half of the rows or more, which leaves nothing to chance\n"
      ),
    ] {
      let ending = try Program.run("run", "\(file).yaml", in: folder)
      #expect(ending.status == 65)
      #expect(ending.messages == message)
    }
    #expect(folder.files == ["certain.yaml", "counts.yaml"])
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
