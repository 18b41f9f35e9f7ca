internal import Numerics
public import StudyDesign

/// What becomes of drawn numbers of units once they are rounded and kept between bounds, by simulation
/// with a stream of its own.
public struct SizeMoments: Sendable, Equatable {
  /// Mean and SD of the numbers.
  public let mean: Double
  /// Their standard deviation.
  public let sd: Double
  /// The part of draws that the smallest number raised.
  public let raised: Double
  /// The part of draws that the largest number lowered.
  public let lowered: Double

  /// How many draws there are.
  public static let draws = 20_000

  /// Draws from a rule.
  public init(_ rule: SizeRule) {
    let sampler = DistributionSampler(rule.distribution)
    var stream = RandomStream(seed: 1, pathHash: 0, replicate: 1)
    var (sum, squares, raised, lowered) = (0.0, 0.0, 0, 0)
    for _ in 0..<Self.draws {
      let value = sampler.draw(&stream)
      let size = Double(rule.size(of: value))
      sum += size
      squares += size * size
      if value.rounded() < Double(rule.least) { raised += 1 }
      if let most = rule.most, value.rounded() > Double(most) { lowered += 1 }
    }
    let count = Double(Self.draws)
    mean = sum / count
    sd = max(squares / count - mean * mean, 0).squareRoot()
    self.raised = Double(raised) / count
    self.lowered = Double(lowered) / count
  }
}
