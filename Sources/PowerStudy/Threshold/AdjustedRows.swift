internal import DataSimulation
internal import Numerics

/// Responses moved to where all predictors have their mean: y - Σ β_k (x_k - mean of x_k), the means over
/// all members, whether they answered or not.
struct AdjustedRows {
  private let nesting: Nesting
  private let y: UnsafePointer<Double>
  private let columns: [Column]
  private let adjusted: UnsafeMutablePointer<Double>
  private let arena: Arena

  /// A predictor's column.
  private struct Column {
    /// Its place among the model's coefficients.
    let position: Int
    let level: Int
    let values: UnsafePointer<Double>
  }

  /// - Parameters:
  ///   - columns: for each coefficient the column as the simulator has it; nil for the intercept.
  ///   - generated: whether rows that are lost count as well.
  ///   - holdsRows: whether there is room for responses; not where means alone are wanted.
  init(
    _ columns: [StudySimulator.SimulatedColumn?], y: UnsafePointer<Double>, nesting: Nesting,
    generated: Bool, holdsRows: Bool = true
  ) {
    self.nesting = nesting
    self.y = y
    self.columns = columns.enumerated().compactMap { position, column in
      column.map {
        Column(
          position: position, level: $0.level, values: generated ? $0.generatedValues : $0.values)
      }
    }
    let room = holdsRows && !self.columns.isEmpty ? nesting.rowCapacity : 1
    arena = Arena(doubles: room, pieces: 1)
    adjusted = arena.take(room)
  }

  /// Whether there is anything to adjust for.
  var adjusts: Bool { !columns.isEmpty }

  /// Σ β_k × mean of x_k over the rows.
  func shift(_ beta: UnsafePointer<Double>) -> Double {
    guard nesting.rowCount > 0 else { return 0 }
    var shift = 0.0
    for column in columns { shift += beta[column.position] * total(column) }
    return shift / Double(nesting.rowCount)
  }

  private func total(_ column: Column) -> Double {
    if column.level == nesting.rowLevel { return rangeSum(column.values, 0..<nesting.rowCount) }
    let starts = nesting.starts(of: column.level)
    var sum = 0.0
    for unit in 0..<nesting.unitCount(column.level) {
      sum += column.values[unit] * Double(starts[unit + 1] - starts[unit])
    }
    return sum
  }

  /// The responses at these coefficients; y itself where there are no predictors.
  ///
  /// - Parameter shift: Σ β_k × mean of x_k.
  func rows(_ beta: UnsafePointer<Double>, shift: Double) -> UnsafePointer<Double> {
    guard adjusts else { return y }
    let count = nesting.rowCount
    for row in 0..<count { adjusted[row] = y[row] + shift }
    for column in columns {
      let slope = beta[column.position]
      let values = column.values
      if column.level == nesting.rowLevel {
        for row in 0..<count { adjusted[row] -= slope * values[row] }
        continue
      }
      let starts = nesting.starts(of: column.level)
      for unit in 0..<nesting.unitCount(column.level) {
        let part = slope * values[unit]
        for row in starts[unit]..<starts[unit + 1] { adjusted[row] -= part }
      }
    }
    return UnsafePointer(adjusted)
  }
}
