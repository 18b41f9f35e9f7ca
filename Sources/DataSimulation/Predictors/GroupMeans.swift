/// Means of the values of one level over those that lie in each unit of another.
struct GroupMeans {
  let source: UnsafePointer<Double>
  /// Where the units that have the values lie.
  let link: UnitLink
  /// Sum of the weights in each unit; overwritten.
  let weights: UnsafeMutablePointer<Double>

  /// Overwrites `means`, one a unit of the higher level; 0 where nothing lies in a unit.
  func fill(_ means: UnsafeMutableBufferPointer<Double>) {
    means.update(repeating: 0)
    weights.update(repeating: 0, count: means.count)
    if let starts = link.starts, let shares = link.weights {
      for unit in 0..<link.count {
        for place in Int(starts[unit])..<Int(starts[unit + 1]) {
          means[Int(link.units[place])] += shares[place] * source[unit]
          weights[Int(link.units[place])] += shares[place]
        }
      }
    } else {
      for unit in 0..<link.count {
        means[Int(link.units[unit])] += source[unit]
        weights[Int(link.units[unit])] += 1
      }
    }
    for unit in means.indices where weights[unit] > 0 { means[unit] /= weights[unit] }
  }
}
