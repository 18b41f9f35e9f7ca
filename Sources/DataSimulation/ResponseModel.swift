internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Draws responses of the generating model: y = Xβ + Zb + e, or y of its family at Xβ + Zb.
///
/// What varies above the rows is added up level by level before it reaches them, so that a row costs
/// one multiplication and a few additions.
struct ResponseModel {
  private let nesting: Nesting
  private let residualSD: UnsafePointer<Double>
  private let residualDraws: StandardDraws
  private let residuals: ResidualDraw?
  /// Draws the responses from their linear predictors; nil of normal ones.
  private let familyDraw: FamilyDraw?
  private let fixedParts: [FixedPart]
  private let randomParts: [RandomPart]
  private let linkedParts: [LinkedEffects]
  /// For each level above the rows the sum of what varies there; nil where nothing does.
  private let sums: [UnsafeMutablePointer<Double>?]
  /// For each level with sums the unit of the next higher level with sums.
  private let holders: [UnsafePointer<Int32>?]
  /// The lowest level above the rows with sums, if any.
  private let lowest: Int?
  private let y: UnsafeMutablePointer<Double>

  /// A column times its coefficient.
  private struct FixedPart {
    let coefficient: UnsafePointer<Double>
    let level: Int
    let values: UnsafePointer<Double>
  }

  /// The random effects of one bar.
  private struct RandomPart {
    let level: Int
    /// Lower Cholesky factor of the covariance matrix, row by row.
    let factor: UnsafePointer<Double>
    let draws: StandardDraws
    /// q standard draws a unit, overwritten by the effects.
    let effects: UnsafeMutablePointer<Double>
    let columns: [SlopeColumn]
  }

  /// A column of Z: where the effect times its value is added.
  private struct SlopeColumn {
    /// nil for the intercept, whose value is 1.
    let values: UnsafePointer<Double>?
    /// Level at which the product varies.
    let level: Int
    /// For the units of that level the unit of the grouping factor; nil if it is the same level.
    let holders: UnsafePointer<Int32>?
    /// For the units of the grouping factor the unit of a column that varies above it; else nil.
    let columnHolders: UnsafePointer<Int32>?
  }

  /// - Parameters:
  ///   - carried: indices of the fixed columns whose effects are part of y.
  ///   - offsets: columns added with coefficient 1.
  ///   - residuals: how they vary and correlate, if not independently with one variance.
  ///   - familyDraw: of responses that are not normal.
  init(
    study: Study, parameters: ModelParameters, fixed: [ModelColumn], carried: [Int],
    offsets: [ModelColumn], bars: [[ModelColumn]], residuals: ResidualDraw? = nil,
    familyDraw: FamilyDraw? = nil,
    units: StudyUnits, y: UnsafeMutablePointer<Double>, buffers: Buffers
  ) {
    let nesting = units.nesting
    self.nesting = nesting
    self.y = y
    let model = study.model
    self.residuals = residuals
    self.familyDraw = familyDraw
    residualSD = UnsafePointer(parameters.residualSD)
    residualDraws = StandardDraws(model.residualDistribution)
    let used = carried.filter {
      model.coefficients[$0] != 0 || model.prior?.coefficients[$0] != nil
    }
    let one = UnsafePointer(buffers.make([1]))
    fixedParts =
      used.map { index in
        FixedPart(
          coefficient: UnsafePointer(parameters.coefficients + index), level: fixed[index].level,
          values: fixed[index].values)
      } + offsets.map { FixedPart(coefficient: one, level: $0.level, values: $0.values) }
    var randomParts: [RandomPart] = []
    var linkedParts: [LinkedEffects] = []
    for (columns, (term, factor)) in zip(bars, zip(model.randomTerms, parameters.factors)) {
      guard let level = units.nestingLevel(term.level + 1) else {
        linkedParts.append(
          LinkedEffects(term, factor, columns, units: units, y: y, buffers: buffers))
        continue
      }
      randomParts.append(
        RandomPart(
          level: level,
          factor: UnsafePointer(factor), draws: StandardDraws(term.distribution),
          effects: buffers.make(nesting.capacity(level) * columns.count),
          columns: columns.map { Self.slopeColumn($0, grouping: level, nesting: nesting) }))
    }
    self.randomParts = randomParts
    self.linkedParts = linkedParts
    var levels = Set(fixedParts.map(\.level))
    for part in randomParts { levels.formUnion(part.columns.map(\.level)) }
    let rowLevel = nesting.rowLevel
    sums = (0..<rowLevel).map { levels.contains($0) ? buffers.make(nesting.capacity($0)) : nil }
    let withSums = (0..<rowLevel).filter { levels.contains($0) }
    lowest = withSums.last
    holders = (0..<rowLevel).map { level in
      guard levels.contains(level), let above = withSums.last(where: { $0 < level }) else {
        return nil
      }
      return nesting.holders(of: level, at: above)
    }
  }

  private static func slopeColumn(
    _ column: ModelColumn, grouping level: Int, nesting: Nesting
  ) -> SlopeColumn {
    let target = max(level, column.level)
    return SlopeColumn(
      values: column.recipe.parts.isEmpty ? nil : column.values, level: target,
      holders: target == level ? nil : nesting.holders(of: target, at: level),
      columnHolders: column.level < level && !column.recipe.parts.isEmpty
        ? nesting.holders(of: level, at: column.level) : nil)
  }

  /// The drawn effects of a level of the nesting that has one random intercept; nil of others.
  func intercepts(ofLevel level: Int) -> UnsafePointer<Double>? {
    let parts = randomParts.filter { $0.level == level }
    guard parts.count == 1, parts[0].columns.count == 1, parts[0].columns[0].values == nil else {
      return nil
    }
    return UnsafePointer(parts[0].effects)
  }

  /// Draws random effects and residuals and writes y.
  func draw(_ stream: inout RandomStream) {
    for level in sums.indices {
      if let sum = sums[level] { sum.update(repeating: 0, count: nesting.unitCount(level)) }
    }
    for part in randomParts {
      drawEffects(
        part.effects, units: nesting.unitCount(part.level), factor: part.factor,
        order: part.columns.count, part.draws, &stream)
    }
    for part in linkedParts { part.draw(&stream) }
    if familyDraw == nil {
      residualDraws.fill(UnsafeMutableBufferPointer(start: y, count: nesting.rowCount), &stream)
      residuals?.shape(y)
    } else {
      y.update(repeating: 0, count: nesting.rowCount)
    }
    for part in fixedParts where part.level < nesting.rowLevel { addFixed(part) }
    for part in randomParts {
      for (index, column) in part.columns.enumerated() where column.level < nesting.rowLevel {
        add(column, index, of: part)
      }
    }
    scaleAndPushDown()
    for part in fixedParts where part.level == nesting.rowLevel { addFixed(part) }
    for part in randomParts {
      for (index, column) in part.columns.enumerated() where column.level == nesting.rowLevel {
        addToRows(column, index, of: part)
      }
    }
    for part in linkedParts { part.addToRows() }
    familyDraw?.draw(y, count: nesting.rowCount, &stream)
  }

  private func target(_ level: Int) -> UnsafeMutablePointer<Double> {
    level == nesting.rowLevel ? y : sums[level]!
  }

  private func addFixed(_ part: FixedPart) {
    let target = target(part.level)
    let coefficient = part.coefficient.pointee
    for unit in 0..<nesting.unitCount(part.level) {
      target[unit] += coefficient * part.values[unit]
    }
  }

  /// Adds one random effect times a column that varies above the rows.
  private func add(_ column: SlopeColumn, _ index: Int, of part: RandomPart) {
    let q = part.columns.count
    let effects = part.effects + index
    let target = target(column.level)
    guard let holders = column.holders else {
      for unit in 0..<nesting.unitCount(part.level) {
        let value: Double
        if let columnHolders = column.columnHolders {
          value = column.values![Int(columnHolders[unit])]
        } else {
          value = column.values?[unit] ?? 1
        }
        target[unit] += effects[unit * q] * value
      }
      return
    }
    let values = column.values!
    for unit in 0..<nesting.unitCount(column.level) {
      target[unit] += effects[Int(holders[unit]) * q] * values[unit]
    }
  }

  /// Adds one random effect times a column that varies between rows.
  private func addToRows(_ column: SlopeColumn, _ index: Int, of part: RandomPart) {
    let q = part.columns.count
    if part.level == nesting.rowLevel {
      for row in 0..<nesting.rowCount {
        y[row] += part.effects[row * q + index] * (column.values?[row] ?? 1)
      }
      return
    }
    let values = column.values!
    let starts = nesting.starts(of: part.level)
    for unit in 0..<nesting.unitCount(part.level) {
      let effect = part.effects[unit * q + index]
      for row in starts[unit]..<starts[unit + 1] { y[row] += effect * values[row] }
    }
  }

  /// Turns the standard draws in y into residuals and adds what varies above the rows.
  private func scaleAndPushDown() {
    guard let lowest else {
      for row in 0..<nesting.rowCount { y[row] *= residualSD.pointee }
      return
    }
    for level in 1...max(lowest, 1) where level <= lowest {
      guard let sum = sums[level], let holders = holders[level] else { continue }
      let above = (0..<level).last { sums[$0] != nil }!
      let source = sums[above]!
      for unit in 0..<nesting.unitCount(level) { sum[unit] += source[Int(holders[unit])] }
    }
    let sum = sums[lowest]!
    let sd = residualSD.pointee
    let starts = nesting.starts(of: lowest)
    for unit in 0..<nesting.unitCount(lowest) {
      let value = sum[unit]
      for row in starts[unit]..<starts[unit + 1] { y[row] = sd * y[row] + value }
    }
  }
}
