internal import StudyDesign

extension ResponseFamily {
  /// The family as part of a canonical path. Cuts are left out, as effects are: scenarios that differ
  /// only in them share their streams.
  var canonicalText: String {
    let details =
      switch distribution {
      case .normal, .poisson: ""
      case .binomial(.number(let trials)): " \(trials)"
      case .binomial(.predictor(let trials)): " \(trials)"
      case .negativeBinomial(let value), .gamma(let value), .beta(let value): " \(value)"
      case .ordinal(let cuts): " \(cuts.count + 1)"
      case .nominal(let categories): " \(categories.count)"
      }
    return "\(name.rawValue) \(link.rawValue)\(details)"
  }
}
