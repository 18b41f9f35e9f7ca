import Foundation
import Testing

@testable import PowerStudy

/// Kernel densities against sums of kernels one by one, and the distributions of simulated estimates.
@Suite struct EstimateDensityTests {
  /// Normal scores of a sample with the mean 3 and SD 2, out of order.
  private static let normal: [Double] = (0..<400).map { index in
    let place = (Double((index * 157) % 400) + 0.5) / 400
    return 3 + 2 * quantile(place)
  }

  /// By bisection of the error function.
  private static func quantile(_ probability: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  private func area(_ density: EstimateDensity) -> Double {
    let ends = (density.heights.first! + density.heights.last!) / 2
    return density.step * (density.heights.reduce(0, +) - ends)
  }

  /// Shared between two points each estimate moves by less than a step, which changes a kernel of five steps'
  /// width by less than a fiftieth of its top.
  @Test func `heights are mean kernels of the stated width`() throws {
    let sample = Self.normal
    let density = try #require(EstimateDensity(sample))
    let moments = Moments(sample)
    let deviation = try #require(moments.variance).squareRoot()
    let sorted = sample.sorted()
    let quartiles = sorted[299] - sorted[100]
    let width = 0.9 * min(deviation, quartiles / 1.34) * pow(400, -0.2)
    let top = try #require(density.heights.max())
    for index in stride(from: 0, to: density.heights.count, by: 7) {
      let point = density.start + Double(index) * density.step
      let exact =
        sample.reduce(0.0) { sum, value in
          let z: Double = (point - value) / width
          return sum + exp(-z * z / 2)
        } / (400 * width * (2 * Double.pi).squareRoot())
      #expect((density.heights[index] - exact).magnitude < 0.02 * top)
    }
    #expect((area(density) - 1).magnitude < 1e-6)
  }

  @Test func `a density has the area 1 also at a bound`() throws {
    let squares = Self.normal.map { ($0 - 3) * ($0 - 3) }
    let bounded = try #require(EstimateDensity(squares + squares.map { _ in 0 }, lowest: 0))
    #expect(bounded.start == 0)
    // What is far out is left out: of squared normal scores a few in a hundred.
    #expect((0.9...1.0001).contains(area(bounded)))
    let halves: [Double] = (0..<200).map { Double($0 % 50) }
    let folded = try #require(EstimateDensity(halves, lowest: 0))
    #expect((area(folded) - 1).magnitude < 1e-3)
  }

  @Test func `runaway estimates do not stretch a density`() throws {
    let plain = try #require(EstimateDensity(Self.normal))
    let with = try #require(EstimateDensity(Self.normal + [1e6, -1e9]))
    #expect((with.start - plain.start).magnitude < plain.step)
    #expect((with.step / plain.step - 1).magnitude < 0.01)
  }

  @Test func `few estimates and constant ones have no density`() {
    #expect(EstimateDensity(Array(Self.normal.prefix(19))) == nil)
    #expect(EstimateDensity([Double](repeating: 2, count: 500)) == nil)
    #expect(EstimateDensity([]) == nil)
    #expect(EstimateDensity([Double](repeating: .nan, count: 50)) == nil)
  }

  @Test func `estimates of a linear model move to the null value`() async throws {
    let tests = try await summaries(
      """
      levels: {school: 12, pupil: 4 per school}
      predictors: {x: {level: pupil, normal: {sd: 1}}}
      model: y ~ x + (1 | school)
      effects: {intercept: 0, x: 0.25}
      random: {school: {sd: 0.5}}
      residual: {sd: 1}
      tests: [{term: x, against: -1}]
      simulation: {replicates: 100}
      """)
    let density = try #require(tests[0].estimateDensity)
    #expect(tests[0].nullEstimateDensity == density.moved(by: -1.25))
  }

  @Test func `of other models the null hypothesis is simulated or has none`() async throws {
    let trial = """
      levels: {school: 12, pupil: 8 per school}
      predictors: {x: {level: pupil, normal: {sd: 1}}}
      model: y ~ x + (1 | school)
      family: binomial
      effects: {intercept: 0, x: 0.6}
      random: {school: {sd: 0.5}}
      tests: [x]
      """
    let plain = try await summaries(trial + "\nsimulation: {replicates: 60}")
    #expect(plain[0].estimateDensity != nil)
    #expect(plain[0].nullEstimateDensity == nil)
    let calibrated = try await summaries(trial + "\nsimulation: {replicates: 60, calibrate: true}")
    let null = try await summaries(
      trial.replacingOccurrences(of: "0.6", with: "0")
        + "\nsimulation: {replicates: 60}")
    #expect(calibrated[0].nullEstimateDensity == null[0].estimateDensity)
    #expect(calibrated[0].estimateDensity == plain[0].estimateDensity)
  }
}
