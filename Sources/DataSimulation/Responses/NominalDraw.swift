#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Draws categories without order: one linear predictor for each but the first, and a category by the
/// chances exp(η_k)/(1 + Σ exp(η_k)).
struct NominalDraw {
  private let nesting: Nesting
  private let fixed: [FixedPart]
  private let random: [RandomPart]
  /// How many linear predictors a row has, and room for them.
  private let count: Int
  private let predictors: UnsafeMutablePointer<Double>
  private let y: UnsafeMutablePointer<Double>

  /// A column of one linear predictor times its coefficient.
  private struct FixedPart {
    let predictor: Int
    let coefficient: UnsafePointer<Double>
    let column: RowValues
  }

  /// The random effects of one bar, all linear predictors' in one vector a unit.
  private struct RandomPart {
    let link: UnitLink
    let units: UnsafePointer<Int>
    let factor: UnsafePointer<Double>
    let draws: StandardDraws
    let effects: UnsafeMutablePointer<Double>
    /// For each effect its linear predictor and its column.
    let columns: [(predictor: Int, column: RowValues)]
  }

  /// A column as the rows read it.
  private struct RowValues {
    /// nil for the intercept.
    let values: UnsafePointer<Double>?
    let holders: UnsafePointer<Int32>

    init(_ column: ModelColumn, _ nesting: Nesting) {
      values = column.recipe.parts.isEmpty ? nil : column.values
      holders = nesting.holders(of: nesting.rowLevel, at: column.level)
    }

    func value(_ row: Int) -> Double { values.map { $0[Int(holders[row])] } ?? 1 }
  }

  /// - Parameters:
  ///   - fixed: the columns of all linear predictors, one predictor after another.
  ///   - bars: those of the random terms, likewise.
  init(
    study: Study, parameters: ModelParameters, fixed: [ModelColumn], bars: [[ModelColumn]],
    units: StudyUnits, y: UnsafeMutablePointer<Double>, buffers: Buffers
  ) {
    let nesting = units.nesting
    self.nesting = nesting
    self.y = y
    let count = study.model.family.predictorCount
    self.count = count
    predictors = buffers.make(count)
    self.fixed = fixed.enumerated().map { index, column in
      FixedPart(
        predictor: index / (fixed.count / count),
        coefficient: UnsafePointer(parameters.coefficients + index),
        column: RowValues(column, nesting))
    }
    random = zip(bars, zip(study.model.randomTerms, parameters.factors)).map { columns, term in
      RandomPart(
        link: units.link(of: units.rowLevel, at: term.0.level + 1),
        units: units.countPointer(term.0.level + 1), factor: UnsafePointer(term.1),
        draws: StandardDraws(term.0.distribution),
        effects: buffers.make(units.capacity(term.0.level + 1) * columns.count),
        columns: columns.enumerated().map { index, column in
          (index / (columns.count / count), RowValues(column, nesting))
        })
    }
  }

  /// Draws random effects and writes categories from 0.
  func draw(_ stream: inout RandomStream) {
    for part in random {
      drawEffects(
        part.effects, units: part.units.pointee, factor: part.factor, order: part.columns.count,
        part.draws, &stream)
    }
    for row in 0..<nesting.rowCount {
      for index in 0..<count { predictors[index] = 0 }
      for part in fixed {
        predictors[part.predictor] += part.coefficient.pointee * part.column.value(row)
      }
      for part in random { add(part, row) }
      y[row] = category(&stream)
    }
  }

  private func add(_ part: RandomPart, _ row: Int) {
    let order = part.columns.count
    let link = part.link
    if let starts = link.starts, let weights = link.weights {
      for place in Int(starts[row])..<Int(starts[row + 1]) {
        add(part, part.effects + Int(link.units[place]) * order, weight: weights[place], row)
      }
    } else {
      add(part, part.effects + Int(link.units[row]) * order, weight: 1, row)
    }
  }

  private func add(
    _ part: RandomPart, _ effects: UnsafeMutablePointer<Double>, weight: Double, _ row: Int
  ) {
    for (index, column) in part.columns.enumerated() {
      predictors[column.predictor] += weight * effects[index] * column.column.value(row)
    }
  }

  /// By inversion, with the largest linear predictor taken off, so that nothing overflows.
  private func category(_ stream: inout RandomStream) -> Double {
    var largest = 0.0
    for index in 0..<count { largest = max(largest, predictors[index]) }
    var total = exp(-largest)
    for index in 0..<count { total += exp(predictors[index] - largest) }
    var rest = stream.uniform() * total - exp(-largest)
    var category = 0
    while rest >= 0, category < count {
      rest -= exp(predictors[category] - largest)
      category += 1
    }
    return Double(category)
  }
}
