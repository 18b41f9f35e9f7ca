#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Numerics

extension ResponseFamily.Link {
  /// The mean over normal random effects whose sum has this variance on the scale of the link.
  public func marginalMean(at predictor: Double, variance: Double) -> Double {
    switch self {
    case .identity: predictor
    case .log: exp(predictor + variance / 2)
    case .probit: StandardNormal.cdf(predictor / (1 + variance).squareRoot())
    case .logit, .cloglog:
      normalAverage(mean: predictor, sd: variance.squareRoot()) { mean(at: $0) }
    }
  }

  /// The linear predictor with random effects of 0 whose mean over normal random effects of this
  /// variance is `mean`; of ordered responses the cut with this cumulative probability.
  public func predictor(ofMarginalMean mean: Double, variance: Double) -> Double {
    switch self {
    case .identity: return mean
    case .log: return predictor(of: mean) - variance / 2
    case .probit: return predictor(of: mean) * (1 + variance).squareRoot()
    case .logit, .cloglog: break
    }
    // The mean rises with the predictor; it is within 50 units and 10 standard deviations of that without
    // random effects for every mean that can be told from 0 and 1.
    let start = predictor(of: mean)
    let reach = 50 + 10 * variance.squareRoot()
    return increasingRoot(from: start - reach, to: start + reach) {
      marginalMean(at: $0, variance: variance) - mean
    }
  }
}

/// Where an increasing function passes 0, by bisection to the last digit.
func increasingRoot(from low: Double, to high: Double, _ f: (Double) -> Double) -> Double {
  var (low, high) = (low, high)
  for _ in 0..<200 {
    let middle = (low + high) / 2
    guard middle > low, middle < high else { break }
    if f(middle) < 0 { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

extension ResponseFamily {
  /// The variance of the latent response of which a yes/no or ordered one is a part, given its linear
  /// predictor; nil of other responses.
  public var latentVariance: Double? {
    switch (name, link) {
    case (.binomial, .logit), (.ordinal, .logit): Double.pi * .pi / 3
    case (.binomial, .probit), (.ordinal, .probit): 1
    case (.binomial, .cloglog): Double.pi * .pi / 6
    default: nil
    }
  }

  /// Mean and variance of a response given its linear predictor: of one trial of a binomial one, of the
  /// categories' numbers of an ordered one; nil of categories without order.
  public func moments(at predictor: Double) -> (mean: Double, variance: Double)? {
    let mean = link.mean(at: predictor)
    switch distribution {
    case .normal, .nominal: return nil
    case .binomial: return (mean, mean * (1 - mean))
    case .poisson: return (mean, mean)
    case .negativeBinomial(let size): return (mean, mean + mean * mean / size)
    case .gamma(let shape): return (mean, mean * mean / shape)
    case .beta(let precision): return (mean, mean * (1 - mean) / (1 + precision))
    case .ordinal(let cuts):
      // Sums of the chances to be above each cut: E y = Σ S_k and E y² = Σ (2k - 1) S_k.
      var (first, second) = (0.0, 0.0)
      for (k, cut) in cuts.enumerated() {
        let above = 1 - link.mean(at: cut - predictor)
        first += above
        second += Double(2 * k + 1) * above
      }
      return (first, second - first * first)
    }
  }

  /// The share of a response's variance that lies between the units of a level: Var(E(y | u))/Var(y)
  /// for normal effects u of these units with this variance, and other normal random effects with
  /// variance `others` in all (Browne, Subramanian, Jones & Goldstein 2005, J. R. Stat. Soc. A 168,
  /// by integrals in the place of simulation; of the log link exact). Nil of normal responses and of
  /// categories without order.
  public func observedShare(at predictor: Double, variance: Double, others: Double) -> Double? {
    guard moments(at: predictor) != nil else { return nil }
    let total = variance + others
    if link == .log {
      // In units of the squared marginal mean.
      let mean = exp(predictor + total / 2)
      let between = expm1(variance)
      let square = exp(total)
      let within =
        switch distribution {
        case .poisson: 1 / mean
        case .negativeBinomial(let size): 1 / mean + square / size
        case .gamma(let shape): square / shape
        default: 0.0
        }
      return between / (expm1(total) + within)
    }
    func average(_ sd: Double, _ f: (Double) -> Double) -> Double {
      normalAverage(mean: predictor, sd: sd, f)
    }
    let spread = total.squareRoot()
    let mean = average(spread) { moments(at: $0)!.mean }
    let square = average(spread) {
      let moments = moments(at: $0)!
      return moments.variance + (moments.mean - mean) * (moments.mean - mean)
    }
    let between = average(variance.squareRoot()) { predictor in
      let mine =
        others > 0
        ? normalAverage(mean: predictor, sd: others.squareRoot()) { moments(at: $0)!.mean }
        : moments(at: predictor)!.mean
      return (mine - mean) * (mine - mean)
    }
    return between / square
  }

  /// The median of the ratio of the odds (of rates, with the log link) of two units drawn at random, the
  /// larger over the smaller, where effects have this variance: exp(√(2v) Φ⁻¹(3/4)) (Larsen & Merlo 2005,
  /// Am. J. Epidemiol. 161(1)). Nil with other links than logit and log.
  public func medianRatio(variance: Double) -> Double? {
    guard link == .logit || link == .log else { return nil }
    return exp((2 * variance).squareRoot() * StandardNormal.quantile(0.75))
  }

  /// The chance of each category of an ordered response, over normal random effects whose sum has this
  /// variance; nil of other responses.
  public func categoryProbabilities(at predictor: Double, variance: Double) -> [Double]? {
    guard case .ordinal(let cuts) = distribution else { return nil }
    let below = cuts.map { link.marginalMean(at: $0 - predictor, variance: variance) }
    return zip(below + [1], [0] + below).map(-)
  }

  /// The variance with which units have this observed share, up to 100; nil if none has. `predictor`
  /// gives the linear predictor for each variance.
  public func variance(
    ofObservedShare share: Double, others: Double,
    at predictor: (Double) -> ResponseFamily.Reference
  ) -> Double? {
    func excess(_ variance: Double) -> Double {
      let reference = predictor(variance)
      return
        (reference.family.observedShare(
          at: reference.predictor, variance: variance, others: others) ?? .nan) - share
    }
    guard share > 0 else { return 0 }
    let most = 100.0
    guard excess(most) > 0 else { return nil }
    return increasingRoot(from: 0, to: most, excess)
  }

  /// A family with the linear predictor of a row at the reference.
  public struct Reference {
    /// The family; of ordered responses with its cuts.
    public var family: ResponseFamily
    /// The linear predictor with random effects of 0.
    public var predictor: Double

    /// Makes a reference.
    public init(_ family: ResponseFamily, predictor: Double) {
      self.family = family
      self.predictor = predictor
    }
  }
}
