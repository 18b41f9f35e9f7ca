import Foundation
import Numerics
import Testing

@testable import MixedModels

/// Known truths, equivariance and data sets without estimates.
@Suite struct QuasiBehaviourTests {
  typealias Term = LinearModel.RandomTerm

  private static func model(
    _ method: GeneralisedModel.Estimator, terms: [Term], fixed: [Int] = [0, 1, 2],
    family: Family = Family(.binomial, link: .logit), response: Int = 3
  ) -> GeneralisedModel {
    GeneralisedModel(
      fixed: fixed, response: response, terms: terms, family: family, estimator: method)
  }

  private static func sample(seed: UInt64 = 8, deviation: Double = 1) -> QuasiSample {
    QuasiSample(
      seed: seed, schools: [[9, 7], [12], [8, 6, 10], [15], [8, 8], [14], [11], [9, 9]],
      deviations: [deviation, 0.5, 0, 0, 0], draw: QuasiDraw.logistic)
  }

  private static func columns(_ sample: QuasiSample) -> [[Double]] { (0..<4).map(sample.rows) }

  /// At one level the score equations X'(y - μ) = 0 hold and Cov(β̂) = (X'WX)⁻¹, whatever the method.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func singleLevelIsMaximumLikelihood(_ method: GeneralisedModel.Estimator) {
    let columns = Self.columns(Self.sample())
    let rows = GroupedRows(columns)
    let fitter = QuasiLikelihoodFitter(
      Self.model(method, terms: []), rows.source, isPrecise: true)
    #expect(fitter.fit() == .converged)
    var score = [0.0, 0, 0]
    var information = [Double](repeating: 0, count: 6)
    for row in columns[0].indices {
      let x = (0..<3).map { columns[$0][row] }
      let eta = (0..<3).reduce(0) { $0 + x[$1] * fitter.coefficients[$1] }
      let mean = 1 / (1 + exp(-eta))
      for i in 0..<3 {
        score[i] += x[i] * (columns[3][row] - mean)
        for j in 0...i { information[packedIndex(i, j)] += x[i] * x[j] * mean * (1 - mean) }
      }
    }
    #expect(score.allSatisfy { abs($0) < 1e-7 })
    for i in 0..<3 {
      for j in 0..<3 {
        let entry = (0..<3).reduce(0) {
          $0 + information[packedIndex(i, $1)] * fitter.covariance[packedIndex($1, j)]
        }
        #expect(abs(entry - (i == j ? 1 : 0)) < 1e-7)
      }
    }
  }

  /// The mean of counts alone: β̂ = log ȳ with variance 1/Σy.
  @Test func meanOfCounts() {
    let y: [Double] = [0, 3, 1, 4, 2, 2, 7, 0]
    let rows = GroupedRows([y.map { _ in 1 }, y])
    let fitter = QuasiLikelihoodFitter(
      Self.model(
        .quasi(.marginal, order: 1), terms: [], fixed: [0], family: Family(.poisson, link: .log),
        response: 1), rows.source, isPrecise: true)
    #expect(fitter.fit() == .converged)
    #expect(abs(fitter.coefficients[0] - log(19.0 / 8)) < 1e-12)
    #expect(abs(fitter.covariance[0] - 1 / 19.0) < 1e-12)
  }

  /// The units of a level give the same as a row factor with the same units, and rows in another order.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func kernelsAgree(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    let columns = Self.columns(sample)
    let units = sample.memberships[0].map { String($0[0].unit) }
    let order = Array(units.indices.reversed())
    let level = GroupedRows(columns, units: units)
    let factor = GroupedRows(
      columns.map { column in order.map { column[$0] } }, factors: [order.map { units[$0] }])
    let one = QuasiLikelihoodFitter(
      Self.model(method, terms: [Term(level: 1, columns: [0, 1])]), level.source, tolerance: 1e-11)
    let other = QuasiLikelihoodFitter(
      Self.model(method, terms: [Term(grouping: .factor(0), columns: [0, 1])]), factor.source,
      tolerance: 1e-11)
    #expect(one.fit() == other.fit())
    expectEqual(one, other)
  }

  /// A predictor in other units: its coefficient, its slopes' variance and covariance change with it.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func unitsOfPredictors(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    var columns = Self.columns(sample)
    let units = sample.memberships[0].map { String($0[0].unit) }
    let model = Self.model(method, terms: [Term(level: 1, columns: [0, 1])])
    let rows = GroupedRows(columns, units: units)
    let one = QuasiLikelihoodFitter(model, rows.source, tolerance: 1e-11)
    let outcome = one.fit()
    columns[1] = columns[1].map { 1000 * $0 }
    let scaledRows = GroupedRows(columns, units: units)
    let other = QuasiLikelihoodFitter(model, scaledRows.source, tolerance: 1e-11)
    #expect(other.fit() == outcome)
    other.coefficients[1] *= 1000
    other.covariances[1] *= 1000
    other.covariances[2] *= 1e6
    for j in 0..<3 { other.covariance[packedIndex(1, j)] *= j == 1 ? 1e6 : 1000 }
    expectEqual(one, other)
  }

  /// Failures for successes: signs change at a symmetric link, nothing else.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func failuresForSuccesses(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    let columns = Self.columns(sample)
    let units = sample.memberships[0].map { String($0[0].unit) }
    let rows = GroupedRows(columns, units: units)
    let model = Self.model(method, terms: [Term(level: 1, columns: [0])])
    let one = QuasiLikelihoodFitter(model, rows.source, tolerance: 1e-11)
    let other = QuasiLikelihoodFitter(model, rows.source, tolerance: 1e-11)
    let outcome = one.fit()
    rows.set(3, to: columns[3].map { 1 - $0 })
    #expect(other.fit() == outcome)
    for k in 0..<3 { other.coefficients[k] *= -1 }
    expectEqual(one, other)
  }

  private func expectEqual(_ one: QuasiLikelihoodFitter, _ other: QuasiLikelihoodFitter) {
    let (a, b) = (one.figures, other.figures)
    let pairs =
      zip(a.coefficients, b.coefficients).map { ($0, $1) }
      + zip(a.errors, b.errors).map { ($0, $1) }
      + zip(a.covariances, b.covariances).map { ($0, $1) }
    for (first, second) in pairs { #expect(abs(first - second) < 1e-8) }
  }

  /// Nothing is carried over from one data set to the next.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func forgetsTheLastDataSet(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    let columns = Self.columns(sample)
    let rows = GroupedRows(columns, units: sample.memberships[0].map { String($0[0].unit) })
    let fitter = QuasiLikelihoodFitter(
      Self.model(method, terms: [Term(level: 1, columns: [0])]), rows.source, isPrecise: false)
    let first = fitter.fit()
    let figures = fitter.figures
    rows.set(3, to: columns[3].map { _ in 0 })
    #expect(fitter.fit() == .allZero)
    rows.set(3, to: columns[1].map { $0 > 0 ? 1 : 0 })
    #expect(fitter.fit() == .separated)
    rows.set(3, to: columns[3])
    #expect(fitter.fit() == first)
    #expect(fitter.figures == figures)
  }

  @Test(arguments: QuasiLikelihoodTests.methods)
  func namesWhatGoesWrong(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    let columns = Self.columns(sample)
    let units = sample.memberships[0].map { String($0[0].unit) }
    for terms in [[], [Term(level: 1, columns: [0])]] {
      func outcome(_ x: [Double], _ y: [Double]) -> FitOutcome {
        let rows = GroupedRows([columns[0], x, columns[2], y], units: units)
        return QuasiLikelihoodFitter(
          Self.model(method, terms: terms), rows.source, isPrecise: false
        )
        .fit()
      }
      #expect(outcome(columns[1], columns[3].map { _ in 0 }) == .allZero)
      #expect(outcome(columns[1], columns[3].map { _ in 1 }) == .allOne)
      #expect(outcome(columns[2], columns[3]) == .rankDeficient)
      // All of one arm succeed: the predictor tells some of the responses for certain.
      let arm = columns[1].map { $0 > 0.4 ? 1.0 : 0 }
      #expect(outcome(arm, zip(arm, columns[3]).map { $0 == 1 ? 1 : $1 }) == .separated)
      #expect(outcome(columns[1], columns[1].map { $0 > 0.1 ? 1 : 0 }) == .separated)
    }
    let few = GroupedRows(columns.map { Array($0.prefix(3)) }, units: Array(units.prefix(3)))
    #expect(
      QuasiLikelihoodFitter(
        Self.model(method, terms: [Term(level: 1, columns: [0])]), few.source, isPrecise: false
      ).fit() == .degenerate)
  }

  /// An arm without events: its rate is 0.
  @Test(arguments: QuasiLikelihoodTests.methods)
  func armWithoutEvents(_ method: GeneralisedModel.Estimator) {
    let sample = Self.sample()
    let columns = Self.columns(sample)
    let arm = columns[1].map { $0 > 0 ? 1.0 : 0 }
    let y = arm.indices.map { arm[$0] == 1 ? 0 : Double(1 + $0 % 4) }
    let rows = GroupedRows(
      [columns[0], arm, columns[2], y], units: sample.memberships[0].map { String($0[0].unit) })
    let model = Self.model(
      method, terms: [Term(level: 1, columns: [0])], family: Family(.poisson, link: .log))
    #expect(QuasiLikelihoodFitter(model, rows.source, isPrecise: false).fit() == .separated)
  }

  /// Counts in the hundreds beside means of a few: the penalised methods find their way from residuals of 0.
  @Test(arguments: [1, 2], [1.2, 1.6])
  func largeCounts(_ order: Int, _ deviation: Double) {
    let sample = QuasiSample(
      seed: 3, schools: [Int](repeating: 8, count: 30).map { [$0] },
      deviations: [deviation, 0, 0, 0, 0], coefficients: [1.5, 0.5, 0], draw: QuasiDraw.count)
    let columns = Self.columns(sample)
    let rows = GroupedRows(columns, units: sample.memberships[0].map { String($0[0].unit) })
    let model = Self.model(
      .quasi(.penalised, order: order), terms: [Term(level: 1, columns: [0])],
      family: Family(.poisson, link: .log))
    let fitter = QuasiLikelihoodFitter(model, rows.source, isPrecise: false)
    #expect(columns[3].max()! > 100)
    #expect(fitter.fit() == .converged)
    // 30 units give the variance a standard error of about a quarter of it.
    #expect(abs(fitter.covariances[0] / (deviation * deviation) - 1) < 0.75)
    #expect(abs(fitter.coefficients[1] - 0.5) < 0.2)
  }
}
