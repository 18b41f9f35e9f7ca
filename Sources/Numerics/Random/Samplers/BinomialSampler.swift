#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws from a binomial distribution: by inversion where the mean of the rarer outcome is below 10,
/// else by transformed rejection (BTRS: Hörmann 1993, J. Stat. Comput. Simul. 46).
public struct BinomialSampler: Sendable {
  private let trials: Double
  /// Probability of the rarer outcome, and whether that is a failure.
  private let p: Double
  private let countsFailures: Bool
  private let odds: Double
  /// (1 - p)^trials, for inversion.
  private let zero: Double
  private let hat: Hat?

  /// The constants of BTRS.
  private struct Hat {
    var a: Double
    var b: Double
    var c: Double
    var squeeze: Double
    var alpha: Double
    var logOdds: Double
    var mode: Double
    var height: Double
  }

  /// - Parameters:
  ///   - trials: from 0.
  ///   - probability: of success in each.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0 && probability >= 0 && probability <= 1)
    let n = Double(trials)
    self.trials = n
    countsFailures = probability > 0.5
    let p = countsFailures ? 1 - probability : probability
    self.p = p
    odds = p / (1 - p)
    guard n * p >= 10 else {
      zero = exp(n * log1p(-p))
      hat = nil
      return
    }
    zero = 0
    let spread = (n * p * (1 - p)).squareRoot()
    let b = 1.15 + 2.53 * spread
    let mode = ((n + 1) * p).rounded(.down)
    hat = Hat(
      a: -0.0873 + 0.0248 * b + 0.01 * p, b: b, c: n * p + 0.5, squeeze: 0.92 - 4.2 / b,
      alpha: (2.83 + 5.1 / b) * spread, logOdds: log(odds), mode: mode,
      height: logFactorial(mode) + logFactorial(n - mode))
  }

  /// One draw: the number of successes.
  public func draw(_ stream: inout RandomStream) -> Double {
    let count = hat.map { rejected($0, &stream) } ?? inverted(&stream)
    return countsFailures ? trials - count : count
  }

  private func inverted(_ stream: inout RandomStream) -> Double {
    var rest = stream.uniform()
    var count = 0.0
    var probability = zero
    while rest >= probability && count < trials {
      rest -= probability
      count += 1
      probability *= odds * (trials - count + 1) / count
      // What is left after the last probability that can be told from 0 is rounding.
      if probability == 0 { break }
    }
    return count
  }

  private func rejected(_ hat: Hat, _ stream: inout RandomStream) -> Double {
    while true {
      let u = stream.uniform() - 0.5
      let v = stream.openUniform()
      let us = 0.5 - abs(u)
      let count = ((2 * hat.a / us + hat.b) * u + hat.c).rounded(.down)
      if us >= 0.07 && v <= hat.squeeze { return count }
      if count < 0 || count > trials { continue }
      let height = log(v * hat.alpha / (hat.a / (us * us) + hat.b))
      let target =
        hat.height - logFactorial(count) - logFactorial(trials - count)
        + (count - hat.mode) * hat.logOdds
      if height <= target { return count }
    }
  }
}

/// log k! of a whole number.
@inline(__always)
func logFactorial(_ k: Double) -> Double {
  k < 256 ? logFactorials[Int(k)] : stirlingLogFactorial(k)
}

/// log k! by Stirling's series, whose error is below 1e-14 from 16 on.
private func stirlingLogFactorial(_ k: Double) -> Double {
  let inverse = 1 / (k + 1)
  let square = inverse * inverse
  let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
  return (k + 0.5) * log(k + 1) - (k + 1) + 0.918_938_533_204_672_74 + series
}

/// log k! of 0 to 255.
private let logFactorials: [Double] = (0..<256).map { k in
  k < 16
    ? log((1...max(k, 1)).reduce(1.0) { $0 * Double($1) }) : stirlingLogFactorial(Double(k))
}
