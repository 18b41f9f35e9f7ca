import ModelFormula
import StudyDesign

/// The variance of a response around the fixed part, divided between the levels.
public struct VariancePartition: Sendable, Equatable {
  /// The values of the predictors with random slopes for which it holds, as text; empty if there
  /// are none.
  public var condition: String
  /// For each level the variance z'Σz of its random terms, summed over the terms; the residual
  /// variance is in the last one. Squared units of the response. Where rows have several units with
  /// weights w, z'Σz times the mean of Σw² over the rows.
  public var variances: [Double]
  /// For each level the levels whose units two rows share that share one of this one, itself
  /// included; none where rows have several units.
  private var shared: [[Int]]
  /// Of responses that are not normal: for each level the correlation of the responses themselves of
  /// two rows that share a unit, as `correlations` has it for those of normal ones; else nil.
  public private(set) var observed: [Double?]?
  /// Of responses that have one: the variance of the latent response within units.
  public private(set) var latentVariance: Double?

  /// Works out the variances of a study at a point.
  init(study: Study, at point: SlopePoint) {
    condition = [point.text, study.model.residual?.condition ?? ""].filter { !$0.isEmpty }
      .joined(separator: ", ")
    variances = Array(repeating: 0, count: study.levels.count)
    variances[variances.count - 1] = study.model.residualVariance
    let rows = study.levels.count - 1
    shared = study.levels.indices.map { level in
      if study.levels.isWeighted(rows, in: level) { return [] }
      let holders = study.levels.holders(of: level).union([level])
      return holders.filter { !study.levels.isWeighted(rows, in: $0) }.sorted()
    }
    let squares = study.levels.indices.map { study.levels.meanSquaredWeight(of: $0) }
    for (term, bar) in zip(study.model.randomTerms, study.model.columns.bars) {
      let z = bar.columns.map { point.value(of: $0) }
      for (row, covariances) in term.covariance.enumerated() {
        for (column, covariance) in covariances.enumerated() {
          variances[term.level] += z[row] * covariance * z[column] * squares[term.level]
        }
      }
    }
    takeResponses(of: study, at: point)
  }

  /// Takes note of what the variances mean for a response that is not normal.
  private mutating func takeResponses(of study: Study, at point: SlopePoint) {
    let family = study.model.family
    guard !family.isNormal else { return }
    latentVariance = family.latentVariance
    let predictor = zip(study.model.columns.fixed, study.model.coefficients).reduce(0.0) {
      $0 + point.value(of: $1.0) * $1.1
    }
    let all = variances.reduce(0, +)
    observed = shared.map { levels in
      guard !levels.isEmpty else { return nil }
      let own = levels.reduce(0) { $0 + variances[$1] }
      return family.observedShare(at: predictor, variance: own, others: max(0, all - own))
    }
  }

  /// The variance of a response around the fixed part.
  public var total: Double { variances.reduce(0, +) }

  /// The variance partition coefficients: each level's share of the total; 0 where nothing varies.
  /// Of responses that are not normal those of the responses themselves, of levels in a chain.
  public var shares: [Double] {
    guard let observed else { return variances.map { total > 0 ? $0 / total : 0 } }
    var above = 0.0
    var shares = observed.dropLast().map { share in
      defer { above = share ?? above }
      return (share ?? above) - above
    }
    shares.append(1 - above)
    return shares
  }

  /// For each level its share of the variance of the latent response, as `correlations` has it; nil of
  /// responses that have none.
  public var latentCorrelations: [Double?]? {
    latentVariance.map { within in
      shared.map { levels in
        levels.isEmpty
          ? nil : levels.reduce(0) { $0 + variances[$1] } / (variances.reduce(0, +) + within)
      }
    }
  }

  /// For each level the correlation of two rows that share a unit of it and of no level but those in
  /// which it lies: the share of that level and these (the intraclass correlation coefficient). Nil
  /// where rows have several units at once.
  public var correlations: [Double?] {
    let shares = shares
    return shared.map { levels in
      levels.isEmpty ? nil : levels.reduce(0) { $0 + shares[$1] }
    }
  }
}

extension [Level] {
  /// The mean over the rows of the sum of the squares of their weights in a level: 1 if each row has
  /// one unit. Of a level that holds the members, as if they all lay in different units.
  fileprivate func meanSquaredWeight(of level: Int) -> Double {
    guard isWeighted(count - 1, in: level) else { return 1 }
    let rules = flatMap(\.memberships).filter { lies($0.level, in: level) }.map(\.rule)
    for case .members(let least, let most) in rules {
      let numbers = (least...most).map { 1 / Double($0) }
      return numbers.reduce(0, +) / Double(numbers.count)
    }
    return 1
  }
}
