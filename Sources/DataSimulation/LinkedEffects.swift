internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// The random effects of a term whose units are not ranges of rows: each row finds its unit, or its
/// weighted units, through a link.
struct LinkedEffects {
  private let link: UnitLink
  private let units: UnsafePointer<Int>
  /// Lower Cholesky factor of the covariance matrix, row by row.
  private let factor: UnsafePointer<Double>
  private let draws: StandardDraws
  /// q effects a unit.
  private let effects: UnsafeMutablePointer<Double>
  private let columns: [RowColumn]
  private let y: UnsafeMutablePointer<Double>

  /// A column of Z as the rows read it.
  fileprivate struct RowColumn {
    /// nil for the intercept, whose value is 1.
    let values: UnsafePointer<Double>?
    /// For each row the place of its value; nil if the values are those of the rows.
    let places: UnitLink?
  }

  /// - Parameter columns: at levels of the nesting.
  init(
    _ term: RandomTerm, _ factor: UnsafePointer<Double>, _ columns: [ModelColumn],
    units: StudyUnits,
    y: UnsafeMutablePointer<Double>, buffers: Buffers
  ) {
    link = units.link(of: units.rowLevel, at: term.level + 1)
    self.units = units.countPointer(term.level + 1)
    self.factor = factor
    draws = StandardDraws(term.distribution)
    effects = buffers.make(units.capacity(term.level + 1) * columns.count)
    self.y = y
    self.columns = columns.map { column in
      if column.recipe.parts.isEmpty { return RowColumn(values: nil, places: nil) }
      let level = units.level(ofNesting: column.level)
      return RowColumn(
        values: column.values,
        places: level == units.rowLevel ? nil : units.link(of: units.rowLevel, at: level))
    }
  }

  /// Draws the effects.
  func draw(_ stream: inout RandomStream) {
    drawEffects(
      effects, units: units.pointee, factor: factor, order: columns.count, draws, &stream)
  }

  /// Adds the effects, times their columns, to the response.
  func addToRows() {
    for (index, column) in columns.enumerated() {
      if link.isWeighted {
        for row in 0..<link.count { y[row] += weightedEffect(index, row) * column.value(row) }
      } else {
        let q = columns.count
        for row in 0..<link.count {
          y[row] += effects[Int(link.units[row]) * q + index] * column.value(row)
        }
      }
    }
  }

  private func weightedEffect(_ index: Int, _ row: Int) -> Double {
    let starts = link.starts!
    let weights = link.weights!
    var sum = 0.0
    for place in Int(starts[row])..<Int(starts[row + 1]) {
      sum += weights[place] * effects[Int(link.units[place]) * columns.count + index]
    }
    return sum
  }
}

extension LinkedEffects.RowColumn {
  @inline(__always)
  fileprivate func value(_ row: Int) -> Double {
    guard let values else { return 1 }
    return places.map { values[Int($0.units[row])] } ?? values[row]
  }
}
