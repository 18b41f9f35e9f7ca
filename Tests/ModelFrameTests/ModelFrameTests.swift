import DataTable
import MixedModels
import ModelFormula
import ModelFrame
import Testing

/// 12 rows: groups 1, 2 and 10 of four, classes a and b within each.
let small = """
  y,x,g,class,arm,w,const,zero,twice
  1.0,0.5,1,a,new,1,3,0,1
  2.0,1.5,1,a,old,2,3,0,3
  1.5,2.5,1,b,new,3,3,0,5
  3.0,0.0,1,b,old,4,3,0,0
  2.5,1.0,2,a,new,5,3,0,2
  2.0,2.0,2,a,old,6,3,0,4
  4.0,3.0,2,b,new,7,3,0,6
  3.5,0.7,2,b,old,8,3,0,1.4
  1.0,1.1,10,a,new,9,3,0,2.2
  0.5,2.2,10,a,old,10,3,0,4.4
  2.0,3.3,10,b,new,11,3,0,6.6
  1.5,0.2,10,b,old,12,3,0,0.4
  """

let smallColumns = ["y", "x", "g", "class", "arm", "w", "const", "zero", "twice"]

func frame(
  _ formula: String, _ csv: String = small, statedFactors: Set<String> = []
) throws -> ModelFrame {
  try ModelFrame(
    table: try DataTable(csv: csv), formula: try Formula.parse(formula),
    statedFactors: statedFactors)
}

@Suite struct ModelFrameTests {
  @Test func `columns are products of variables and indicators`() throws {
    let frame = try frame("y ~ x * arm + I(w^2) + (1 | g)")
    #expect(
      frame.columns.fixed.map(\.name) == ["(Intercept)", "x", "armold", "I(w^2)", "x:armold"])
    #expect(frame.fixed[0] == Array(repeating: 1, count: 12))
    #expect(frame.fixed[2] == (0..<12).map { Double($0 % 2) })
    #expect(frame.fixed[3] == (1...12).map { Double($0 * $0) })
    #expect(frame.fixed[4] == [0, 1.5, 0, 0, 0, 2, 0, 0.7, 0, 2.2, 0, 0.2])
    #expect(frame.response.prefix(3) == [1, 2, 1.5])
  }

  @Test func `units are numbered in the order of their values`() throws {
    let frame = try frame("y ~ x + (1 | g/class)")
    #expect(frame.groupings.map(\.name) == ["g", "g:class"])
    #expect(frame.groupings.map(\.unitCount) == [3, 6])
    #expect(frame.groupings[0].units == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    #expect(frame.groupings[1].units == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  }

  @Test func `bars of one grouping factor share its units`() throws {
    let frame = try frame("y ~ x + (x || g)")
    #expect(frame.groupings.count == 1)
    #expect(frame.randomTerms.map(\.grouping) == [0, 0])
    #expect(frame.randomTerms[1].columns == [frame.fixed[1]])
  }

  @Test func `numbers become categories by factor()`() throws {
    let frame = try frame("y ~ factor(g) - 1")
    #expect(frame.columns.fixed.map(\.name) == ["factor(g)1", "factor(g)2", "factor(g)10"])
    #expect(frame.fixed[2] == (0..<12).map { $0 < 8 ? 0 : 1 })
  }

  @Test func `offsets are taken off the response`() throws {
    let frame = try frame("log(y) ~ x + offset(2 * x)")
    let plain = try ModelFrameTests().logResponse()
    #expect(zip(frame.response, plain).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  private func logResponse() throws -> [Double] {
    let frame = try frame("log(y) ~ x")
    return zip(frame.response, frame.fixed[1]).map { $0 - 2 * $1 }
  }

  @Test func `incomplete rows are left out and counted, with categories that go with them`() throws
  {
    let csv = """
      y,x,g,arm,other
      1,1,a,p,
      2,NA,a,q,NA
      3,2,a,q,
      NA,5,b,r,
      4,4,b,p,
      5,3,b,q,
      6,7,,p,
      7,1,c,p,
      8,2,c,q,
      """
    let frame = try frame("y ~ arm + x + (1 | g)", csv)
    #expect(frame.rowCount == 6)
    #expect(frame.droppedRowCount == 3)
    #expect(
      frame.missing.map { "\($0.column) \($0.count)" } == ["y 1", "x 1", "g 1"])
    #expect(frame.columns.fixed.map(\.name) == ["(Intercept)", "armq", "x"])
    #expect(frame.response == [1, 3, 4, 5, 7, 8])
  }

  @Test(arguments: [
    ("y ~ z", FrameError.noColumn("z", nearest: nil, columns: smallColumns)),
    ("y ~ clas + x", .noColumn("clas", nearest: "class", columns: smallColumns)),
    ("y ~ x + (1 | schoool)", .noColumn("schoool", nearest: nil, columns: smallColumns)),
    ("why ~ x", .noColumn("why", nearest: nil, columns: smallColumns)),
    ("arm ~ x", .responseNotNumeric("arm", example: "new")),
    ("log(arm) ~ x", .response("log(arm)", .factorAsNumber("arm"))),
    ("y ~ log(arm)", .formula(.expression("log(arm)", .factorAsNumber("arm")))),
    ("y ~ x + (arm || g)", .formula(.factorInDoubleBar(variable: "arm", grouping: "g"))),
    ("y ~ y", .formula(.responseAmongTerms("y"))),
    ("y ~ x + (y | g)", .formula(.responseAmongTerms("y"))),
    ("y ~ x + (1 | y)", .groupedByResponse("y")),
    ("log(x) ~ w + (1 | g:x)", .groupedByResponse("x")),
    ("y ~ log(x)", .notFinite("log(x)", row: 4)),
    ("y ~ x + (1 | const)", .oneGroup("const")),
    ("y ~ x + (1 | w)", .groupPerRow("w")),
    (
      "y ~ 1 + (x | g:class)",
      .tooManyEffects(
        term: "the random term of 'g:class' with (Intercept), x", effects: 12, rows: 12)
    ),
    ("y ~ x + factor(g) + (1 | g)", .nothingLeftToVary("(Intercept)", grouping: "g")),
    ("y ~ factor(g) * x + (0 + x | g)", .nothingLeftToVary("x", grouping: "g")),
    ("y ~ x + const", .constantColumn("const", grouping: nil)),
    ("y ~ I(w + 10^9)", .nearlyConstantColumn("I(w + 10^9)", grouping: nil)),
    ("y ~ x + zero", .zeroColumn("zero", grouping: nil)),
    ("y ~ x + twice", .dependentColumn("twice", on: ["x"], grouping: nil)),
    ("y ~ x + I(w - x) + w", .dependentColumn("w", on: ["x", "I(w - x)"], grouping: nil)),
    ("y ~ x + (const | g)", .constantColumn("const", grouping: "g")),
    (
      "y ~ factor(w) - 1",
      .tooFewRows(rows: 12, coefficients: 12)
    ),
  ])
  func `what cannot be fitted is named by its column`(formula: String, error: FrameError) {
    #expect(throws: error) { try frame(formula) }
  }

  @Test func `a few texts among numbers are a mistake unless stated`() throws {
    let csv = "y,x\n" + (1...9).map { "\($0 * $0),\($0 % 4)\n" }.joined() + "3,?\n"
    #expect(throws: FrameError.textAmongNumbers("x", text: "?", categories: 5)) {
      try frame("y ~ x", csv)
    }
    #expect(try frame("y ~ x", csv, statedFactors: ["x"]).fixed.count == 5)
  }

  @Test func `rows without any complete one say which columns`() {
    #expect(throws: FrameError.noCompleteRows(missingIn: ["y", "x"])) {
      try frame("y ~ x", "y,x\n1,\n,2\n")
    }
  }

  @Test func `a slope may vary beside fixed intercepts of the units`() throws {
    #expect(try frame("y ~ factor(g) + (0 + x | g)").randomTerms.count == 1)
  }

  @Test func `more columns than memory are refused before they are made`() {
    let rows = (0..<40_000).map { "\($0 % 7),\($0 % 3000)" }
    #expect(throws: FrameError.tooLarge(rows: 40_000, columns: 3000)) {
      try frame("y ~ factor(id)", "y,id\n" + rows.joined(separator: "\n"))
    }
  }

  @Test(arguments: [
    ("y ~ large", "large", 4e50), ("y ~ x + (0 + small | g)", "small", 4e-60),
    ("large ~ x", "large", 4e50),
  ])
  func `columns whose squares leave the range of numbers are refused`(
    formula: String, name: String, largest: Double
  ) throws {
    let csv = """
      y,x,g,large,small
      1,1,a,1e50,-4e-60
      3,2,a,-4e50,3e-60
      2,4,b,2e50,2e-60
      5,3,b,3e50,1e-60
      """
    #expect(throws: FrameError.outOfScale(name, largest: largest)) { try frame(formula, csv) }
  }

  @Test func `an exact fit has nothing to estimate`() throws {
    let frame = try frame("twice ~ x")
    #expect(throws: FrameError.noResidualVariation("twice")) { try frame.fit(.reml) }
  }
}
