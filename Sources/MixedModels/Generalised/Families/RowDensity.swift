/// The log density of a response whose rows have one linear predictor η each, row by row.
///
/// Terms without η are left out: see `ResponseConstants`. The weights are those of the observed
/// information, -∂² log p/∂η², as in glmmTMB and clmm; where the link is not the canonical one lme4
/// takes expected weights, so that its determinants differ a little with probit and cloglog.
protocol RowDensity {
  /// log p of a row.
  func value(_ eta: Double, _ row: Int) -> Double
  /// log p, its first derivative in η, and minus its second.
  func curvature(_ eta: Double, _ row: Int) -> RowCurvature
  /// ∂ weight/∂η.
  func weightSlope(_ eta: Double, _ row: Int) -> Double
  /// Adds what a row gives to the gradient in the family's parameters ψ:
  /// -share ∂ log p/∂ψ + ½ leverage ∂ weight/∂ψ + shift ∂(∂ log p/∂η)/∂ψ.
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>)
}

/// A row's log density and its derivatives in η.
struct RowCurvature {
  var value: Double
  var first: Double
  /// Minus the second derivative.
  var weight: Double
}

extension RowDensity {
  func addParameterSlopes(
    _ eta: Double, _ row: Int, share: Double, leverage: Double, shift: Double,
    to gradient: UnsafeMutablePointer<Double>
  ) {}
}
