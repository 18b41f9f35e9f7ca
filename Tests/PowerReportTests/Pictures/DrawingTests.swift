import Testing

@testable import PowerReport

@Suite struct DrawingTests {
  @Test(
    "Ticks are multiples of 1, 2 or 5 times a power of ten",
    arguments: [
      (0.0...1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.0...0.13, 6, ["0.00", "0.05", "0.10"]),
      (18.0...102.0, 8, ["20", "40", "60", "80", "100"]),
      (-0.3...0.7, 6, ["-0.2", "0.0", "0.2", "0.4", "0.6"]),
      (1200.0...9900.0, 5, ["2000", "4000", "6000", "8000"]),
      (0.0...0.00007, 5, ["0.00000", "0.00002", "0.00004", "0.00006"]),
      (1e6...5e6, 6, ["1000000", "2000000", "3000000", "4000000", "5000000"]),
    ])
  func ticks(range: ClosedRange<Double>, most: Int, labels: [String]) {
    #expect(Ticks(within: range, most: most).labels == labels)
  }

  @Test("A range of one value has that value as its tick")
  func oneValue() {
    #expect(Ticks(within: 3...3, most: 6).values == [3])
  }

  @Test("Swept values are ticks while there is room, then round numbers")
  func sweptValues() {
    let wide = LinearScale(domain: 20...100, start: 0, end: 400)
    let values = [20.0, 37, 60, 100]
    let labels = ["20", "37", "60", "100"]
    let all = HorizontalTicks(values: values, labels: labels, scale: wide).ticks
    #expect(all.map(\.label) == labels)
    #expect(all.map(\.place) == [0, 85, 200, 400])
    let narrow = LinearScale(domain: 20...100, start: 0, end: 70)
    let few = HorizontalTicks(values: values, labels: labels, scale: narrow).ticks
    #expect(few.map(\.label) == ["50", "100"])
    // A label of 63 would reach 31 beyond the end.
    let long = HorizontalTicks(
      values: [0, 5e8], labels: ["0", "500000000"],
      scale: LinearScale(domain: 0...5e8, start: 0, end: 400))
    #expect(long.ticks.map(\.label) == ["0", "100000000", "200000000", "300000000", "400000000"])
  }

  @Test("Lines break at spaces, in longer words after a point, else anywhere")
  func wrapping() {
    let lettering = Lettering(size: 10)
    #expect(lettering.wrapped("one two three", width: 45) == ["one two", "three"])
    #expect(lettering.wrapped("effects.treatment", width: 60) == ["effects.", "treatment"])
    #expect(
      lettering.wrapped("school = 20, pupil = 10", width: 80) == ["school = 20,", "pupil = 10"])
    #expect(lettering.wrapped("school = 20", width: 40) == ["school", "= 20"])
    #expect(lettering.wrapped("mmmmmm", width: 20) == ["mm", "mm", "mm"])
    #expect(lettering.wrapped("mm", width: 1) == ["m", "m"])
    #expect(lettering.wrapped("", width: 45).isEmpty)
  }

  @Test("Text is escaped, and what XML cannot hold is replaced")
  func escaping() {
    #expect(
      escapedForXML("a < b & \"c\" > \u{1}d\ne\u{FFFE}")
        == "a &lt; b &amp; &quot;c&quot; &gt; \u{FFFD}d e\u{FFFD}")
    let element = SVGElement("text", ["id": "\"<"], text: "<&>")
    #expect(element.markup() == "<text id=\"&quot;&lt;\">&lt;&amp;&gt;</text>\n")
  }

  @Test("Coordinates have two decimals at most and no negative zero")
  func coordinates() {
    #expect(
      [1.0, 0.5, 1.0 / 3, -0.001, 1234.565, -2.25].map(coordinate)
        == ["1", "0.5", "0.33", "0", "1234.57", "-2.25"])
  }

  @Test("Twelve series differ in their markers, and each two of them in colour or dashes too")
  func styles() {
    let styles = (0..<12).map { SeriesStyle($0) }
    #expect(Set(styles.map { "\($0.marker)" }).count == 12)
    #expect(Set(styles.map { $0.colour + $0.dashes }).count == 12)
  }

  @Test("Of too many things some are chosen evenly, the first and the last among them")
  func choice() {
    #expect(evenlyChosen(of: 3, most: 5) == [0, 1, 2])
    #expect(evenlyChosen(of: 10, most: 4) == [0, 3, 6, 9])
    #expect(evenlyChosen(of: 20, most: 7) == [0, 3, 6, 10, 13, 16, 19])
    #expect(evenlyChosen(of: 5, most: 1) == [0])
    #expect(evenlyChosen(of: 0, most: 4).isEmpty)
  }

  @Test("Shades grow ever darker")
  func shades() {
    func luminance(_ colour: String) -> Int {
      let value = Int(colour.dropFirst(), radix: 16)!
      return 3 * (value >> 16) + 6 * (value >> 8 & 255) + (value & 255)
    }
    let levels = (0...40).map { luminance(Shade.colour(Double($0) / 40)) }
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 > $1 })
    #expect(Shade.colour(0) == "#ffffff")
    #expect(Shade.colour(1) == "#002d5a")
    #expect(
      [0, 0.5, 0.7, 0.8, 1].map(Shade.ink) == [
        "#000000", "#000000", "#000000", "#ffffff", "#ffffff",
      ])
  }

  @Test("A contour runs where neighbours lie on either side of the level")
  func contour() {
    // Rises by 1 with each column, so that 1.5 is half-way between the second and the third.
    let plane = Contour(values: [[0, 1, 2], [0, 1, 2], [0, 1, 2]], level: 1.5).lines
    #expect(
      plane == [[Point(1.5, 2), Point(1.5, 1), Point(1.5, 0)]]
        || plane == [[Point(1.5, 0), Point(1.5, 1), Point(1.5, 2)]])
    #expect(Contour(values: [[0, 1], [0, 1]], level: 2).lines.isEmpty)
    #expect(Contour(values: [[0, .nan], [0, 1]], level: 0.5).lines.isEmpty)
    // A peak has a closed line around it.
    let peak = Contour(values: [[0, 0, 0], [0, 1, 0], [0, 0, 0]], level: 0.5).lines
    #expect(peak.count == 1)
    #expect(peak[0].first == peak[0].last)
    #expect(Set(peak[0].map { "\($0.x) \($0.y)" }) == ["0.5 1.0", "1.5 1.0", "1.0 0.5", "1.0 1.5"])
    // At a saddle the mean of the corners, below the level, parts the two high ones.
    let saddle = Contour(values: [[1, 0], [0, 1]], level: 0.6).lines
    #expect(saddle.count == 2)
  }
}
