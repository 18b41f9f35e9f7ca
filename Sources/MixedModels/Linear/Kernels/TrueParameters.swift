extension Evaluation {
  /// Takes the parameters of an evaluation at the depth `inference` for the true ones: what depends on the
  /// response besides β̂ is replaced by what is to be expected of it, so that standard errors and degrees of
  /// freedom are those at known parameters.
  ///
  /// - Parameters:
  ///   - derivatives: the sums of the same evaluation; its quadratic forms are replaced too.
  ///   - variance: σ²; nil takes σ̂² for it.
  ///   - departures: if not nil receives for each parameter y'PVᵢPy/σ² - tr(PVᵢ) (with ML tr(V⁻¹Vᵢ)), then
  ///     σ̂²/σ² - 1: under REML and the true parameters these have mean 0 exactly.
  mutating func takeForTruth(
    _ derivatives: DerivativeSums, variance: Double?,
    departures: UnsafeMutablePointer<Double>?
  ) {
    let quadratic = derivatives.values + derivatives.layout.quadratic
    let traces = derivatives.values + derivatives.layout.traces
    let estimate = sigmaSquared
    let truth = variance ?? estimate
    for index in 0..<parameterCount {
      let expected = gradient[index] + quadratic[index] / estimate
      departures?[index] = quadratic[index] / truth - expected
      quadratic[index] = expected * truth
      gradient[index] = 0
    }
    departures?[parameterCount] = estimate / truth - 1
    // The curvature of the profiled criterion to be expected: tr(PVᵢPVⱼ) - tr(PVᵢ) tr(PVⱼ)/ν.
    for i in 0..<parameterCount {
      for j in 0...i {
        let pair = packedIndex(i, j)
        observed[pair] = traces[pair] - quadratic[i] * quadratic[j] / (nu * truth * truth)
        information[pair] = observed[pair]
      }
    }
    residualSumOfSquares = truth * nu
  }
}
