import DataTable
import DesignLanguage
import StudyDesign
import Testing

/// Mistakes about crossed levels, draws and members, each in an otherwise right design.
@Suite struct StructureMistakesTests {
  private func design(
    _ levels: String, predictors: String = "", model: String = "y ~ 1 + (1 | g)",
    random: String = "g: {sd: 1}", effects: String = "intercept: 0"
  ) -> String {
    """
    levels: {\(levels)}
    predictors: {\(predictors)}
    model: \(model)
    effects: {\(effects)}
    random: {\(random)}
    residual: {sd: 1}
    """
  }

  @Test(arguments: [
    ("g: 5, i: 4, r: 1 per g x j", "1:35: there is no level 'j'; the levels are g, i, r"),
    (
      "g: 5, r: 1 per g x g",
      "1:25: 'g' stands on both sides of an 'x'; a level is crossed with other levels"
    ),
    ("g: 5, r: 2 per g x", "1:19: the name of a level is missing here; the levels are g, r"),
    ("g: 5, r: 2 per", "1:19: the name of a level is missing here; the levels are g, r"),
    (
      "g: 5, h: 4 per g, r: 1 per g x h",
      "1:37: 'h' lies in 'g', so that they cannot be crossed; leave 'g' out"
    ),
    (
      "g: 5, i: 4, r: 2 per g",
      "1:16: no row lies in a 'i': the rows are 'r', the last level; write 'per i' (or 'per A x i') "
        + "at a level below it, or remove it"
    ),
    (
      "r: 2 per g x i, g: 5, i: 4",
      "1:10: 'r' stands above 'g', in which it lies; levels are listed from the top"
    ),
    (
      "g: 5, r: {per: g}",
      "1:16: 'r' has no size; write 'N per PARENT', or add 'size', 'total' or 'values'"
    ),
    ("g: 5, r: {per: g, size: 4, total: 20}", "1:37: 'r' has both 'size' and 'total'; keep one"),
    (
      "g: 5, r: {per: g, total: 20}",
      "1:28: 'total' counts 'r' in the whole study, but it lies in 'g'; write 'size', the number in "
        + "each 'g'"
    ),
    (
      "g: 5, r: {size: 20, in: g}",
      "1:34: 'in' names other levels, such as '{primary: random}', not 'g'"
    ),
    ("g: 5, r: {size: 20, in: {h: random}}", "1:35: there is no level 'h'; the levels are g, r"),
    (
      "g: 5, r: {size: 20, in: {g: randm}}",
      "1:38: there is no draw 'randm'; did you mean 'random'?"
    ),
    (
      "g: 5, r: {size: 20, in: {g: {wights: a.csv}}}",
      "1:39: a draw has no key 'wights'; did you mean 'weights'?"
    ),
    (
      "g: 5, r: {size: 20, in: {r: random}}",
      "1:35: 'r' lies inside itself; 'per' names a level above it"
    ),
    (
      "g: 5, h: 2 per g, r: {per: h, size: 20, in: {g: random}}",
      "1:55: 'r' lies in 'g' already; there is nothing to draw, so remove this entry"
    ),
    (
      "g: 5, r: {per: g, size: 4, members: {g: {count: 2}}}",
      "1:47: 'r' lies in 'g' already; there is nothing to draw, so remove this entry"
    ),
    (
      "g: 2, r: {total: 20, members: {g: {count: 1..3}}}",
      "1:41: 3 different units of 'g' cannot be drawn for 'r'; there are 2"
    ),
    (
      "g: 3, r: {total: 20, members: {g: {count: 3}}}",
      "1:41: each 'r' belongs to all 3 units of 'g' with the same weight, so that nothing tells "
        + "these apart; let 'count' be less, or have more of 'g'"
    ),
    (
      "g: 3, l: 5, r: {per: l, size: 4, in: {g: distinct}}",
      "1:48: 4 different units of 'g' cannot be drawn for 'r'; there are 3"
    ),
    (
      "g: 5, r: {total: 20, members: {g: {weights: equal}}}",
      "1:44: 'members' needs to know how many of 'g': {count: 1..3, weights: equal}"
    ),
    (
      "g: 5, r: {total: 20, members: {g: {count: 0..2}}}",
      "1:52: a whole number from 1 on is expected here, not 0"
    ),
    (
      "g: 5, r: {total: 20, members: {g: {count: 3..2}}}",
      "1:52: the range '3..2' must rise by a step above 0 from its first number to its last"
    ),
    (
      "g: 5, r: {total: 20, members: {g: {count: 2, weights: half}}}",
      "1:64: there is no weighting 'half'; the weightings are equal"
    ),
    (
      "g: 5, r: {per: g, size: 20, sizes: [3]}",
      "1:38: 'r' has both 'size' and 'sizes'; keep one"
    ),
    (
      "g: {size: {poisson: 4}}, h: 5, r: 2 per g x h",
      "1:41: 'r' lies in each combination of units, but the number of units of 'g' is drawn; state "
        + "a fixed number there"
    ),
    (
      "g: {size: {poisson: 4}}, h: 5, r: {per: h, size: 2, in: {g: random}}",
      "1:41: units of 'r' are drawn into units of 'g', whose number is drawn itself; state a fixed "
        + "number there"
    ),
    (
      "g: 5, h: 9, r: {per: h, size: {poisson: 2}, in: {g: distinct}}",
      "1:22: 'distinct' wants the same number of 'r' in each unit above it"
    ),
    (
      "g: 5, r: {per: g, sizes: [3, 4]}",
      "1:28: 'r' lists 2 sizes, but there are 5 units of g; list one for each"
    ),
    (
      "t: 2, g: {size: 4, in: {t: random}}, h: {size: 4, in: {t: random}}, r: 1 per g x h",
      "1:91: this version does not serve a crossing of 'g' and 'h', which both lie in 't', one of "
        + "them by a draw"
    ),
    (
      "g: 1e5, h: 1e5, r: 1 per g x h",
      "1:1: the design has 10,000,000,000 rows, more than the "
        + "100,000,000 that can be meant"
    ),
  ])
  func levels(levels: String, message: String) {
    #expect(mistakes(design(levels)) == [message])
  }

  @Test(arguments: [
    (
      "x: {level: g x i, assign: [0, 1]}",
      "2:32: 'assign' at a crossing needs 'balance': within which level shares are exact (g, i or "
        + "study), or 'none'"
    ),
    (
      "x: {level: r, assign: [0, 1]}",
      "2:28: 'assign' at a crossing needs 'balance': within which level shares are exact (g, i or "
        + "study), or 'none'"
    ),
    (
      "x: {level: g, sequence: [[0, 1], [1, 0]]}",
      "2:28: 'sequence' needs 'over': the level along whose units it is read (i or r)"
    ),
    (
      "x: {level: g, over: j, steps: 3}", "2:34: there is no level 'j'; the levels are g, i, r"
    ),
    (
      "x: {level: g, over: g, steps: 3}",
      "2:28: a 'g' lies in one 'g' only, so that no sequence can run over several; 'over' names a "
        + "level of which a 'g' meets several units"
    ),
    (
      "x: {level: r, over: i, steps: 3}",
      "2:37: 'steps' at a crossing needs 'balance': within which level shares are exact (g, i or "
        + "study), or 'none'"
    ),
    ("x: {level: g, over: i, steps: 4}", "2:37: 4 steps take 5 periods, but 'i' has 4"),
    (
      "x: {level: g, over: i, sequence: [[0, 1, 0], [1, 0, 1]]}",
      "2:37: 3 values cannot be dealt evenly to 4 units of 'i'; their number must divide the units"
    ),
    (
      "x: {level: g, over: i, sequence: [[0, 1], [1]]}",
      "2:56: all sequences have the same length, but the first has 2 and this one 1"
    ),
    (
      "x: {level: g, over: i, sequence: [0, 1]}",
      "2:48: 'sequence' is a list of rows, each with a value for every position, such as "
        + "[[A, B], [B, A]], not the row '0'"
    ),
    (
      "x: {level: g, over: i, sequence: [[0, 1]]}",
      "2:37: two values or more are needed, but there is one"
    ),
    (
      "x: {level: g, over: i, steps: 0}", "2:44: a whole number from 1 on is expected here, not 0"
    ),
    (
      "x: {level: g, over: i, normal: {sd: 1}}",
      "2:28: 'over' goes with 'sequence' or 'steps', of which 'x' has none"
    ),
    (
      "x: {level: g, assign: [0, 1], balance: x}",
      "2:53: 'x' cannot be balanced by itself; name another predictor"
    ),
    (
      "x: {level: g, assign: [0, 1], balance: z}, z: {level: r, values: [0, 1]}",
      "2:44: 'z' varies at 'r'; strata for 'g' are values that a 'g' has, of a predictor at that "
        + "level or one above"
    ),
    (
      "x: {level: g, assign: [0, 1], balance: i}",
      "2:44: 'balance' names a level above 'g', where the predictor varies; 'i' is not"
    ),
    ("x: {level: g x j, normal: {sd: 1}}", "2:29: there is no level 'j'; the levels are g, i, r"),
    (
      "a: {level: g, normal: {sd: 1}}, x: {level: i, value: 2 * a}",
      "2:50: the predictor is said to vary at 'i', but its input 'a' varies at 'g', in which no 'i' "
        + "lies; leave 'level' out"
    ),
  ])
  func predictors(predictors: String, message: String) {
    #expect(mistakes(design("g: 5, i: 4, r: 2 per g x i", predictors: predictors)) == [message])
  }

  @Test(arguments: [
    (
      "x: {level: r, uniform: [1, 2]}",
      "'x' gives the weights of units of 'g' and must vary at that level"
    ),
    ("x: {level: g, values: [0, 1]}", "weights must be above 0, but 'x' can be 0"),
    (
      "x: {level: g, normal: {sd: 1}}",
      "this version does not serve weights by a predictor other than numeric 'values', 'assign' or "
        + "'uniform' ('x')"
    ),
  ])
  func weightsByAPredictor(predictors: String, message: String) {
    let text = design("g: 4, r: {total: 40, in: {g: {weights: x}}}", predictors: predictors)
    #expect(mistakes(text) == ["1:40: \(message)"])
  }

  @Test func membersHaveNoMeanOfCategories() {
    let text = design(
      "g: 5, r: {total: 40, members: {g: {count: 2}}}",
      predictors: "x: {level: g, assign: [old, new]}", model: "y ~ x + (1 | g)",
      effects: "intercept: 0, xnew: 1")
    #expect(
      mistakes(text) == [
        "3:12: 'x' has categories and varies between units of 'g', of which a 'r' has several; their "
          + "mean needs numbers, such as 0 and 1"
      ])
  }

  @Test func aSlopeOfAMeanIsNotServed() {
    let text = design(
      "g: 5, r: {total: 40, members: {g: {count: 2}}}",
      predictors: "x: {level: g, assign: [0, 1]}", model: "y ~ x + (1 + x || g)",
      random: "g: {sd: {intercept: 1, x: 1}}", effects: "intercept: 0, x: 1")
    #expect(
      mistakes(text).first
        == "3:12: this version does not serve a random slope of 'x' over 'g': rows have its mean over "
        + "several units at once")
  }

  @Test func aCrossingOfMembersIsNotServed() {
    let text = design(
      "g: 5, i: 4, r: {per: i, size: 9, members: {g: {count: 2}}}", model: "y ~ 1 + (1 | g:i)",
      random: "g:i: {sd: 1}")
    #expect(
      mistakes(text).first
        == "3:21: this version does not serve the crossing g x i, of which a row has several at once"
    )
  }

  @Test func anAllocationCannotBeBalancedWithinWhatIsDrawn() {
    let text = design(
      "g: 5, r: {size: 40, in: {g: random}}",
      predictors: "x: {level: r, assign: [0, 1], balance: g}")
    #expect(
      mistakes(text) == [
        "2:44: 'balance' names a level in which 'r' lies by 'per', but it is drawn in which 'g' each "
          + "one lies"
      ])
  }

  // Tables

  private func messages(_ csv: String, _ rule: String = "{table: t.csv}") throws -> [String] {
    mistakes(
      design("top: 2, other: 2, g: 3, r: {per: top x other, size: 9, in: {g: \(rule)}}"),
      in: environment(tables: ["t.csv": try DataTable(csv: csv)]))
  }

  @Test(arguments: [
    ("area,n\n1,2\n2,3\n", "the file has no column 'g'; the columns are area, n"),
    (
      "g,top\n1,1\n2,1\n3,2\n",
      "'t.csv' needs one column of counts beside those named by levels, but has none"
    ),
    (
      "g,n,m\n1,1,1\n2,1,1\n3,2,1\n",
      "'t.csv' needs one column of counts beside those named by levels, but has 'n' and 'm'"
    ),
    ("g,n\n1,1\n2,1\n", "column 'g' of 't.csv' has 2 different units, but the level has 3"),
    ("g,n\n1,1\n2,x\n3,1\n", "column 'n' of 't.csv' holds text, but it must hold the counts"),
    ("g,n\n1,1\n2,-1\n3,1\n", "column 'n' of 't.csv' has -1 in row 2; a count is 0 or more"),
    ("g,n\n1,1\n2,NA\n3,1\n", "column 'n' of 't.csv' has no value in row 2"),
    ("g,n\n1,1\n,2\n3,1\n2,1\n", "column 'g' of 't.csv' has no value in row 2"),
    ("g,n\n1,0\n2,0\n3,0\n", "'t.csv' has no count above 0"),
    ("top,g,n\n1,1,1\n1,2,1\n2,3,0\n", "'t.csv' has no count above 0 for 'top' 2"),
    (
      "top,other,g,n\n1,1,1,1\n1,2,2,1\n2,1,3,5\n",
      "'t.csv' has no count above 0 for 'top' 2 and "
        + "'other' 2"
    ),
    (
      "r,g,n\n1,1,1\n1,2,1\n2,3,0\n",
      "'t.csv' has a column 'r', a level of which it is not known in which of its units a 'r' lies "
        + "when it is drawn for; remove it"
    ),
  ])
  func tables(csv: String, message: String) throws {
    #expect(try messages(csv) == ["1:81: \(message)"])
  }

  @Test func aTableOfWeightsHasNoOtherLevels() throws {
    #expect(
      try messages("top,g,n\n1,1,1\n1,2,1\n2,3,1\n", "{weights: t.csv}") == [
        "1:83: 't.csv' has a column 'top', a level of which it is not known in which of its units a "
          + "'r' lies when it is drawn for; remove it"
      ])
  }

  @Test(arguments: [
    (
      "{weights: t.csv}", "g,n\n1,1\n2,0\n3,0\n4,0\n",
      "1:79: 't.csv' has no count above 0 for 't' 2"
    ),
    (
      "{table: t.csv}", "s,g,n\n1,1,1\n2,3,1\n3,3,1\n4,4,1\n2,2,0\n",
      "1:77: 't.csv' has no count above 0 for 's' 2 within the same 't'"
    ),
  ])
  func whatIsDrawnLiesInTheSameUnitAboveBoth(rule: String, csv: String, message: String) throws {
    let text = design("t: 2, s: 2 per t, g: 2 per t, r: {per: s, size: 9, in: {g: \(rule)}}")
    #expect(
      mistakes(text, in: environment(tables: ["t.csv": try DataTable(csv: csv)])) == [message])
  }

  @Test func aTableThatIsNotThere() {
    #expect(
      mistakes(design("g: 3, r: {size: 20, in: {g: {table: u.csv}}}")) == [
        "1:46: 'u.csv' cannot be read: there is no such file"
      ])
  }
}
