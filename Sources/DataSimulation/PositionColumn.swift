internal import Numerics

/// Values by the place of a unit among those of its parent: from a list, which is repeated as often as
/// needed, or the place itself, from 1.
struct PositionColumn {
  /// Where the units lie in their parent, in the order of the parents.
  let link: UnitLink
  /// nil for the place itself.
  let list: UnsafePointer<Double>?
  let listCount: Int

  init(_ list: [Double]?, link: UnitLink, buffers: Buffers) {
    self.link = link
    self.list = list.map { UnsafePointer(buffers.make($0)) }
    listCount = list?.count ?? 0
  }

  /// Writes a value for each unit.
  func write(to values: UnsafeMutablePointer<Double>) {
    var holder: Int32 = -1
    var place = 0
    for unit in 0..<link.count {
      place = link.units[unit] == holder ? place + 1 : 0
      holder = link.units[unit]
      values[unit] = list.map { $0[place % listCount] } ?? Double(place + 1)
    }
  }
}
