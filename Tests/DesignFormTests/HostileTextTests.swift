import DesignForm
import DesignLanguage
import Testing

/// Texts as they are while somebody types, and as they should never be.
@Suite struct HostileTextTests {
  private static let pieces = [
    "{", "}", "[", "]", ":", ": ", ",", "#", " #", "'", "\"", "|", ">", "-", "- ", "\n", "\r\n",
    "\t",
    "  ", "&a", "*a", "!x", "?", "%", "@", "~", "per", "x", ".", "..", "\u{FEFF}", "\u{2028}",
    "\u{85}",
    "\u{1F600}", "\u{0}", "levels:", "tests: [", "<<: {}", "1e999", "\\", "null", "\u{301}",
  ]

  /// Whatever the text, there is a form or none, and what an edit gives reads.
  @Test(arguments: 0..<12)
  func brokenTextsAreReadOrRefused(round: Int) {
    var stream = SplitMix(seed: 90 + UInt64(round))
    for _ in 0..<25 {
      var text = shippedDesigns.randomElement(using: &stream)!.text
      for _ in 0..<Int.random(in: 1...6, using: &stream) {
        var scalars = Array(text.unicodeScalars)
        let place = Int.random(in: 0...scalars.count, using: &stream)
        if Bool.random(using: &stream) {
          let end = min(scalars.count, place + Int.random(in: 1...20, using: &stream))
          scalars.removeSubrange(place..<end)
        } else {
          scalars.insert(
            contentsOf: Self.pieces.randomElement(using: &stream)!.unicodeScalars, at: place)
        }
        text = scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
      }
      guard let form = DesignForm(text: text) else { continue }
      for field in form.sections.flatMap(\.fields).shuffled(using: &stream).prefix(4) {
        let edits: [DesignEdit] = [
          .set(path: field.path, value: Self.pieces.randomElement(using: &stream)! + "1"),
          .remove(path: field.path), .add(parent: field.path, name: "n", value: "{a: [b]}"),
          .add(parent: field.path, name: nil, value: "v"),
        ]
        for edit in edits {
          guard let new = try? DesignEdit.apply([edit], to: text) else { continue }
          #expect(DesignForm(text: new) != nil)
        }
      }
    }
  }

  /// A hundred kilobytes, of which each predictor is looked at a few times only.
  @Test func manyPredictorsHaveAFormAndCanBeEdited() throws {
    let names = (0..<1500).map { "x\($0)" }
    let text =
      "levels: {school: 10, pupil: 5 per school}\npredictors:\n"
      + names.map { "  \($0): {level: pupil, normal: {sd: 1}}\n" }.joined()
      + "model: y ~ " + names.joined(separator: " + ") + "\neffects:\n"
      + names.map { "  \($0): 0.1\n" }.joined()
    #expect(text.utf8.count > 80_000)
    #expect(DesignForm(text: text) != nil)
    let new = try DesignEdit.apply([.set(path: "effects.x1499", value: "0.2")], to: text)
    #expect(new.hasSuffix("x1499: 0.2\n"))
  }
}
