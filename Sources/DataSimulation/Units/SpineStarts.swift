internal import Numerics

/// The first rows of the units of the spine, from the links between its levels.
struct SpineStarts {
  private let counts: UnitCounts
  /// Levels of the study's units from the study to the rows.
  private let spine: [Int]
  /// For each level of the spine but the last where the units of the next one are to be found.
  private let sources: [Source]

  /// How the units of a level lie in those of the one above.
  enum Source {
    /// One after another, so many in each.
    case sizes(UnsafePointer<Int32>)
    case link(UnitLink)
  }

  /// - Parameter source: of a level's units in those of another.
  init(spine: [Int], counts: UnitCounts, source: (_ level: Int, _ holder: Int) -> Source) {
    self.spine = spine
    self.counts = counts
    sources = zip(spine.dropFirst(), spine).map(source)
  }

  /// The nesting of the units as they stand now.
  func nesting(isFixed: Bool) -> Nesting {
    var below = Array(0...counts.live[spine[spine.count - 1]])
    var starts: [[Int]] = []
    for place in sources.indices.reversed() {
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
    let parents = counts.live[spine[place]]
    var unit = 0
    switch sources[place] {
    case .sizes(let sizes):
      for parent in 0..<parents {
        starts[parent] = below[unit]
        unit += Int(sizes[parent])
      }
    case .link(let link):
      let holders = link.units
      let count = link.count
      for parent in 0..<parents {
        starts[parent] = below[unit]
        while unit < count && holders[unit] <= parent { unit += 1 }
      }
    }
    starts[parents] = below[counts.live[spine[place + 1]]]
  }
}
