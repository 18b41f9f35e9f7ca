/// Whole numbers in memory that grows when a data set needs more than those before it.
final class IndexBuffer {
  private(set) var base: UnsafeMutablePointer<Int32>
  private var capacity: Int
  /// How many of them are in use.
  private(set) var count = 0

  init() {
    capacity = 16
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Forgets the numbers and makes room for `count` others, which are not set.
  func reserve(_ count: Int) {
    self.count = count
    guard count > capacity else { return }
    base.deallocate()
    capacity = count + count / 4
    base = .allocate(capacity: capacity)
  }

  /// Forgets the numbers and takes `count` times `value`.
  func fill(_ count: Int, with value: Int32) {
    reserve(count)
    base.update(repeating: value, count: count)
  }

  /// Adds a number at the end.
  func append(_ value: Int32) {
    if count == capacity {
      capacity *= 2
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
      larger.update(from: base, count: count)
      base.deallocate()
      base = larger
    }
    base[count] = value
    count += 1
  }

  subscript(index: Int) -> Int { Int(base[index]) }
}

/// Numbers in memory that grows when a data set needs more than those before it.
final class NumberBuffer {
  private(set) var base: UnsafeMutablePointer<Double>
  private var capacity: Int
  /// How many of them are in use.
  private(set) var count = 0

  init() {
    capacity = 16
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Forgets the numbers and makes room for `count` others, which are not set.
  func reserve(_ count: Int) {
    self.count = count
    guard count > capacity else { return }
    base.deallocate()
    capacity = count + count / 4
    base = .allocate(capacity: capacity)
  }

  /// All numbers 0.
  func clear() { base.update(repeating: 0, count: count) }
}
