import Numerics
import Testing

@testable import MixedModels

/// Data sets whose schools, classes and rows differ from one to the next, in one set of buffers.
private final class VaryingSample {
  static let schools = 5
  static let mostRows = 90
  /// Columns: ones, t (school), x, z, y.
  static let levelsOfColumns = [0, 1, 3, 3, 3]

  let nesting: Nesting
  let columns: [UnsafePointer<Double>]
  let factor: RowFactor
  private let arena = Arena(doubles: 1 + 5 + 4 * 90 + 90, pieces: 8)
  private let targets: [UnsafeMutablePointer<Double>]
  private let units: UnsafeMutablePointer<Int32>

  /// - Parameter fixedClasses: whether the classes stay the same, and only their sizes change.
  init(fixedClasses: Bool) {
    let first = [0, 3, 5, 9, 11, 14]
    nesting = Nesting(
      varying: [[0, 14], first, Array(0...14)], capacities: [1, 5, 14, Self.mostRows],
      hasFixedCounts: [true, true, fixedClasses])
    targets = [arena.take(1), arena.take(5), arena.take(90), arena.take(90), arena.take(90)]
    columns = targets.map { UnsafePointer($0) }
    let units = arena.take(90).withMemoryRebound(to: Int32.self, capacity: 90) { $0 }
    self.units = units
    factor = RowFactor(
      unitCount: 6, isFixed: false, memberships: .single(units: UnsafePointer(units)))
  }

  /// Takes classes of these sizes, school by school, and draws the values.
  func draw(_ classes: [[Int]], seed: UInt64) {
    let sizes = classes.flatMap { $0 }
    let rows = sizes.reduce(0, +)
    nesting.update(rowCount: rows) { level, starts in
      let list = level == 1 ? classes.map { $0.reduce(0, +) } : sizes
      starts[0] = 0
      for unit in list.indices { starts[unit + 1] = starts[unit] + list[unit] }
      return list.count
    }
    var stream = RandomStream(seed: seed, pathHash: 0, replicate: 1)
    targets[0][0] = 1
    for school in 0..<Self.schools { targets[1][school] = stream.normal() }
    let schoolEffects = (0..<Self.schools).map { _ in stream.normal() }
    let classEffects = sizes.map { _ in (stream.normal(), 0.6 * stream.normal()) }
    let others = (0..<6).map { _ in stream.normal() }
    var row = 0
    for (school, list) in classes.enumerated() {
      for size in list {
        let own = classEffects[row % classEffects.count]
        for _ in 0..<size {
          let x = stream.normal()
          units[row] = Int32(stream.below(6))
          targets[2][row] = x
          targets[3][row] = stream.normal()
          targets[4][row] =
            0.3 * x + schoolEffects[school] + own.0 + own.1 * x + others[Int(units[row])]
            + stream.normal()
          row += 1
        }
      }
    }
  }

  /// The same data set in units that do not change.
  func frozen() -> (nesting: Nesting, factor: RowFactor) {
    (
      Nesting(rowStarts: (0...2).map(nesting.rowStarts)),
      RowFactor(unitCount: 6, isFixed: true, memberships: .single(units: UnsafePointer(units)))
    )
  }
}

@Suite struct VaryingUnitsTests {
  private static func model(_ terms: [LinearModel.RandomTerm]) -> LinearModel {
    LinearModel(
      fixed: [0, 1, 2], response: 4, terms: terms, estimator: .reml, inference: .products)
  }

  private static let models = [
    model([]),
    model([.init(level: 1, columns: [0])]),
    model([.init(level: 2, columns: [0])]),
    model([.init(level: 2, columns: [2])]),
    model([.init(level: 2, columns: [0, 2])]),
    model([.init(level: 1, columns: [0, 2])]),
    model([.init(level: 2, columns: [0, 2, 3])]),
    model([.init(level: 1, columns: [0]), .init(level: 2, columns: [0])]),
    model([.init(level: 1, columns: [0, 2]), .init(level: 2, columns: [0])]),
    model([.init(level: 2, columns: [0]), .init(grouping: .factor(0), columns: [0])]),
    correlated([]), correlated([.init(level: 1, columns: [0])]),
  ]

  private static func correlated(_ terms: [LinearModel.RandomTerm]) -> LinearModel {
    LinearModel(
      fixed: [0, 1, 2], response: 4, terms: terms, estimator: .reml,
      residual: ResidualStructure(correlation: .autoregressive, within: 2), inference: .curvature)
  }

  private func fitter(_ nesting: Nesting, _ factor: RowFactor, _ sample: VaryingSample)
    -> LinearFitter
  {
    LinearFitter(
      nesting: nesting, factors: [factor], columnLevels: VaryingSample.levelsOfColumns,
      isFixed: [true, false, false, false, false], interceptColumn: 0, models: Self.models,
      columns: sample.columns, isPrecise: true)
  }

  @Test(arguments: [true, false])
  func `data sets of changing sizes give the figures of each on its own`(fixedClasses: Bool) {
    let sample = VaryingSample(fixedClasses: fixedClasses)
    var varying = fitter(sample.nesting, sample.factor, sample)
    var sets = [
      [[3, 9, 4], [6, 8], [5, 4, 7, 3], [9, 2], [4, 6, 5]],
      [[3, 0, 2], [6, 1], [1, 4, 7, 0], [0, 3], [4, 2, 1]],
      [[7, 9, 4], [6, 8], [5, 8, 7, 3], [9, 4], [4, 6, 9]],
    ]
    if !fixedClasses {
      sets += [
        [[3, 9], [6], [5, 4, 7], [9, 2], [4, 6, 5]],
        [[8, 3, 9, 4], [6, 3], [5, 4], [9, 2, 1], [4, 6, 5]],
      ]
    }
    for (index, classes) in sets.enumerated() {
      sample.draw(classes, seed: UInt64(index) + 1)
      varying.update()
      let frozen = sample.frozen()
      var single = fitter(frozen.nesting, frozen.factor, sample)
      single.update()
      for model in Self.models.indices {
        let outcome = single.fit(model)
        #expect(varying.fit(model) == outcome)
        #expect(abs(varying.criterion(of: model) - single.criterion(of: model)) < 1e-8)
        for coefficient in 0..<3 {
          let se = single.covariance(coefficient, coefficient, of: model).squareRoot()
          let gap =
            varying.coefficient(coefficient, of: model)
            - single.coefficient(coefficient, of: model)
          #expect(abs(gap) < 1e-5 * se, "model \(model), data set \(index)")
          let other = varying.covariance(coefficient, coefficient, of: model).squareRoot()
          #expect(abs(other / se - 1) < 1e-5)
        }
        let weights: [Double] = [0, 1, 0]
        let figures = varying.contrast(weights, of: model, by: .satterthwaite)
        let expected = single.contrast(weights, of: model, by: .satterthwaite)
        #expect(abs(figures.degreesOfFreedom / expected.degreesOfFreedom - 1) < 1e-4)
      }
    }
  }

  @Test(arguments: [1, 2, 3])
  func
    `a model fitted alone, with only the products it needs, gives the figures it has beside others`(
      index: Int
    )
  {
    let sample = VaryingSample(fixedClasses: true)
    var together = fitter(sample.nesting, sample.factor, sample)
    var alone = LinearFitter(
      nesting: sample.nesting, columnLevels: VaryingSample.levelsOfColumns,
      isFixed: [true, false, false, false, false], interceptColumn: 0,
      models: [Self.models[0], Self.models[index]], columns: sample.columns, isPrecise: true)
    for seed in UInt64(1)...3 {
      sample.draw([[3, 9, 4], [6, 8], [5, 4, 7, 3], [9, 2], [4, 6, 5]], seed: seed)
      together.update()
      alone.update()
      for (own, other) in [(0, 0), (1, index)] {
        #expect(alone.fit(own) == together.fit(other))
        // Sums in another order: some 1e-15 of a criterion of about 250.
        #expect(abs(alone.criterion(of: own) - together.criterion(of: other)) < 1e-11)
        for k in 0..<3 {
          let variance = together.covariance(k, k, of: other)
          #expect(abs(alone.covariance(k, k, of: own) / variance - 1) < 1e-9)
          let gap = alone.coefficient(k, of: own) - together.coefficient(k, of: other)
          #expect(abs(gap) < 1e-9 * variance.squareRoot())
        }
      }
    }
  }
}
