/// For each unit of a level the unit, or the weighted units, of another level in which it lies.
///
/// The memory belongs to the simulator; a drawn link changes with every data set.
public struct UnitLink: @unchecked Sendable {
  private let liveCount: UnsafePointer<Int>
  /// One unit for each unit of the lower level; with `starts`, all of them one after another.
  public let units: UnsafePointer<Int32>
  /// Where the units of each begin in `units`, and their number as last entry; nil if each has one.
  public let starts: UnsafePointer<Int32>?
  /// The weights beside `units`, if there are `starts`; those of each unit sum to 1.
  public let weights: UnsafePointer<Double>?
  /// The largest number of entries in `units`.
  public let capacity: Int
  /// Whether it is the same in every data set.
  public let isFixed: Bool

  /// Units of the lower level in the data set in hand.
  public var count: Int { liveCount.pointee }

  /// - Parameter capacity: the most units of the lower level.
  init(
    count: UnsafePointer<Int>, capacity: Int, units: UnsafePointer<Int32>, isFixed: Bool
  ) {
    liveCount = count
    self.units = units
    starts = nil
    weights = nil
    self.capacity = capacity
    self.isFixed = isFixed
  }

  init(
    count: UnsafePointer<Int>, starts: UnsafePointer<Int32>, units: UnsafePointer<Int32>,
    weights: UnsafePointer<Double>, capacity: Int, isFixed: Bool
  ) {
    liveCount = count
    self.units = units
    self.starts = starts
    self.weights = weights
    self.capacity = capacity
    self.isFixed = isFixed
  }

  /// The number of units of the lower level, as it stands at any time.
  var countPointer: UnsafePointer<Int> { liveCount }

  /// Whether units lie in several units with weights.
  public var isWeighted: Bool { starts != nil }

  /// The value of the unit in which a unit lies, or the weighted mean over its units.
  @inline(__always)
  func value(of unit: Int, from values: UnsafePointer<Double>) -> Double {
    guard let starts, let weights else { return values[Int(units[unit])] }
    var sum = 0.0
    for index in Int(starts[unit])..<Int(starts[unit + 1]) {
      sum += weights[index] * values[Int(units[index])]
    }
    return sum
  }

  /// The share of the units in which a unit lies whose value is `category`: 1 or 0 if it has one.
  @inline(__always)
  func share(of category: Double, at unit: Int, from values: UnsafePointer<Double>) -> Double {
    guard let starts, let weights else { return values[Int(units[unit])] == category ? 1 : 0 }
    var sum = 0.0
    for index in Int(starts[unit])..<Int(starts[unit + 1])
    where values[Int(units[index])] == category { sum += weights[index] }
    return sum
  }
}
