internal import Numerics

/// How many groups of the observed top and bottom quarter of each set truly belong there.
///
/// A group belongs to a quarter if its true value is not beyond that of the last group in it. Of figures
/// that tie at the edge of an observed quarter as many shares count as there is room.
struct QuarterOverlap {
  private let sizes: SizeClasses
  /// For each set the groups of a quarter, and the value of the last group of the top and of the bottom
  /// one, true and observed.
  private let quarter: UnsafeMutablePointer<Int>
  private let trueEdges: UnsafeMutablePointer<Double>
  private let edges: UnsafeMutablePointer<Double>
  private let seen: UnsafeMutablePointer<Int>
  /// For each set and end: figures inside, those of them that belong, at the edge, belonging there.
  private let counts: UnsafeMutablePointer<Double>
  private let arena: Arena

  init(_ sizes: SizeClasses) {
    self.sizes = sizes
    let sets = sizes.setCount
    arena = Arena(doubles: 14 * sets, pieces: 5)
    quarter = arena.takeIndices(sets)
    seen = arena.takeIndices(sets)
    trueEdges = arena.take(2 * sets)
    edges = arena.take(2 * sets)
    counts = arena.take(8 * sets)
  }

  /// Takes in the true values.
  ///
  /// - Parameter order: the published groups' places by their true values, ascending.
  func takeTruths(
    _ published: PublishedGroups, _ truths: UnsafePointer<Double>, order: UnsafePointer<Int>
  ) {
    for set in 0..<sizes.setCount { quarter[set] = published.range(ofSet: set).count / 4 }
    findEdges(published, truths, order, to: trueEdges)
  }

  /// Writes the figures of one estimator.
  func write(
    _ published: PublishedGroups, figures values: UnsafePointer<Double>,
    truths: UnsafePointer<Double>, order: UnsafePointer<Int>, to result: ReplicateFigures
  ) {
    findEdges(published, values, order, to: edges)
    counts.update(repeating: 0, count: 8 * sizes.setCount)
    for place in 0..<published.total {
      let k = published.classes[place]
      let (value, truth) = (values[place], truths[place])
      for set in 0...k { count(set, value, truth) }
      count(sizes.count + k, value, truth)
    }
    for set in 0..<sizes.setCount where quarter[set] > 0 {
      result.set(.topQuarter, ofSet: set, belonging(set, end: 0), Double(quarter[set]))
      result.set(.bottomQuarter, ofSet: set, belonging(set, end: 1), Double(quarter[set]))
    }
  }

  @inline(__always)
  private func count(_ set: Int, _ value: Double, _ truth: Double) {
    let edge = edges + 2 * set
    let trueEdge = trueEdges + 2 * set
    let own = counts + 8 * set
    if value >= edge[0] {
      let place = value > edge[0] ? 0 : 2
      own[place] += 1
      if truth >= trueEdge[0] { own[place + 1] += 1 }
    }
    if value <= edge[1] {
      let place = value < edge[1] ? 4 : 6
      own[place] += 1
      if truth <= trueEdge[1] { own[place + 1] += 1 }
    }
  }

  private func belonging(_ set: Int, end: Int) -> Double {
    let own = counts + 8 * set + 4 * end
    let room = Double(quarter[set]) - own[0]
    return own[1] + (own[2] > 0 ? room * own[3] / own[2] : 0)
  }

  /// The values of the last groups of the quarters of each set.
  private func findEdges(
    _ published: PublishedGroups, _ values: UnsafePointer<Double>, _ order: UnsafePointer<Int>,
    to edges: UnsafeMutablePointer<Double>
  ) {
    let total = published.total
    for end in 0..<2 {
      seen.update(repeating: 0, count: sizes.setCount)
      for rank in 0..<total {
        let place = order[end == 0 ? total - 1 - rank : rank]
        let k = published.classes[place]
        for set in 0...k { pass(set, values[place], edges + 2 * set + end) }
        pass(sizes.count + k, values[place], edges + 2 * (sizes.count + k) + end)
      }
    }
  }

  @inline(__always)
  private func pass(_ set: Int, _ value: Double, _ edge: UnsafeMutablePointer<Double>) {
    seen[set] += 1
    if seen[set] == quarter[set] { edge[0] = value }
  }
}
