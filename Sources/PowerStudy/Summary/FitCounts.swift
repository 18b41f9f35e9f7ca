public import MixedModels

/// How the fits of one analysis went.
public struct FitCounts: Sendable, Equatable {
  /// All replicates.
  public var replicates: Int
  /// Fits with estimates, singular ones among them.
  public var converged: Int
  /// Fits on the boundary: a variance at 0 or a correlation at ±1.
  public var singular: Int
  /// Fits whose standard errors are those of given variances, because the observed information was not
  /// positive definite.
  public var withExpectedInformation: Int
  /// Fits without estimates, by how they ended; outcomes that did not occur are left out.
  public var failures: [FitOutcome: Int]

  /// Counts outcomes.
  public init(_ outcomes: [FitOutcome]) {
    replicates = outcomes.count
    converged = outcomes.count { $0.hasEstimates }
    singular = outcomes.count { $0 == .singular }
    withExpectedInformation = outcomes.count { $0 == .expectedInformation }
    failures = outcomes.filter { !$0.hasEstimates }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// Fits without estimates. `converged + failed = replicates`.
  public var failed: Int { replicates - converged }
}
