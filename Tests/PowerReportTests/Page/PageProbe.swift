import Foundation

@testable import PowerReport

/// A script that tries out a page in a browser, and what it found.
struct PageProbe: Codable {
  var errors: [String]
  var windowWidth: Int
  var pageWidth: Int
  /// Sizes on the screen, width and height.
  var pictures: [[Double]]
  var equations: [[Double]]
  /// Right edges of all frames of tables, of which what is wider scrolls.
  var frames: [Double]
  /// By the heading of a column: its cells as they are, then after one click and after two.
  var columns: [String: [[String]]]
  /// After each of these two clicks on the last column.
  var sorting: [String?]
  /// Whether the tab key reaches a heading.
  var takesFocus: Bool

  /// A document that shows the page, with the script in it, in a frame of this width. Windows have a
  /// least width, frames do not.
  static func document(_ page: String, width: Int, sorting columns: [String]) -> String {
    let names = columns.map { "'\($0)'" }.joined(separator: ", ")
    let probed = page.replacingOccurrences(
      of: "<head>", with: "<head><script>\(recordErrors)</script>"
    ).replacingOccurrences(
      of: "</body>", with: "<script>\nvar names = [\(names)];\n\(probe)</script></body>")
    return """
      <!DOCTYPE html><title>frame</title>
      <iframe style="width: \(width)px; height: 900px; border: 0" srcdoc="\(Markup.escaped(probed))">
      </iframe>
      """
  }

  /// A document that shows the page in a frame without scripts, and then has its markup as text.
  static func documentWithoutScripts(_ page: String) -> String {
    """
    <!DOCTYPE html><title>frame</title><pre></pre>
    <script>
    function read(frame) {
      document.querySelector('pre').textContent = frame.contentDocument.documentElement.outerHTML;
    }
    </script>
    <iframe sandbox="allow-same-origin" onload="read(this)" srcdoc="\(Markup.escaped(page))"></iframe>
    """
  }

  /// Reads what the script wrote into the document.
  init?(document: String) {
    guard let start = document.range(of: "data-found=\""),
      let end = document[start.upperBound...].firstIndex(of: "\""),
      let text = document[start.upperBound..<end].removingPercentEncoding,
      let found = try? JSONDecoder().decode(PageProbe.self, from: Data(text.utf8))
    else { return nil }
    self = found
  }

  private static let recordErrors = """
    window.failures = [];
    window.addEventListener('error', function (event) { window.failures.push(event.message); });
    """

  private static let probe = """
    function list(query) { return Array.prototype.slice.call(document.querySelectorAll(query)); }
    function size(element) {
      var box = element.getBoundingClientRect();
      return [box.width, box.height];
    }
    var table = document.querySelector('table.sortable');
    var headings = Array.prototype.slice.call(table.tHead.rows[1].cells);
    function cells(place) {
      return Array.prototype.map.call(table.tBodies[0].rows, function (row) {
        return row.cells[place].textContent;
      });
    }
    var found = {
      errors: window.failures, windowWidth: window.innerWidth,
      pageWidth: document.documentElement.scrollWidth,
      pictures: list('figure svg').map(size), equations: list('math').map(size),
      frames: list('.frame').map(function (frame) { return frame.getBoundingClientRect().right; }),
      columns: {}, sorting: [], takesFocus: false
    };
    names.forEach(function (name) {
      var place = headings.findIndex(function (heading) { return heading.textContent === name; });
      var button = headings[place].querySelector('button');
      var states = [cells(place)];
      found.sorting = [];
      [1, 2].forEach(function () {
        button.click();
        states.push(cells(place));
        found.sorting.push(headings[place].getAttribute('aria-sort'));
      });
      button.focus();
      found.takesFocus = document.activeElement === button && button.tabIndex === 0;
      found.columns[name] = states;
    });
    parent.document.documentElement.setAttribute(
      'data-found', encodeURIComponent(JSON.stringify(found)));

    """
}
