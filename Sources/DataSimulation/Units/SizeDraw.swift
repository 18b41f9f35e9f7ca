internal import Numerics
internal import StudyDesign

/// Draws numbers of units.
struct SizeDraw {
  /// The predictor that decides between the rules, if there are several.
  let by: String?
  private let rules: [Rule]

  /// One rule as it is drawn.
  private struct Rule {
    let stated: SizeRule
    let sampler: DistributionSampler
    /// Moments of the sizes, by simulation.
    let mean: Double
    let sd: Double
  }

  init(_ sizes: DrawnSizes) {
    by = sizes.by
    rules = sizes.rules.map { rule in
      let sampler = DistributionSampler(rule.distribution)
      let sample = SizeMoments(rule)
      return Rule(stated: rule, sampler: sampler, mean: sample.mean, sd: sample.sd)
    }
  }

  /// Units that there should be room for: ten standard deviations more than the mean.
  func capacity(units: Int, room: Double) -> Int {
    let count = Double(units)
    let most = rules.map { rule in
      let likely = count * rule.mean + 10 * count.squareRoot() * rule.sd + 10
      return min(room * likely, rule.stated.most.map { count * Double($0) } ?? .infinity)
    }
    return Int(min(most.max() ?? 0, 2e9))
  }

  /// Draws one number for each unit of the parents; returns their sum.
  ///
  /// - Parameter category: for a unit the rule that holds.
  @inline(__always)
  func draw(
    _ count: Int, to sizes: UnsafeMutablePointer<Int32>, category: (Int) -> Int,
    _ stream: inout RandomStream
  ) -> Int {
    var sum = 0
    for unit in 0..<count {
      let index = category(unit)
      let size = rules[index].stated.size(of: rules[index].sampler.draw(&stream))
      sizes[unit] = Int32(truncatingIfNeeded: size)
      sum += size
    }
    return sum
  }
}
