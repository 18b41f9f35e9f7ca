#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The terms of a log likelihood that have no linear predictor in them, over all rows.
struct ResponseConstants {
  private let distribution: Family.Distribution
  /// What does not depend on the family's parameters.
  private var fixed = 0.0
  private var rows = 0.0
  /// Σ log y of a gamma response.
  private var logSum = 0.0
  /// How many of the responses are larger than 0, 1, 2, ...; those too large for that are in `large`.
  private var larger: [Double] = []
  private var large: [Double] = []

  /// The largest counts whose log Γ(y + k) - log Γ(k) is a sum over 0..<y.
  private static let longestSum = 1024

  init(_ distribution: Family.Distribution) {
    self.distribution = distribution
    if case .negativeBinomial = distribution {
      larger = [Double](repeating: 0, count: Self.longestSum)
    }
  }

  /// Takes in the responses of a data set.
  mutating func update(_ y: UnsafePointer<Double>, _ trials: UnsafePointer<Double>, _ count: Int) {
    fixed = 0
    rows = Double(count)
    switch distribution {
    case .binomial:
      for row in 0..<count where trials[row] > 1 && y[row] > 0 && y[row] < trials[row] {
        fixed +=
          logGamma(trials[row] + 1) - logGamma(y[row] + 1) - logGamma(trials[row] - y[row] + 1)
      }
    case .poisson:
      for row in 0..<count where y[row] > 1 { fixed -= logGamma(y[row] + 1) }
    case .negativeBinomial: updateCounts(y, count)
    case .ordinal, .nominal: break
    case .gamma:
      logSum = 0
      for row in 0..<count { logSum += log(y[row]) }
    case .beta:
      for row in 0..<count { fixed -= log(y[row]) + log1p(-y[row]) }
    }
  }

  private mutating func updateCounts(_ y: UnsafePointer<Double>, _ count: Int) {
    for index in larger.indices { larger[index] = 0 }
    large.removeAll(keepingCapacity: true)
    for row in 0..<count {
      if y[row] > 1 { fixed -= logGamma(y[row] + 1) }
      if y[row] >= Double(Self.longestSum) {
        large.append(y[row])
      } else if y[row] > 0 {
        larger[Int(y[row]) - 1] += 1
      }
    }
    for index in larger.indices.reversed().dropFirst() { larger[index] += larger[index + 1] }
  }

  /// Their sum.
  ///
  /// - Parameter parameters: the family's, a dispersion as its logarithm.
  func value(_ parameters: UnsafePointer<Double>) -> Double {
    switch distribution {
    case .binomial, .poisson, .ordinal, .nominal: return fixed
    case .negativeBinomial(let size):
      let size = size ?? exp(parameters[0])
      var sum = fixed
      for (index, count) in larger.enumerated() where count > 0 {
        sum += count * log1p(Double(index) / size)
      }
      for y in large { sum += logGamma(y + size) - logGamma(size) - y * log(size) }
      return sum
    case .gamma:
      let shape = exp(parameters[0])
      return rows * (shape * parameters[0] - logGamma(shape)) + (shape - 1) * logSum
    case .beta: return fixed + rows * logGamma(exp(parameters[0]))
    }
  }

  /// Its derivative in the logarithm of the dispersion; 0 without one.
  func slope(_ parameters: UnsafePointer<Double>) -> Double {
    switch distribution {
    case .binomial, .poisson, .ordinal, .nominal: return 0
    case .negativeBinomial(let known):
      if known != nil { return 0 }
      let size = exp(parameters[0])
      var sum = 0.0
      for (index, count) in larger.enumerated() where count > 0 {
        sum -= count * Double(index) / (size + Double(index))
      }
      for y in large { sum += size * (digamma(y + size) - digamma(size)) - y }
      return sum
    case .gamma:
      let shape = exp(parameters[0])
      return shape * (rows * (parameters[0] + 1 - digamma(shape)) + logSum)
    case .beta:
      let precision = exp(parameters[0])
      return rows * precision * digamma(precision)
    }
  }
}
