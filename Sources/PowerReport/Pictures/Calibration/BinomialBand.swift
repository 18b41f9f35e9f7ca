import Glibc

/// Where the share of successes falls among so many trials, each with the same chance.
enum BinomialBand {
  /// The shares from the 2.5% to the 97.5% quantile of the binomial distribution.
  ///
  /// - Parameters:
  ///   - chance: above 0 and below 1.
  ///   - trials: at least 1.
  static func middle95(chance: Double, trials: Int) -> ClosedRange<Double> {
    let n = Double(trials)
    let odds = log(chance) - log1p(-chance)
    // The logarithm of the probability of none, then of one more each time.
    var term = n * log1p(-chance)
    var sum = exp(term)
    var low: Int?
    for count in 0..<trials {
      if low == nil, sum >= 0.025 { low = count }
      if sum >= 0.975 { return Double(low!) / n...Double(count) / n }
      term += log(n - Double(count)) - log(Double(count) + 1) + odds
      sum += exp(term)
    }
    return Double(low ?? trials) / n...1
  }
}
