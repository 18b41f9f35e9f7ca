#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import StudyDesign

/// Finds the smallest size, or the outermost value of another path, with which all tests reach a power.
struct SizeSearch {
  let axis: SearchAxis
  let table: CandidateTable
  let target: Double
  let replicates: Int
  let cost: StudyCost?

  func run() async throws -> SearchFinding {
    var search = LineSearch(
      CandidateLine(axis, place: 0, others: [0], table: table), table: table, target: target,
      replicates: replicates, limit: 2 * replicates)
    guard try await search.run() else {
      return SearchFinding(
        setting: [], method: .standardErrors, outcome: .impossible, replicates: 0, candidates: 0)
    }
    let line = search.line
    let model = search.model
    var finding = SearchFinding(
      setting: [], method: .standardErrors, outcome: outcome(search, model),
      replicates: table.spent, candidates: line.count)
    let here = min(search.answer, line.count - 1)
    finding.answer = figures(line, here, model)
    finding.neighbours = (here - 2...here + 2).filter {
      $0 != here && (0..<line.count).contains($0)
    }.compactMap { figures(line, $0, model) }
    finding.certainty = search.certainty
    finding.isUnsteady = search.isUnsteady
    return finding
  }

  private func figures(
    _ line: CandidateLine, _ index: Int, _ model: PowerModel
  ) -> CandidateFigures? {
    guard let candidate = line.candidate(index), let readings = model.readings(candidate) else {
      return nil
    }
    return candidate.figures(readings, cost: cost)
  }

  private func outcome(_ search: LineSearch, _ model: PowerModel) -> SearchFinding.Outcome {
    if search.answer < search.line.count { return search.answer == 0 ? .atFirst : .found }
    return SizeLimit(search.line, model, target: target).outcome
  }
}

/// What becomes of power as a size grows beyond all bounds: squared standard errors are a + b/v there.
struct SizeLimit {
  let outcome: SearchFinding.Outcome

  init(_ line: CandidateLine, _ model: PowerModel, target: Double) {
    outcome = Self.outcome(line, model, target)
  }

  private static func outcome(
    _ line: CandidateLine, _ model: PowerModel, _ target: Double
  ) -> SearchFinding.Outcome {
    let last = line.count - 1
    guard line.axis.isSize, last > 0, model.usesTruth,
      let far = line.candidate(last), let near = line.candidate(last / 2),
      let reading = model.reading(far), let curve = far.curves?[reading.test],
      let end = model.square(of: reading.test, far),
      let middle = model.square(of: reading.test, near)
    else { return .outOfReach(beyond: nil, cap: nil) }
    let (v, w) = (line.values[last], line.values[last / 2])
    let slope = (middle.value - end.value) / (1 / w - 1 / v)
    let rest = end.value - slope / v
    guard slope > 0 else { return .outOfReach(beyond: nil, cap: reading.power) }
    let limit = rest > 1e-3 * end.value ? rest : 0
    if limit > 0 {
      let cap = curve.power(square: limit, critical: end.critical)
      if cap < target + 0.001 { return .outOfReach(beyond: nil, cap: cap) }
    }
    // The square with which the power is the target.
    var (low, high) = (max(limit, 1e-6 * end.value), end.value)
    for _ in 0..<60 {
      let square = (low * high).squareRoot()
      if curve.power(square: square, critical: end.critical) >= target {
        low = square
      } else {
        high = square
      }
    }
    let beyond = slope / (low - rest)
    return .outOfReach(beyond: beyond.isFinite && beyond > v ? beyond.rounded(.up) : nil, cap: nil)
  }
}
