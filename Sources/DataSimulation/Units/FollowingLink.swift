/// A link that follows from others, worked out anew where these change.
struct FollowingLink {
  /// How it follows.
  enum Rule {
    /// Through the units of a level between.
    case composed(UnitLink, UnitLink)
    /// To the crossing of several levels.
    case crossed([Part])
  }

  /// One level of a crossing: its units and their places among those that can go together.
  struct Part {
    let link: UnitLink
    let ranks: [Int32]
    let groupSize: Int
  }

  /// The link itself.
  let link: UnitLink
  private let rule: Rule
  private let units: UnsafeMutablePointer<Int32>
  private let starts: UnsafeMutablePointer<Int32>?
  private let weights: UnsafeMutablePointer<Double>?

  init(_ rule: Rule, buffers: Buffers) {
    self.rule = rule
    let count: Int
    let isFixed: Bool
    var capacity: Int
    var isWeighted = false
    switch rule {
    case .composed(let first, let second):
      precondition(!(first.isWeighted && second.isWeighted))
      count = first.count
      isFixed = first.isFixed && second.isFixed
      isWeighted = first.isWeighted || second.isWeighted
      // Members are at most capacity / units each.
      let most = second.isWeighted ? (second.capacity + second.count - 1) / second.count : 1
      capacity = first.capacity * most
    case .crossed(let parts):
      precondition(parts.allSatisfy { !$0.link.isWeighted })
      count = parts[0].link.count
      isFixed = parts.allSatisfy(\.link.isFixed)
      capacity = count
    }
    units = buffers.makeIndices(capacity)
    if isWeighted {
      let starts = buffers.makeIndices(count + 1)
      let weights = buffers.make(capacity)
      (self.starts, self.weights) = (starts, weights)
      link = UnitLink(
        count: count, starts: UnsafePointer(starts), units: UnsafePointer(units),
        weights: UnsafePointer(weights), capacity: capacity, isFixed: isFixed)
    } else {
      (starts, weights) = (nil, nil)
      link = UnitLink(count: count, units: UnsafePointer(units), isFixed: isFixed)
    }
  }

  /// Works the link out from those it follows from.
  func update() {
    switch rule {
    case .crossed(let parts): cross(parts)
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
