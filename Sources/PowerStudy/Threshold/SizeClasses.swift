internal import Numerics
internal import StudyDesign

/// The candidates as classes of numbers of answers: class k holds from candidate k on to below the next.
struct SizeClasses {
  /// Candidates.
  let count: Int
  /// Sets of groups that are reported: those of at least each candidate, then those of each class.
  var setCount: Int { 2 * count }
  private let candidates: [Int]
  private let leastResponse: Double

  init(_ threshold: PublicationThreshold) {
    candidates = threshold.candidates
    count = threshold.candidates.count
    leastResponse = threshold.leastResponse
  }

  /// The class of a group; -1 if no candidate lets it be published.
  func of(answers: Double, members: Double) -> Int {
    // Shares such as 0.7 of 10 are meant exactly.
    guard answers >= leastResponse * members * (1 - 1e-12) else { return -1 }
    var k = -1
    while k + 1 < count, answers >= Double(candidates[k + 1]) { k += 1 }
    return k
  }
}

/// The groups that some candidate lets be published, those of the highest class first: the groups of at
/// least a candidate are then the first ones, those of a class one range.
struct PublishedGroups {
  /// The groups' numbers.
  let groups: UnsafeMutablePointer<Int>
  /// Their classes.
  let classes: UnsafeMutablePointer<Int>
  /// For each class, from the first candidate's, where its range begins; the end of class k is the start
  /// of class k - 1, that of the first one `total`.
  let starts: UnsafeMutablePointer<Int>
  private(set) var total = 0
  private let sizes: SizeClasses
  private let scratch: UnsafeMutablePointer<Int>
  private let arena: Arena

  init(_ sizes: SizeClasses, capacity: Int) {
    self.sizes = sizes
    arena = Arena(doubles: 3 * capacity + 2 * sizes.count, pieces: 5)
    groups = arena.takeIndices(capacity)
    classes = arena.takeIndices(capacity)
    scratch = arena.takeIndices(capacity)
    starts = arena.takeIndices(sizes.count)
  }

  /// The places of a set of groups.
  func range(ofSet set: Int) -> Range<Int> {
    let k = set % sizes.count
    let end = k == 0 ? total : starts[k - 1]
    return (set < sizes.count ? 0 : starts[k])..<end
  }

  /// Sorts the groups of the data set in hand into their classes.
  mutating func update(_ buffers: GroupBuffers, count: Int) {
    for k in 0..<sizes.count { starts[k] = 0 }
    for group in 0..<count {
      let k = sizes.of(answers: buffers.answers[group], members: buffers.members[group])
      scratch[group] = k
      if k >= 0 { starts[k] += 1 }
    }
    total = 0
    for k in (0..<sizes.count).reversed() {
      let size = starts[k]
      starts[k] = total
      total += size
    }
    for group in 0..<count where scratch[group] >= 0 {
      let k = scratch[group]
      groups[starts[k]] = group
      classes[starts[k]] = k
      starts[k] += 1
    }
    // Every start has moved to its end, which is the start of the class below.
    for k in 0..<sizes.count { starts[k] = k + 1 < sizes.count ? starts[k + 1] : 0 }
  }
}
