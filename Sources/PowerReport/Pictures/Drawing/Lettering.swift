/// A size and weight of text, with an estimate of the room that text takes.
///
/// No font can be relied on: a page is read with whatever sans serif there is. Widths are the larger ones
/// of two common families that differ most, narrow Helvetica and wide DejaVu Sans.
struct Lettering: Equatable {
  var size: Double
  var isBold = false
  var colour = Ink.black

  static let title = Lettering(size: 15, isBold: true)
  static let heading = Lettering(size: 12, isBold: true)
  static let label = Lettering(size: 12)
  static let tick = Lettering(size: 11)
  static let note = Lettering(size: 11, colour: Ink.grey)

  /// From one line to the next.
  var lineHeight: Double { (size * 1.25).rounded(.up) }

  /// The width of a text on one line.
  func width(_ text: String) -> Double {
    let share = text.unicodeScalars.reduce(0.0) { $0 + Self.width($1) }
    return share / 100 * size * (isBold ? 1.13 : 1)
  }

  /// Breaks a text into lines no wider than `width`: at spaces but those around an equals sign, within
  /// longer words after a point or another mark, else anywhere.
  func wrapped(_ text: String, width limit: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words(text, width: limit) {
      let joined = line.isEmpty ? word : line + " " + word
      if width(joined) <= limit {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = word
      while width(line) > limit, line.count > 1 {
        let part = firstPart(of: line, width: limit)
        lines.append(part)
        line = String(line.dropFirst(part.count))
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The words of a text; `a = 1` is one where it fits.
  private func words(_ text: String, width limit: Double) -> [String] {
    let all = text.split(whereSeparator: \.isWhitespace).map(String.init)
    var words: [String] = []
    var index = 0
    while index < all.count {
      let whole = all[index..<min(index + 3, all.count)].joined(separator: " ")
      let isEquation = index + 2 < all.count && all[index + 1] == "=" && width(whole) <= limit
      words.append(isEquation ? whole : all[index])
      index += isEquation ? 3 : 1
    }
    return words
  }

  /// As much of a word as fits, at least a letter.
  private func firstPart(of word: String, width limit: Double) -> String {
    var fitting = ""
    for letter in word {
      guard width(fitting + String(letter)) <= limit else { break }
      fitting.append(letter)
    }
    if fitting.isEmpty { return String(word.prefix(1)) }
    let broken = fitting.lastIndex { ".:_-/,".contains($0) }
    guard let broken, broken > fitting.startIndex else { return fitting }
    return String(fitting[...broken])
  }

  /// In hundredths of the size, from space to tilde.
  private static let widths: [Double] = [
    32, 40, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 56, 102, 68, 69, 72, 77, 67, 61, 78, 75, 30, 50, 68, 56, 86, 75, 79,
    67, 79, 72, 67, 62, 73, 68, 99, 68, 67, 68, 39, 34, 39, 84, 58, 50, 61, 64, 55, 64, 62, 37, 64,
    63, 28, 30, 58, 28, 97, 63, 61, 64, 64, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
  ]

  private static func width(_ scalar: Unicode.Scalar) -> Double {
    if (32..<127).contains(scalar.value) { return widths[Int(scalar.value) - 32] }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    // East Asian scripts and pictographs fill a square.
    default: return scalar.value < 0x1100 ? 70 : 105
    }
  }
}

/// How a text lies to its place.
enum Anchor: String {
  case start
  case middle
  case end
}

extension SVGElement {
  /// A line of text whose base line runs through `place`.
  static func text(
    _ text: String, at place: Point, _ lettering: Lettering, _ anchor: Anchor = .start
  ) -> SVGElement {
    var element = SVGElement(
      "text",
      [
        "x": coordinate(place.x), "y": coordinate(place.y), "font-size": coordinate(lettering.size),
        "fill": lettering.colour,
      ], text: text)
    if lettering.isBold { element = element.with("font-weight", "bold") }
    return anchor == .start ? element : element.with("text-anchor", anchor.rawValue)
  }

  /// Lines of text, the base line of the first through `place`.
  static func lines(
    _ lines: [String], at place: Point, _ lettering: Lettering, _ anchor: Anchor = .start
  ) -> [SVGElement] {
    lines.enumerated().map { index, line in
      let y = place.y + Double(index) * lettering.lineHeight
      return .text(line, at: Point(place.x, y), lettering, anchor)
    }
  }

  /// A line of text that reads upwards, its middle at `place`.
  static func upward(_ text: String, at place: Point, _ lettering: Lettering) -> SVGElement {
    SVGElement.text(text, at: place, lettering, .middle)
      .with("transform", "rotate(-90 \(coordinate(place.x)) \(coordinate(place.y)))")
  }
}
