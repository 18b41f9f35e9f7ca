import Foundation
import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct ReportPageTests {
  @Test func `a page is well-formed, and links lead to its sections`() throws {
    for summary in [
      try SamplePages.tutoring(), try SamplePages.ignoredClusters(),
      SampleResults.summary(try SamplePlans.classes(), rejected: [[700]]),
      SampleResults.summary(try SamplePlans.growth(), rejected: [[700, 3], [900, 0]]),
      SampleResults.summary(try SamplePlans.single(), rejected: [[700, 800]]),
      SampleResults.summary(try SamplePlans.data(), rejected: [[700]]),
    ] {
      let document = try #require(PageDocument(SamplePages.page(summary)))
      let ids = document.values(of: "id")
      #expect(Set(ids).count == ids.count)
      let targets = document.values(of: "href").map { String($0.dropFirst()) }
      #expect(targets == ["power", "design", "methods", "figures", "references", "file"])
      #expect(Set(targets).isSubset(of: ids))
      #expect(document.count("math") > 0)
    }
  }

  @Test func `a page asks for nothing from elsewhere`() throws {
    let page = SamplePages.page(try SamplePages.tutoring())
    let document = try #require(PageDocument(page))
    #expect(document.values(of: "src").isEmpty)
    #expect(document.count("link") == 0)
    #expect(!page.contains("@import") && !page.contains("url("))
    // The only address is the name of a namespace.
    #expect(page.components(separatedBy: "http").count == 2)
  }

  @Test func `values cannot become markup`() throws {
    let attack = "<script>alert(1)</script> & \"x\" 'y' \u{1}"
    var plan = try SamplePlans.tutoring()
    plan.title = attack
    plan.description = attack
    plan.remarks = [attack]
    plan.axes[0].path = attack
    plan.axes[0].labels[0] = attack
    for index in plan.scenarios.indices {
      plan.scenarios[index].study.analyses[0].name = attack
      plan.scenarios[index].study.tests[0].name = attack
      plan.scenarios[index].study.levels[0].name = attack
      plan.scenarios[index].study.predictors[0].name = attack
      plan.scenarios[index].statedSizes[0].level = attack
    }
    let summary = SampleResults.summary(plan, rejected: Array(repeating: [500], count: 6))
    let page = reportPage(
      summary: summary, pictures: [Picture(name: attack, caption: attack, svg: "<svg/>")],
      design: DesignSource(
        name: attack, text: attack, changes: [StatedValue(path: attack, value: attack)]),
      version: attack)
    let document = try #require(PageDocument(page))
    #expect(document.count("script") == 1)
    #expect(!page.contains("<script>alert"))
    let shown = attack.replacingOccurrences(of: "\u{1}", with: "\u{FFFD}")
    #expect(document.text.components(separatedBy: shown).count > 20)
    #expect(document.values(of: "aria-label").contains { $0.contains(shown) })
  }

  @Test func `a combining mark does not hide a bracket or a quote`() {
    #expect(Markup.escaped("<\u{301}b \"\u{301}") == "&lt;\u{301}b &quot;\u{301}")
  }

  @Test func `changes of the design are shown, the last of each value`() throws {
    let page = SamplePages.page(
      try SamplePages.tutoring(),
      changes: [
        StatedValue(path: "simulation.seed", value: "5"), StatedValue(path: "school", value: "60"),
        StatedValue(path: "simulation.seed", value: "7"),
      ])
    #expect(
      page.contains(
        """
        <p>The run took the file <code>study.yaml</code> below with these changes:</p>
        <ul class="changes">
        <li><code>school</code> is <code>60</code></li>
        <li><code>simulation.seed</code> is <code>7</code></li>
        </ul>
        """))
    #expect(page.contains("study.yaml with changes, seed 1"))
    let plain = SamplePages.page(try SamplePages.tutoring())
    #expect(plain.contains("The run took the file <code>study.yaml</code> as it stands here."))
    #expect(
      plain.contains(
        "<pre class=\"frame\" tabindex=\"0\" aria-label=\"Design file\">title: A study\n</pre>"))
  }

  @Test func `pictures are numbered, the power's first, and share no id`() throws {
    let svg = """
      <?xml version="1.0"?>
      <svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="t"><title id="t">x</title>\
      <clipPath id="c1"/><g clip-path="url(#c1)"><use href="#c1"/></g></svg>
      """
    let page = SamplePages.page(
      try SamplePages.tutoring(),
      pictures: [
        Picture(name: "calibration", caption: "Errors.", svg: svg),
        Picture(name: "power", caption: "Power & more.", svg: svg),
      ])
    let document = try #require(PageDocument(page))
    let ids = document.values(of: "id")
    #expect(Set(ids).count == ids.count)
    #expect(ids.filter { $0.hasSuffix("-c1") } == ["figure-1-c1", "figure-2-c1"])
    #expect(document.values(of: "clip-path") == ["url(#figure-1-c1)", "url(#figure-2-c1)"])
    #expect(document.values(of: "aria-labelledby") == ["figure-1-t", "figure-2-t"])
    let first = try #require(page.firstRange(of: "<strong>Figure 1.</strong> Power &amp; more."))
    let second = try #require(page.firstRange(of: "<strong>Figure 2.</strong> Errors."))
    let table = try #require(page.firstRange(of: "<table>"))
    #expect(first.lowerBound < table.lowerBound && table.lowerBound < second.lowerBound)
  }

  @Test func `every publication that is cited is among the references, and no other`() throws {
    let page = SamplePages.page(try SamplePages.tutoring())
    let list = try #require(page.firstRange(of: "<ul class=\"references\">"))
    let text = page[..<list.lowerBound].replacingOccurrences(of: "&amp;", with: "&")
    let cited = text.matches(of: /([A-Z][A-Za-z-]+) \(?((?:19|20)[0-9]{2})\b/)
      .map { (name: String($0.output.1), year: Int($0.output.2)) }
    let expected = Reference.all.filter { reference in
      cited.contains { reference.authors.hasSuffix($0.name) && $0.year == reference.year }
    }
    #expect(expected.count == 5)
    for (name, year) in cited {
      #expect(expected.contains { $0.authors.hasSuffix(name) && $0.year == year }, "\(name)")
    }
    #expect(page[list.lowerBound...].components(separatedBy: "<li>").count - 1 == expected.count)
  }
}
