public import Numerics
public import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws from a distribution of a study; made once, then drawn from without any allocation.
public struct DistributionSampler: Sendable {
  private let method: Method

  /// A distribution with what its draws need worked out.
  private enum Method: Sendable {
    case constant(Double)
    case normal(mean: Double, sd: Double)
    /// Mean and SD of the logarithms.
    case lognormal(mean: Double, sd: Double)
    case gamma(GammaSampler, scale: Double)
    /// Chi-square / 2 as a gamma; `scale` brings normal / √(gamma) to the SD.
    case t(GammaSampler, mean: Double, scale: Double)
    case uniform(low: Double, high: Double)
    case integers(low: Double, count: Int)
    case exponential(mean: Double)
    case poisson(PoissonSampler)
    /// A Poisson draw whose mean is a gamma draw times `scale`.
    case negativeBinomial(GammaSampler, scale: Double)
    case binary(probability: Double)
    case discrete(values: [Double], cumulative: [Double])
    case anyOf([Double])
    case mixture([DistributionSampler], cumulative: [Double])
  }

  /// - Parameter distribution: one that breaks no rule.
  public init(_ distribution: Distribution) {
    switch distribution {
    case .normal(let mean, let sd): method = .normal(mean: mean, sd: sd)
    case .lognormal(let mean, 0), .gamma(let mean, 0): method = .constant(mean)
    case .lognormal(let mean, let cv):
      let variance = log1p(cv * cv)
      method = .lognormal(mean: log(mean) - variance / 2, sd: variance.squareRoot())
    case .gamma(let mean, let cv):
      method = .gamma(GammaSampler(shape: 1 / (cv * cv)), scale: mean * cv * cv)
    case .t(let df, let mean, let sd):
      // T = Z / √(2 G / df), G a gamma of shape df/2; the SD of T is √(df / (df - 2)).
      method = .t(
        GammaSampler(shape: df / 2), mean: mean, scale: sd * ((df - 2) / 2).squareRoot())
    case .uniform(let low, let high): method = .uniform(low: low, high: high)
    case .integers(let low, let high): method = .integers(low: low, count: Int(high - low) + 1)
    case .exponential(let mean): method = .exponential(mean: mean)
    case .poisson(let mean): method = .poisson(PoissonSampler(mean: mean))
    case .negativeBinomial(let mean, let size):
      method = .negativeBinomial(GammaSampler(shape: size), scale: mean / size)
    case .binary(let probability): method = .binary(probability: probability)
    case .discrete(let values, let probabilities):
      method = .discrete(values: values, cumulative: cumulativeSums(probabilities))
    case .anyOf(let values): method = .anyOf(values)
    case .mixture(let parts):
      method = .mixture(
        parts.map { DistributionSampler($0.distribution) },
        cumulative: cumulativeSums(parts.map(\.weight)))
    }
  }

  /// One draw.
  public func draw(_ stream: inout RandomStream) -> Double {
    switch method {
    case .constant(let value): value
    case .normal(let mean, let sd): mean + sd * stream.normal()
    case .lognormal(let mean, let sd): exp(mean + sd * stream.normal())
    case .gamma(let sampler, let scale): scale * sampler.draw(&stream)
    case .t(let sampler, let mean, let scale):
      mean + scale * stream.normal() / sampler.draw(&stream).squareRoot()
    case .uniform(let low, let high): low + (high - low) * stream.uniform()
    case .integers(let low, let count): low + Double(stream.below(count))
    case .exponential(let mean): mean * stream.exponential()
    case .poisson(let sampler): sampler.draw(&stream)
    case .negativeBinomial(let sampler, let scale):
      PoissonSampler(mean: min(scale * sampler.draw(&stream), PoissonSampler.largestMean))
        .draw(&stream)
    case .binary(let probability): stream.uniform() < probability ? 1 : 0
    case .discrete(let values, let cumulative): values[category(cumulative, &stream)]
    case .anyOf(let values): values[stream.below(values.count)]
    case .mixture(let parts, let cumulative): parts[category(cumulative, &stream)].draw(&stream)
    }
  }

  /// Overwrites `values` with independent draws, the same as so many single ones.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Double>, _ stream: inout RandomStream
  ) {
    switch method {
    case .normal(let mean, let sd):
      stream.fillNormals(values)
      guard mean != 0 || sd != 1 else { return }
      for index in values.indices { values[index] = mean + sd * values[index] }
    case .lognormal(let mean, let sd):
      stream.fillNormals(values)
      for index in values.indices { values[index] = exp(mean + sd * values[index]) }
    case .uniform(let low, let high): stream.fillUniform(values, low: low, high: high)
    case .binary(let probability): stream.fillBinary(values, probability: probability)
    case .discrete(let list, let cumulative):
      stream.fillCategories(values, cumulative: cumulative)
      for index in values.indices { values[index] = list[Int(values[index])] }
    default:
      for index in values.indices { values[index] = draw(&stream) }
    }
  }
}

/// Sums of the first one, two, … weights, the last one 1 but for rounding.
private func cumulativeSums(_ weights: [Double]) -> [Double] {
  var sum = 0.0
  return weights.map { weight in
    sum += weight
    return sum
  }
}

/// The first index whose cumulative probability exceeds a uniform draw; the last one counts as 1.
private func category(_ cumulative: [Double], _ stream: inout RandomStream) -> Int {
  let draw = stream.uniform()
  var index = 0
  while index < cumulative.count - 1 && draw >= cumulative[index] { index += 1 }
  return index
}
