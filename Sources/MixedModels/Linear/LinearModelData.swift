/// One data set and one model for it, row by row.
public struct LinearModelData: Sendable {
  /// The response, n values.
  public var response: [Double]
  /// p columns of X with n values each.
  public var fixed: [[Double]]
  /// The random terms.
  public var terms: [GroupedTerm]
  /// How residuals vary and correlate; nil: independently, with equal variances.
  public var residual: RowResidual?

  /// Makes a data set.
  public init(
    response: [Double], fixed: [[Double]], terms: [GroupedTerm], residual: RowResidual? = nil
  ) {
    self.residual = residual
    self.response = response
    self.fixed = fixed
    self.terms = terms
  }
}

/// What is tested in a fit of one data set.
public struct FixedEffectHypotheses: Sendable {
  /// Where reference distributions come from; Satterthwaite's, and Kenward and Roger's method need
  /// REML, and give n - p degrees of freedom without random terms.
  public var method: FixedEffectMethod
  /// Hypotheses Lβ = 0: the rows of L, p weights each.
  public var joint: [[[Double]]]

  /// States hypotheses.
  public init(
    method: FixedEffectMethod = .wald(degreesOfFreedom: .infinity), joint: [[[Double]]] = []
  ) {
    self.method = method
    self.joint = joint
  }
}

/// One random term of a data set.
public struct GroupedTerm: Sendable {
  /// The units of the rows.
  public var units: Units
  /// q columns with n values each: the random-effects model matrix of the rows.
  public var columns: [[Double]]

  /// Which units rows belong to.
  public enum Units: Sendable, Equatable {
    /// The unit of each row, from 0.
    case single([Int32])
    /// For each row its units and their weights, no unit twice: the row's random effect is the
    /// weighted sum of theirs.
    case weighted([[Membership]])
  }

  /// A unit that a row belongs to, among others.
  public struct Membership: Sendable, Equatable {
    /// From 0.
    public var unit: Int32
    /// Its share in the row.
    public var weight: Double

    /// Makes a membership.
    public init(unit: Int32, weight: Double) {
      self.unit = unit
      self.weight = weight
    }
  }

  /// Makes a term.
  public init(units: Units, columns: [[Double]]) {
    self.units = units
    self.columns = columns
  }

  /// Makes a term whose rows have one unit each, from 0.
  public init(groups: [Int32], columns: [[Double]]) {
    self.init(units: .single(groups), columns: columns)
  }
}

/// Why a model cannot be fitted to a data set at all.
public enum LinearModelError: Error, Equatable {
  /// Not more rows than coefficients.
  case tooFewRows(rows: Int, coefficients: Int)
  /// These columns of X are combinations of those before them.
  case dependentColumns([Int])
  /// A grouping factor with a single unit.
  case singleGroup(term: Int)
  /// A grouping factor with as many units as rows.
  case groupPerRow(term: Int)
  /// Residuals correlate within units, but units have one row each.
  case residualUnitsOfOneRow
  /// The random term says the same as the correlation of the residuals.
  case residualLikeRandomTerm(term: Int)
  /// Two positions of which no unit has both, so that nothing shows their correlation.
  case positionsNeverTogether(Int, Int)
  /// Grouping factors of the random terms and of the residuals that are not nested in each other.
  case residualNotNested
  /// The response does not vary around the fixed effects.
  case noResidualVariation
}

/// A fitted linear (mixed) model.
public struct LinearFit: Sendable {
  /// How the fit ended.
  public var outcome: FitOutcome
  /// β̂.
  public var coefficients: [Double]
  /// Cov(β̂), p × p.
  public var covariance: [[Double]]
  /// σ̂²; where variances differ that of the first category.
  public var residualVariance: Double
  /// Correlations and log variance ratios of the residuals, as `ResidualStructure` has them.
  public var residualParameters: [Double]
  /// Covariance matrix of the random effects of each term.
  public var termCovariances: [[[Double]]]
  /// -2 log likelihood (ML, and least squares), or the REML criterion.
  public var criterion: Double
  /// Evaluations of the criterion.
  public var iterations: Int
  /// Rows.
  public var observations: Int
  /// Fixed effects, variances, covariances and σ².
  public var parameterCount: Int
  /// Each coefficient with standard error and degrees of freedom by the method asked for.
  public var coefficientTests: [ContrastFigures]
  /// The joint hypotheses asked for.
  public var jointTests: [JointFigures]
}
