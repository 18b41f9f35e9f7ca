import PowerStudy

/// All figures of a block in a design without a grid, one below the other; analyses side by side.
struct FigureListing {
  let tests: [TestSummary]
  let target: Double?

  /// The listing, broken into several one below the other where the page is too narrow; Monte Carlo
  /// standard errors stand in parentheses.
  var lines: [String] {
    var blocks: [[String]] = []
    var start = 0
    while start < tests.count {
      var end = start + 1
      while end < tests.count, table(start..<end + 1).width <= pageWidth { end += 1 }
      blocks.append(table(start..<end).lines)
      start = end
    }
    return Array(blocks.joined(separator: [""]))
  }

  /// The listing of some of the tests.
  func table(_ columns: Range<Int>) -> TextTable {
    var table = TextTable(headers: tests.count > 1 ? 1 : 0)
    table.rows = tests.count > 1 ? [[""] + tests[columns].map { $0.analysis + " " }] : []
    for (name, text) in rows {
      guard tests.contains(where: { text($0) != NumberText.none }) else { continue }
      let texts = tests[columns].map(text)
      table.rows.append([name] + texts.map { $0.last == "*" || $0.last == "!" ? $0 : $0 + " " })
    }
    return table
  }

  private typealias Row = (name: String, text: (TestSummary) -> String)

  private var rows: [Row] { powerRows + estimateRows + fitRows }

  private var powerRows: [Row] {
    [
      (
        PowerTable.quantity(tests),
        { share($0.power) + ($0.reaches(target) ? "*" : "") }
      ),
      ("95% interval", { NumberText.interval($0.power.interval) }),
      (
        "power, SE method",
        { $0.informativeStandardErrorPower.map(NumberText.probability) ?? NumberText.none }
      ),
      (
        "95% interval",
        { test in
          test.informativeStandardErrorPower == nil
            ? NumberText.none
            : test.standardErrorPower.interval.map(NumberText.interval) ?? NumberText.none
        }
      ),
      ("draws whose power reaches the target", { share($0.shareReachingTarget) }),
      (
        "type I error, null value true",
        {
          $0.calibration == nil
            ? NumberText.none : share($0.calibration) + ($0.isAnticonservative ? "!" : "")
        }
      ),
      (
        "95% interval",
        { $0.calibration.map { NumberText.interval($0.interval) } ?? NumberText.none }
      ),
    ]
  }

  private var estimateRows: [Row] {
    [
      ("true value", { $0.truth.map(NumberText.value) ?? NumberText.none }),
      ("mean estimate", { $0.meanEstimate.map(NumberText.estimate) ?? NumberText.none }),
      ("bias", { measured($0.bias) }),
      ("empirical SE", { measured($0.empiricalSE) }),
      ("model SE", { measured($0.modelSE) }),
      ("relative error of model SE, %", { measured($0.relativeErrorSE) }),
      ("root mean square error", { measured($0.rmse) }),
      ("coverage", { share($0.coverage) }),
      ("type S error", { share($0.typeS) }),
      ("type M error (exaggeration)", { measured($0.typeM) }),
      ("mean degrees of freedom", { $0.meanDF.map(NumberText.estimate) ?? NumberText.none }),
    ]
  }

  private var fitRows: [Row] {
    let kinds = CellLine.needed(for: tests)
      .filter { [.failed, .failuresRejected, .singular, .withExpectedInformation].contains($0) }
    return kinds.map { kind in
      (kind.name, { String(kind.text($0, target: nil).dropLast()) })
    }
  }
}

/// A share with its Monte Carlo standard error in parentheses.
func share(_ share: Share?) -> String {
  guard let share else { return NumberText.none }
  return "\(NumberText.probability(share.value)) (\(NumberText.probability(share.mcse)))"
}

/// A figure with its Monte Carlo standard error in parentheses, which has two significant digits and
/// sets the decimals of both.
func measured(_ figure: Figure?) -> String {
  guard let figure else { return NumberText.none }
  guard let error = figure.mcse, error > 0 else { return NumberText.estimate(figure.value) }
  let decimals = NumberText.decimals(of: error, digits: 2)
  let value = NumberText.fixed(figure.value, decimals: decimals)
  return "\(value) (\(NumberText.fixed(error, decimals: decimals)))"
}
