import Foundation
import Numerics
import Testing

@testable import MixedModels

/// The bias that Rodriguez & Goldman (1995, JRSS A 158; 2001, JRSS A 164) and Goldstein & Rasbash (1996)
/// describe: with small units and large variances the marginal method of order 1 falls short most, the
/// penalised one of order 1 less, and that of order 2 little.
@Suite struct QuasiBiasTests {
  private static let variance = 1.5
  private static let replicates = 60

  /// Means of the slope and of the variance over 60 data sets of 80 units of 8 rows; slope 1, variance 1.5.
  private static func means(
    _ method: GeneralisedModel.Estimator
  ) -> (slope: Double, variance: Double, converged: Int) {
    let units = 80
    let size = 8
    let n = units * size
    let names = (0..<n).map { String($0 / size) }
    var slope = 0.0
    var variance = 0.0
    var converged = 0
    let rows = GroupedRows([Double](repeating: 1, count: n), n: n, units: names)
    let model = GeneralisedModel(
      fixed: [0, 1], response: 2, terms: [LinearModel.RandomTerm(level: 1, columns: [0])],
      family: Family(.binomial, link: .logit), estimator: method,
      start: .init(coefficients: [0.3, 1], covariances: [Self.variance]))
    let fitter = QuasiLikelihoodFitter(model, rows.source, isPrecise: false)
    for replicate in 0..<replicates {
      var stream = RandomStream(seed: 2001, pathHash: 0, replicate: replicate)
      let effects = (0..<units).map { _ in Self.variance.squareRoot() * stream.normal() }
      let x = (0..<n).map { _ in stream.normal() }
      let y = (0..<n).map { row -> Double in
        let eta = 0.3 + x[row] + effects[row / size]
        return stream.uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
      }
      rows.set(1, to: x)
      rows.set(2, to: y)
      guard fitter.fit().hasEstimates else { continue }
      converged += 1
      slope += fitter.coefficients[1]
      variance += fitter.covariances[0]
    }
    let count = Double(converged)
    return (slope / count, variance / count, converged)
  }

  /// The standard errors of the means are .015 (slope) and .05 (variance): four of them, and for the
  /// methods of order 1 the published shares of a half to three quarters of the variance.
  @Test func orderOfTheBiases() {
    let mql1 = Self.means(.quasi(.marginal, order: 1))
    let mql2 = Self.means(.quasi(.marginal, order: 2))
    let pql1 = Self.means(.quasi(.penalised, order: 1))
    let pql2 = Self.means(.quasi(.penalised, order: 2))
    for means in [mql1, mql2, pql1, pql2] { #expect(means.converged == Self.replicates) }
    #expect(mql1.slope < 0.85 && mql1.variance < 0.6 * Self.variance)
    #expect(pql1.slope > mql1.slope + 0.06 && pql1.variance > mql1.variance + 0.2)
    #expect(pql1.slope < 0.94 && pql1.variance < 0.8 * Self.variance)
    #expect(abs(pql2.slope - 1) < 0.06 && abs(pql2.variance - Self.variance) < 0.2)
    #expect(mql2.slope > mql1.slope + 0.06 && mql2.variance < pql2.variance - 0.2)
  }
}

extension GroupedRows {
  /// A column of ones and two more that are written later.
  convenience init(_ ones: [Double], n: Int, units: [String]) {
    self.init([ones, ones, ones], units: units)
  }
}
