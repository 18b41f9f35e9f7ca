public import ModelFormula

/// How residuals vary and correlate, where they are not independent with one variance.
public struct ResidualModel: Sendable, Equatable {
  /// The correlation of two rows of one unit, by their order in it.
  public enum Correlation: Sendable, Equatable {
    /// None.
    case independent
    /// ρ to the power of the distance in the order of the rows.
    case autoregressive(Double)
    /// One for all pairs.
    case compoundSymmetry(Double)
    /// One for each pair of positions.
    case unstructured([[Double]])
  }

  /// Between rows of one unit.
  public var correlation: Correlation
  /// Index of the level of the units; nil for independent rows.
  public var within: Int?
  /// Variances that differ between the values of a predictor.
  public var groups: Groups?
  /// A variance that depends on columns of the model.
  public var function: Function?

  /// Variances by the values of a predictor.
  public struct Groups: Sendable, Equatable {
    /// The predictor.
    public var predictor: String
    /// Its values, of a factor the indices of its categories.
    public var values: [Double]
    /// What the values are called.
    public var names: [String]
    /// The variance of each, in squared units of the response.
    public var variances: [Double]

    /// States variances.
    public init(predictor: String, values: [Double], names: [String], variances: [Double]) {
      self.predictor = predictor
      self.values = values
      self.names = names
      self.variances = variances
    }
  }

  /// The variance x'Ωx of a row with the columns x (complex level-1 variation).
  public struct Function: Sendable, Equatable {
    /// The columns, the first one 1 in every row.
    public var columns: [ColumnRecipe]
    /// Ω, in squared units of the response (times those of the columns).
    public var covariance: [[Double]]

    /// States a variance function.
    public init(columns: [ColumnRecipe], covariance: [[Double]]) {
      self.columns = columns
      self.covariance = covariance
    }
  }

  /// States how residuals vary and correlate.
  public init(
    correlation: Correlation = .independent, within: Int? = nil, groups: Groups? = nil,
    function: Function? = nil
  ) {
    self.correlation = correlation
    self.within = within
    self.groups = groups
    self.function = function
  }

  /// Whether not all rows have one variance.
  public var hasUnequalVariances: Bool { groups != nil || function != nil }
}

/// Rules of validity of residuals that vary and correlate.
public enum ResidualRules {
  /// What is wrong with the correlations, for units of these many rows at most.
  public static func fact(_ correlation: ResidualModel.Correlation, rows: Int) -> StudyFact? {
    switch correlation {
    case .independent: return nil
    case .autoregressive(let value):
      return value > -1 && value < 1 ? nil : .residualCorrelationOutside(value, least: -1)
    case .compoundSymmetry(let value):
      let least = -1 / Double(max(rows - 1, 1))
      return value > least && value < 1 ? nil : .residualCorrelationOutside(value, least: least)
    case .unstructured(let matrix):
      return CovarianceRules.isPositiveDefinite(matrix) ? nil : .residualCorrelationsImpossible
    }
  }

  /// What is wrong with the units within which residuals correlate.
  public static func fact(within level: Int, levels: [Level]) -> StudyFact? {
    let name = levels[level].name
    if level == levels.count - 1 { return .residualWithinRows(level: name) }
    return levels.spine.contains(level) ? nil : .residualWithinOffTheRowsOrder(level: name)
  }

  /// What keeps an analysis from fitting such residuals beside its random terms.
  public static func fact(_ analysis: Analysis, levels: [Level]) -> StudyFact? {
    guard let residual = analysis.residual else { return nil }
    if let off = analysis.groupingLevels.first(where: { !levels.spine.contains($0) }) {
      return .residualBesideCrossed(level: levels[off].name)
    }
    guard let within = residual.within else { return nil }
    for (bar, level) in zip(analysis.columns.bars, analysis.groupingLevels) where level == within {
      let hasIntercept = bar.columns.contains { $0.parts.isEmpty }
      switch residual.correlation {
      case .compoundSymmetry where hasIntercept, .unstructured:
        return .residualLikeRandomTerm(level: levels[level].name)
      case .independent, .autoregressive, .compoundSymmetry: continue
      }
    }
    return nil
  }
}

extension CovarianceRules {
  /// Whether a symmetric matrix is positive definite beyond rounding.
  public static func isPositiveDefinite(_ matrix: [[Double]]) -> Bool {
    let n = matrix.count
    var factor = matrix
    for j in 0..<n {
      var pivot = matrix[j][j]
      for k in 0..<j { pivot -= factor[j][k] * factor[j][k] }
      guard pivot > tolerance * matrix[j][j] else { return false }
      factor[j][j] = pivot.squareRoot()
      for i in j + 1..<max(n, j + 1) {
        var sum = matrix[i][j]
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        factor[i][j] = sum / factor[j][j]
      }
    }
    return true
  }
}
