internal import Numerics

/// Effects of groups of which the unit above tells nothing, by their numbers of answers and of yes among
/// them: many groups share these, and what a fitted model makes of them is worked out once.
final class PosteriorTable {
  /// Larger groups are worked out one by one.
  private static let most = 255

  private let effects: UnsafeMutablePointer<Double>
  private let variances: UnsafeMutablePointer<Double>
  /// The model by which an entry was worked out last.
  private let stamps: UnsafeMutablePointer<Int>
  private let arena: Arena
  private var stamp = 0
  private var posterior: GroupPosterior?

  init() {
    let count = (Self.most + 1) * (Self.most + 2) / 2
    arena = Arena(doubles: 3 * count, pieces: 3)
    effects = arena.take(count)
    variances = arena.take(count)
    stamps = arena.takeIndices(count)
  }

  /// Takes another fitted model.
  func take(_ posterior: GroupPosterior) {
    self.posterior = posterior
    stamp += 1
  }

  /// What `GroupPosterior.of` gives at the model's intercept.
  func of(_ answers: Double, _ mean: Double) -> (effect: Double, variance: Double) {
    let posterior = posterior!
    guard posterior.isShare, answers <= Double(Self.most) else {
      return posterior.of(answers, mean, offset: posterior.model.intercept)
    }
    let n = Int(answers)
    let place = n * (n + 1) / 2 + Int((answers * mean).rounded())
    if stamps[place] != stamp {
      let found = posterior.of(answers, mean, offset: posterior.model.intercept)
      effects[place] = found.effect
      variances[place] = found.variance
      stamps[place] = stamp
    }
    return (effects[place], variances[place])
  }
}
