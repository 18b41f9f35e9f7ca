import Numerics
import Testing

@testable import MixedModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fits of logistic and Poisson models with one random intercept: optima, boundaries, and data that have
/// no optimum.
@Suite struct ScalarLaplaceFitterTests {
  static let logit = Family(.binomial, link: .logit)
  static let poisson = Family(.poisson, link: .log)

  @Test("Without random effects a logistic fit of a 2 × 2 table has the log odds ratio")
  func oddsRatio() throws {
    // 12 of 40 and 25 of 50 successes.
    let x = [Double](repeating: 0, count: 40) + [Double](repeating: 1, count: 50)
    let y = (0..<40).map { $0 < 12 ? 1.0 : 0 } + (0..<50).map { $0 < 25 ? 1.0 : 0 }
    let fit = Fit(sizes: [90], x: [x], y: y, family: Self.logit, hasRandomEffect: false)
    #expect(fit.outcome == .converged)
    #expect(abs(fit.beta[0] - log(12.0 / 28)) < 1e-9)
    #expect(abs(fit.beta[1] - log(28.0 / 12)) < 1e-9)
    let cells: [Double] = [12, 28, 25, 25]
    let variance = cells.reduce(0) { $0 + 1 / $1 }
    #expect(abs(fit.errors[1] - variance.squareRoot()) < 1e-9)
    let likelihood: Double = 12 * log(0.3) + 28 * log(0.7) + 50 * log(0.5)
    #expect(abs(fit.deviance + 2 * likelihood) < 1e-9)
  }

  @Test("Without random effects a Poisson fit of two groups has the log rate ratio")
  func rateRatio() {
    let x = [Double](repeating: 0, count: 5) + [Double](repeating: 1, count: 4)
    let fit = Fit(
      sizes: [9], x: [x], y: [2, 3, 0, 4, 1, 6, 5, 9, 8], family: Self.poisson,
      hasRandomEffect: false)
    #expect(abs(fit.beta[0] - log(2)) < 1e-9)
    #expect(abs(fit.beta[1] - log(3.5)) < 1e-9)
    #expect(abs(fit.errors[1] - (1 / 10.0 + 1 / 28).squareRoot()) < 1e-9)
  }

  @Test("Any start leads to the same optimum", arguments: [Self.logit, Self.poisson])
  func starts(family: Family) {
    let data = Self.sample(family, clusters: 15, size: 8, sigma: 0.9)
    let reference = Fit(sizes: data.sizes, x: data.x, y: data.y, family: family)
    #expect(reference.outcome == .converged)
    for start in [(0.0, 0.1), (1.5, 2), (-2, 0.5), (0.3, 4)] {
      let fit = Fit(
        sizes: data.sizes, x: data.x, y: data.y, family: family,
        start: .init(coefficients: [start.0, 0, 0], covariances: [start.1 * start.1]))
      #expect(fit.outcome == .converged)
      #expect(abs(fit.deviance - reference.deviance) < 1e-8)
      for index in 0..<3 {
        #expect(abs(fit.beta[index] - reference.beta[index]) < 1e-5 * reference.errors[index])
        #expect(abs(fit.errors[index] / reference.errors[index] - 1) < 1e-4)
      }
      #expect(abs(fit.sigma - reference.sigma) < 1e-5)
    }
  }

  @Test("The general fitter finds the same optimum", arguments: [Self.logit, Self.poisson])
  func generalFitter(family: Family) {
    for (clusters, size, sigma) in [(15, 8, 0.9), (6, 3, 0.4), (40, 2, 1.5)] {
      let data = Self.sample(family, clusters: clusters, size: size, sigma: sigma)
      let own = Fit(sizes: data.sizes, x: data.x, y: data.y, family: family)
      let general = Fit(
        sizes: data.sizes, x: data.x, y: data.y, family: family, byGeneralFitter: true)
      #expect(own.outcome == general.outcome)
      #expect(abs(own.deviance - general.deviance) < 1e-6)
      for index in 0..<3 {
        #expect(abs(own.beta[index] - general.beta[index]) < 1e-4 * own.errors[index])
        #expect(abs(own.errors[index] / general.errors[index] - 1) < 1e-4)
      }
      #expect(abs(own.sigma - general.sigma) < 1e-4)
    }
  }

  @Test("Clusters more alike than chance give a variance of 0 and the fit without it")
  func boundary() {
    // Every cluster has as many successes.
    let y = (0..<40).map { Double($0 % 4 < 2 ? 1 : 0) }
    let x = (0..<40).map { Double(($0 * 7) % 5) }
    let fit = Fit(sizes: [Int](repeating: 4, count: 10), x: [x], y: y, family: Self.logit)
    let plain = Fit(sizes: [40], x: [x], y: y, family: Self.logit, hasRandomEffect: false)
    #expect(fit.outcome == .singular)
    #expect(fit.sigma == 0)
    #expect(abs(fit.deviance - plain.deviance) < 1e-9)
    #expect(abs(fit.errors[1] - plain.errors[1]) < 1e-6)
  }

  @Test("Data without an optimum are named")
  func outcomes() {
    let sizes = [Int](repeating: 5, count: 6)
    let x = (0..<30).map { Double($0 % 5) }
    func outcome(_ y: [Double], _ family: Family = Self.logit) -> FitOutcome {
      Fit(sizes: sizes, x: [x], y: y, family: family).outcome
    }
    #expect(outcome([Double](repeating: 0, count: 30)) == .allZero)
    #expect(outcome([Double](repeating: 1, count: 30)) == .allOne)
    #expect(outcome([Double](repeating: 0, count: 30), Self.poisson) == .allZero)
    #expect(outcome(x.map { $0 > 2 ? 1 : 0 }) == .separated)
    // Quasi-complete: at x = 2 both occur.
    #expect(outcome(zip(x, 0...).map { $0 > 2 || ($0 == 2 && $1 % 2 == 0) ? 1 : 0 }) == .separated)
    // A group whose counts are all 0.
    let group = (0..<30).map { Double($0 < 15 ? 0 : 1) }
    let fit = Fit(
      sizes: sizes, x: [group], y: (0..<30).map { Double($0 < 15 ? 0 : $0 % 4) },
      family: Self.poisson)
    #expect(fit.outcome == .separated)
  }

  @Test("Rows in another order, and other units of a predictor, change nothing else")
  func equivariance() {
    let data = Self.sample(Self.logit, clusters: 12, size: 6, sigma: 1)
    let fit = Fit(sizes: data.sizes, x: data.x, y: data.y, family: Self.logit)
    let scaled = Fit(
      sizes: data.sizes, x: [data.x[0].map { 100 * $0 - 3 }, data.x[1]], y: data.y,
      family: Self.logit)
    #expect(abs(scaled.beta[1] * 100 - fit.beta[1]) < 1e-6)
    #expect(abs(scaled.errors[1] * 100 - fit.errors[1]) < 1e-5)
    let flipped = Fit(sizes: data.sizes, x: data.x, y: data.y.map { 1 - $0 }, family: Self.logit)
    for index in 0..<3 { #expect(abs(flipped.beta[index] + fit.beta[index]) < 1e-6) }
    #expect(abs(flipped.deviance - fit.deviance) < 1e-8)
  }

  /// Clusters with an intercept, a column of rows and one of clusters.
  static func sample(_ family: Family, clusters: Int, size: Int, sigma: Double)
    -> (sizes: [Int], x: [[Double]], y: [Double])
  {
    var stream = RandomStream(seed: 11, pathHash: 2, replicate: 1)
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + stream.uniform() } }
    var x: [[Double]] = [[], []]
    var y: [Double] = []
    for cluster in 0..<clusters {
      let u = sigma * normal()
      for _ in 0..<size {
        let value = normal()
        x[0].append(value)
        x[1].append(Double(cluster % 2))
        let eta = 0.2 + 0.5 * value + 0.4 * Double(cluster % 2) + u
        if family == logit {
          y.append(stream.uniform() < 1 / (1 + exp(-eta)) ? 1 : 0)
        } else {
          // Poisson by counting exponential waits.
          var count = -1.0
          var time = 0.0
          while time < exp(eta) {
            time -= log(1 - stream.uniform())
            count += 1
          }
          y.append(count)
        }
      }
    }
    return ([Int](repeating: size, count: clusters), x, y)
  }
}

/// One fit of a data set with an intercept and some columns of rows.
private struct Fit {
  let outcome: FitOutcome
  let beta: [Double]
  let errors: [Double]
  let sigma: Double
  let deviance: Double

  init(
    sizes: [Int], x: [[Double]], y: [Double], family: Family, hasRandomEffect: Bool = true,
    start: GeneralisedModel.Start? = nil, byGeneralFitter: Bool = false
  ) {
    var starts = [0]
    for size in sizes { starts.append(starts.last! + size) }
    let columns = [[1.0]] + x + [y]
    let memory = columns.map { column in
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
      pointer.initialize(from: column, count: column.count)
      return pointer
    }
    defer { for pointer in memory { pointer.deallocate() } }
    let source = GeneralisedSource(
      nesting: Nesting(rowStarts: [[0, y.count], starts]),
      columnLevels: [0] + columns.dropFirst().map { _ in 2 },
      isFixed: columns.map { _ in true }, interceptColumn: 0,
      columns: memory.map { UnsafePointer($0) })
    let model = GeneralisedModel(
      fixed: Array(0...x.count), response: x.count + 1,
      terms: hasRandomEffect ? [.init(level: 1, columns: [0])] : [], family: family, start: start)
    let fitter: GeneralisedModelFitter =
      byGeneralFitter
      ? LaplaceFitter(model, source) : ScalarLaplaceFitter(model, source, isPrecise: true)
    outcome = fitter.fit()
    let p = x.count + 1
    beta = (0..<p).map { fitter.coefficients[$0] }
    errors = (0..<p).map { fitter.covariance[packedIndex($0, $0)].squareRoot() }
    sigma = hasRandomEffect ? fitter.covariances[0].squareRoot() : 0
    deviance = fitter.deviance
  }
}
