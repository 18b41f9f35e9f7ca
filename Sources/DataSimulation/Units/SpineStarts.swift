internal import Numerics

/// The first rows of the units of the spine, from the links between its levels.
struct SpineStarts {
  private let counts: UnitCounts
  /// Levels of the study's units from the study to the rows.
  private let spine: [Int]
  /// For each level of the spine but the last where the units of the next one lie in its units.
  private let links: [UnitLink]

  init(spine: [Int], counts: UnitCounts, link: (_ level: Int, _ holder: Int) -> UnitLink) {
    self.spine = spine
    self.counts = counts
    links = zip(spine.dropFirst(), spine).map(link)
  }

  /// The nesting of the units as they stand now.
  func nesting(isFixed: Bool) -> Nesting {
    var below = Array(0...counts.live[spine[spine.count - 1]])
    var starts: [[Int]] = []
    for place in links.indices.reversed() {
      var own = [Int](repeating: 0, count: counts.live[spine[place]] + 1)
      own.withUnsafeMutableBufferPointer { own in
        below.withUnsafeBufferPointer { write(place, to: own.baseAddress!, $0.baseAddress!) }
      }
      starts.insert(own, at: 0)
      below = own
    }
    if isFixed { return Nesting(rowStarts: starts) }
    return Nesting(
      varying: starts, capacities: spine.map { counts.capacities[$0] },
      hasFixedCounts: spine.dropLast().map { counts.isFixed[$0] })
  }

  /// Takes the units of a new data set into a nesting, from the lowest level up.
  func update(_ nesting: Nesting) {
    nesting.update(rowCount: counts.live[spine[spine.count - 1]]) { place, starts in
      write(place, to: starts, nesting.starts(of: place + 1))
      return counts.live[spine[place]]
    }
  }

  /// Writes the first rows of the units of one level, from those of the next.
  private func write(
    _ place: Int, to starts: UnsafeMutablePointer<Int>, _ below: UnsafePointer<Int>
  ) {
    let holders = links[place].units
    let count = links[place].count
    var unit = 0
    for holder in 0..<counts.live[spine[place]] {
      starts[holder] = below[unit]
      while unit < count && holders[unit] <= holder { unit += 1 }
    }
    starts[counts.live[spine[place]]] = below[count]
  }
}
