#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws from a Poisson distribution: by inversion below mean 10, else by transformed rejection
/// (PTRS: Hörmann 1993, Insurance: Mathematics and Economics 12).
public struct PoissonSampler: Sendable {
  /// Beyond this a count is no longer told from its neighbours to full accuracy.
  public static let largestMean = 1e9

  private let mean: Double
  /// exp(-mean), for inversion.
  private let zero: Double
  // PTRS: logarithm of the mean, width and position of the hat, constants of acceptance.
  private let logMean: Double
  private let a: Double
  private let b: Double
  private let inverseAlpha: Double
  private let squeeze: Double

  /// - Parameter mean: from 0 to `largestMean`.
  public init(mean: Double) {
    precondition(mean >= 0 && mean <= Self.largestMean)
    self.mean = mean
    guard mean >= 10 else {
      zero = exp(-mean)
      (logMean, a, b, inverseAlpha, squeeze) = (0, 0, 0, 0, 0)
      return
    }
    zero = 0
    logMean = log(mean)
    b = 0.931 + 2.53 * mean.squareRoot()
    a = -0.059 + 0.02483 * b
    inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    squeeze = 0.9277 - 3.6224 / (b - 2)
  }

  /// One draw, a whole number.
  public func draw(_ stream: inout RandomStream) -> Double {
    mean < 10 ? inverted(&stream) : rejected(&stream)
  }

  private func inverted(_ stream: inout RandomStream) -> Double {
    var rest = stream.uniform()
    var count = 0.0
    var probability = zero
    // The sum of the probabilities may stay below a draw next to 1 through rounding.
    while rest >= probability && count < 200 {
      rest -= probability
      count += 1
      probability *= mean / count
    }
    return count
  }

  private func rejected(_ stream: inout RandomStream) -> Double {
    while true {
      let u = stream.uniform() - 0.5
      let v = stream.openUniform()
      let us = 0.5 - abs(u)
      let count = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07 && v <= squeeze { return count }
      if count < 0 || (us < 0.013 && v > us) { continue }
      let height = log(v * inverseAlpha / (a / (us * us) + b))
      if height <= count * logMean - mean - logFactorial(count) { return count }
    }
  }
}
