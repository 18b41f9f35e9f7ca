import Numerics

/// Where the share of successes falls among so many trials, each with the same chance.
enum BinomialBand {
  /// The shares from the 2.5% to the 97.5% quantile of the binomial distribution.
  ///
  /// - Parameters:
  ///   - chance: above 0 and below 1.
  ///   - trials: at least 1.
  static func middle95(chance: Double, trials: Int) -> ClosedRange<Double> {
    let counts = CountDistribution.binomial(chance: chance, trials: UInt32(trials))
    func quantile(_ probability: Double) -> Double {
      var (low, high) = (UInt32(0), UInt32(trials))
      while low < high {
        let middle = low + (high - low) / 2
        if counts.cdf(middle) >= probability { high = middle } else { low = middle + 1 }
      }
      return Double(low) / Double(trials)
    }
    return quantile(0.025)...quantile(0.975)
  }
}
