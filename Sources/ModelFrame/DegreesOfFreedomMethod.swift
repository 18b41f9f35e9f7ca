/// Where the degrees of freedom of the tests of fixed effects come from.
public enum DegreesOfFreedomMethod: String, Sendable, CaseIterable {
  /// The variance of the estimated variance (Giesbrecht & Burns 1985; Fai & Cornelius 1996).
  case satterthwaite
  /// Adjusted standard errors, and degrees of freedom from expected information (1997).
  case kenwardRoger = "kenward-roger"
  /// Counts of units (Pinheiro & Bates 2000).
  case betweenWithin = "between-within"
  /// Rows less coefficients, without random terms.
  case residual = "t"
  /// Wald z and chi-square tests.
  case wald = "z"

  /// Whether it only exists for REML estimates.
  public var needsREML: Bool { self == .satterthwaite || self == .kenwardRoger }
}
