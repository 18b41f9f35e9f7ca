import PowerStudy
import StudyDesign

/// The words below the picture of power.
struct PowerCaption {
  let summary: RunSummary
  let charts: [PowerChart]
  let maps: [HeatMap]

  /// What is drawn against what, how sure it is, and what the lines are.
  var text: String {
    [what, intervals, target, errors, thinned, heat].compactMap { $0 }.joined(separator: " ")
  }

  private var tests: [TestSummary] { charts.flatMap(\.tests) }

  private var what: String {
    let names = TestBlock.distinctNames(
      TestBlock.blocks(of: summary.plan.scenarios[0].study), in: summary.plan.scenarios[0].study)
    let quantity = PowerTable.quantity(tests)
    let name = quantity.prefix(1).uppercased() + quantity.dropFirst()
    let of = " of the test\(names.count > 1 ? "s" : "") of \(list(names))"
    let axes = unique(charts.map(\.axis.title).filter { !$0.isEmpty })
    let against = axes.isEmpty ? "" : " against \(list(axes))"
    let series = unique(charts.map(\.seriesTitle).filter { !$0.isEmpty && $0 != "test" })
    return name + of + against + (series.isEmpty ? "" : ", by \(list(series))") + "."
  }

  private var intervals: String {
    let counts = summary.scenarios.compactMap { $0.tests.first?.fits.replicates }
    let least = NumberText.count(counts.min() ?? 0)
    let most = NumberText.count(counts.max() ?? 0)
    let replicates = least == most ? least : "\(least) to \(most)"
    let signs = charts.contains { $0.isCurve && $0.axis.labels.count > 1 } ? "Bands" : "Bars"
    return
      "\(signs) are Wilson's 95% Monte Carlo intervals from \(replicates) replicates per scenario."
  }

  private var target: String? {
    guard let target = summary.plan.target, !tests.allSatisfy(\.isTrueNull) else { return nil }
    return "The dashed line is the target of \(NumberText.value(target))."
  }

  private var errors: String? {
    guard tests.contains(where: \.isTrueNull) else { return nil }
    let line = "The dotted line is the nominal level of the test."
    guard charts.contains(where: { $0.panels.contains(where: \.mixesErrors) }) else { return line }
    return "Ringed points are type I errors, where the null value is true. " + line
  }

  private var thinned: String? {
    let values = charts.first { $0.valuesLeftOut > 0 }.map {
      "Curves leave out \($0.valuesLeftOut) values of \($0.seriesTitle)."
    }
    let mapsLeftOut = maps.first?.mapsLeftOut ?? 0
    let panels = charts.reduce(mapsLeftOut) { $0 + $1.panelsLeftOut }
    let rest =
      panels == 0
      ? nil : "\(NumberText.count(panels)) further panels are left out; the table has all."
    let parts = [values, rest].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private var heat: String? {
    guard !maps.isEmpty else { return nil }
    let line =
      summary.plan.target == nil
      ? "" : "; the line is where power, interpolated between scenarios, reaches the target"
    return "The cells of the map hold the same figures\(line)."
  }

  private func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }
}
