internal import Numerics

/// How often two groups drawn at random stand in the wrong order.
///
/// Each group is paired with one that stands before it, drawn at random; weighted by the number that it
/// was drawn from, these pairs represent all pairs among the first so many groups, whatever that number
/// is, and so those of every candidate at once.
struct PairSampling {
  /// For each published group, but the first of each range, a partner: among all before it, and among
  /// those of its class.
  private let partners: UnsafeMutablePointer<Int>
  private let classPartners: UnsafeMutablePointer<Int>
  private let arena: Arena

  init(capacity: Int) {
    arena = Arena(doubles: 2 * capacity, pieces: 2)
    partners = arena.takeIndices(capacity)
    classPartners = arena.takeIndices(capacity)
  }

  /// Draws partners.
  func draw(_ published: PublishedGroups, classCount: Int, _ stream: inout RandomStream) {
    for place in 1..<max(published.total, 1) { partners[place] = stream.below(place) }
    for k in 0..<classCount {
      let range = published.range(ofSet: classCount + k)
      for place in range.dropFirst() {
        classPartners[place] = range.lowerBound + stream.below(place - range.lowerBound)
      }
    }
  }

  /// Writes the figures of every set.
  ///
  /// - Parameter truths: of the published groups, in their order.
  func write(
    _ published: PublishedGroups, classCount: Int, figures values: UnsafePointer<Double>,
    truths: UnsafePointer<Double>, to result: ReplicateFigures
  ) {
    var wrong = 0.0
    var differing = 0.0
    for k in (0..<classCount).reversed() {
      let range = published.range(ofSet: classCount + k)
      var (ownWrong, ownDiffering) = (0.0, 0.0)
      for place in range {
        if place > 0 {
          add(place, partners[place], Double(place), values, truths, &wrong, &differing)
        }
        let rank = place - range.lowerBound
        if rank > 0 {
          add(
            place, classPartners[place], Double(rank), values, truths, &ownWrong, &ownDiffering)
        }
      }
      result.set(.wrongOrder, ofSet: k, wrong, differing)
      result.set(.wrongOrder, ofSet: classCount + k, ownWrong, ownDiffering)
    }
  }

  @inline(__always)
  private func add(
    _ one: Int, _ other: Int, _ weight: Double, _ values: UnsafePointer<Double>,
    _ truths: UnsafePointer<Double>, _ wrong: inout Double, _ differing: inout Double
  ) {
    let truth = truths[one] - truths[other]
    let figure = values[one] - values[other]
    guard truth != 0 else { return }
    differing += weight
    if figure == 0 { wrong += 0.5 * weight } else if truth * figure < 0 { wrong += weight }
  }
}
