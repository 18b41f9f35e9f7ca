import Foundation

/// An endless row of shipped designs that somebody's hand, or cat, has changed; the same for the same seed.
struct FuzzedDesigns {
  let designs: [String]
  private let lines: [String]
  private var random: Xorshift

  init(_ designs: [String], seed: UInt64) {
    self.designs = designs
    lines = designs.flatMap { $0.components(separatedBy: "\n") }
    random = Xorshift(seed: seed)
  }

  /// The texts of all shipped designs.
  static func shipped() throws -> [String] {
    let folder = RunningServer.package.appendingPathComponent("Designs")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".yaml") }
      .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
  }

  /// One with some lines or characters changed, dropped, doubled or taken from another.
  mutating func next() -> String {
    var lines = random.pick(designs).components(separatedBy: "\n")
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0: lines.insert(random.pick(lines), at: index)
      case 1 where lines.count > 1: lines.remove(at: index)
      case 2: lines[index] = String(lines[index].shuffled(using: &random))
      case 3: lines[index] += random.word()
      case 4: lines.insert(random.pick(self.lines), at: index)
      case 5: lines[index] = withOtherWord(lines[index])
      default: lines[index] = withOtherDigits(lines[index])
      }
    }
    return lines.joined(separator: "\n")
  }

  private mutating func withOtherDigits(_ line: String) -> String {
    var changed = Array(line)
    for place in changed.indices where changed[place].isNumber && random.one(in: 3) {
      changed[place] = random.pick(Array("0123456789-.e"))
    }
    return String(changed)
  }

  /// A line with a word or sign of it in the place of another, or without it.
  private mutating func withOtherWord(_ line: String) -> String {
    var words = line.components(separatedBy: " ")
    let index = Int.random(in: 0..<words.count, using: &random)
    words[index] = random.pick(["", "[]", "{}", "0", "-1", "1e9", "null", random.pick(words)])
    return words.joined(separator: " ")
  }
}

/// Marsaglia's xorshift of 64 bits (2003).
struct Xorshift: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func word() -> String {
    let characters = Array("aZ09 _-.:{}[]'#|>&*!%@\u{7f}é€𝒙\u{202e}<")
    var word = ""
    for _ in 0..<Int.random(in: 0..<12, using: &self) { word.append(pick(characters)) }
    return word
  }

  mutating func one(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &self) == 0
  }
  mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &self)! }
}
