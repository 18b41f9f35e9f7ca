import Numerics
import Testing

@testable import MixedModels

/// A two-level data set as columns of a fitter: ones, x (rows), t (units), y (rows).
private final class Columns {
  let sample: NestedSample
  let nesting: Nesting
  let values: [[Double]]
  let levels: [Int]
  private let arena: Arena
  let pointers: [UnsafePointer<Double>]

  init(_ nesting: Nesting, seed: UInt64) {
    self.nesting = nesting
    let sample = NestedSample(nesting, sd: [0.6, 1], slope: 0.4, seed: seed)
    self.sample = sample
    let firstRows = nesting.rowStarts(1).dropLast()
    let values = [[1], sample.x, firstRows.map { sample.t[$0] }, sample.y]
    self.values = values
    levels = [0, 2, 1, 2]
    let arena = Arena(doubles: values.map(\.count).reduce(0, +), pieces: values.count)
    self.arena = arena
    pointers = values.map { column in
      let target = arena.take(column.count)
      for (index, value) in column.enumerated() { target[index] = value }
      return UnsafePointer(target)
    }
  }

  func fitter(_ tests: [ExactVarianceTest]) -> ExactVarianceFitter {
    var fitter = ExactVarianceFitter(
      nesting: nesting, columnLevels: levels, isFixed: levels.map { _ in false }, tests: tests,
      columns: pointers)
    fitter.update()
    return fitter
  }

  /// Residual sum of squares and rank of least squares on these columns.
  func leastSquares(_ x: [[Double]]) -> (residual: Double, rank: Int) {
    var basis: [[Double]] = []
    func taken(_ column: [Double]) -> [Double] {
      var left = column
      for _ in 0..<2 {
        for direction in basis {
          let share = zip(direction, left).reduce(0) { $0 + $1.0 * $1.1 }
          for row in left.indices { left[row] -= share * direction[row] }
        }
      }
      return left
    }
    for column in x {
      let left = taken(column)
      let length = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let before = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 1e-8 * before { basis.append(left.map { $0 / length }) }
    }
    return (taken(sample.y).reduce(0) { $0 + $1 * $1 }, basis.count)
  }

  /// The rows' columns of X, or of Z times unit indicators.
  func rows(_ column: Int) -> [Double] {
    let holders = nesting.ancestors(of: nesting.rowLevel, at: levels[column])
    return holders.map { values[column][Int($0)] }
  }

  func byUnit(_ column: Int) -> [[Double]] {
    let values = rows(column)
    return (0..<nesting.unitCount(1)).map { unit in
      zip(values, sample.units[0]).map { $1 == Int32(unit) ? $0 : 0 }
    }
  }
}

private let unbalanced = Nesting(rowStarts: [[0, 40], [0, 6, 7, 15, 24, 27, 40]])

@Suite struct ExactVarianceTests {
  private func check(_ columns: Columns, fixed: [Int], kept: [Int], tested: [Int]) {
    let test = ExactVarianceTest(fixed: fixed, response: 3, level: 1, kept: kept, tested: tested)
    let found = columns.fitter([test]).ratio(of: 0)
    let base = fixed.map(columns.rows) + kept.flatMap(columns.byUnit)
    let without = columns.leastSquares(base)
    let with = columns.leastSquares(base + tested.flatMap(columns.byUnit))
    let numerator = Double(with.rank - without.rank)
    let denominator = Double(columns.sample.y.count - with.rank)
    let expected =
      (without.residual - with.residual) / numerator / (with.residual / denominator)
    #expect(found.numeratorDegreesOfFreedom == numerator)
    #expect(found.denominatorDegreesOfFreedom == denominator)
    #expect((found.statistic / expected - 1).magnitude < 1e-9)
  }

  @Test func `agrees with least squares on indicators, units of one row among them`() {
    let columns = Columns(unbalanced, seed: 1)
    check(columns, fixed: [0, 1, 2], kept: [], tested: [0])
    check(columns, fixed: [0, 1, 2], kept: [0], tested: [1])
    check(columns, fixed: [0, 2], kept: [], tested: [0, 1])
    check(columns, fixed: [0], kept: [1], tested: [0])
  }

  /// A one-way layout: mean squares between over within units.
  @Test func `a random intercept is tested by the analysis of variance`() {
    let columns = Columns(Nesting(unitsPerParent: [8, 5]), seed: 2)
    let found = columns.fitter([
      ExactVarianceTest(fixed: [0], response: 3, level: 1, kept: [], tested: [0])
    ]).ratio(of: 0)
    let y = columns.sample.y
    let means = (0..<8).map { unit in y[unit * 5..<unit * 5 + 5].reduce(0, +) / 5 }
    let mean = y.reduce(0, +) / 40
    let between = means.reduce(0) { $0 + 5 * ($1 - mean) * ($1 - mean) } / 7
    let within = y.indices.reduce(0) { $0 + (y[$1] - means[$1 / 5]) * (y[$1] - means[$1 / 5]) } / 32
    #expect((found.statistic / (between / within) - 1).magnitude < 1e-12)
    #expect(found.numeratorDegreesOfFreedom == 7)
    #expect(found.denominatorDegreesOfFreedom == 32)
  }

  @Test func `without degrees of freedom there is no ratio`() {
    let columns = Columns(Nesting(unitsPerParent: [5, 2]), seed: 3)
    let found = columns.fitter([
      ExactVarianceTest(fixed: [0, 1], response: 3, level: 1, kept: [0], tested: [1])
    ]).ratio(of: 0)
    #expect(found.statistic.isNaN)
  }
}

@Suite struct LikelihoodRatioTests {
  /// lme4 1.1-31, `anova` of models fitted by ML: deviances of the fixtures.
  @Test func `fixed effects are tested by lme4's differences of deviances`() throws {
    let model = referenceModels.first { $0.formula == "normexam ~ standLRT + (1 | school)" }!
    let fits = try Fixture.load("Exam").fits.filter { $0.method == "ML" }
    let full = try #require(fits.first { $0.formula == model.formula }?.criterion)
    let reduced = try #require(
      fits.first { $0.formula == "normexam ~ 1 + (1 | school)" }?.criterion)
    let test = try #require(try likelihoodRatioTest(modelData(model), of: [1]))
    #expect((test.statistic - (reduced - full)).magnitude < 1e-5)
    #expect(test.degreesOfFreedom == 1)
    #expect(test.pValue < 1e-100)
  }

  @Test func `a statistic of rounding has a p value of 1`() {
    let test = LikelihoodRatio(criterion: 10, reducedCriterion: 10 - 1e-12, degreesOfFreedom: 2)
    #expect(test.statistic == 0)
    #expect(test.pValue == 1)
  }

  /// Without random terms the criterion follows the estimator, so that it compares with a mixed
  /// model's at a variance of 0.
  @Test(arguments: [Estimator.ml, .reml])
  func `least squares have the criterion of a mixed model without variance`(estimator: Estimator) {
    let columns = Columns(Nesting(unitsPerParent: [6, 4]), seed: 4)
    let models = [
      LinearModel(fixed: [0, 1], response: 3, terms: [], estimator: estimator),
      LinearModel(
        fixed: [0, 1], response: 3, terms: [.init(level: 1, columns: [0])], estimator: estimator),
    ]
    var fitter = LinearFitter(
      nesting: columns.nesting, columnLevels: columns.levels,
      isFixed: columns.levels.map { _ in false }, interceptColumn: 0, models: models,
      columns: columns.pointers)
    fitter.update()
    #expect(fitter.fit(0) == .converged)
    #expect(fitter.fit(1).hasEstimates)
    let dense = DenseReference(
      x: [columns.rows(0), columns.rows(1)], y: columns.sample.y, isREML: estimator == .reml)
    let n = columns.sample.y.count
    let identity = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    #expect((fitter.criterion(of: 0) - dense.evaluate(identity).criterion).magnitude < 1e-9)
    #expect(fitter.criterion(of: 1) <= fitter.criterion(of: 0) + 1e-9)
  }
}
