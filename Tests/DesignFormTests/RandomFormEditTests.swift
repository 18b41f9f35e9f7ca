import DesignForm
import DesignLanguage
import Testing

/// Edits as a person makes them in a form, many in a row.
@Suite struct RandomFormEditTests {
  @Test(arguments: shippedDesigns.indices.filter { $0 % 6 == 0 })
  func formAndTextAgreeAfterFiftyEdits(index: Int) throws {
    var text = shippedDesigns[index].text
    var stream = SplitMix(seed: 7_000 + UInt64(index))
    var made = 0
    for number in 0..<50 {
      let form = try #require(DesignForm(text: text))
      let fields = form.sections.flatMap(\.fields)
      let additions = form.sections.flatMap(\.adds)
      let before = text
      switch number % 5 {
      case 0 where !additions.isEmpty:
        let addition = additions.randomElement(using: &stream)!
        guard let new = try? adding(addition, to: text) else { continue }
        text = new
      case 1:
        let all = fields.filter { $0.isRemovable && !$0.path.hasPrefix("grid") }
        guard let field = all.randomElement(using: &stream), fields.count > 25 else { continue }
        let edits = field.removal.isEmpty ? [.remove(path: field.path)] : field.removal
        guard let new = try? DesignEdit.apply(edits, to: text) else { continue }
        text = new
      default:
        let field = fields.randomElement(using: &stream)!
        let value: String
        if let slider = field.slider {
          let step = Int.random(
            in: 0...Int((slider.most - slider.least) / slider.step), using: &stream)
          value = "\(((slider.least + Double(step) * slider.step) * 1e6).rounded() / 1e6)"
        } else if let choices = field.choices {
          value = choices.randomElement(using: &stream)!
        } else {
          value = ["a: b", "x, y", "five", "{a: 1}", "[1, 2]", "\"q\"", "y ~ x"].randomElement(
            using: &stream)!
        }
        guard let new = try? DesignEdit.apply([.set(path: field.path, value: value)], to: text)
        else {
          continue
        }
        text = new
        let again = try #require(DesignForm(text: text)).sections.flatMap(\.fields)
        // A level that has become a text goes by its name alone; keys have fields of their own.
        let name = field.path.replacing("levels.", with: "")
        if let same = again.first(where: { $0.path == field.path || $0.path == name }) {
          #expect(same.value == (value == "\"q\"" ? "q" : value), "\(field.path)")
        } else {
          #expect(
            value.hasPrefix("{") || field.path == "tests" && value.hasPrefix("["),
            "\(field.path): \(value)")
        }
      }
      if text != before { made += 1 }
      // Setting what a field shows changes nothing but how it is quoted.
      guard number % 10 == 0 else { continue }
      let root = try #require(YAMLDocument(text: text, file: "").root)
      for field in try #require(DesignForm(text: text)).sections.flatMap(\.fields).prefix(12) {
        guard
          let same = try? DesignEdit.apply([.set(path: field.path, value: field.value)], to: text)
        else { continue }
        #expect(
          YAMLDocument(text: same, file: "").root?.typedText == root.typedText, "\(field.path)")
      }
    }
    #expect(made >= 25, "only \(made) of 50 edits could be made")
  }
}

/// Numbers from a fixed seed (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
