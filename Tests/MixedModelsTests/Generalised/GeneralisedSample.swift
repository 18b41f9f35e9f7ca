import Foundation
import Numerics

@testable import MixedModels

/// Rows in four schools with three classes each, five raters crossed with them and six nurses of whom
/// each row has one or two; and responses of any family that depend on two predictors.
final class GeneralisedSample {
  /// Columns: ones, a predictor of rows, one of classes, the response, trials, an offset.
  static let one = 0
  static let x = 1
  static let classPredictor = 2
  static let response = 3
  static let trials = 4
  static let offset = 5

  /// Random terms that the rows can bear.
  enum Structure: String, CaseIterable {
    case none, intercept, slope, nested, crossed, uncorrelated, memberships, membershipsAndClasses

    var terms: [LinearModel.RandomTerm] {
      let school = LinearModel.Grouping.level(1)
      let ofClass = LinearModel.Grouping.level(2)
      let rater = LinearModel.Grouping.factor(0)
      let nurse = LinearModel.Grouping.factor(1)
      switch self {
      case .none: return []
      case .intercept: return [.init(grouping: ofClass, columns: [0])]
      case .slope: return [.init(grouping: ofClass, columns: [0, 1])]
      case .nested:
        return [.init(grouping: school, columns: [0]), .init(grouping: ofClass, columns: [0])]
      case .crossed:
        return [.init(grouping: ofClass, columns: [0, 1]), .init(grouping: rater, columns: [0])]
      case .uncorrelated:
        return [
          .init(grouping: school, columns: [0]), .init(grouping: ofClass, columns: [0]),
          .init(grouping: ofClass, columns: [1]), .init(grouping: rater, columns: [0, 1]),
        ]
      case .memberships: return [.init(grouping: nurse, columns: [0])]
      case .membershipsAndClasses:
        return [.init(grouping: nurse, columns: [0, 1]), .init(grouping: ofClass, columns: [0])]
      }
    }
  }

  let source: GeneralisedSource
  let rowCount: Int
  private let memory = Workspace()

  /// - Parameter perClass: rows of each class; the first class has one more.
  init(_ family: Family, perClass: Int = 6, seed: UInt64 = 7) {
    var stream = RandomStream(seed: seed, pathHash: 5, replicate: 0)
    let classes = 12
    let starts = (0...classes).map { $0 == 0 ? 0 : $0 * perClass + 1 }
    let n = starts[classes]
    rowCount = n
    let nesting = Nesting(rowStarts: [[0, n], [0, 3, 6, 9, 12].map { starts[$0] }, starts])
    let ones = memory.doubles(1)
    ones[0] = 1
    let x = memory.doubles(n)
    let z = memory.doubles(classes)
    let y = memory.doubles(n)
    let trials = memory.doubles(n)
    let offset = memory.doubles(n)
    let raters = memory.indices(n)
    for unit in 0..<classes { z[unit] = stream.normal() }
    let membershipStarts = memory.indices(n + 1)
    let nurses = memory.indices(2 * n)
    let weights = memory.doubles(2 * n)
    var entry = 0
    for row in 0..<n {
      x[row] = stream.normal()
      trials[row] = 1 + Double(row % 4)
      offset[row] = 0.1 * Double(row % 3)
      raters[row] = Int32((row * 7 + row / 5) % 5)
      membershipStarts[row] = Int32(entry)
      nurses[entry] = Int32(row % 6)
      weights[entry] = row % 2 == 0 ? 1 : 0.6
      entry += 1
      if row % 2 == 1 {
        nurses[entry] = Int32((row + 1 + row / 6) % 6)
        if nurses[entry] == nurses[entry - 1] { nurses[entry] = (nurses[entry] + 1) % 6 }
        weights[entry] = 0.4
        entry += 1
      }
    }
    membershipStarts[n] = Int32(entry)
    var columns: [UnsafePointer<Double>] = []
    for column in [ones, x, z, y, trials, offset] { columns.append(UnsafePointer(column)) }
    source = GeneralisedSource(
      nesting: nesting,
      factors: [
        RowFactor(unitCount: 5, isFixed: true, memberships: .single(units: raters)),
        RowFactor(
          unitCount: 6, isFixed: true,
          memberships: .weighted(starts: membershipStarts, units: nurses, weights: weights)),
      ],
      columnLevels: [0, 3, 2, 3, 3, 3], isFixed: [true, false, true, false, false, false],
      interceptColumn: 0,
      columns: columns)
    let holders = nesting.holders(of: 3, at: 2)
    for row in 0..<n {
      var eta = 0.3 + 0.5 * x[row]
      eta += 0.6 * z[Int(holders[row])] + 0.4 * stream.normal()
      y[row] = Self.response(family, eta, trials[row], &stream)
    }
  }

  /// A response somewhere near its linear predictor.
  private static func response(
    _ family: Family, _ eta: Double, _ trials: Double, _ stream: inout RandomStream
  ) -> Double {
    let share = 1 / (1 + exp(-eta))
    switch family.distribution {
    case .binomial:
      return (0..<Int(trials)).reduce(0) { sum, _ in sum + (stream.uniform() < share ? 1 : 0) }
    case .poisson, .negativeBinomial: return (exp(eta) * 2 * stream.uniform()).rounded()
    case .ordinal(let categories), .nominal(let categories):
      let score = share + 0.3 * (stream.uniform() - 0.5)
      return min(max((score * Double(categories)).rounded(.down), 0), Double(categories - 1))
    case .gamma: return exp(eta + 0.4 * stream.normal())
    case .beta: return min(max(share + 0.15 * stream.normal(), 0.02), 0.98)
    }
  }

  /// A model of the sample; an ordinal one has no intercept.
  func model(
    _ family: Family, _ structure: Structure, estimator: GeneralisedModel.Estimator = .laplace
  ) -> GeneralisedModel {
    var fixed = [Self.one, Self.x, Self.classPredictor]
    if case .ordinal = family.distribution { fixed.removeFirst() }
    return GeneralisedModel(
      fixed: fixed, response: Self.response,
      trials: family.distribution == .binomial ? Self.trials : nil, offsets: [Self.offset],
      terms: structure.terms, family: family, estimator: estimator)
  }

  /// All families with all links.
  static let families: [Family] = [
    Family(.binomial, link: .logit), Family(.binomial, link: .probit),
    Family(.binomial, link: .cloglog), Family(.poisson, link: .log),
    Family(.negativeBinomial(size: nil), link: .log),
    Family(.negativeBinomial(size: 2.5), link: .log),
    Family(.ordinal(categories: 4), link: .logit), Family(.ordinal(categories: 4), link: .probit),
    Family(.ordinal(categories: 4), link: .cloglog), Family(.nominal(categories: 3), link: .logit),
    Family(.gamma, link: .log), Family(.beta, link: .logit),
  ]
}
