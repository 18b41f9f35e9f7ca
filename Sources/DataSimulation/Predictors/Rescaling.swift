/// Values less a mean, and divided by their standard deviation.
struct Rescaling {
  let source: UnsafePointer<Double>
  /// What to take off in each group; nil to take off the mean of all units or none.
  let group: Group?
  let isCentred: Bool
  let isStandardised: Bool

  /// Means of groups of units.
  struct Group {
    let means: GroupMeans
    /// Where the means are found, one a group; overwritten.
    let values: UnsafeMutablePointer<Double>
    let count: UnsafePointer<Int>
  }

  /// Overwrites `values`; with standardising, the sample SD (n - 1) becomes 1 where there is one.
  func fill(_ values: UnsafeMutableBufferPointer<Double>) {
    for unit in values.indices { values[unit] = source[unit] }
    if let group {
      group.means.fill(UnsafeMutableBufferPointer(start: group.values, count: group.count.pointee))
      let units = group.means.link.units
      for unit in values.indices { values[unit] -= group.values[Int(units[unit])] }
    }
    guard isStandardised || isCentred && group == nil else { return }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    for unit in values.indices { values[unit] -= mean }
    guard isStandardised else { return }
    let variance = values.reduce(0) { $0 + $1 * $1 } / (count - 1)
    guard variance > 0, variance.isFinite else { return }
    let scale = 1 / variance.squareRoot()
    for unit in values.indices { values[unit] *= scale }
  }
}
