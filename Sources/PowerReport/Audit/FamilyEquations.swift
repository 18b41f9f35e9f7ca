import StudyDesign

extension ResponseFamily {
  /// The left side of the equation of the linear predictor: `logit(p_ij)`.
  func predictor(units: String) -> String {
    switch distribution {
    case .ordinal, .nominal: "η_\(units)"
    case .binomial: "\(link.rawValue)(p_\(units))"
    case .poisson, .negativeBinomial, .gamma, .beta, .normal: "\(link.rawValue)(μ_\(units))"
    }
  }

  /// The distribution of a response given its mean.
  ///
  /// - Parameters:
  ///   - response: its symbol with its units.
  ///   - trials: the symbol of the trials, if they are a predictor.
  ///   - dispersion: size, shape or precision in words.
  func equations(
    response: String, units: String, trials: String, dispersion: String
  ) -> [String] {
    let mean = "μ_\(units)"
    switch distribution {
    case .normal: return []
    case .binomial(.number(1)): return ["\(response) ~ Bernoulli(p_\(units))"]
    case .binomial(.number(let number)):
      return ["\(response) ~ Binomial(\(number), p_\(units))"]
    case .binomial(.predictor): return ["\(response) ~ Binomial(\(trials), p_\(units))"]
    case .poisson: return ["\(response) ~ Poisson(\(mean))"]
    case .negativeBinomial:
      return [
        "\(response) ~ negative binomial, mean \(mean), variance \(mean) + \(mean)²/\(dispersion)"
      ]
    case .gamma: return ["\(response) ~ gamma, mean \(mean), variance \(mean)²/\(dispersion)"]
    case .beta:
      return ["\(response) ~ beta, mean \(mean), variance \(mean)(1 - \(mean))/(1 + \(dispersion))"]
    case .ordinal(let cuts):
      let all = cuts.count == 1 ? "1" : "1 to \(cuts.count)"
      return ["\(link.rawValue) P(\(response) ≤ c) = cut c - η_\(units) for c = \(all)"]
    case .nominal(let categories):
      return ["log(P(\(response) = c)/P(\(response) = \(categories[0]))) = η_\(units) of c"]
    }
  }

  /// Size, shape or precision, if the family has one.
  var dispersion: Double? {
    switch distribution {
    case .negativeBinomial(let value), .gamma(let value), .beta(let value): value
    case .normal, .binomial, .poisson, .ordinal, .nominal: nil
    }
  }

  /// What the mean of a response is called.
  var meanNoun: String {
    switch distribution {
    case .binomial: "probability"
    case .poisson, .negativeBinomial: "rate"
    case .normal, .gamma, .beta, .ordinal, .nominal: "mean"
    }
  }

  /// What exp of a coefficient is; nil where it is nothing that has a name.
  var ratioNoun: String? {
    switch (name, link) {
    case (.poisson, _), (.negativeBinomial, _): "rate ratio"
    case (.gamma, _): "ratio of means"
    case (.binomial, .logit), (.ordinal, .logit), (.beta, .logit), (.nominal, _): "odds ratio"
    case (.binomial, .cloglog): "hazard ratio"
    default: nil
    }
  }
}
