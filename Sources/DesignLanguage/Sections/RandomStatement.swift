internal import ModelFormula
internal import StudyDesign

/// What a design says of the random effects at one level.
struct RandomStatement {
  /// Index of the level.
  let level: Int
  /// The name under `random`.
  let key: String
  /// The columns of all random terms at the level, with the bars that they belong to.
  let columns: [ColumnRecipe]
  let bars: [Int]
  /// Variances in the order of `columns`; nil where `icc` stands for one, or where one is broken.
  var variances: [Quantity?]
  /// Columns whose variance was stated but not understood.
  var broken: Set<Int> = []
  var icc: (share: Quantity, position: Position)?
  /// What the icc is a share of, if the response is not normal.
  var shareScale: ShareScale?
  /// Correlations or covariances of pairs of columns; pairs left out are 0.
  var pairs: [[Int]: Quantity] = [:]
  var pairsAreCovariances = false
  /// The shape of the effects; nil for the normal.
  var distribution: Distribution?

  /// Index of the intercept among the columns.
  var intercept: Int? { columns.firstIndex { $0.parts.isEmpty } }

  /// The intercept's variance, an unknown one as nil; none if `icc` stands for it or there is none.
  var interceptVariances: [Quantity?] {
    guard let intercept, icc == nil else { return [] }
    return [variances[intercept]]
  }

  /// Puts a variance in the place of the icc.
  mutating func settleIntercept(_ variance: Double) {
    icc = nil
    if let intercept { variances[intercept] = Quantity(variance) }
  }

  /// The covariance matrix of one bar; nil if a variance is missing, or the total that an icc
  /// is a share of.
  func covariance(ofBar bar: Int, total: Quantity?) -> [[Quantity]]? {
    let own = columns.indices.filter { bars[$0] == bar }
    let variances = own.map { index in
      index == intercept && icc != nil ? shareOfTotal(total) : self.variances[index]
    }
    guard !variances.contains(where: { $0 == nil }) else { return nil }
    let known = variances.compactMap { $0 }
    return own.indices.map { i in
      own.indices.map { j in
        if i == j { return known[i] }
        let pair = pairs[[own[i], own[j]].sorted()] ?? Quantity(0)
        return pairsAreCovariances ? pair : pair * (known[i] * known[j]).squareRoot
      }
    }
  }

  private func shareOfTotal(_ total: Quantity?) -> Quantity? {
    guard let icc, let total else { return nil }
    return icc.share * total
  }
}
