/// A variance or covariance of random effects, in the order in which covariances are packed.
struct QuasiParameter {
  /// The grouping, and the positions of the two effects among its own; a ≥ b.
  let grouping: Int
  let a: Int
  let b: Int
  let term: Int

  var isVariance: Bool { a == b }
  /// How often the entry stands in Ω.
  var multiplicity: Double { a == b ? 1 : 2 }
}

/// The groupings of a model: terms with one grouping put together, and the parameters of all terms.
struct QuasiLayout {
  /// Groupings in order of their first terms.
  private(set) var groupings: [LinearModel.Grouping] = []
  /// Columns of Z of each grouping.
  private(set) var columns: [[Int]] = []
  private(set) var parameters: [QuasiParameter] = []

  init(_ terms: [LinearModel.RandomTerm]) {
    for (term, random) in terms.enumerated() {
      let grouping = groupings.firstIndex(of: random.grouping) ?? groupings.count
      if grouping == groupings.count {
        groupings.append(random.grouping)
        columns.append([])
      }
      let first = columns[grouping].count
      columns[grouping] += random.columns
      for a in random.columns.indices {
        for b in 0...a {
          parameters.append(
            QuasiParameter(grouping: grouping, a: first + a, b: first + b, term: term))
        }
      }
    }
  }
}
