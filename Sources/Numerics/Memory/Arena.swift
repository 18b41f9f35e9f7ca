/// Memory for doubles that is allocated once, handed out in pieces and freed with its owner.
///
/// Workspaces take their buffers from an arena at construction, so that a fit allocates nothing.
/// Pieces start on a cache line and begin as zeros.
public final class Arena {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private var used = 0

  /// Room for at least `doubles` numbers in `pieces` pieces.
  public init(doubles: Int, pieces: Int) {
    capacity = doubles * 8 + pieces * 64 + 64
    base = .allocate(byteCount: capacity, alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
  }

  deinit { base.deallocate() }

  /// The next `count` doubles.
  public func take(_ count: Int) -> UnsafeMutablePointer<Double> {
    let start = used
    used = (used + max(count, 1) * 8 + 63) & ~63
    precondition(used <= capacity, "arena too small")
    return (base + start).assumingMemoryBound(to: Double.self)
  }

  /// The next `count` places for whole numbers, which count as doubles.
  public func takeIndices(_ count: Int) -> UnsafeMutablePointer<Int> {
    UnsafeMutableRawPointer(take(count)).bindMemory(to: Int.self, capacity: max(count, 1))
  }
}
