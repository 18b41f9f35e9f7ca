internal import ModelFormula
internal import Numerics
internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws which rows of a data set are lost.
struct LossDraw {
  private let rowCount: UnsafePointer<Int>
  private let isLost: UnsafeMutablePointer<UInt8>
  private let memory: LossMemory
  private let units: [UnitDraw]
  private let dropout: DropoutDraw?
  private let rows: ChanceColumn?
  private let answers: ChanceColumn?
  private let previous: PreviousResponse?
  /// Ratings as a design counts them, from 1, beside the responses, which count from 0; nil of others.
  private let ratings: (values: UnsafeMutablePointer<Double>, codes: UnsafePointer<Double>)?

  /// The loss of whole units of one level.
  private struct UnitDraw {
    let chance: ChanceColumn
    let count: UnsafePointer<Int>
    let isLost: UnsafeMutablePointer<Double>
    /// Where the rows lie in the units.
    let link: UnitLink
  }

  /// - Parameter y: the responses of all rows.
  init(
    _ missing: MissingData, study: Study, variables: [Variable], units: StudyUnits,
    y: UnsafeMutablePointer<Double>, buffers: Buffers
  ) {
    let rowLevel = units.rowLevel
    rowCount = units.countPointer(rowLevel)
    memory = LossMemory(rows: units.capacity(rowLevel))
    isLost = memory.isLost
    self.units = missing.units.map { loss in
      UnitDraw(
        chance: ChanceColumn(
          loss.chance, level: loss.level + 1, variables: variables, units: units, buffers: buffers),
        count: units.countPointer(loss.level + 1),
        isLost: buffers.make(units.capacity(loss.level + 1)),
        link: units.link(of: rowLevel, at: loss.level + 1))
    }
    dropout = missing.dropout.map {
      DropoutDraw($0, variables: variables, units: units, buffers: buffers)
    }
    let response = study.model.formula.response.description
    func column(_ name: String, _ values: UnsafeMutablePointer<Double>) -> Variable {
      Variable(
        name: name, level: rowLevel, kind: .numeric, isFixed: false, values: values,
        countPointer: units.countPointer(rowLevel), possibleValues: [], source: .once)
    }
    ratings =
      study.model.family.isOrdinal
      ? (buffers.make(units.capacity(rowLevel)), UnsafePointer(y)) : nil
    let y = ratings?.values ?? y
    var known = variables + [column(response, y)]
    let usesPrevious = missing.rowExpressions.contains {
      $0.names.contains(MissingData.previous)
    }
    if usesPrevious,
      !variables.contains(where: { $0.name == MissingData.previous })
    {
      let previous = PreviousResponse(
        link: units.link(of: rowLevel, at: units.parent(of: rowLevel)), y: y,
        values: buffers.make(units.capacity(rowLevel)))
      known.append(column(MissingData.previous, previous.values))
      self.previous = previous
    } else {
      previous = nil
    }
    func column(_ chance: MissingData.Chance?) -> ChanceColumn? {
      chance.map { [known] in
        ChanceColumn($0, level: rowLevel, variables: known, units: units, buffers: buffers)
      }
    }
    rows = column(missing.rows)
    answers = column(missing.answers)
  }

  /// Draws, and writes the numbers of the rows that are left; returns how many these are.
  func draw(_ stream: inout RandomStream, to kept: UnsafeMutablePointer<Int32>) -> Int {
    let count = rowCount.pointee
    isLost.update(repeating: 0, count: count)
    for unit in units { draw(unit, &stream) }
    dropout?.draw(&stream, to: isLost)
    if rows != nil || answers != nil {
      if let ratings { for row in 0..<count { ratings.values[row] = ratings.codes[row] + 1 } }
      previous?.update()
    }
    if let rows {
      rows.evaluate()
      for row in 0..<count where rows.isHit(row, &stream) { isLost[row] = 1 }
    }
    if let answers {
      answers.evaluate()
      for row in 0..<count where !answers.isHit(row, &stream) { isLost[row] = 1 }
    }
    var next = 0
    for row in 0..<count where isLost[row] == 0 {
      kept[next] = Int32(row)
      next += 1
    }
    return next
  }

  private func draw(_ unit: UnitDraw, _ stream: inout RandomStream) {
    unit.chance.evaluate()
    for index in 0..<unit.count.pointee {
      unit.isLost[index] = unit.chance.isHit(index, &stream) ? 1 : 0
    }
    for row in 0..<rowCount.pointee where unit.isLost[Int(unit.link.units[row])] == 1 {
      isLost[row] = 1
    }
  }
}

/// One mark a row.
private final class LossMemory {
  let isLost: UnsafeMutablePointer<UInt8>

  init(rows: Int) { isLost = .allocate(capacity: max(rows, 1)) }

  deinit { isLost.deallocate() }
}

/// The response of the row before in the same unit; not a number where there is none.
private struct PreviousResponse {
  let link: UnitLink
  let y: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Double>

  func update() {
    for row in 0..<link.count {
      let hasPrevious = row > 0 && link.units[row] == link.units[row - 1]
      values[row] = hasPrevious ? y[row - 1] : .nan
    }
  }
}

/// A probability for each unit of a level.
private struct ChanceColumn {
  private let probability: Double
  private let expression: ExpressionColumn?
  private let values: UnsafeMutablePointer<Double>

  init(
    _ chance: MissingData.Chance, level: Int, variables: [Variable], units: StudyUnits,
    buffers: Buffers
  ) {
    switch chance {
    case .probability(let value):
      probability = value
      expression = nil
      values = buffers.make(1)
    case .logit(let formula):
      probability = 0
      expression = ExpressionColumn(
        formula, level: level, variables: variables, units: units, buffers: buffers)
      values = buffers.make(units.capacity(level))
    }
  }

  func evaluate() { expression?.evaluate(to: values) }

  /// Draws for one unit; takes one number from the stream whatever the chance is.
  @inline(__always)
  func isHit(_ unit: Int, _ stream: inout RandomStream) -> Bool {
    let draw = stream.uniform()
    guard expression != nil else { return draw < probability }
    // Not a number: nothing to go by, and nothing is lost.
    return draw < 1 / (1 + exp(-values[unit]))
  }
}
