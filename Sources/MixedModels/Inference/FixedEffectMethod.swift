/// Where the reference distribution of a test of fixed effects comes from.
public enum FixedEffectMethod: Sendable, Equatable {
  /// Wald's statistic with known denominator degrees of freedom; infinity gives z and χ² tests.
  case wald(degreesOfFreedom: Double)
  /// Degrees of freedom from the variance of the estimated variance (Giesbrecht & Burns 1985; for
  /// several coefficients Fai & Cornelius 1996). Needs REML and `LinearModel.Inference.curvature`.
  case satterthwaite
  /// Adjusted covariance matrix and degrees of freedom (Kenward & Roger 1997). Needs REML and
  /// `LinearModel.Inference.products`.
  case kenwardRoger

  /// What a fit must leave behind for it.
  public var inference: LinearModel.Inference {
    switch self {
    case .wald: .none
    case .satterthwaite: .curvature
    case .kenwardRoger: .products
    }
  }
}

/// One combination l'β of fixed effects.
public struct ContrastFigures: Sendable, Equatable {
  /// l'β̂.
  public var estimate: Double
  /// Its standard error, adjusted under Kenward and Roger's method.
  public var standardError: Double
  /// Of the t distribution that (estimate - truth) / standard error is compared with; infinity: z.
  public var degreesOfFreedom: Double
}

/// A hypothesis about several combinations of fixed effects at once.
public struct JointFigures: Sendable, Equatable {
  /// The F statistic, scaled under Kenward and Roger's method; q times it is the χ² statistic where
  /// the denominator degrees of freedom are infinite.
  public var statistic: Double
  /// q, the number of independent combinations.
  public var numeratorDegreesOfFreedom: Int
  /// Denominator degrees of freedom; infinity: χ².
  public var degreesOfFreedom: Double
}
