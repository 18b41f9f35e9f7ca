import StudyDesign

extension TestFamily.Adjustment {
  /// Which of several tests are rejected, given their p values, at the level `alpha` for all together.
  ///
  /// Holm (1979) rejects from the smallest p value on while the k-th smallest of m is below
  /// α/(m - k + 1); Benjamini & Hochberg (1995) reject all up to the largest k whose p value is at
  /// most kα/m; Bonferroni those below α/m.
  func rejections(_ pValues: [Double], alpha: Double) -> [Bool] {
    let m = pValues.count
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var rejected = [Bool](repeating: false, count: m)
    switch self {
    case .bonferroni:
      return pValues.map { $0 < alpha / Double(m) }
    case .holm:
      for (k, index) in order.enumerated() {
        guard pValues[index] < alpha / Double(m - k) else { break }
        rejected[index] = true
      }
    case .bh:
      let last = order.indices.last { pValues[order[$0]] <= Double($0 + 1) * alpha / Double(m) }
      if let last { for index in order[...last] { rejected[index] = true } }
    }
    return rejected
  }
}
