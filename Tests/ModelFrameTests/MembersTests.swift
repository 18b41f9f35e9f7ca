import DataTable
import MixedModels
import ModelFormula
import ModelFrame
import Testing

/// Eight rows with one or two nurses each.
private let care = """
  y,x,n1,w1,n2,w2,ward
  1.0,0.5,a,0.5,b,0.5,u
  2.0,1.5,a,1,NA,NA,u
  1.5,2.5,b,0.25,c,0.75,u
  3.0,0.1,c,0.5,a,0.5,u
  2.5,1.0,c,1,NA,0,v
  2.0,2.0,b,0.3,b,0.7,v
  4.0,3.0,a,1,b,0,v
  3.5,0.7,b,0.5,c,0.5,v
  """
private let nurses = MemberColumns(
  name: "nurse", pairs: [.init(unit: "n1", weight: "w1"), .init(unit: "n2", weight: "w2")])

private func careFrame(
  _ formula: String, _ csv: String = care, members: [MemberColumns] = [nurses]
) throws -> ModelFrame {
  try ModelFrame(
    table: try DataTable(csv: csv), formula: try Formula.parse(formula), members: members)
}

@Suite struct MembersTests {
  @Test func `units of all columns are the same by name, and their weights add up`() throws {
    let frame = try careFrame("y ~ x + (1 | nurse)")
    let rows = try #require(frame.groupings[0].memberships)
    #expect(frame.groupings[0].name == "nurse")
    #expect(frame.groupings[0].unitCount == 3)
    #expect(rows[0] == [.init(unit: 0, weight: 0.5), .init(unit: 1, weight: 0.5)])
    #expect(rows[1] == [.init(unit: 0, weight: 1)])
    #expect(rows[5] == [.init(unit: 1, weight: 1)])
    #expect(frame.rowCount == 8)
  }

  @Test func `units with a weight of 1 are fitted like a column`() throws {
    let column = """
      y,x,g,w
      1.0,0.5,a,1
      2.0,1.5,a,1
      1.7,2.5,b,1
      3.0,0.1,b,1
      2.5,1.0,c,1
      2.0,2.0,c,1
      4.0,3.0,c,1
      3.9,0.7,a,1
      """
    let members = MemberColumns(name: "unit", pairs: [.init(unit: "g", weight: "w")])
    let weighted = try careFrame("y ~ x + (1 | unit)", column, members: [members]).fit(.ml)
    let plain = try careFrame("y ~ x + (1 | g)", column, members: []).fit(.ml)
    #expect((weighted.deviance - plain.deviance).magnitude < 1e-10)
    #expect(
      (weighted.coefficients[1].standardError / plain.coefficients[1].standardError - 1).magnitude
        < 1e-9)
  }

  @Test func `mistakes are told by column and row`() throws {
    func error(_ formula: String, _ csv: String = care) -> String? {
      do {
        _ = try careFrame(formula, csv)
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      error("y ~ x + (1 | ward)")
        == "no random term of the formula is grouped by 'nurse': write (1 | nurse), "
        + "or leave its members out")
    #expect(
      error("y ~ x + (1 | ward:nurse)")
        == "rows have several units of 'nurse', so it cannot be combined to 'ward:nurse'")
    #expect(
      error("y ~ (1 | nurse)", care.replacing("a,1,NA,NA", with: "a,NA,NA,NA"))
        == "row 2 of the data has a unit in 'n1' but no weight of 0 or more in 'w1'")
    #expect(
      error("y ~ (1 | nurse)", care.replacing("a,1,NA,NA", with: "a,1,NA,0.5"))
        == "row 2 of the data has a weight in 'w2' but no unit in 'n2'")
    #expect(
      error("y ~ (1 | nurse)", care.replacing("a,1,NA,NA", with: "NA,NA,NA,NA"))
        == "row 2 of the data has no unit of 'nurse' with a weight above 0")
    #expect(
      error("y ~ (1 | nurse)", care.replacing("n1,", with: "nurse,"))
        == "the data have a column 'nurse' already: give the members another name, "
        + "in the formula too")
    #expect(
      error("y ~ (1 | nurse)", care.replacing(",w1,", with: ",ww,"))
        == "the data have no column 'w1': did you mean 'n1'?")
    #expect(
      error("y ~ (1 | nurse)", care.replacing("a,1,NA,NA", with: "a,all,NA,NA"))
        == "the weights of members must be numbers, but 'w1' holds text")
  }
}
