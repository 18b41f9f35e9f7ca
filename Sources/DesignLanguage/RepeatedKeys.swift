internal import Yams

/// The text of a design in which keys that stand twice in one mapping are told apart.
///
/// Yams stops at the first mapping with equal keys. The first of them is therefore replaced in the
/// text by characters of Unicode's private use area, as many as it has, so that all positions stay
/// what they were; the reader of the tree turns them back and sees the key twice.
struct RepeatedKeys {
  private(set) var text: String
  private var originals: [String: String] = [:]

  init(text: String) { self.text = text }

  /// The key as it stands in the file.
  func original(_ key: String) -> String { originals[key] ?? key }

  /// Replaces the first of several equal keys; false if it cannot be found in the text as written.
  mutating func rename(_ names: [String], at mark: Mark) -> Bool {
    guard originals.count < 6000,
      let start = text.unicodeScalars.index(line: mark.line, column: mark.column)
    else { return false }
    let scalars = text.unicodeScalars
    let rest = scalars[start...]
    let isQuoted = rest.first == "\"" || rest.first == "'"
    let body = isQuoted ? rest.dropFirst() : rest
    guard let name = names.first(where: { body.starts(with: $0.unicodeScalars) && !$0.isEmpty }),
      let end = scalars.index(
        body.startIndex, offsetBy: name.unicodeScalars.count, limitedBy: scalars.endIndex)
    else { return false }
    let mask = placeholder(length: name.unicodeScalars.count)
    text.replaceSubrange(body.startIndex..<end, with: mask)
    originals[mask] = original(name)
    return true
  }

  private func placeholder(length: Int) -> String {
    let first = Unicode.Scalar(0xE001 + UInt32(originals.count)) ?? "\u{E000}"
    return String(first) + String(repeating: "\u{E000}", count: length - 1)
  }
}

extension String.UnicodeScalarView {
  /// The index of a place counted from 1, if the text has it.
  fileprivate func index(line: Int, column: Int) -> Index? {
    var start = startIndex
    for _ in 0..<(line - 1) {
      guard let end = self[start...].firstIndex(of: "\n") else { return nil }
      start = index(after: end)
    }
    return index(start, offsetBy: column - 1, limitedBy: endIndex)
  }
}
