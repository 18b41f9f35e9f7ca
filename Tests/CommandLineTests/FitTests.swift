import Foundation
import Testing

/// Six classes of four rows, CRLF, byte order mark, one missing value.
private let classes: String = {
  var text = "\u{FEFF}größe,x,class,arm\r\n"
  for row in 0..<24 {
    let size = [3, 1, 4, 1, 5, 9, 2, 6][row % 8] + row / 4
    text +=
      "\(size),\(row == 5 ? "NA" : "\(row % 5)"),c\(row / 4),\(row % 2 == 0 ? "new" : "old")\r\n"
  }
  return text
}()

@Suite struct FitTests {
  private func fit(_ formula: String, _ options: String..., data: String = classes) throws
    -> Program.Ending
  {
    let folder = try Folder(["d.csv": data])
    let words = (["fit", "d.csv", formula] + options).map { "'\($0)'" }.joined(separator: " ")
    return try Program.shell("mlpower " + words, in: folder)
  }

  @Test func `a fit is printed, rows left out are told beside it`() throws {
    let ending = try fit("größe ~ x + arm + (1 | class)")
    #expect(ending.status == 0)
    #expect(ending.output.contains("Observations: 23 (1 incomplete left out), groups: class 6"))
    #expect(ending.messages == "d.csv: 1 row left out for missing values of x (1)\n")
    #expect(try fit("größe ~ x + (1 | class)", "--quiet").messages.isEmpty)
  }

  @Test func `json has the contract's keys`() throws {
    let ending = try fit("größe ~ arm + (1 | class)", "--format", "json", "--estimator", "ml")
    #expect(ending.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(
      Set(members.keys) == [
        "formula", "family", "link", "estimator", "observations", "groups", "fixed", "random",
        "residual_sd", "log_likelihood", "deviance", "aic", "bic", "converged", "singular",
        "iterations",
      ])
    #expect(members["estimator"] as? String == "ML")
    #expect(members["groups"] as? [String: Int] == ["class": 6])
  }

  @Test func `residuals correlate within units and differ by category`() throws {
    let plain = try fit("größe ~ x", "--residual", "ar1", "--within", "class", "--quiet")
    #expect(plain.status == 0)
    #expect(plain.output.contains("AR(1) within class, correlation of neighbours"))
    #expect(plain.output.contains("Tests: t with between-within degrees of freedom."))
    let ending = try fit(
      "größe ~ x", "--residual", "cs", "--within", "class", "--by", "arm", "--format", "json",
      "--quiet")
    let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["residual_sd"] is NSNull)
    let residual = try #require(members["residual"] as? [String: Any])
    #expect(Set(residual.keys) == ["structure", "within", "correlation", "sd"])
    #expect(residual["structure"] as? String == "cs")
    #expect(Set((residual["sd"] as? [String: Double] ?? [:]).keys) == ["new", "old"])
    // A row that is left out keeps its place: four positions, not three.
    #expect((residual["correlation"] as? [[Double]])?.map(\.count) == [4, 4, 4, 4])
  }

  @Test func `structures of residuals that make no sense are refused`() throws {
    #expect(try fit("größe ~ x", "--residual", "ar1").status == 64)
    #expect(try fit("größe ~ x", "--within", "class").status == 64)
    #expect(
      try fit("größe ~ x", "--by", "arm", "--df", "kenward-roger").messages
        .contains("use --df satterthwaite"))
    let twice = try fit(
      "größe ~ x + (1 | class)", "--residual", "cs", "--within", "class", "--quiet")
    #expect(twice.status == 65)
    #expect(twice.messages.contains("say the same: leave the random term out"))
    let crossed = try fit(
      "größe ~ x + (1 | arm)", "--residual", "ar1", "--within", "class", "--quiet")
    #expect(crossed.status == 65)
    #expect(crossed.messages.contains("nested in it or it in them"))
  }

  @Test func `columns become factors, in the stated order`() throws {
    let stated = try fit("größe ~ arm + (1 | class)", "--factor", "arm=old,new")
    #expect(stated.output.contains("armnew"))
    let numbers = try fit("größe ~ x", "--factor", "x")
    #expect(numbers.output.contains("x4"))
  }

  @Test func `tests have degrees of freedom by the method asked for`() throws {
    let model = "größe ~ x + arm + (1 | class)"
    #expect(try fit(model).output.contains("t with Satterthwaite's degrees of freedom"))
    #expect(try fit(model, "--estimator", "ml").output.contains("Wald z"))
    #expect(try fit("größe ~ x").output.contains("t with the residual degrees of freedom"))
    let none = try fit(model, "--df", "none", "--test", "x,arm", "--format", "json")
    #expect(
      none.output.contains(
        "\"test\": \"x, arm\", \"method\": \"z\", \"numerator_df\": 2, \"df\": null"))
    let adjusted = try fit(model, "--df", "kenward-roger", "--test", "arm", "--test", "x, armold")
    #expect(adjusted.output.contains("t and F with Kenward and Roger's"))
    #expect(adjusted.output.contains(" x, armold "))
    // 23 rows of 6 classes: x and arm vary within classes, 23 - 2 - 6.
    let counted = try fit(model, "--df", "between-within", "--format", "json")
    #expect(counted.output.contains("\"df\": 15"))
  }

  @Test(arguments: ["satterthwaite", "kenward-roger"])
  func `small-sample methods need REML`(method: String) throws {
    let ending = try fit("größe ~ x + (1 | class)", "--estimator", "ml", "--df", method)
    #expect(ending.status == 64)
    #expect(ending.output.isEmpty)
    #expect(
      ending.messages.hasPrefix(
        "Error: --df \(method) needs REML estimates: leave --estimator ml out, or use --df none."))
  }

  @Test func `an unknown name in a test is told with the nearest one`() throws {
    let ending = try fit("größe ~ x + arm + (1 | class)", "--quiet", "--test", "x,arms")
    #expect(ending.status == 65)
    #expect(
      ending.messages
        == "d.csv: the model has no coefficient or term 'arms' to test: did you mean 'arm'?\n")
  }

  @Test(arguments: [
    ("größe ~ x + (1 | klass)", "d.csv: the data have no column 'klass': did you mean 'class'?\n"),
    ("arm ~ x", "d.csv: the response 'arm' must be numeric, but holds text like 'new'\n"),
    (
      "größe ~ x + I(2 * x)",
      "d.csv: the column I(2 * x) is determined by x: leave one of them out\n"
    ),
    (
      "größe ~ I(10^60 * (1 + 0 * x)) + (1 | class)",
      "d.csv: the largest number of I(10^60 * (1 + 0 * x)) is 1e+60, too far from 1 to compute "
        + "with: write it in another unit\n"
    ),
    (
      "größe ~ x + (1 | class",
      """
      formula, character 13: the parenthesis opened here is never closed
        größe ~ x + (1 | class
                    ^

      """
    ),
  ])
  func `what is wrong with formula and data is told in one sentence`(
    formula: String, message: String
  ) throws {
    let ending = try fit(formula, "--quiet")
    #expect(ending.status == 65)
    #expect(ending.output.isEmpty)
    #expect(ending.messages == message)
  }

  @Test(arguments: [
    ("y,x\n1,2\n3\n", "d.csv:3:1: this row has 1 cell where the first line names 2 columns"),
    ("y,x,y\n1,2,3\n", "d.csv:1:5: two columns are called 'y'"),
    ("y,x\n1,\"2\n", "d.csv:2:3: the quote opened here is never closed"),
    ("", "d.csv:1:1: the file is empty"),
    ("y;x\n1;2\n", "d.csv:1:2: the columns seem to be separated by ';'"),
  ])
  func `a broken file is told with line and column`(data: String, message: String) throws {
    let ending = try fit("y ~ x", data: data)
    #expect(ending.status == 65)
    #expect(ending.messages.hasPrefix(message))
  }

  @Test func `wrong usage and missing files have their own status`() throws {
    #expect(try fit("größe ~ x", "--estimator", "mle").status == 64)
    #expect(try fit("größe ~ x", "--factor", "x", "--factor", "x=1,2").status == 64)
    #expect(try fit("größe ~ x", "--factor", "=a").status == 64)
    #expect(try fit("größe ~ x", "--df", "welch").status == 64)
    for empty in [" ", ",,"] { #expect(try fit("größe ~ x", "--test", empty).status == 64) }
    let comma = try fit("größe ~ x + arm", "--quiet", "--test", "x,")
    #expect(comma.status == 65)
    #expect(comma.messages.contains("the test 'x,' has a comma without a name on both sides"))
    let folder = try Folder()
    #expect(try Program.run("fit", "none.csv", "y ~ x", in: folder).status == 66)
  }

  @Test func `groups that cross and units by weight are fitted`() throws {
    let crossed = try fit("größe ~ 1 + (1 | class) + (1 | arm)")
    #expect(crossed.status == 0)
    #expect(crossed.output.contains("groups: class 6, arm 2"))
    let care = """
      y,n1,w1,n2,w2
      1.0,a,0.5,b,0.5
      2.0,a,1,NA,NA
      1.5,b,0.25,c,0.75
      3.0,c,0.5,a,0.5
      2.5,c,1,NA,NA
      2.0,b,0.3,c,0.7
      4.0,a,1,NA,NA
      """
    let members = try fit(
      "y ~ 1 + (1 | nurse)", "--members", "nurse=n1:w1,n2:w2", "--df", "none", data: care)
    #expect(members.status == 0)
    #expect(members.output.contains("Observations: 7, groups: nurse 3"))
    #expect(members.messages.isEmpty)
    for wrong in ["nurse", "nurse=n1", "=n1:w1", "nurse=n1:w1,"] {
      #expect(try fit("y ~ 1 + (1 | nurse)", "--members", wrong, data: care).status == 64)
    }
    #expect(
      try fit("y ~ 1 + (1 | nurse)", "--members", "nurse=n1:w9", data: care).messages
        == "d.csv: the data have no column 'w9': did you mean 'w1'?\n")
  }
}
