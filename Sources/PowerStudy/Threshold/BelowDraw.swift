internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws what a group would answer whose truth is given: as many answers as it has, given without regard to
/// what they say.
struct BelowDraw {
  let isFinite: Bool
  let isShare: Bool
  /// Variance of answers within groups.
  let residualVariance: Double

  /// Mean and standard deviation of the answers.
  func draw(
    truth: Double, answers n: Double, members: Double, _ stream: inout RandomStream
  ) -> (mean: Double, deviation: Double) {
    if isShare {
      let count =
        isFinite
        ? answered(truth, Int(n), of: Int(members), &stream)
        : BinomialSampler(trials: Int(n), probability: truth).draw(&stream)
      return (count / n, 0)
    }
    let rest = isFinite ? 1 - n / members : 1
    let mean = truth + (residualVariance * rest / n).squareRoot() * stream.normal()
    guard n > 1 else { return (mean, 0) }
    // χ² on n - 1 degrees of freedom is twice a gamma of half of these.
    let square = 2 * GammaSampler(shape: (n - 1) / 2).draw(&stream) / (n - 1)
    return (mean, (residualVariance * square).squareRoot())
  }

  /// Yes among n of the members, of whom a share says yes: that number is rounded at random, so that its
  /// mean is the share's; then n are drawn without replacement.
  private func answered(
    _ share: Double, _ n: Int, of members: Int, _ stream: inout RandomStream
  ) -> Double {
    let expected = share * Double(members)
    let yes = min(Int(expected + stream.uniform()), members)
    // Those who do not answer may be the fewer.
    let drawsRest = n > members / 2
    var left = members
    var count = 0
    for _ in 0..<(drawsRest ? members - n : n) {
      if stream.below(left) < yes - count { count += 1 }
      left -= 1
    }
    return Double(drawsRest ? yes - count : count)
  }
}
