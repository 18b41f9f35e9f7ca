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

    /// Draws and writes one number, and returns it.
    @inline(__always)
    func draw(to size: UnsafeMutablePointer<Int32>, _ stream: inout RandomStream) -> Int {
      let drawn = stated.size(of: sampler.draw(&stream))
      size.pointee = Int32(truncatingIfNeeded: drawn)
      return drawn
    }
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
      sum += rules[category(unit)].draw(to: sizes + unit, &stream)
    }
    return sum
  }

  /// Draws one number for each unit by the only rule; returns their sum.
  func draw(
    _ count: Int, to sizes: UnsafeMutablePointer<Int32>, _ stream: inout RandomStream
  ) -> Int {
    // Taken out of the array once, so that references are not counted for each unit.
    let rule = rules[0]
    var sum = 0
    for unit in 0..<count { sum += rule.draw(to: sizes + unit, &stream) }
    return sum
  }
}
