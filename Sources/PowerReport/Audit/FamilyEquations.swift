import StudyDesign

extension ResponseFamily {
  /// The left side of the equation of the linear predictor: `logit(p_ij)`.
  func predictor(units: String) -> Maths {
    switch distribution {
    case .ordinal, .nominal: .indexed(.name("η"), units)
    case .binomial: .call(link.rawValue, [.indexed(.name("p"), units)])
    case .poisson, .negativeBinomial, .gamma, .beta, .normal:
      .call(link.rawValue, [.indexed(.name("μ"), units)])
    }
  }

  /// The distribution of a response given its mean.
  ///
  /// - Parameters:
  ///   - response: its symbol with its units.
  ///   - trials: the symbol of the trials, if they are a predictor.
  ///   - dispersion: size, shape or precision.
  func equations(
    response: Maths, units: String, trials: Maths, dispersion: Maths
  ) -> [Maths] {
    let mean = Maths.indexed(.name("μ"), units)
    let chance = Maths.indexed(.name("p"), units)
    func follows(_ name: String, _ arguments: [Maths]) -> [Maths] {
      [.row([response, .follows, .call(name, arguments)])]
    }
    func follows(_ name: String, variance: [Maths]) -> [Maths] {
      [
        .row(
          [response, .follows, .words("\(name), mean "), mean, .words(", variance ")] + variance)
      ]
    }
    switch distribution {
    case .normal: return []
    case .binomial(.number(1)): return follows("Bernoulli", [chance])
    case .binomial(.number(let number)):
      return follows("Binomial", [.number(String(number)), chance])
    case .binomial(.predictor): return follows("Binomial", [trials, chance])
    case .poisson: return follows("Poisson", [mean])
    case .negativeBinomial:
      let excess = Maths.fraction(.power(mean, .number("2")), dispersion)
      return follows("negative binomial", variance: [mean, .plus, excess])
    case .gamma:
      return follows("gamma", variance: [.fraction(.power(mean, .number("2")), dispersion)])
    case .beta:
      let product = Maths.row([mean, .group(.row([.number("1"), .minus, mean]))])
      let divisor = Maths.group(.row([.number("1"), .plus, dispersion]))
      return follows("beta", variance: [.fraction(product, divisor)])
    case .ordinal(let cuts): return [ordinal(response, units: units, cuts: cuts.count)]
    case .nominal(let categories):
      func chance(_ category: Maths) -> Maths {
        .call("P", [.row([response, .equals, category])])
      }
      let odds = Maths.fraction(chance(.name("c")), chance(.words(categories[0])))
      let predictor = Maths.indexed(.name("η"), units)
      return [.row([.call("log", [odds]), .equals, predictor, .words(" of "), .name("c")])]
    }
  }

  /// The chance of a rating up to each cut.
  private func ordinal(_ response: Maths, units: String, cuts: Int) -> Maths {
    let upTo = Maths.row([response, .sign(" ≤ "), .name("c")])
    return .row([
      .name(link.rawValue), .times, .call("P", [upTo]), .equals, .words("cut "), .name("c"),
      .minus, .indexed(.name("η"), units), .words(" for "), .name("c"), .equals,
      cuts == 1 ? .number("1") : .words("1 to \(cuts)"),
    ])
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
