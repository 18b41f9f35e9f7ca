import Foundation
import Numerics

@testable import MixedModels

/// Responses in nested and crossed units, some rows in several units by weight, with all that a
/// generalised model of them needs.
final class QuasiSample {
  /// Columns of the data set.
  static let ones = 0
  static let x = 1
  static let w = 2
  static let y = 3
  static let trials = 4
  static let exposure = 5

  let nesting: Nesting
  let columns: [[Double]]
  /// For each row its units in the school, class, rater (crossed) and nurse factors, with weights.
  let memberships: [[[(unit: Int, weight: Double)]]]
  let source: GeneralisedSource
  private var memory: [UnsafeMutablePointer<Double>] = []
  private var indices: [UnsafeMutablePointer<Int32>] = []

  /// - Parameters:
  ///   - schools: rows of each class of each school.
  ///   - deviations: of the effects of schools, their slopes of x, classes, raters and nurses.
  ///   - draw: a response from its linear predictor and its trials.
  init(
    seed: UInt64, schools: [[Int]], deviations: [Double], maximalTrials: Int = 1,
    coefficients: [Double] = [0.2, 0.5, -0.4],
    draw: (_ eta: Double, _ trials: Int, _ uniform: () -> Double) -> Double
  ) {
    var stream = RandomStream(seed: seed, pathHash: 0, replicate: 0)
    let classes = schools.flatMap { $0 }
    let n = classes.reduce(0, +)
    var starts: [[Int]] = [[0, n], [0], [0]]
    for school in schools {
      for size in school { starts[2].append(starts[2].last! + size) }
      starts[1].append(starts[2].last!)
    }
    nesting = Nesting(rowStarts: starts)
    let school = nesting.ancestors(of: 3, at: 1).map(Int.init)
    let classroom = nesting.ancestors(of: 3, at: 2).map(Int.init)
    func normals(_ count: Int, _ deviation: Double) -> [Double] {
      (0..<count).map { _ in deviation * stream.normal() }
    }
    let x = normals(n, 1)
    let perSchool = normals(schools.count, 1)
    let intercepts = normals(schools.count, deviations[0])
    let slopes = normals(schools.count, deviations[1])
    let rooms = normals(classes.count, deviations[2])
    let raters = normals(5, deviations[3])
    let nurses = normals(4, deviations[4])
    let members = (0..<n).map { row -> [(unit: Int, weight: Double)] in
      let first = Int(stream.uniform() * 4)
      return row % 3 == 0
        ? [(first, 1)] : [(first, 0.7), ((first + 1 + row % 2) % 4, 0.3)]
    }
    let rater = (0..<n).map { _ in Int(stream.uniform() * 5) }
    memberships = [
      school.map { [($0, 1)] }, classroom.map { [($0, 1)] }, rater.map { [($0, 1)] }, members,
    ]
    let trials = (0..<n).map { _ in
      maximalTrials == 1 ? 1 : 1 + Int(stream.uniform() * Double(maximalTrials))
    }
    let exposure = normals(n, 0.3)
    let y = (0..<n).map { row -> Double in
      var eta = coefficients[0] + coefficients[1] * x[row] + exposure[row]
      eta += coefficients[2] * perSchool[school[row]] + intercepts[school[row]]
      eta += slopes[school[row]] * x[row] + rooms[classroom[row]] + raters[rater[row]]
      eta += members[row].reduce(0) { $0 + $1.weight * nurses[$1.unit] }
      return draw(eta, trials[row]) { stream.uniform() }
    }
    columns = [[1], x, perSchool, y, trials.map(Double.init), exposure]
    var memory: [UnsafeMutablePointer<Double>] = []
    var indices: [UnsafeMutablePointer<Int32>] = []
    func kept(_ values: [Double]) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: values.count)
      pointer.initialize(from: values, count: values.count)
      memory.append(pointer)
      return pointer
    }
    func kept(_ values: [Int]) -> UnsafePointer<Int32> {
      let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: values.count)
      pointer.initialize(from: values.map(Int32.init), count: values.count)
      indices.append(pointer)
      return UnsafePointer(pointer)
    }
    var first = [0]
    for row in members { first.append(first.last! + row.count) }
    let factors = [
      RowFactor(unitCount: 5, isFixed: true, memberships: .single(units: kept(rater))),
      RowFactor(
        unitCount: 4, isFixed: true,
        memberships: .weighted(
          starts: kept(first), units: kept(members.flatMap { $0.map(\.unit) }),
          weights: UnsafePointer(kept(members.flatMap { $0.map(\.weight) })))),
    ]
    source = GeneralisedSource(
      nesting: nesting, factors: factors, columnLevels: [0, 3, 1, 3, 3, 3],
      isFixed: [true, false, false, false, false, false], interceptColumn: 0,
      columns: columns.map { UnsafePointer(kept($0)) })
    self.memory = memory
    self.indices = indices
  }

  deinit {
    for pointer in memory { pointer.deallocate() }
    for pointer in indices { pointer.deallocate() }
  }

  /// A column, row by row.
  func rows(_ column: Int) -> [Double] {
    switch source.columnLevels[column] {
    case 0: return [Double](repeating: columns[column][0], count: nesting.rowCount)
    case 1: return nesting.ancestors(of: 3, at: 1).map { columns[column][Int($0)] }
    default: return columns[column]
    }
  }

  /// For each row its units with weights.
  func memberships(_ grouping: LinearModel.Grouping) -> [[(unit: Int, weight: Double)]] {
    switch grouping {
    case .level(let level): memberships[level - 1]
    case .factor(let factor): memberships[2 + factor]
    }
  }

  /// Writes a response.
  func setResponse(_ values: [Double]) {
    for (row, value) in values.enumerated() { memory(of: Self.y)[row] = value }
  }

  /// Multiplies a column.
  func scale(_ column: Int, by factor: Double) {
    for row in columns[column].indices { memory(of: column)[row] *= factor }
  }

  private func memory(of column: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutablePointer(mutating: source.columns[column])
  }
}

/// Responses from their linear predictors.
enum QuasiDraw {
  static func logistic(_ eta: Double, _ trials: Int, _ uniform: () -> Double) -> Double {
    successes(1 / (1 + exp(-eta)), trials, uniform)
  }

  static func successes(_ p: Double, _ trials: Int, _ uniform: () -> Double) -> Double {
    Double((0..<trials).count { _ in uniform() < p })
  }

  /// Poisson by inversion.
  static func count(_ eta: Double, _ trials: Int, _ uniform: () -> Double) -> Double {
    let u = uniform()
    var probability = exp(-exp(eta))
    var sum = probability
    var count = 0.0
    while u > sum && count < 10_000 {
      count += 1
      probability *= exp(eta) / count
      sum += probability
    }
    return count
  }
}
