import Foundation
import MixedModels
import Testing

/// lme4's answer to one of the data sets in Fixtures/Singular (see criteria.R there).
struct BoundaryReference: Sendable, CustomTestStringConvertible {
  var name: String
  var criterion: Double
  var isSingular: Bool
  /// The last coefficient and its standard error.
  var estimate: Double
  var se: Double
  var testDescription: String { name }

  init(_ name: String, _ criterion: Double, _ isSingular: Bool, _ estimate: Double, _ se: Double) {
    self.name = name
    self.criterion = criterion
    self.isSingular = isSingular
    self.estimate = estimate
    self.se = se
  }

  static let all = [
    BoundaryReference("middle-1", 498.895093560, true, 0.1459518, 0.1858540),
    BoundaryReference("middle-2", 496.419238490, true, 0.2765503, 0.2623320),
    BoundaryReference("middle-3", 513.377820862, true, 0.1589053, 0.1611097),
    BoundaryReference("middle-4", 501.501142914, true, 0.3398484, 0.1724740),
    BoundaryReference("multisite-1", 360.839337639, false, 0.9825204, 0.1984230),
    BoundaryReference("multisite-2", 385.269401132, true, 0.3548666, 0.2105350),
    BoundaryReference("multisite-3", 388.908051567, true, 0.7284103, 0.2073274),
    BoundaryReference("multisite-4", 338.229562793, false, 0.5831133, 0.1728244),
    BoundaryReference("growth-1", 646.413038902, false, -0.2428730, 0.1440005),
    BoundaryReference("growth-2", 671.111980743, true, -0.3464800, 0.1311106),
    BoundaryReference("growth-3", 665.825501117, true, -0.0498584, 0.1276266),
    BoundaryReference("growth-4", 637.963907865, true, -0.2046406, 0.1174143),
    BoundaryReference("growth-5", 656.107246750, true, -0.2934728, 0.1215565),
    BoundaryReference("growth-6", 629.146049526, false, -0.3048329, 0.1311735),
  ]

  func data() throws -> LinearModelData {
    let columns = try Fixture.columns("Singular/\(name)")
    func numbers(_ column: String) -> [Double] { columns[column]!.map { Double($0)! } }
    func units(_ column: String) -> [Int32] { numbers(column).map { Int32($0) - 1 } }
    let kind = name.split(separator: "-")[0]
    if kind == "growth" {
      let month = numbers("month")
      let arm = columns["arm"]!.map { $0 == "treated" ? 1.0 : 0 }
      let ones = month.map { _ in 1.0 }
      return LinearModelData(
        response: numbers("pain"), fixed: [ones, month, arm, zip(month, arm).map { $0 * $1 }],
        terms: [GroupedTerm(groups: units("person"), columns: [ones, month])])
    }
    let treatment = numbers("treatment")
    let ones = treatment.map { _ in 1.0 }
    let isMiddle = kind == "middle"
    let slopes = GroupedTerm(
      groups: units(isMiddle ? "school" : "site"), columns: [ones, treatment])
    return LinearModelData(
      response: numbers(isMiddle ? "score" : "y"), fixed: [ones, treatment],
      terms: isMiddle ? [slopes, GroupedTerm(groups: units("class"), columns: [ones])] : [slopes])
  }
}

@Suite struct BoundaryTests {
  /// Ten of the fourteen optima are singular. lme4 stops at about 1e-4 of a standard error.
  @Test(arguments: BoundaryReference.all)
  func `no optimiser of lme4 finds a lower REML criterion, and singular fits are the same ones`(
    reference: BoundaryReference
  ) throws {
    let data = try reference.data()
    let fit = try fitLinearModel(data, estimator: .reml)
    #expect(fit.criterion <= reference.criterion + 1e-6)
    #expect(fit.criterion >= reference.criterion - 1e-5)
    #expect(fit.outcome == (reference.isSingular ? .singular : .converged))
    let last = fit.coefficients.count - 1
    #expect((fit.coefficients[last] - reference.estimate).magnitude < 1e-3 * reference.se)
    #expect((fit.covariance[last][last].squareRoot() / reference.se - 1).magnitude < 1e-3)
  }

  /// A model that holds another one cannot fit worse: correlated effects, uncorrelated effects, the
  /// intercept alone, least squares. A violation of 1e-7 would be a missed optimum.
  @Test(arguments: [Estimator.reml, .ml])
  func `a larger model never has the larger criterion where a slope's variance is 0`(
    estimator: Estimator
  ) throws {
    var singular = 0
    for seed in 1...150 {
      let sample = NestedSample([7, 4], sd: [0.4, 1], slope: 0, seed: UInt64(seed))
      let correlated = try fitLinearModel(sample.slopes(), estimator: estimator)
      let apart = try fitLinearModel(sample.slopes(isCorrelated: false), estimator: estimator)
      let fixed = sample.slopes().fixed
      let intercept = try fitLinearModel(sample.intercepts(fixed: fixed), estimator: estimator)
      #expect(correlated.criterion <= apart.criterion + 1e-7, "seed \(seed)")
      #expect(apart.criterion <= intercept.criterion + 1e-7, "seed \(seed)")
      #expect([.converged, .singular].contains(correlated.outcome))
      expectAdmissible(correlated, "seed \(seed)")
      singular += correlated.outcome == .singular ? 1 : 0
    }
    #expect((60...149).contains(singular))
  }

  @Test(arguments: [-1.0, 1])
  func `perfectly correlated effects are estimated within the bounds, often on them`(
    correlation: Double
  ) throws {
    var atBound = 0
    for seed in 1...60 {
      let sample = NestedSample([15, 6], sd: [0, 1], seed: UInt64(seed))
      let effects = NestedSample([15, 6], sd: [0.6, 0], seed: UInt64(seed) + 1000)
      var data = sample.slopes()
      for row in data.response.indices {
        let own = effects.y[row] - 1 - 0.5 * effects.x[row] + 0.2 * effects.t[row]
        data.response[row] += own * (1 + correlation * sample.x[row])
      }
      let fit = try fitLinearModel(data, estimator: .reml)
      expectAdmissible(fit, "seed \(seed)")
      guard fit.outcome == .singular else { continue }
      let covariance = fit.termCovariances[0]
      let sd = (covariance[0][0] * covariance[1][1]).squareRoot()
      if sd > 0, (covariance[0][1] / sd - correlation).magnitude < 1e-6 { atBound += 1 }
    }
    // On the true boundary about half of the estimates lie on it.
    #expect((15...50).contains(atBound))
  }

  /// No negative variance, no correlation beyond ±1, standard errors that are numbers.
  private func expectAdmissible(_ fit: LinearFit, _ name: String) {
    for covariance in fit.termCovariances {
      for i in covariance.indices {
        #expect(covariance[i][i] >= 0, "\(name)")
        for j in 0..<i {
          let bound = (covariance[i][i] * covariance[j][j]).squareRoot()
          #expect(covariance[i][j].magnitude <= bound * (1 + 1e-9), "\(name)")
        }
      }
    }
    for index in fit.coefficients.indices {
      #expect(fit.covariance[index][index] > 0, "\(name)")
      #expect(fit.coefficients[index].isFinite, "\(name)")
    }
    #expect(fit.residualVariance > 0, "\(name)")
  }
}
