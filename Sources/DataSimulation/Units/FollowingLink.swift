/// A link that follows from others, worked out anew where these change.
struct FollowingLink {
  /// How it follows.
  enum Rule {
    /// Through the units of a level between.
    case composed(UnitLink, UnitLink)
    /// To the crossing of several levels.
    case crossed([Part])
    /// To a parent of which each unit, or each combination of units of several parents, has this many
    /// units.
    case expanded(Expansion)
    /// Of copies of a data set's units, where the holder has copies of its own, or keeps its units.
    case copied(Copied)
  }

  /// Copies of a level's units by those of the level in which they lie.
  struct Copied {
    let copies: ResampledUnits.Copies
    /// Copies of the holder; nil if it lies across the units that are drawn.
    let holders: ResampledUnits.Copies?
    /// For each unit of the data where it lies.
    let units: [Int32]
    let count: UnsafePointer<Int>
  }

  /// One level of a crossing: its units and their places among those that can go together.
  struct Part {
    let link: UnitLink
    let ranks: [Int32]
    let groupSize: Int
  }

  /// Units of a level by the units of its parents.
  struct Expansion {
    let sizes: UnsafePointer<Int32>
    /// Units, or combinations, of the parents.
    let parentCount: UnsafePointer<Int>
    /// The parent's unit of each combination; nil if combinations are its units.
    let parents: UnsafePointer<Int32>?
    let count: UnsafePointer<Int>
    let capacity: Int
  }

  /// The link itself.
  let link: UnitLink
  private let rule: Rule
  private let units: UnsafeMutablePointer<Int32>
  private let starts: UnsafeMutablePointer<Int32>?
  private let weights: UnsafeMutablePointer<Double>?

  init(_ rule: Rule, buffers: Buffers) {
    self.rule = rule
    let count: UnsafePointer<Int>
    let isFixed: Bool
    var capacity: Int
    var ownCapacity: Int
    var isWeighted = false
    switch rule {
    case .composed(let first, let second):
      precondition(!(first.isWeighted && second.isWeighted))
      count = first.countPointer
      ownCapacity = first.capacity
      isFixed = first.isFixed && second.isFixed
      isWeighted = first.isWeighted || second.isWeighted
      // Members are at most capacity / units each.
      let members = max(second.count, 1)
      let most = second.isWeighted ? (second.capacity + members - 1) / members : 1
      capacity = first.capacity * most
    case .crossed(let parts):
      precondition(parts.allSatisfy { !$0.link.isWeighted })
      count = parts[0].link.countPointer
      isFixed = parts.allSatisfy(\.link.isFixed)
      capacity = parts[0].link.capacity
      ownCapacity = capacity
    case .expanded(let expansion):
      count = expansion.count
      isFixed = false
      capacity = expansion.capacity
      ownCapacity = capacity
    case .copied(let copied):
      count = copied.count
      isFixed = false
      capacity = copied.copies.capacity
      ownCapacity = capacity
    }
    units = buffers.makeIndices(capacity)
    if isWeighted {
      let starts = buffers.makeIndices(ownCapacity + 1)
      let weights = buffers.make(capacity)
      (self.starts, self.weights) = (starts, weights)
      link = UnitLink(
        count: count, starts: UnsafePointer(starts), units: UnsafePointer(units),
        weights: UnsafePointer(weights), capacity: capacity, isFixed: isFixed)
    } else {
      (starts, weights) = (nil, nil)
      link = UnitLink(
        count: count, capacity: capacity, units: UnsafePointer(units), isFixed: isFixed)
    }
  }

  /// Works the link out from those it follows from.
  func update() {
    switch rule {
    case .crossed(let parts): cross(parts)
    case .expanded(let expansion): expand(expansion)
    case .copied(let copied): copy(copied)
    case .composed(let first, let second):
      if starts == nil {
        for unit in 0..<first.count { units[unit] = second.units[Int(first.units[unit])] }
      } else if second.isWeighted {
        copyMembers(of: first, from: second)
      } else {
        merge(first, second)
      }
    }
  }

  private func expand(_ expansion: Expansion) {
    var next = 0
    for place in 0..<expansion.parentCount.pointee {
      let parent = expansion.parents?[place] ?? Int32(place)
      for _ in 0..<expansion.sizes[place] {
        units[next] = parent
        next += 1
      }
    }
  }

  private func copy(_ copied: Copied) {
    let copies = copied.copies
    for unit in 0..<copied.count.pointee {
      let holder = copied.units[Int(copies.source[unit])]
      if let holders = copied.holders {
        units[unit] = holders.first[Int(copies.home[unit])] + holders.place[Int(holder)]
      } else {
        units[unit] = holder
      }
    }
  }

  private func cross(_ parts: [Part]) {
    for unit in 0..<link.count { units[unit] = 0 }
    for part in parts {
      let size = Int32(part.groupSize)
      part.ranks.withUnsafeBufferPointer { ranks in
        for unit in 0..<link.count {
          units[unit] = units[unit] * size + ranks[Int(part.link.units[unit])]
        }
      }
    }
  }

  /// Each unit has the members of the unit in which it lies.
  private func copyMembers(of first: UnitLink, from second: UnitLink) {
    guard let starts, let weights, let from = second.starts, let given = second.weights else {
      return
    }
    var next = 0
    for unit in 0..<first.count {
      starts[unit] = Int32(next)
      let holder = Int(first.units[unit])
      for index in Int(from[holder])..<Int(from[holder + 1]) {
        units[next] = second.units[index]
        weights[next] = given[index]
        next += 1
      }
    }
    starts[first.count] = Int32(next)
  }

  /// Members of one unit that lie in the same unit of the level above count there together.
  private func merge(_ first: UnitLink, _ second: UnitLink) {
    guard let starts, let weights, let from = first.starts, let given = first.weights else {
      return
    }
    var next = 0
    for unit in 0..<first.count {
      let start = next
      starts[unit] = Int32(start)
      for index in Int(from[unit])..<Int(from[unit + 1]) {
        let holder = second.units[Int(first.units[index])]
        var place = start
        while place < next, units[place] != holder { place += 1 }
        if place == next {
          units[place] = holder
          weights[place] = 0
          next += 1
        }
        weights[place] += given[index]
      }
    }
    starts[first.count] = Int32(next)
  }
}
