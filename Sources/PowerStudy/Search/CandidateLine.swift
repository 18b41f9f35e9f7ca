#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics
internal import StudyDesign

/// The candidates along one path, in the order in which power is expected to rise.
struct CandidateLine {
  let axis: SearchAxis
  /// Which of a candidate's values lies on the path.
  let place: Int
  /// The values of the others.
  private let others: [Double]
  private let table: CandidateTable
  /// The values that the design can have.
  private(set) var values: [Double]
  /// Whether the values fall along the line: power falls with them.
  private(set) var isReversed = false
  /// The middle one, by the logarithm of sizes; 0 if there is none.
  private(set) var middle = 0

  init(_ axis: SearchAxis, place: Int, others: [Double], table: CandidateTable) {
    self.axis = axis
    self.place = place
    self.others = others
    self.table = table
    values = axis.values
    findMiddle()
  }

  private mutating func findMiddle() {
    middle = values.count / 2
    guard axis.isSize, let low = values.min(), let high = values.max(), low > 0 else { return }
    let wanted = (low * high).squareRoot()
    middle = values.indices.min { abs(log(values[$0] / wanted)) < abs(log(values[$1] / wanted)) }!
  }

  var count: Int { values.count }

  /// Leaves out the values that the design cannot have.
  mutating func dropImpossible() {
    values = values.filter { table.candidate(filled($0)) != nil }
    findMiddle()
  }

  mutating func reverse() {
    values.reverse()
    isReversed.toggle()
    findMiddle()
  }

  private func filled(_ value: Double) -> [Double] {
    var all = others
    all[place] = value
    return all
  }

  /// A candidate; nil if the design cannot be so.
  func candidate(_ index: Int) -> Candidate? { table.candidate(filled(values[index])) }

  /// Candidates with replicates.
  var measured: [Candidate] {
    table.measured.filter { filled($0.values[place]) == $0.values }
  }

  /// Finds the first candidate whose power reaches the target, if power rises along the line.
  ///
  /// - Parameters:
  ///   - guess: where to begin.
  ///   - power: of a candidate by its index.
  /// - Returns: the number of candidates if none reaches it.
  func first(reaching target: Double, from guess: Int, _ power: (Int) -> Double) -> Int {
    var low = -1
    var high = count
    var lowScore = -StandardNormal.upperQuantile(0.025)
    var highScore = Double.nan
    let goal = StandardNormal.quantile(target)
    var next = min(max(guess, 0), count - 1)
    var steps = 0
    while high - low > 1 {
      let p = min(max(power(next), 1e-12), 1 - 1e-12)
      if p >= target {
        high = next
        highScore = StandardNormal.quantile(p)
      } else {
        low = next
        lowScore = StandardNormal.quantile(p)
      }
      guard high - low > 1 else { break }
      steps += 1
      next = probe(low, high, lowScore, highScore, goal, steps)
    }
    return high
  }

  /// Where to look between two candidates: where the score would be that of the goal if it followed the
  /// square root of a size, or the value itself; now and then the middle, so that an end is sure.
  private func probe(
    _ low: Int, _ high: Int, _ lowScore: Double, _ highScore: Double, _ goal: Double, _ steps: Int
  ) -> Int {
    let middle = low + (high - low) / 2
    guard steps % 4 != 0 else { return min(max(middle, low + 1), high - 1) }
    let wanted: Double
    if low >= 0, high < count {
      let share = (goal - lowScore) / (highScore - lowScore)
      wanted = root(values[low]) + share * (root(values[high]) - root(values[low]))
    } else if axis.isSize, !isReversed {
      // The score of no units is that of the critical value.
      let zero = -StandardNormal.upperQuantile(0.025)
      let known = low >= 0 ? low : high
      let score = low >= 0 ? lowScore : highScore
      guard score - zero > 0.05 else { return low >= 0 ? min(4 * low + 1, count - 1) : middle }
      wanted = root(values[known]) * (goal - zero) / (score - zero)
    } else {
      return low < 0 ? 0 : count - 1
    }
    guard wanted.isFinite else { return min(max(middle, low + 1), high - 1) }
    // The first value not below what is wanted.
    let found = firstIndex(from: wanted, low + 1, high)
    return min(max(found, low + 1), high - 1)
  }

  private func root(_ value: Double) -> Double { axis.isSize ? value.squareRoot() : value }

  private func firstIndex(from wanted: Double, _ low: Int, _ high: Int) -> Int {
    var (first, last) = (low, high)
    while first < last {
      let middle = (first + last) / 2
      let isBefore =
        isReversed ? root(values[middle]) > wanted : root(values[middle]) < wanted
      if isBefore { first = middle + 1 } else { last = middle }
    }
    return first
  }
}
