internal import ModelFormula
internal import StudyDesign

/// Predicted effects of the units of a level.
extension FittedDataSet {
  /// The conditional modes of the random effects of some units, given the estimates (of normal responses
  /// the best linear unbiased predictions; Henderson 1975; Bates et al. 2015, J. Stat. Softw. 67, eq. 22 of
  /// section 3.4).
  ///
  /// - Returns: for each unit, for each random term its effects, nil for terms of other levels; nil where
  ///   residuals are not independent, where a response has several linear predictors, or where more than
  ///   `mostEffects` hang together.
  public func deviations(ofLevel level: Int, units chosen: [Int]) -> [[[Double]?]]? {
    guard let fit, analysis.residual == nil, fit.family.predictorCount == 1,
      analysis.groupingLevels.contains(level)
    else { return nil }
    let parts = EffectParts(memberships, levels: analysis.groupingLevels)
    var solutions: [Int: EffectSolution] = [:]
    var result: [[[Double]?]] = []
    for unit in chosen {
      guard let part = parts.part(ofLevel: level, unit: unit) else { return nil }
      if solutions[part] == nil {
        guard let solution = EffectSolution(self, fit, rows: parts.rows(of: part)) else {
          return nil
        }
        solutions[part] = solution
      }
      result.append(
        analysis.groupingLevels.indices.map { term in
          analysis.groupingLevels[term] == level ? solutions[part]?.effects(term, unit) : nil
        })
    }
    return result
  }

  /// More are not solved for at once.
  static let mostEffects = 800
}

/// The parts of a data set that share no random effects.
private struct EffectParts {
  private var parents: [Int] = []
  private var nodes: [[Int]: Int] = [:]
  private var rowNodes: [Int] = []

  init(_ memberships: [[[(unit: Int, weight: Double)]]], levels: [Int]) {
    let count = memberships.first?.count ?? 0
    for row in 0..<count {
      var first: Int?
      for (term, level) in levels.enumerated() {
        for member in memberships[term][row] {
          let node = self.node([level, member.unit])
          if let first { join(first, node) } else { first = node }
        }
      }
      rowNodes.append(first ?? -1)
    }
  }

  func part(ofLevel level: Int, unit: Int) -> Int? { nodes[[level, unit]].map(root) }

  func rows(of part: Int) -> [Int] {
    rowNodes.indices.filter { rowNodes[$0] >= 0 && root(rowNodes[$0]) == part }
  }

  private mutating func node(_ key: [Int]) -> Int {
    if let known = nodes[key] { return known }
    nodes[key] = parents.count
    parents.append(parents.count)
    return parents.count - 1
  }

  private func root(_ node: Int) -> Int {
    var node = node
    while parents[node] != node { node = parents[node] }
    return node
  }

  private mutating func join(_ first: Int, _ second: Int) {
    let (one, other) = (root(first), root(second))
    if one != other { parents[max(one, other)] = min(one, other) }
  }
}

/// The effects of the units of some rows that share none with others.
///
/// With u = Λv the penalised criterion is -2 log f(y | v) + v'v; Newton's steps solve
/// (I + Λ'Z'WZΛ) δ = Λ'Z's - v for the scores s and weights W of the rows.
private struct EffectSolution {
  private var places: [[Int]: Int] = [:]
  private var modes: [Double] = []
  private let factors: [[[Double]]]

  init?(_ data: FittedDataSet, _ fit: FittedDataSet.Fit, rows: [Int]) {
    factors = fit.covariances.map(Self.cholesky)
    // For each row the entries of ΛZ' that are not 0.
    var entries: [[(place: Int, value: Double)]] = []
    var count = 0
    for row in rows {
      var own: [(place: Int, value: Double)] = []
      for (term, bar) in data.analysis.columns.bars.enumerated() {
        let z = bar.columns.map { data.value(of: $0, row: row) }
        let factor = factors[term]
        for member in data.memberships[term][row] {
          let place = places[[term, member.unit]] ?? count
          if place == count {
            places[[term, member.unit]] = count
            count += z.count
          }
          for column in z.indices {
            let sum = (column..<z.count).reduce(0.0) { $0 + factor[$1][column] * z[$1] }
            own.append((place + column, member.weight * sum))
          }
        }
      }
      entries.append(own)
    }
    guard count <= FittedDataSet.mostEffects else { return nil }
    let fixed = rows.map { data.fixedPart(row: $0) ?? .nan }
    let density = ResponseDensity(family: fit.family, residualVariance: fit.residualVariance)
    var v = [Double](repeating: 0, count: count)
    for _ in 0..<60 {
      var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
      var right = v.map { -$0 }
      for (index, row) in rows.enumerated() {
        let eta = entries[index].reduce(fixed[index]) { $0 + $1.value * v[$1.place] }
        let (score, weight) = density.derivatives(
          data.response[row], trials: data.trials[row], at: eta)
        for one in entries[index] {
          right[one.place] += one.value * score
          for other in entries[index] where other.place <= one.place {
            matrix[one.place][other.place] += weight * one.value * other.value
          }
        }
      }
      for place in 0..<count { matrix[place][place] += 1 }
      guard let step = Self.solve(matrix, right) else { return nil }
      // Long steps from the start of a flat criterion are cut short.
      let longest = step.map(abs).max() ?? 0
      let scale = min(1, 5 / max(longest, 1e-300))
      for place in 0..<count { v[place] += scale * step[place] }
      if longest < 1e-7 { break }
    }
    guard v.allSatisfy(\.isFinite) else { return nil }
    modes = v
  }

  /// u of one term and unit.
  func effects(_ term: Int, _ unit: Int) -> [Double]? {
    guard let place = places[[term, unit]] else { return nil }
    return factors[term].map { row in
      row.indices.reduce(0) { $0 + row[$1] * modes[place + $1] }
    }
  }

  /// The lower factor of a matrix that need not be of full rank.
  private static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var factor = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        let sum = (0..<j).reduce(matrix[i][j]) { $0 - factor[i][$1] * factor[j][$1] }
        if i == j {
          factor[i][i] = sum > 1e-12 * matrix[i][i] ? sum.squareRoot() : 0
        } else {
          factor[i][j] = factor[j][j] > 0 ? sum / factor[j][j] : 0
        }
      }
    }
    return factor
  }

  /// Solves with a positive definite matrix of which the lower triangle is given.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var l = matrix
    let n = right.count
    for i in 0..<n {
      for j in 0...i {
        var sum = l[i][j]
        for k in 0..<j { sum -= l[i][k] * l[j][k] }
        if i == j {
          guard sum > 0 else { return nil }
          l[i][i] = sum.squareRoot()
        } else {
          l[i][j] = sum / l[j][j]
        }
      }
    }
    var x = right
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[i][k] * x[k] }
      x[i] /= l[i][i]
    }
    for i in (0..<n).reversed() {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= l[k][i] * x[k] }
      x[i] /= l[i][i]
    }
    return x
  }
}
