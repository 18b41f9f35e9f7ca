import Foundation
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct PageTableTests {
  @Test func `a grid has a group of rows for each value down, and marks what reaches the target`()
    throws
  {
    let summary = try SamplePages.tutoring()
    let tables = GridTables(summary: summary, block: TestBlock(tests: [0])).tables
    #expect(tables.count == 1)
    let text = tables[0].markup(label: "treatment: Power").text
    #expect(
      text.hasPrefix(
        """
        <div class="frame" role="region" tabindex="0" aria-label="treatment: Power"><table>\
        <caption>Power</caption><thead><tr><th scope="col" class="text">school</th>\
        <th scope="col" class="text">pupil</th><th scope="col">10</th><th scope="col">25</th></tr>\
        </thead><tbody><tr class="main"><th scope="rowgroup" rowspan="3">20</th>\
        <th scope="row">power</th><td>.217</td><td>.258</td></tr>
        <tr><th scope="row">95% interval</th><td>.193–.244</td><td>.232–.286</td></tr>
        <tr><th scope="row">SE method</th><td>.222</td><td>.263</td></tr>
        """))
    #expect(text.contains("<td>.571</td><td class=\"reached\">.812<b>*</b></td></tr>"))
  }

  @Test func `analyses stand below the values across that they share`() throws {
    let summary = try SamplePages.ignoredClusters()
    let tables = GridTables(summary: summary, block: TestBlock(tests: [0, 1])).tables
    #expect(
      tables.map(\.caption) == [
        "Type I error where effects.treatment = 0", "Power where effects.treatment = 0.25",
      ])
    #expect(
      tables[0].headers.map { $0.map(\.text) } == [
        ["school", "", "multilevel", "clusters ignored"]
      ])
    #expect(tables[0].bodies[0][0].cells.map(\.text) == ["20", "type I error", ".060", ".210"])
  }

  @Test func `wide grids go into several tables`() throws {
    let values = (1...23).map(String.init)
    let plan = try SampleStudies.plan(
      title: "Wide",
      axes: [
        GridAxis(path: "school", labels: (1...23).map { String(20 * $0) }),
        GridAxis(path: "pupil", labels: values),
      ]
    ) { try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!) }
    let summary = SampleResults.summary(
      plan, rejected: Array(repeating: [500], count: 23 * 23))
    let tables = GridTables(summary: summary, block: TestBlock(tests: [0])).tables
    #expect(tables.map { $0.headers[0].count - 2 } == [10, 10, 3])
    #expect(tables.flatMap { $0.headers[0].dropFirst(2).map(\.text) } == values)
  }

  @Test func `all figures leave out what is the same everywhere, and say it once`() throws {
    let figures = FigureTable(try SamplePages.tutoring())
    #expect(
      figures.settings
        == "In all rows: analysis model, test treatment, method z, side two-sided, alpha 0.05, "
        + "against 0, rows 400, replicates 1,000, converged 1,000, singular 0, failed 0.")
    let table = figures.table
    #expect(
      table.headers[1].map(\.text) == [
        "school", "pupil", "power", "95% interval", "SE method", "its interval", "true value",
        "mean", "bias", "empirical SE", "model SE", "its error, %", "RMSE", "coverage",
        "bias-eliminated", "type S", "type M",
      ])
    #expect(
      table.headers[0].map(\.text) == ["Scenario", "Power", "Estimate", "Interval and errors"])
    #expect(table.headers[0].map(\.columns) == [2, 4, 7, 4])
    #expect(table.bodies[0].count == 6)
    #expect(
      table.bodies[0][5].cells.map(\.text) == [
        "60", "25", ".812 (.012)", ".787–.835", ".817", ".812–.822", "0.25", "0.251",
        "0.0010 (0.0032)", "0.1000 (0.0023)", "0.09900 (0.00040)", "-1.0 (2.2)",
        "0.1001 (0.0023)", ".950 (.007)", ".950 (.007)", ".000 (.000)", "1.080 (0.010)",
      ])
  }

  @Test func `what differs between rows has a column`() throws {
    let figures = FigureTable(try SamplePages.ignoredClusters())
    let titles = figures.table.headers[1].map(\.text)
    #expect(titles.prefix(5) == ["school", "effects.treatment", "analysis", "method", "power"])
    #expect(figures.table.bodies[0].count == 12)
    #expect(
      figures.table.bodies[0][1].cells.prefix(4).map(\.text) == [
        "20", "0", "clusters ignored", "t",
      ])
    #expect(figures.table.bodies[0][1].cells[2].kind == .text)
  }

  @Test func `a minus is one, and words are left alone`() {
    #expect(NumberText.typeset("-0.2 (0.1)") == "−0.2 (0.1)")
    #expect(NumberText.typeset("-.2") == "−.2")
    #expect(NumberText.typeset("-ish") == "-ish")
    #expect(NumberText.typeset("0.2") == "0.2")
  }

  @Test func `a thousand scenarios of three tests make a page of less than 2 MB`() throws {
    let plan = try SampleStudies.plan(
      title: "Large",
      axes: [
        GridAxis(path: "school", labels: (1...40).map { String(10 * $0) }),
        GridAxis(path: "pupil", labels: (1...25).map(String.init)),
      ]
    ) { labels in
      var study = try SampleStudies.tutoring(schools: Int(labels[0])!, pupils: Int(labels[1])!)
      let test = study.tests[0]
      study.tests = ["first", "second", "third"].enumerated().map {
        StudyTest(name: $1, analysis: 0, coefficient: $0, method: test.method)
      }
      return study
    }
    let summary = SampleResults.summary(
      plan, rejected: Array(repeating: [512, 48, 900], count: 1000))
    let page = SamplePages.page(summary)
    #expect(page.utf8.count < 2_000_000)
    #expect(page.components(separatedBy: "<tr>").count > 3000)
  }
}
