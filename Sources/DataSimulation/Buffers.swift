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

  /// A copy of `values`.
  func make(_ values: [Double]) -> UnsafeMutablePointer<Double> {
    let target = make(values.count)
    for (index, value) in values.enumerated() { target[index] = value }
    return target
  }
}
