/// Numbers the distinct contents of cells by their bytes, without making a string for each cell.
struct CategoryIndex {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// One cell for each distinct content, in the order of appearance.
  private(set) var distinct: [CSVCell] = []
  private var hashes: [UInt64] = []
  /// Open addressing with linear probing: indices into `distinct`, -1 where free.
  private var slots: [Int32]
  private var previous: Int32 = -1

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    slots = Array(repeating: -1, count: 64)
  }

  /// The number of the cell's content.
  mutating func code(_ cell: CSVCell) -> Int32 {
    // Rows of one group often follow each other.
    if previous >= 0, isEqual(cell, distinct[Int(previous)]) { return previous }
    let hash = hash(cell)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if hashes[known] == hash, isEqual(cell, distinct[known]) {
        previous = slots[slot]
        return previous
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    previous = Int32(distinct.count)
    distinct.append(cell)
    hashes.append(hash)
    slots[slot] = previous
    if distinct.count * 2 > slots.count { grow() }
    return previous
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 4)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }

  private func isEqual(_ left: CSVCell, _ right: CSVCell) -> Bool {
    guard left.length == right.length else { return false }
    for offset in 0..<Int(left.length)
    where bytes[left.start + offset] != bytes[right.start + offset] { return false }
    return true
  }

  /// FNV-1a, its high bits folded into the low ones.
  private func hash(_ cell: CSVCell) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in cell.start..<cell.end {
      hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
    }
    return hash ^ (hash >> 32)
  }
}
