internal import ModelFormula
internal import Numerics
internal import StudyDesign

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws when units leave: a unit is gone at time t if its draw exceeds the share that is still there,
/// S(t) = (1 - share)^((t/T)^shape).
struct DropoutDraw {
  private let stated: MissingData.Dropout
  private let unitCount: UnsafePointer<Int>
  private let draws: UnsafeMutablePointer<Double>
  /// Where the rows lie in the units.
  private let link: UnitLink
  /// The time of each row.
  private let time: ExpressionColumn
  private let times: UnsafeMutablePointer<Double>
  /// The category of each unit, if the shares differ.
  private let category: (values: UnsafePointer<Double>, places: UnitLink, possible: [Double])?
  /// log(1 - share) by category.
  private let logarithms: [Double]

  init(
    _ dropout: MissingData.Dropout, variables: [Variable], units: StudyUnits, buffers: Buffers
  ) {
    stated = dropout
    let level = dropout.level + 1
    unitCount = units.countPointer(level)
    draws = buffers.make(units.capacity(level))
    link = units.link(of: units.rowLevel, at: level)
    time = ExpressionColumn(
      .name(dropout.over), level: units.rowLevel, variables: variables, units: units,
      buffers: buffers)
    times = buffers.make(units.capacity(units.rowLevel))
    logarithms = dropout.shares.map { log1p(-$0) }
    category = dropout.by.map { name in
      let variable = variables.first { $0.name == name }!
      return (
        UnsafePointer(variable.values), units.link(of: level, at: variable.level),
        variable.kind == .numeric ? variable.possibleValues : []
      )
    }
  }

  /// Marks the rows of units that have left.
  func draw(_ stream: inout RandomStream, to isLost: UnsafeMutablePointer<UInt8>) {
    for unit in 0..<unitCount.pointee { draws[unit] = log(stream.openUniform()) }
    time.evaluate(to: times)
    let length = stated.last - stated.first
    for row in 0..<link.count {
      let unit = Int(link.units[row])
      let t = max((times[row] - stated.first) / length, 0)
      let still = t == 0 ? 0 : logarithms[share(of: unit)] * pow(t, stated.shape)
      if draws[unit] > still { isLost[row] = 1 }
    }
  }

  private func share(of unit: Int) -> Int {
    guard let category else { return 0 }
    let value = category.values[Int(category.places.units[unit])]
    return category.possible.isEmpty
      ? Int(value) : category.possible.firstIndex(of: value) ?? 0
  }
}
