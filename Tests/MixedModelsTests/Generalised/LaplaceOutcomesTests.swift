import Foundation
import Numerics
import Testing

@testable import MixedModels

/// How fits end where the data leave no optimum inside, or next to none.
@Suite struct LaplaceOutcomesTests {
  /// Without random effects.
  private func fit(
    _ y: [Double], _ x: [[Double]], _ family: Family
  ) throws -> GeneralisedFit {
    try fitGeneralisedModel(
      GeneralisedModelData(response: y, fixed: x, terms: [], family: family))
  }

  /// The general fitter whatever the model.
  private func outcome(
    _ y: [Double], _ x: [[Double]], _ groups: [Int32], _ family: Family, trials: [Double]? = nil
  ) -> (FitOutcome, LaplaceFitter) {
    let memory = Workspace()
    func column(_ values: [Double]) -> UnsafePointer<Double> {
      let copy = memory.doubles(values.count)
      for (index, value) in values.enumerated() { copy[index] = value }
      return UnsafePointer(copy)
    }
    let n = y.count
    let all = [[1], y] + x + (trials.map { [$0] } ?? [])
    let source = GeneralisedSource(
      nesting: Nesting(rowStarts: [[0, n]]),
      factors: [
        RowFactor(
          unitCount: Int(groups.max() ?? 0) + 1, isFixed: true,
          memberships: .single(units: memory.indices(groups)))
      ],
      columnLevels: all.indices.map { $0 == 0 ? 0 : 1 }, isFixed: all.map { _ in false },
      interceptColumn: 0, columns: all.map(column))
    let model = GeneralisedModel(
      fixed: [0] + x.indices.map { $0 + 2 }, response: 1,
      trials: trials == nil ? nil : all.count - 1,
      terms: [.init(grouping: .factor(0), columns: [0])], family: family)
    let fitter = LaplaceFitter(model, source)
    let outcome = fitter.fit()
    withExtendedLifetime(memory) {}
    return (outcome, fitter)
  }

  private let groups: [Int32] = (0..<60).map { Int32($0 / 6) }
  private let x: [Double] = (0..<60).map { sin(Double($0) * 1.7) }
  private let logit = Family(.binomial, link: .logit)
  private let poisson = Family(.poisson, link: .log)

  @Test func `responses that are all 0, or all successes, are named`() {
    for family in GeneralisedSample.families.prefix(5) {
      #expect(outcome(x.map { _ in 0 }, [x], groups, family).0 == .allZero)
    }
    let trials = x.indices.map { Double($0 % 3 + 1) }
    #expect(outcome(x.map { _ in 1 }, [x], groups, logit).0 == .allOne)
    #expect(outcome(trials, [x], groups, logit, trials: trials).0 == .allOne)
  }

  @Test(arguments: [Family.Link.logit, .probit, .cloglog])
  func `a predictor that tells successes from failures is separation`(_ link: Family.Link) {
    let family = Family(.binomial, link: link)
    let perfect = x.map { $0 > 0 ? 1.0 : 0 }
    #expect(outcome(perfect, [x], groups, family).0 == .separated)
    // Quasi-complete: one group of a yes/no predictor has no successes.
    let arm = x.indices.map { Double($0 % 2) }
    let none = x.indices.map { arm[$0] == 1 ? 0 : Double($0 / 2 % 2) }
    #expect(outcome(none, [arm], groups, family).0 == .separated)
  }

  @Test func `counts of 0 in all of an arm are separation`() {
    let arm = x.indices.map { Double($0 % 2) }
    let counts = x.indices.map { arm[$0] == 1 ? 0 : Double($0 % 5) }
    #expect(outcome(counts, [arm], groups, poisson).0 == .separated)
    #expect(
      outcome(counts, [arm], groups, Family(.negativeBinomial(size: nil), link: .log)).0
        == .separated)
  }

  @Test func `separation without random effects, with ordered and unordered categories`() throws {
    let ones = x.map { _ in 1.0 }
    #expect(try fit(x.map { $0 > 0 ? 1 : 0 }, [ones, x], logit).outcome == .separated)
    let three = x.map { $0 > 0.3 ? 2.0 : $0 > -0.3 ? 1 : 0 }
    #expect(
      try fit(three, [x], Family(.ordinal(categories: 3), link: .logit)).outcome == .separated)
    #expect(
      try fit(three, [ones, x], Family(.nominal(categories: 3), link: .logit)).outcome == .separated
    )
  }

  @Test func `columns that depend on each other are named`() {
    let y = x.indices.map { Double($0 % 2) }
    #expect(outcome(y, [x, x.map { 2 * $0 - 1 }], groups, logit).0 == .rankDeficient)
  }

  @Test func `a variance of 0 is found and makes the fit singular`() {
    // Equal shares in every group: less variation than chance gives.
    let y = x.indices.map { Double($0 % 2) }
    let (found, fitter) = outcome(y, [x], groups, logit)
    #expect(found == .singular)
    #expect(fitter.covariances[0] == 0)
    let ones = x.map { _ in 1.0 }
    let single = try! fit(y, [ones, x], logit)
    #expect(abs(fitter.deviance - single.deviance) < 1e-8)
    for index in 0..<2 {
      let error = fitter.covariance[packedIndex(index, index)].squareRoot()
      #expect(abs(error / single.covariance[index][index].squareRoot() - 1) < 1e-5)
    }
  }

  @Test func `a few rows, or one a group, end in a named outcome`() {
    for family in GeneralisedSample.families where family.predictorCount == 1 {
      if case .ordinal = family.distribution { continue }
      for n in [1, 2, 3, 8] {
        for seed in 0..<2 {
          var stream = RandomStream(seed: UInt64(seed), pathHash: UInt64(n), replicate: 1)
          let y = (0..<n).map { _ -> Double in
            switch family.distribution {
            case .gamma, .beta: 0.05 + 0.9 * stream.uniform()
            case .binomial: stream.uniform() < 0.5 ? 0 : 1
            default: (3 * stream.uniform()).rounded(.down)
            }
          }
          let x = (0..<n).map { _ in stream.uniform() }
          for size in [1, 2] {
            let groups = (0..<n).map { Int32($0 / size) }
            let (outcome, fitter) = outcome(y, [x], groups, family)
            if outcome.hasEstimates {
              #expect(fitter.deviance.isFinite)
              for j in 0..<2 {
                #expect(fitter.coefficients[j].isFinite)
                #expect(fitter.covariance[packedIndex(j, j)] >= 0)
              }
            }
          }
        }
      }
    }
  }

  @Test func `a fit does not depend on the order of rows, the units of a predictor or its origin`()
    throws
  {
    for family in GeneralisedSample.families {
      let sample = GeneralisedSample(family)
      defer { withExtendedLifetime(sample) {} }
      func rows(_ column: Int) -> [Double] {
        var values = [Double](repeating: 0, count: sample.rowCount)
        sample.source.copyRows(of: column, to: &values)
        return values
      }
      let classes = sample.source.nesting.ancestors(of: 3, at: 2)
      func data(_ order: [Int], scale: Double, origin: Double) -> GeneralisedModelData {
        let ones = order.map { _ in 1.0 }
        let x = order.map { rows(GeneralisedSample.x)[$0] * scale + origin }
        var fixed = [ones, x]
        if case .ordinal = family.distribution { fixed = [x] }
        return GeneralisedModelData(
          response: order.map { rows(GeneralisedSample.response)[$0] },
          trials: family.distribution == .binomial
            ? order.map { rows(GeneralisedSample.trials)[$0] } : nil,
          fixed: fixed, terms: [GroupedTerm(groups: order.map { classes[$0] }, columns: [ones])],
          family: family)
      }
      let plain = try fitGeneralisedModel(
        data(Array(0..<sample.rowCount), scale: 1, origin: 0))
      let other = try fitGeneralisedModel(
        data(Array((0..<sample.rowCount).reversed()), scale: 250, origin: 9000))
      #expect(plain.outcome.hasEstimates && plain.outcome == other.outcome)
      #expect(abs(plain.deviance - other.deviance) < 1e-7)
      let index = plain.coefficients.count - 1
      let error = plain.covariance[index][index].squareRoot()
      #expect(abs(plain.coefficients[index] - 250 * other.coefficients[index]) < 1e-5 * error)
      #expect(abs(250 * other.covariance[index][index].squareRoot() / error - 1) < 1e-4)
    }
  }
}
