internal import Numerics

/// The memory of one simulator, freed with it.
final class Buffers {
  private var arenas: [Arena] = []

  /// `count` doubles, zero at first.
  func make(_ count: Int) -> UnsafeMutablePointer<Double> {
    let arena = Arena(doubles: count, pieces: 1)
    arenas.append(arena)
    return arena.take(count)
  }

  /// `count` whole numbers, zero at first.
  func makeIndices(_ count: Int) -> UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(make(count / 2 + 1)).bindMemory(to: Int32.self, capacity: max(count, 1))
  }

  /// A copy of `values`.
  func makeIntegers(_ values: [Int]) -> UnsafeMutablePointer<Int> {
    let target = UnsafeMutableRawPointer(make(values.count))
      .bindMemory(to: Int.self, capacity: max(values.count, 1))
    for (index, value) in values.enumerated() { target[index] = value }
    return target
  }

  /// A copy of `values`.
  func makeIndices(_ values: [Int32]) -> UnsafeMutablePointer<Int32> {
    let target = makeIndices(values.count)
    for (index, value) in values.enumerated() { target[index] = value }
    return target
  }

  /// A copy of `values`.
  func make(_ values: [Double]) -> UnsafeMutablePointer<Double> {
    let target = make(values.count)
    for (index, value) in values.enumerated() { target[index] = value }
    return target
  }
}
