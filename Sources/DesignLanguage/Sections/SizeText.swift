/// The parts of `N per A x B`: how many, and in each unit of what.
struct SizeText {
  /// The number or expression before `per`.
  let count: String
  /// The levels after `per`, nearest first as written; none at the top. Empty where a name is missing.
  let parents: [String]

  init(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let per = words.firstIndex(of: "per") else {
      count = text
      parents = []
      return
    }
    count = words[..<per].joined(separator: " ")
    let rest = words[(per + 1)...]
    let crossed = rest.split(separator: "x", omittingEmptySubsequences: false)
    // A lone `x` is a name, one that levels must not have.
    parents = rest.elementsEqual(["x"]) ? ["x"] : crossed.map { $0.joined(separator: " ") }
  }

  /// The same size with another number; one with a `per` of its own stands as it is.
  func replacingCount(with count: String) -> String {
    parents.isEmpty || !SizeText(count).parents.isEmpty
      ? count : "\(count) per \(parents.joined(separator: " x "))"
  }
}
