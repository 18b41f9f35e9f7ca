// Sums with a fixed order: lanes first, then a fixed tree, so that every processor gets the same
// last digit.

@usableFromInline typealias Four = SIMD4<Double>

@inline(__always)
func load(_ pointer: UnsafePointer<Double>) -> Four {
  UnsafeRawPointer(pointer).loadUnaligned(as: Four.self)
}

@inline(__always)
func total(_ lanes: Four) -> Double { (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) }

/// Σ aᵢ over `count` entries.
@inline(__always)
func sum(_ a: UnsafePointer<Double>, _ count: Int) -> Double {
  var first = Four.zero
  var second = Four.zero
  var index = 0
  while index + 8 <= count {
    first += load(a + index)
    second += load(a + index + 4)
    index += 8
  }
  if index + 4 <= count {
    first += load(a + index)
    index += 4
  }
  var result = total(first + second)
  while index < count {
    result += a[index]
    index += 1
  }
  return result
}

/// Σ aᵢbᵢ over `count` entries.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
  var first = Four.zero
  var second = Four.zero
  var index = 0
  if count >= 64 {
    // Two more accumulators, so that no addition waits for the one before.
    var third = Four.zero
    var fourth = Four.zero
    while index + 16 <= count {
      first += load(a + index) * load(b + index)
      second += load(a + index + 4) * load(b + index + 4)
      third += load(a + index + 8) * load(b + index + 8)
      fourth += load(a + index + 12) * load(b + index + 12)
      index += 16
    }
    first += third
    second += fourth
  }
  while index + 8 <= count {
    first += load(a + index) * load(b + index)
    second += load(a + index + 4) * load(b + index + 4)
    index += 8
  }
  if index + 4 <= count {
    first += load(a + index) * load(b + index)
    index += 4
  }
  var result = total(first + second)
  while index < count {
    result += a[index] * b[index]
    index += 1
  }
  return result
}

/// Writes four numbers.
@inline(__always)
func store(_ lanes: Four, _ pointer: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Four.self)
}
