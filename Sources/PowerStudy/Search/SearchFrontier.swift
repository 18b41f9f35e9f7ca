internal import StudyDesign

extension DesignSearcher {
  /// Multiples of a size at which the frontier is shown.
  private static let multiples = [0.25, 0.5, 1, 1.5, 2, 4]

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
    var points: [Frontier.Point] = []
    var guess: Int?
    for value in values {
      var line = CandidateLine(sizes.axis, place: 0, others: [0, value], table: table)
      // Where the answer for the size before was, or that of the search.
      let start = guess ?? line.values.firstIndex { $0 >= answer.values[0] } ?? line.middle
      if line.candidate(min(start, line.count - 1)) == nil { line.dropImpossible() }
      guard line.count > 0, let first = line.candidate(min(start, line.count - 1)) else { continue }
      let model = PowerModel(
        axis: sizes.axis, place: 0, first: first, candidates: sizes.table.measured)
      guard model.usesTruth else { return }
      let found = line.first(reaching: sizes.target, from: min(start, line.count - 1)) {
        line.candidate($0).flatMap { model.power($0) } ?? 0
      }
      guess = found
      let candidate = found < line.count ? line.candidate(found) : nil
      points.append(
        Frontier.Point(
          given: value, value: candidate?.values[0], power: candidate.flatMap { model.power($0) },
          cost: candidate.flatMap { sizes.cost?.total(of: $0.study) },
          rows: candidate?.study.rowCount))
    }
    guard points.count > 1 else { return }
    finding.frontier = Frontier(path: sizes.axis.path, given: given, points: points)
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
