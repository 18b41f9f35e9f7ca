import Foundation
import PowerStudy
import Testing

@testable import PowerReport

/// Pages in a real browser, where there is one: `make test-page` installs it.
@Suite(.enabled(if: Browser.path != nil, "there is no Chromium; make test-page installs it"))
struct BrowserTests {
  /// Two analyses by schools and effects; type S errors are not defined where the effect is 0.
  private func page() throws -> String {
    let summary = try SamplePages.ignoredClusters()
    return SamplePages.page(summary, pictures: pictures(of: summary, version: "mlpower 9.9.9"))
  }

  private func probe(_ width: Int, sorting columns: [String] = ["power"]) throws -> PageProbe {
    let browser = try Browser(
      page: PageProbe.document(try page(), width: width, sorting: columns))
    #expect(browser.console.isEmpty, "\(browser.console)")
    return try #require(PageProbe(document: browser.document), "\(browser.document.suffix(500))")
  }

  @Test func `at 400 pixels nothing makes the page scroll sideways, and all of it is there`() throws
  {
    let probe = try probe(400)
    #expect(probe.errors.isEmpty)
    #expect(probe.windowWidth == 400)
    #expect(probe.pageWidth <= 400)
    #expect(probe.frames.count > 5)
    #expect(probe.frames.allSatisfy { $0 <= 400 })
    #expect(!probe.pictures.isEmpty)
    #expect(probe.pictures.allSatisfy { $0[0] > 200 && $0[0] <= 400 && $0[1] > 100 })
    #expect(probe.equations.count > 5)
    #expect(probe.equations.allSatisfy { $0[0] > 5 && $0[0] <= 370 && $0[1] > 5 })
  }

  @Test func `a click sorts by size or by letters, another one turns it round`() throws {
    let probe = try probe(1200, sorting: ["analysis", "type S", "power"])
    #expect(probe.errors.isEmpty)
    #expect(probe.pageWidth <= 1200)
    let power = try #require(probe.columns["power"])
    let figures = power.map { $0.map { Double($0.prefix { $0 != " " }) } }
    let ascending = figures[0].compactMap { $0 }.sorted()
    #expect(ascending.count == 12)
    #expect(figures[1] == ascending)
    #expect(figures[2] == ascending.reversed())
    #expect(figures[1] != figures[0])
    let analysis = try #require(probe.columns["analysis"])
    let half = Array(repeating: "clusters ignored", count: 6)
    #expect(analysis[1] == half + Array(repeating: "multilevel", count: 6))
    #expect(analysis[2] == analysis[1].reversed())
    // Cells without a figure come last in either direction.
    let signs = try #require(probe.columns["type S"])
    #expect(signs[0].contains("–") && signs[0].first == "–")
    for state in signs.dropFirst() {
      #expect(state.prefix(6).allSatisfy { $0 == ".000 (.000)" })
      #expect(state.suffix(6).allSatisfy { $0 == "–" })
    }
    #expect(probe.sorting == ["ascending", "descending"])
    #expect(probe.takesFocus)
  }

  @Test func `a page by itself says nothing on the console, and its script adds the buttons`()
    throws
  {
    let browser = try Browser(page: try page())
    #expect(browser.console.isEmpty, "\(browser.console)")
    #expect(browser.document.contains("<button type=\"button\">coverage</button>"))
    #expect(browser.document.contains("class=\"copy\">Copy</button>"))
  }

  @Test func `without scripts all of the page is there but the buttons`() throws {
    let browser = try Browser(page: PageProbe.documentWithoutScripts(try page()))
    let start = try #require(browser.document.range(of: "<pre>"))
    let shown = browser.document[start.upperBound...].prefix { $0 != "<" }
    #expect(!shown.contains("&lt;button"))
    #expect(shown.contains("&lt;svg") && shown.contains("&lt;/math&gt;"))
    #expect(shown.contains("&lt;th scope=\"col\"&gt;coverage&lt;/th&gt;"))
  }
}
