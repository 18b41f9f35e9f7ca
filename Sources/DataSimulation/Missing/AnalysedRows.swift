internal import Numerics

/// The rows that are left of a data set, one after another, with everything that stands row by row.
final class AnalysedRows {
  /// Units over the rows that are left.
  let nesting: Nesting
  /// The numbers of these rows among all.
  let kept: UnsafeMutablePointer<Int32>
  private let generated: Nesting
  /// For each row how many of those before it are left.
  private let keptBefore: UnsafeMutablePointer<Int32>
  private let count: UnsafeMutablePointer<Int>
  private let buffers: Buffers
  private var columns: [(from: UnsafePointer<Double>, to: UnsafeMutablePointer<Double>)] = []
  private var links: [CompactedLink] = []

  /// A link of the rows, and where it is written for those that are left.
  private struct CompactedLink {
    let from: UnitLink
    let to: UnitLink
    let units: UnsafeMutablePointer<Int32>
    let starts: UnsafeMutablePointer<Int32>?
    let weights: UnsafeMutablePointer<Double>?
  }

  /// - Parameter generated: units over all rows.
  init(of generated: Nesting, buffers: Buffers) {
    self.generated = generated
    self.buffers = buffers
    kept = buffers.makeIndices(generated.rowCapacity)
    keptBefore = buffers.makeIndices(generated.rowCapacity + 1)
    count = buffers.makeIntegers([generated.rowCount])
    let above = 0..<generated.rowLevel
    nesting = Nesting(
      varying: above.map(generated.rowStarts),
      capacities: (above.map { $0 } + [generated.rowLevel]).map(generated.capacity),
      hasFixedCounts: above.map(generated.hasFixedCount))
  }

  /// Where the values of the rows that are left will stand.
  func column(_ values: UnsafePointer<Double>) -> UnsafePointer<Double> {
    if let known = columns.first(where: { $0.from == values }) { return UnsafePointer(known.to) }
    let target = buffers.make(generated.rowCapacity)
    columns.append((values, target))
    return UnsafePointer(target)
  }

  /// The same link for the rows that are left.
  func link(_ link: UnitLink) -> UnitLink {
    let units = buffers.makeIndices(link.capacity)
    let compacted: CompactedLink
    if link.isWeighted {
      let starts = buffers.makeIndices(generated.rowCapacity + 1)
      let weights = buffers.make(link.capacity)
      let target = UnitLink(
        count: UnsafePointer(count), starts: UnsafePointer(starts), units: UnsafePointer(units),
        weights: UnsafePointer(weights), capacity: link.capacity, isFixed: false)
      compacted = CompactedLink(
        from: link, to: target, units: units, starts: starts, weights: weights)
    } else {
      let target = UnitLink(
        count: UnsafePointer(count), capacity: link.capacity, units: UnsafePointer(units),
        isFixed: false)
      compacted = CompactedLink(
        from: link, to: target, units: units, starts: nil, weights: nil)
    }
    links.append(compacted)
    return compacted.to
  }

  /// Takes the first rows of `kept` as those that are left.
  func update(count: Int) {
    self.count.pointee = count
    var next = 0
    for row in 0..<generated.rowCount {
      keptBefore[row] = Int32(next)
      if next < count && kept[next] == row { next += 1 }
    }
    keptBefore[generated.rowCount] = Int32(count)
    nesting.update(rowCount: count) { level, starts in
      let units = generated.unitCount(level)
      let from = generated.starts(of: level)
      for unit in 0...units { starts[unit] = Int(keptBefore[from[unit]]) }
      return units
    }
    for (from, to) in columns {
      for place in 0..<count { to[place] = from[Int(kept[place])] }
    }
    for link in links { copy(link, count) }
  }

  private func copy(_ link: CompactedLink, _ count: Int) {
    guard let starts = link.starts, let weights = link.weights, let from = link.from.starts,
      let given = link.from.weights
    else {
      for place in 0..<count { link.units[place] = link.from.units[Int(kept[place])] }
      return
    }
    var next = 0
    for place in 0..<count {
      starts[place] = Int32(next)
      for index in Int(from[Int(kept[place])])..<Int(from[Int(kept[place]) + 1]) {
        link.units[next] = link.from.units[index]
        weights[next] = given[index]
        next += 1
      }
    }
    starts[count] = Int32(next)
  }
}
