import Foundation
import FoundationXML

@testable import PowerReport

/// A picture read back from its document: its texts with the room they take, and its elements by name.
final class DrawnPage: NSObject, XMLParserDelegate {
  struct Box {
    var text: String
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  private(set) var texts: [Box] = []
  /// How often each element occurs.
  private(set) var counts: [String: Int] = [:]
  /// All attribute values of elements by `element.attribute`.
  private(set) var values: [String: [String]] = [:]
  private(set) var metadata = ""
  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var isWellFormed = false
  private var origins: [Point] = [Point(0, 0)]
  private var open: (name: String, attributes: [String: String], text: String)?

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  /// What overlaps or leaves the page.
  var faults: [String] {
    var faults: [String] = []
    for (index, box) in texts.enumerated() {
      if box.left < 0 || box.top < 0 || box.right > width || box.bottom > height {
        faults.append("'\(box.text)' leaves the page")
      }
      for other in texts[(index + 1)...] where box.overlaps(other) {
        faults.append("'\(box.text)' overlaps '\(other.text)'")
      }
    }
    return faults
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    for (key, value) in attributes { values["\(name).\(key)", default: []].append(value) }
    if name == "svg" {
      let box = attributes["viewBox"]!.split(separator: " ").map { Double($0)! }
      (width, height) = (box[2], box[3])
    }
    var origin = origins.last!
    if name == "g", let numbers = Self.numbers(attributes["transform"], of: "translate") {
      origin = Point(origin.x + numbers[0], origin.y + numbers[1])
    }
    origins.append(origin)
    open = (name, attributes, "")
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open?.text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if let open, open.name == name {
      if name == "text" { texts.append(box(open.text, open.attributes)) }
      if name == "metadata" { metadata = open.text }
    }
    open = nil
    origins.removeLast()
  }

  private func box(_ text: String, _ attributes: [String: String]) -> Box {
    let lettering = Lettering(
      size: Double(attributes["font-size"]!)!, isBold: attributes["font-weight"] == "bold")
    let (x, y) = (Double(attributes["x"]!)!, Double(attributes["y"]!)!)
    let width = lettering.width(text)
    let start: Double =
      switch attributes["text-anchor"] {
      case "middle": -width / 2
      case "end": -width
      default: 0
      }
    // Capitals and figures reach some 0.75 of the size above the base line, tails 0.22 below it.
    let (above, below) = (0.75 * lettering.size, 0.22 * lettering.size)
    let origin = origins.last!
    if attributes["transform"]?.hasPrefix("rotate(-90 ") == true {
      return Box(
        text: text, left: origin.x + x - above, right: origin.x + x + below,
        top: origin.y + y - start - width, bottom: origin.y + y - start)
    }
    return Box(
      text: text, left: origin.x + x + start, right: origin.x + x + start + width,
      top: origin.y + y - above, bottom: origin.y + y + below)
  }

  private static func numbers(_ transform: String?, of name: String) -> [Double]? {
    guard let transform, transform.hasPrefix(name + "(") else { return nil }
    return transform.dropFirst(name.count + 1).dropLast().split(separator: " ").map { Double($0)! }
  }
}
