internal import Numerics

/// Orders groups by a figure, ascending.
///
/// Doubles are taken to whole numbers in the same order, whose leading 33 bits are sorted by counting, 11
/// at a time; insertion puts right what differs further down. Linear in the number of groups.
struct RankOrder {
  private let keys: UnsafeMutablePointer<UInt64>
  private let other: UnsafeMutablePointer<Int>
  private let counts: UnsafeMutablePointer<Int>
  private let arena: Arena

  private static let bits = 11
  private static let buckets = 1 << bits

  init(capacity: Int) {
    arena = Arena(doubles: 2 * capacity + Self.buckets, pieces: 3)
    keys = UnsafeMutableRawPointer(arena.take(capacity))
      .bindMemory(to: UInt64.self, capacity: max(capacity, 1))
    other = arena.takeIndices(capacity)
    counts = arena.takeIndices(Self.buckets)
  }

  /// Writes the places 0..<count in the order of their values; none of these is NaN.
  func sort(
    _ values: UnsafePointer<Double>, count: Int, to order: UnsafeMutablePointer<Int>
  ) {
    for place in 0..<count {
      let bits = (values[place] + 0).bitPattern
      keys[place] = bits >> 63 == 1 ? ~bits : bits | (1 << 63)
      order[place] = place
    }
    var (from, to) = (order, other)
    for pass in 0..<3 {
      distribute(count, shift: UInt64(31 + pass * Self.bits), from, to)
      swap(&from, &to)
    }
    if from != order { order.update(from: from, count: count) }
    insert(count, order)
  }

  private func distribute(
    _ count: Int, shift: UInt64, _ from: UnsafeMutablePointer<Int>,
    _ to: UnsafeMutablePointer<Int>
  ) {
    let mask = UInt64(Self.buckets - 1)
    counts.update(repeating: 0, count: Self.buckets)
    for place in 0..<count { counts[Int((keys[place] >> shift) & mask)] += 1 }
    var next = 0
    for bucket in 0..<Self.buckets {
      let size = counts[bucket]
      counts[bucket] = next
      next += size
    }
    for index in 0..<count {
      let place = from[index]
      let bucket = Int((keys[place] >> shift) & mask)
      to[counts[bucket]] = place
      counts[bucket] += 1
    }
  }

  private func insert(_ count: Int, _ order: UnsafeMutablePointer<Int>) {
    for index in 1..<max(count, 1) {
      let place = order[index]
      let key = keys[place]
      var hole = index
      while hole > 0 && keys[order[hole - 1]] > key {
        order[hole] = order[hole - 1]
        hole -= 1
      }
      order[hole] = place
    }
  }
}
