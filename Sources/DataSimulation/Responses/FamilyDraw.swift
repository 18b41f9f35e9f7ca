#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Numerics
internal import StudyDesign

/// Draws responses of a family other than the normal one at linear predictors, one row after another.
struct FamilyDraw {
  private let distribution: ResponseFamily.Distribution
  private let link: ResponseFamily.Link
  private let trials: Trials?
  private let cuts: UnsafeMutableBufferPointer<Double>

  /// More trials than these are no number that could be meant.
  private static let mostTrials = 1e9

  /// The trials of each row, read at the level at which they vary.
  struct Trials {
    let values: UnsafePointer<Double>
    let holders: UnsafePointer<Int32>
  }

  /// - Parameter trials: of binomial responses; nil where each row has one.
  init(_ family: ResponseFamily, trials: Trials?, buffers: Buffers) {
    distribution = family.distribution
    link = family.link
    self.trials = trials
    var cuts: [Double] = []
    if case .ordinal(let stated) = family.distribution { cuts = stated }
    self.cuts = UnsafeMutableBufferPointer(start: buffers.make(cuts), count: cuts.count)
  }

  /// Replaces the linear predictors in `y` by responses.
  func draw(_ y: UnsafeMutablePointer<Double>, count: Int, _ stream: inout RandomStream) {
    switch distribution {
    case .normal, .nominal: preconditionFailure("no response of one linear predictor")
    case .binomial: drawBinomial(y, count, &stream)
    case .poisson:
      for row in 0..<count {
        y[row] = PoissonSampler(mean: countMean(y[row])).draw(&stream)
      }
    case .negativeBinomial(let size):
      // A Poisson count whose mean is itself drawn, from a gamma distribution with CV 1/sqrt(size).
      let sampler = GammaSampler(shape: size)
      for row in 0..<count {
        let mean = countMean(y[row])
        let drawn = min(sampler.draw(&stream) * mean / size, PoissonSampler.largestMean)
        y[row] = PoissonSampler(mean: drawn).draw(&stream)
      }
    case .ordinal: drawOrdinal(y, count, &stream)
    case .gamma(let shape):
      let sampler = GammaSampler(shape: shape)
      for row in 0..<count {
        let draw = sampler.draw(&stream) * exp(y[row]) / shape
        y[row] = min(max(draw, .leastNormalMagnitude), .greatestFiniteMagnitude)
      }
    case .beta(let precision): drawBeta(y, count, precision, &stream)
    }
  }

  /// exp(η), no larger than what can be drawn.
  private func countMean(_ predictor: Double) -> Double {
    let mean = exp(predictor)
    return mean <= PoissonSampler.largestMean ? mean : PoissonSampler.largestMean
  }

  private func drawBinomial(
    _ y: UnsafeMutablePointer<Double>, _ count: Int, _ stream: inout RandomStream
  ) {
    guard let trials else {
      if link == .logit {
        for row in 0..<count { y[row] = stream.uniform() * (1 + exp(-y[row])) < 1 ? 1 : 0 }
      } else {
        for row in 0..<count { y[row] = stream.uniform() < link.mean(at: y[row]) ? 1 : 0 }
      }
      return
    }
    for row in 0..<count {
      let value = trials.values[Int(trials.holders[row])]
      let number = value >= 1 && value <= Self.mostTrials ? Int(value) : 0
      y[row] = BinomialSampler(trials: number, probability: link.mean(at: y[row])).draw(&stream)
    }
  }

  /// The category in which a latent response η + e falls, e logistic or normal.
  private func drawOrdinal(
    _ y: UnsafeMutablePointer<Double>, _ count: Int, _ stream: inout RandomStream
  ) {
    for row in 0..<count {
      let e: Double
      if link == .probit {
        e = stream.normal()
      } else {
        let u = stream.uniform()
        e = log(u / (1 - u))
      }
      let latent = y[row] + e
      var category = 0
      while category < cuts.count, latent > cuts[category] { category += 1 }
      y[row] = Double(category)
    }
  }

  /// X/(X + Y) of gamma draws with shapes μφ and (1 - μ)φ, kept within (0, 1).
  private func drawBeta(
    _ y: UnsafeMutablePointer<Double>, _ count: Int, _ precision: Double,
    _ stream: inout RandomStream
  ) {
    let most = 1 - 0x1p-53
    for row in 0..<count {
      let mean = min(max(link.mean(at: y[row]), 0x1p-1000), most)
      let first = GammaSampler(shape: mean * precision).draw(&stream)
      let second = GammaSampler(shape: (1 - mean) * precision).draw(&stream)
      let sum = first + second
      // Where both are too small for a Double nearly all of the distribution lies at its ends.
      let share = sum > 0 ? first / sum : stream.uniform() < mean ? 1 : 0
      y[row] = min(max(share, .leastNormalMagnitude), most)
    }
  }
}
