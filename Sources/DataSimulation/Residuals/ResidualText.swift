internal import ModelFormula
internal import StudyDesign

extension ResidualModel {
  /// How residuals vary and correlate as text for the canonical path of a study, variances to seven
  /// digits.
  var canonicalText: String {
    var text = "residuals"
    switch correlation {
    case .independent: break
    case .autoregressive(let value): text += " ar1 \(value)"
    case .compoundSymmetry(let value): text += " cs \(value)"
    case .unstructured(let matrix): text += " \(matrix)"
    }
    if let within { text += " within \(within)" }
    if let groups { text += " by \(groups.predictor) \(groups.variances.map { Float($0) })" }
    if let function {
      let omega = function.covariance.map { $0.map { Float($0) } }
      text += " \(function.columns.map(\.name)) \(omega)"
    }
    return text
  }
}
