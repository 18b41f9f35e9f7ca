import Numerics
import Testing

@testable import MixedModels

/// What Satterthwaite's and Kenward and Roger's methods must give where the answer is known.
@Suite struct SmallSampleTests {
  private func fit(
    _ data: LinearModelData, _ method: FixedEffectMethod, joint: [[[Double]]] = []
  ) throws -> LinearFit {
    try fitLinearModel(
      data, estimator: .reml, hypotheses: FixedEffectHypotheses(method: method, joint: joint))
  }

  /// y ~ t + x with random intercepts of clusters, t a treatment of clusters.
  private func trial(_ sample: NestedSample) -> LinearModelData {
    sample.intercepts(fixed: [sample.ones, sample.t, sample.x])
  }

  /// Balanced arms of clusters: t on K - 2 degrees of freedom exactly, by the analysis of variance of
  /// cluster means (`x` left out, which would unbalance them).
  @Test(arguments: [FixedEffectMethod.kenwardRoger, .satterthwaite])
  func `a balanced trial's treatment has K - 2 degrees of freedom`(
    method: FixedEffectMethod
  ) throws {
    let sample = NestedSample([10, 6], sd: [1.5, 1], seed: 3)
    let fit = try fit(sample.intercepts(fixed: [sample.ones, sample.t]), method)
    #expect(fit.outcome == .converged)
    #expect((fit.coefficientTests[1].degreesOfFreedom - 8).magnitude < 1e-6)
    let plain = fit.covariance[1][1].squareRoot()
    #expect((fit.coefficientTests[1].standardError / plain - 1).magnitude < 1e-9)
  }

  /// A mean over balanced clusters: K - 1; three levels: the top's units less one.
  @Test(arguments: [FixedEffectMethod.kenwardRoger, .satterthwaite])
  func `a balanced mean has the top's units less one`(method: FixedEffectMethod) throws {
    for (sizes, sd) in [([7, 5], [1.2, 1.0]), ([6, 4, 5], [1.5, 0.8, 1.0])] {
      let sample = NestedSample(sizes, sd: sd, seed: 11)
      let fit = try fit(sample.intercepts(), method)
      #expect(fit.outcome == .converged)
      #expect(
        (fit.coefficientTests[0].degreesOfFreedom - Double(sizes[0] - 1)).magnitude < 1e-6)
    }
  }

  /// A single column of X, correlated slopes, unequal clusters.
  @Test(arguments: [FixedEffectMethod.kenwardRoger, .satterthwaite])
  func `other units of response and predictors change no test`(method: FixedEffectMethod) throws {
    let nesting = Nesting(rowStarts: [[0, 60], [0, 4, 12, 20, 31, 40, 46, 60]])
    let sample = NestedSample(nesting, sd: [1, 1], slope: 0.7, seed: 5)
    var data = sample.slopes()
    let joint = [[[0.0, 1, 0], [0, 0, 1]]]
    let plain = try fit(data, method, joint: joint)
    data.response = data.response.map { 1e3 * $0 }
    data.fixed[1] = data.fixed[1].map { 1e-4 * $0 }
    data.terms[0].columns[1] = data.terms[0].columns[1].map { 50 * $0 }
    let scaled = try fit(data, method, joint: joint)
    for (one, other) in zip(plain.coefficientTests, scaled.coefficientTests) {
      #expect((one.degreesOfFreedom / other.degreesOfFreedom - 1).magnitude < 1e-6)
      let statistics = (one.estimate / one.standardError, other.estimate / other.standardError)
      #expect((statistics.0 / statistics.1 - 1).magnitude < 1e-6)
    }
    #expect((plain.jointTests[0].statistic / scaled.jointTests[0].statistic - 1).magnitude < 1e-6)
    if method == .kenwardRoger {
      // Satterthwaite's joint denominator rests on the eigenvectors of LCL', which units do change.
      let degrees = (plain.jointTests[0].degreesOfFreedom, scaled.jointTests[0].degreesOfFreedom)
      #expect((degrees.0 / degrees.1 - 1).magnitude < 1e-6)
    }
  }

  /// The order of two correlated effects, on and off the boundary.
  @Test func `the order of random effects changes no degrees of freedom`() throws {
    for slope in [0.0, 0.3] {
      for seed in 1...12 as ClosedRange<UInt64> {
        let sample = NestedSample([8, 6], sd: [0.5, 1], slope: slope, seed: seed)
        let data = sample.slopes()
        var reversed = data
        reversed.terms[0].columns.reverse()
        for method in [FixedEffectMethod.satterthwaite, .kenwardRoger] {
          let one = try fit(data, method)
          let other = try fit(reversed, method)
          #expect(one.outcome == other.outcome)
          for (a, b) in zip(one.coefficientTests, other.coefficientTests) {
            #expect((a.degreesOfFreedom / b.degreesOfFreedom - 1).magnitude < 1e-4, "\(seed)")
          }
        }
      }
    }
  }

  /// Many fits on the boundary among them: degrees of freedom stay between 0 and n - p.
  @Test func `degrees of freedom are never negative or undefined`() throws {
    var singular = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let sample = NestedSample([5, 4], sd: [0.2, 1], slope: 0.1, seed: seed)
      let joint = [[[0.0, 1, 0], [0, 0, 1]]]
      for data in [sample.slopes(), sample.slopes(isCorrelated: false), trial(sample)] {
        for method in [FixedEffectMethod.satterthwaite, .kenwardRoger] {
          let fit = try fit(data, method, joint: joint)
          guard fit.outcome.hasEstimates else { continue }
          if fit.outcome == .singular { singular += 1 }
          for test in fit.coefficientTests {
            #expect(test.degreesOfFreedom > 0 && test.standardError > 0, "\(seed)")
            if method == .satterthwaite { #expect(test.degreesOfFreedom <= 17 + 1e-9) }
          }
          #expect(fit.jointTests[0].statistic >= 0, "\(seed)")
          #expect(fit.jointTests[0].degreesOfFreedom > 0, "\(seed)")
        }
      }
    }
    #expect(singular > 20)
  }

  /// Without random terms everything is the F test of least squares, whatever the method.
  @Test func `without random terms all methods are the t and F tests of least squares`() throws {
    let sample = NestedSample([5, 6], sd: [0, 1], seed: 9)
    let data = LinearModelData(
      response: sample.y, fixed: [sample.ones, sample.x, sample.t], terms: [])
    let joint = [[[0.0, 1, 0], [0, 0, 1]], [[0, 1, 0]]]
    let plain = try fit(data, .wald(degreesOfFreedom: 27), joint: joint)
    for method in [FixedEffectMethod.satterthwaite, .kenwardRoger] {
      let other = try fit(data, method, joint: joint)
      for (a, b) in zip(plain.coefficientTests, other.coefficientTests) {
        #expect((a.standardError / b.standardError - 1).magnitude < 1e-12)
        #expect((b.degreesOfFreedom - 27).magnitude < 1e-9)
      }
      for (a, b) in zip(plain.jointTests, other.jointTests) {
        #expect((a.statistic / b.statistic - 1).magnitude < 1e-9)
        #expect(a.numeratorDegreesOfFreedom == b.numeratorDegreesOfFreedom)
        #expect((b.degreesOfFreedom - 27).magnitude < 1e-6)
      }
    }
    let t = plain.coefficientTests[1].estimate / plain.coefficientTests[1].standardError
    #expect((plain.jointTests[1].statistic / (t * t) - 1).magnitude < 1e-12)
  }

  /// A joint test of one combination is its t test squared.
  @Test(arguments: [FixedEffectMethod.kenwardRoger, .satterthwaite])
  func `a joint test of one combination is its t test`(method: FixedEffectMethod) throws {
    let nesting = Nesting(rowStarts: [[0, 60], [0, 4, 12, 20, 31, 40, 46, 60]])
    let data = NestedSample(nesting, sd: [1, 1], slope: 0.7, seed: 6).slopes()
    let fit = try fit(data, method, joint: [[[0, 0, 1]]])
    let single = fit.coefficientTests[2]
    let t = single.estimate / single.standardError
    #expect((fit.jointTests[0].statistic / (t * t) - 1).magnitude < 1e-9)
    #expect((fit.jointTests[0].degreesOfFreedom / single.degreesOfFreedom - 1).magnitude < 1e-9)
  }
}

@Suite struct BetweenWithinRefusalTests {
  private let sample = NestedSample([6, 4], sd: [1, 1], seed: 2)

  @Test func `grouping factors that cross are refused by their terms`() {
    let crossing = sample.y.indices.map { Int32($0 % 4) }
    let terms = sample.intercepts().terms + [GroupedTerm(groups: crossing, columns: [sample.ones])]
    #expect(throws: BetweenWithin.Refusal.crossed(term: 0, other: 1)) {
      try BetweenWithin(fixed: [sample.ones, sample.x], terms: terms)
    }
  }

  @Test func `rows with several units are refused`() {
    let members = sample.units[0].map { unit in
      [
        GroupedTerm.Membership(unit: unit, weight: 0.5),
        GroupedTerm.Membership(unit: (unit + 1) % 6, weight: 0.5),
      ]
    }
    #expect(throws: BetweenWithin.Refusal.weighted(term: 0)) {
      try BetweenWithin(
        fixed: [sample.ones],
        terms: [GroupedTerm(units: .weighted(members), columns: [sample.ones])])
    }
  }

  @Test func `two terms of one factor count as one`() throws {
    let apart = try BetweenWithin(
      fixed: [sample.ones, sample.x, sample.t], terms: sample.slopes(isCorrelated: false).terms)
    #expect(apart.coefficients == [4, 4, 4])
    #expect(apart.contrast([0, 1, 0]) == 4)
  }
}

@Suite struct GuardedInverseTests {
  private func inverse(_ a: [Double], _ n: Int) -> [Double] {
    let arena = Arena(doubles: GuardedInverse.doubles(n), pieces: GuardedInverse.pieces)
    var packed = a
    GuardedInverse(capacity: n, arena: arena).invert(&packed, n)
    return packed
  }

  @Test func `a positive definite matrix is inverted, whatever the units of its rows`() {
    // [4e6 1; 1 3e-6], of determinant 11.
    let found = inverse([4e6, 1, 3e-6], 2)
    for (value, expected) in zip(found, [3e-6 / 11, -1 / 11.0, 4e6 / 11]) {
      #expect((value / expected - 1).magnitude < 1e-12)
    }
  }

  @Test func `directions without positive curvature get 0`() {
    // Eigenvalues 2 along (1, 1) and 0, and 3 and -1.
    for (value, expected) in zip(inverse([1, 1, 1], 2), [0.25, 0.25, 0.25]) {
      #expect((value - expected).magnitude < 1e-12)
    }
    let sixth = 1.0 / 6
    for (value, expected) in zip(inverse([1, 2, 1], 2), [sixth, sixth, sixth]) {
      #expect((value - expected).magnitude < 1e-12)
    }
  }
}
