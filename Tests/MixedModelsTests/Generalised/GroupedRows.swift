import Numerics

@testable import MixedModels

/// Columns over rows, the rows in units that are ranges and in units of other factors.
final class GroupedRows {
  let source: GeneralisedSource
  private var memory: [UnsafeMutablePointer<Double>] = []
  private var indices: [UnsafeMutablePointer<Int32>] = []

  /// - Parameters:
  ///   - columns: n values each; the first is the column of ones.
  ///   - units: the unit of each row, equal ones next to each other; they are level 1.
  ///   - factors: units of each row, numbered or named in any way.
  init(_ columns: [[Double]], units: [String] = [], factors: [[String]] = []) {
    let n = columns[0].count
    let starts =
      units.isEmpty
      ? [] : [units.indices.filter { $0 == 0 || units[$0] != units[$0 - 1] } + [n]]
    let nesting = Nesting(rowStarts: [[0, n]] + starts)
    let memory = columns.map { values -> UnsafeMutablePointer<Double> in
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: n)
      pointer.initialize(from: values, count: n)
      return pointer
    }
    var indices: [UnsafeMutablePointer<Int32>] = []
    let rowFactors = factors.map { names -> RowFactor in
      let distinct = Set(names).sorted()
      let pointer = UnsafeMutablePointer<Int32>.allocate(capacity: n)
      pointer.initialize(from: names.map { Int32(distinct.firstIndex(of: $0)!) }, count: n)
      indices.append(pointer)
      return RowFactor(
        unitCount: distinct.count, isFixed: true, memberships: .single(units: pointer))
    }
    source = GeneralisedSource(
      nesting: nesting, factors: rowFactors,
      columnLevels: columns.map { _ in nesting.rowLevel }, isFixed: columns.map { _ in false },
      interceptColumn: 0, columns: memory.map { UnsafePointer($0) })
    self.memory = memory
    self.indices = indices
  }

  deinit {
    for pointer in memory { pointer.deallocate() }
    for pointer in indices { pointer.deallocate() }
  }

  /// Writes a column.
  func set(_ column: Int, to values: [Double]) {
    for (row, value) in values.enumerated() { memory[column][row] = value }
  }
}

extension QuasiLikelihoodFitter {
  /// β̂, standard errors and covariances of the last fit.
  var figures: (coefficients: [Double], errors: [Double], covariances: [Double]) {
    (
      (0..<coefficientCount).map { coefficients[$0] },
      (0..<coefficientCount).map { covariance[packedIndex($0, $0)].squareRoot() },
      (0..<covarianceCount).map { covariances[$0] }
    )
  }
}
