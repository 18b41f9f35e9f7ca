internal import DataSimulation
internal import Numerics
public import StudyDesign

/// What the sizes of a study come to, and what is lost, in the first data sets of a run.
public struct UnitSurvey: Sendable, Equatable {
  /// Numbers of units of one level within the units above it.
  public struct Sizes: Sendable, Equatable {
    /// Index of the level.
    public var level: Int
    /// The mean over all units above and data sets.
    public var mean: Double
    /// The coefficient of variation over them.
    public var cv: Double
    /// The smallest number.
    public var smallest: Int
    /// The largest number.
    public var largest: Int
    /// The part of drawn numbers that `min` raised.
    public var raised: Double
    /// The part of drawn numbers that `max` lowered.
    public var lowered: Double
  }

  /// One for each level whose numbers of units differ.
  public var sizes: [Sizes] = []
  /// The mean number of rows that are analysed.
  public var rows = 0.0
  /// For each level, where its units are ranges of rows, the mean of Σ n² / N over units of n of all N
  /// rows that are analysed; else nil.
  public var rowsPerUnit: [Double?] = []
  /// For each level the mean number of units with rows that are analysed; else nil.
  public var units: [Double?] = []
  /// The share of rows that are lost.
  public var lostRows = 0.0
  /// For each level above the rows, where its units are ranges of rows, the share of units of which all
  /// rows are lost.
  public var lostUnits: [Double?] = []

  /// Data sets that are looked at, at most; fewer of more than 20,000 rows.
  private static let dataSets = 100

  /// Looks at the first data sets of a scenario.
  public init(study: Study, settings: SimulationSettings) {
    var source = ReplicateSource(study: study, settings: settings)
    let dataSets = max(1, min(Self.dataSets, 2_000_000 / max(study.rowCount, 1)))
    var tally = Tally(study)
    for replicate in 1...dataSets {
      source.drawMakingRoom(replicate)
      tally.add(source.simulator)
    }
    self.init(tally, study)
  }

  private init(_ tally: Tally, _ study: Study) {
    let count = Double(tally.dataSets)
    rows = tally.rows / count
    lostRows = tally.generatedRows > 0 ? 1 - tally.rows / tally.generatedRows : 0
    rowsPerUnit = tally.squares.map { $0.map { $0 / max(tally.rows, 1) } }
    units = tally.units.map { $0.map { $0 / count } }
    lostUnits = zip(tally.units, tally.generatedUnits).dropLast().map { left, all in
      guard let left, let all, all > 0 else { return nil }
      return 1 - left / all
    }
    sizes = study.levels.indices.compactMap { level in
      tally.sizes[level].map { Sizes($0, level: level, of: study.levels[level]) }
    }
  }
}

extension UnitSurvey.Sizes {
  /// - Parameter sizes: all that were seen.
  fileprivate init(_ sizes: [Int], level: Int, of stated: Level) {
    let count = Double(max(sizes.count, 1))
    let mean = sizes.reduce(0.0) { $0 + Double($1) } / count
    let squares = sizes.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.level = level
    self.mean = mean
    cv = mean > 0 ? (squares / count).squareRoot() / mean : 0
    smallest = sizes.min() ?? 0
    largest = sizes.max() ?? 0
    var moments: [SizeMoments] = []
    if case .unequal(.drawn(let drawn)) = stated.units {
      moments = drawn.rules.map { SizeMoments($0) }
    }
    raised = moments.map(\.raised).max() ?? 0
    lowered = moments.map(\.lowered).max() ?? 0
  }
}

/// Sums over data sets.
private struct Tally {
  var dataSets = 0
  var rows = 0.0
  var generatedRows = 0.0
  /// By level; nil where the units are not ranges of rows.
  var squares: [Double?]
  var units: [Double?]
  var generatedUnits: [Double?]
  var sizes: [[Int]?]
  private let places: [Int?]

  init(_ study: Study) {
    let spine = study.levels.spine
    places = study.levels.indices.map { level in spine.firstIndex(of: level).map { $0 + 1 } }
    squares = places.map { $0.map { _ in 0 } }
    units = squares
    generatedUnits = squares
    sizes = study.levels.map { _ in nil }
  }

  mutating func add(_ simulator: StudySimulator) {
    dataSets += 1
    rows += Double(simulator.nesting.rowCount)
    generatedRows += Double(simulator.generatedNesting.rowCount)
    for level in places.indices {
      if let own = simulator.unitsPerParent(ofLevel: level) {
        sizes[level] = (sizes[level] ?? []) + own
      }
      guard let place = places[level] else { continue }
      squares[level]! += sumOfSquares(simulator.nesting, place).squares
      units[level]! += Double(sumOfSquares(simulator.nesting, place).units)
      generatedUnits[level]! += Double(sumOfSquares(simulator.generatedNesting, place).units)
    }
  }

  /// Σ n² over the units of a level, and how many of them have rows.
  private func sumOfSquares(_ nesting: Nesting, _ level: Int) -> (squares: Double, units: Int) {
    if level == nesting.rowLevel { return (Double(nesting.rowCount), nesting.rowCount) }
    let starts = nesting.starts(of: level)
    var sum = 0.0
    var units = 0
    for unit in 0..<nesting.unitCount(level) {
      let size = Double(starts[unit + 1] - starts[unit])
      sum += size * size
      if size > 0 { units += 1 }
    }
    return (sum, units)
  }
}
