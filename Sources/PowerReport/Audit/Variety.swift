/// What a figure is over the scenarios of a grid: one value, or several.
struct Variety {
  /// Different values in the order in which they appear.
  private let values: [Double]

  init(_ values: [Double]) {
    self.values = values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The one value, up to `most` values (`1, 2 or 3`), or the range from the smallest to the largest.
  func text(most: Int = 6, _ format: (Double) -> String) -> String {
    let texts = values.map(format).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    if texts.count == 1 { return texts[0] }
    if texts.count <= most {
      return texts.dropLast().joined(separator: ", ") + " or " + texts[texts.count - 1]
    }
    return "\(format(values.min()!)) to \(format(values.max()!))"
  }
}
