internal import StudyDesign

extension DesignSearcher {
  /// Multiples of a size at which the frontier is shown.
  private static let multiples = [0.25, 0.5, 1, 2, 4]

  /// Adds how the answer would change with another size of the design: with each multiple of it the
  /// smallest size that reaches the target, without further replicates.
  func addFrontier(to finding: inout SearchFinding, _ sizes: SizeSearch, _ setting: [Int]) {
    guard sizes.axis.isSize, let answer = finding.answer,
      let study = sizes.table.candidate(answer.values)?.run.scenario,
      let (given, size) = otherSize(than: sizes.axis.path, of: study)
    else { return }
    switch finding.outcome {
    case .found, .atFirst, .outOfReach: break
    default: return
    }
    let table = table([sizes.axis.path, given], setting, capacity: 1)
    let values = Self.multiples.map { ($0 * size).rounded() }.filter { $0 >= 1 }
      .reduce(into: [Double]()) { if !$0.contains($1) { $0.append($1) } }
    guard let middle = values.firstIndex(of: size.rounded()) else { return }
    var points = [Int: Frontier.Point]()
    // From the answer outwards, each line beginning where the one before ended.
    for order in [Array(values[...middle].indices.reversed()), Array(values.indices[middle...])] {
      var guess = answer.values[0]
      for index in order {
        if index == middle, let known = Self.point(finding, given: size.rounded()) {
          points[index] = known
          continue
        }
        guard let point = point(values[index], sizes, table, guess: guess) else { return }
        points[index] = point
        guess = point.value ?? sizes.axis.values[sizes.axis.values.count - 1]
      }
    }
    let shown = points.keys.sorted().compactMap { points[$0] }
    guard shown.count > 1 else { return }
    finding.frontier = Frontier(path: sizes.axis.path, given: given, points: shown)
  }

  /// The answer itself as a point.
  private static func point(_ finding: SearchFinding, given: Double) -> Frontier.Point? {
    guard let answer = finding.answer, finding.outcome == .found || finding.outcome == .atFirst
    else { return nil }
    return Frontier.Point(
      given: given, value: answer.values[0], power: answer.power, cost: answer.cost,
      rows: answer.rows)
  }

  /// The smallest size that reaches the target with another one given; nil where figures without fits do
  /// not say.
  private func point(
    _ given: Double, _ sizes: SizeSearch, _ table: CandidateTable, guess: Double
  ) -> Frontier.Point? {
    var line = CandidateLine(sizes.axis, place: 0, others: [0, given], table: table)
    let none = Frontier.Point(given: given, value: nil, power: nil, cost: nil, rows: nil)
    func start() -> Int { line.values.firstIndex { $0 >= guess } ?? line.count - 1 }
    if line.candidate(start()) == nil { line.dropImpossible() }
    guard line.count > 0, let first = line.candidate(start()) else { return none }
    let model = PowerModel(
      axis: sizes.axis, place: 0, first: first, candidates: sizes.table.measured)
    guard model.usesTruth else { return nil }
    let found = line.first(reaching: sizes.target, from: start()) {
      line.candidate($0).flatMap { model.power($0) } ?? 0
    }
    guard found < line.count, let candidate = line.candidate(found) else { return none }
    return Frontier.Point(
      given: given, value: candidate.values[0], power: model.power(candidate),
      cost: sizes.cost?.total(of: candidate.study), rows: candidate.study.rowCount)
  }

  /// The size that goes with another one: that of the lowest other level that has one.
  private func otherSize(than path: String, of scenario: Scenario) -> (path: String, size: Double)?
  {
    let sized = scenario.statedSizes.filter { stated in
      guard stated.level != path, stated.size > 1,
        let level = scenario.study.levels.first(where: { $0.name == stated.level })
      else { return false }
      if case .counted = level.units { return true }
      return false
    }
    return sized.last.map { ($0.level, $0.size) }
  }
}
