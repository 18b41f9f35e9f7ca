import Foundation
import Numerics
import Testing

/// Bounds of 5.5 standard errors: a false alarm happens with a probability of 4e-8 a figure.
private let bound = 5.5

@Suite struct RandomStreamTests {
  private func stream(_ replicate: Int, seed: UInt64 = 1, path: UInt64 = 0) -> RandomStream {
    RandomStream(seed: seed, pathHash: path, replicate: replicate)
  }

  private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var stream = stream(1, seed: seed)
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { stream.fillNormals($0) }
    return values
  }

  /// E zᵏ is 0, 1, 0, 3, 0, 15 and Var zᵏ = E z²ᵏ - (E zᵏ)².
  @Test func `normals have the moments of the standard normal up to the sixth`() {
    let count = 2_000_000
    let values = normals(count, seed: 2)
    let moments = [1.0, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395]
    for k in 1...6 {
      let mean = values.reduce(0) { $0 + pow($1, Double(k)) } / Double(count)
      let variance = moments[2 * k] - moments[k] * moments[k]
      #expect((mean - moments[k]).magnitude < bound * (variance / Double(count)).squareRoot())
    }
  }

  /// Both tails at thresholds through the layers and beyond the ziggurat's tail start (3.654).
  @Test func `normals fall beyond each threshold as often as they should`() {
    let count = 4_000_000
    let values = normals(count, seed: 3)
    for threshold in [0, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 3.6541528853610088, 3.8, 4, 4.5] {
      let probability = StandardNormal.upperTail(threshold)
      let expected = probability * Double(count)
      let spread = bound * (expected * (1 - probability)).squareRoot() + 3
      let above = values.count { $0 > threshold }
      let below = values.count { $0 < -threshold }
      #expect((Double(above) - expected).magnitude < spread)
      #expect((Double(below) - expected).magnitude < spread)
    }
  }

  /// Kolmogorov's limit: P(√n·D > 3) = 2·exp(-18) = 3e-8.
  @Test func `the empirical distribution of normals stays close to the normal one`() {
    let count = 1_000_000
    let values = normals(count, seed: 4).sorted()
    var largest = 0.0
    for (index, value) in values.enumerated() {
      let probability = StandardNormal.cdf(value)
      let low = probability - Double(index) / Double(count)
      largest = max(largest, low, 1 / Double(count) - low)
    }
    #expect(largest * Double(count).squareRoot() < 3)
  }

  @Test func `a single normal is the first of many`() {
    var one = stream(3)
    var many = stream(3)
    var values = [Double](repeating: 0, count: 1000)
    values.withUnsafeMutableBufferPointer { many.fillNormals($0) }
    for value in values { #expect(one.normal() == value) }
    #expect(one.next() == many.next())
  }

  @Test func `uniforms lie in [0, 1) with mean 1/2 and variance 1/12, and fill every bin alike`() {
    let count = 1_000_000
    var stream = stream(1, seed: 5)
    var bins = [Int](repeating: 0, count: 100)
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<count {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
      bins[Int(value * 100)] += 1
      sum += value
      squares += (value - 0.5) * (value - 0.5)
    }
    let n = Double(count)
    #expect((sum / n - 0.5).magnitude < bound * (1 / (12 * n)).squareRoot())
    #expect((squares / n - 1 / 12.0).magnitude < bound * (1 / (180 * n)).squareRoot())
    // χ² with 99 df: P(> 191) = 6e-8.
    let chiSquare = bins.reduce(0) { $0 + pow(Double($1) - n / 100, 2) / (n / 100) }
    #expect(chiSquare < 191)
  }

  /// A bound of 3·2⁶¹ makes a plain remainder or product lopsided by a factor of 2.
  @Test func `whole numbers below a bound are equally likely`() {
    var stream = stream(1, seed: 6)
    for range in [2, 3, 7, 10, 1000] {
      let count = 200_000
      var counts = [Int](repeating: 0, count: range)
      for _ in 0..<count { counts[stream.below(range)] += 1 }
      let expected = Double(count) / Double(range)
      let chiSquare = counts.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
      let freedom = Double(range - 1)
      // Wilson and Hilferty: the cube root of χ²/df is close to normal.
      let z = (cbrt(chiSquare / freedom) - 1 + 2 / (9 * freedom)) / (2 / (9 * freedom)).squareRoot()
      #expect(z < bound)
    }
    let huge = 3 << 61
    let count = 200_000
    let low = (0..<count).count { _ in stream.below(huge) < huge / 2 }
    #expect((Double(low) - Double(count) / 2).magnitude < bound * (Double(count) / 4).squareRoot())
    #expect((0..<100).allSatisfy { _ in stream.below(1) == 0 })
  }

  @Test func `every order of four values is equally likely after a shuffle`() {
    var stream = stream(1, seed: 7)
    var counts: [[Double]: Int] = [:]
    let count = 240_000
    for _ in 0..<count {
      var values = [0.0, 1, 2, 3]
      values.withUnsafeMutableBufferPointer { stream.shuffle($0) }
      counts[values, default: 0] += 1
    }
    #expect(counts.count == 24)
    // χ² with 23 df: P(> 82) = 1e-8.
    #expect(counts.values.reduce(0) { $0 + pow(Double($1) - 10_000, 2) / 10_000 } < 82)
  }

  @Test func `zero/one and category draws have their probabilities`() {
    var stream = stream(1, seed: 8)
    let count = 400_000
    var values = [Double](repeating: 0, count: count)
    for probability in [0.0, 0.003, 0.4, 1] {
      values.withUnsafeMutableBufferPointer { stream.fillBinary($0, probability: probability) }
      let share = values.reduce(0, +) / Double(count)
      let error = (probability * (1 - probability) / Double(count)).squareRoot()
      #expect((share - probability).magnitude <= bound * error)
    }
    let probabilities = [0.5, 0, 0.3, 0.2]
    values.withUnsafeMutableBufferPointer {
      stream.fillCategories($0, cumulative: [0.5, 0.5, 0.8, 1])
    }
    for (category, probability) in probabilities.enumerated() {
      let share = Double(values.count { $0 == Double(category) }) / Double(count)
      let error = (probability * (1 - probability) / Double(count)).squareRoot()
      #expect((share - probability).magnitude <= bound * error)
    }
  }

  /// Neighbouring replicates, seeds and paths: correlations over 1000 streams of 100 normals, at the
  /// same position and one apart, and of their squares.
  @Test func `streams of neighbouring replicates, seeds and paths are uncorrelated`() {
    let families: [(Int) -> RandomStream] = [
      { stream($0) }, { stream(1, seed: UInt64($0)) }, { stream(1, path: UInt64($0)) },
    ]
    for family in families {
      let draws = (1...1001).map { index in
        var stream = family(index)
        return (0..<101).map { _ in stream.normal() }
      }
      for lag in [0, 1] {
        var product = 0.0
        var squares = 0.0
        for (first, second) in zip(draws, draws.dropFirst()) {
          for position in 0..<100 {
            let (a, b) = (first[position], second[position + lag])
            product += a * b
            squares += (a * a - 1) * (b * b - 1)
          }
        }
        // Means of 100,000 products of variance 1 and of variance 4.
        #expect(product.magnitude < bound * 100_000.0.squareRoot())
        #expect(squares.magnitude < bound * 2 * 100_000.0.squareRoot())
      }
    }
  }

  /// The first draw over streams, not along one: SplitMix64 must have mixed the replicate's number.
  @Test func `first draws over replicates are uniform`() {
    var bins = [Int](repeating: 0, count: 100)
    for replicate in 1...200_000 {
      var stream = stream(replicate)
      bins[Int(stream.uniform() * 100)] += 1
    }
    #expect(bins.reduce(0) { $0 + pow(Double($1) - 2000, 2) / 2000 } < 191)
  }

  @Test func `streams differ as soon as seed, path or replicate does`() {
    var first: Set<UInt64> = []
    for seed: UInt64 in 0..<10 {
      for path: UInt64 in 0..<10 {
        for replicate in 0..<1000 {
          var stream = stream(replicate, seed: seed, path: path)
          first.insert(stream.next())
        }
      }
    }
    // 100,000 words of 64 bits: a coincidence has the probability 3e-10.
    #expect(first.count == 100_000)
    #expect(RandomStream.hash(path: "a=1") != RandomStream.hash(path: "a=2"))
    #expect(RandomStream.hash(path: "") == 0xcbf2_9ce4_8422_2325)
  }
}
