internal import Numerics

/// Buffers that are made one by one at construction and live as long as the workspace.
final class Workspace {
  private var arenas: [Arena] = []

  /// `count` zeros.
  func doubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    let arena = Arena(doubles: count, pieces: 1)
    arenas.append(arena)
    return arena.take(count)
  }

  /// Room of several pieces for a part that takes them itself.
  func arena(doubles: Int, pieces: Int) -> Arena {
    let arena = Arena(doubles: doubles, pieces: pieces)
    arenas.append(arena)
    return arena
  }

  /// `count` whole numbers, 0.
  func indices(_ count: Int) -> UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(doubles((count + 1) / 2)).bindMemory(to: Int32.self, capacity: count)
  }

  /// `count` integers, 0.
  func integers(_ count: Int) -> UnsafeMutablePointer<Int> {
    UnsafeMutableRawPointer(doubles(count)).bindMemory(to: Int.self, capacity: count)
  }

  /// A copy of whole numbers.
  func indices(_ values: [Int32]) -> UnsafePointer<Int32> {
    let copy = indices(values.count)
    for (index, value) in values.enumerated() { copy[index] = value }
    return UnsafePointer(copy)
  }
}
