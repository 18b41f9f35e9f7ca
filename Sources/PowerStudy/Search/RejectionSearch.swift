#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics
internal import StudyDesign

/// Finds the first candidate whose share of rejections reaches a target where the standard error method
/// does not serve: a rising curve is fitted to the rejections of all candidates looked at, and replicates
/// are made where it crosses the target.
struct RejectionSearch {
  let axis: SearchAxis
  let table: CandidateTable
  let target: Double
  let rule: TargetRule
  let replicates: Int
  let cost: StudyCost?
  /// The test that the standard error method does not serve; nil where tests count together.
  let reason: String?

  private static let rounds = 12

  func run() async throws -> SearchFinding {
    var line = CandidateLine(axis, place: 0, others: [0], table: table)
    line.dropImpossible()
    guard line.count > 0 else { return nothing(.impossible) }
    let limit = 4 * replicates
    let batch = limit / Self.rounds
    if !axis.isSize { try await orient(&line, batch) }
    var next = line.middle
    while table.spent < limit {
      let candidate = line.candidate(next)!
      let room = limit - table.spent
      let total = min(candidate.run.count + min(batch, room), table.capacity)
      if total == candidate.run.count { break }
      try await table.extend(candidate, to: total)
      next = place(line, after: next)
    }
    return finding(line)
  }

  private func orient(_ line: inout CandidateLine, _ batch: Int) async throws {
    for index in [0, line.count - 1] { try await table.extend(line.candidate(index)!, to: batch) }
    let shares = [0, line.count - 1].map { index in
      counts(line.candidate(index)!).map { Double($0.count) / Double($0.total) }.min() ?? 0
    }
    if shares[0] > shares[1] { line.reverse() }
  }

  /// Rejections that count, one count for each criterion: a test, or all tests together.
  private func counts(_ candidate: Candidate) -> [(count: Int, total: Int)] {
    guard candidate.run.count > 0 else { return [] }
    let evidence = StudyEvidence(study: candidate.study, result: candidate.run.result)
    let all = candidate.study.tests.indices.map { evidence.rejections(ofTest: $0) }
    let total = candidate.run.count
    guard rule != .each, all.count > 1 else {
      return all.map { ($0.count { $0 }, total) }
    }
    let joint = (0..<total).count { replicate in
      rule == .any
        ? all.contains { $0[replicate] } : all.allSatisfy { $0[replicate] }
    }
    return [(joint, total)]
  }

  private func coordinate(_ line: CandidateLine, _ value: Double) -> Double {
    if axis.isSize { return value.squareRoot() }
    return line.isReversed ? -value : value
  }

  private func curves(_ line: CandidateLine) -> [RejectionCurve] {
    let measured = table.measured.map { ($0.values[0], counts($0)) }
    guard let criteria = measured.first?.1.count else { return [] }
    return (0..<criteria).map { index in
      RejectionCurve(
        measured.map { value, counts in
          (coordinate(line, value), counts[index].count, counts[index].total)
        })
    }
  }

  /// The candidate where the curve with the least power crosses the target, or the one before it.
  private func place(_ line: CandidateLine, after last: Int) -> Int {
    let answer = self.answer(line, curves(line))
    let here = min(answer, line.count - 1)
    // The curve is a straight line in places only: one step does not go further than fourfold.
    let bounded =
      axis.isSize
      ? line.values.indices.filter {
        line.values[$0] <= 4 * line.values[last] && 4 * line.values[$0] >= line.values[last]
      } : Array(line.values.indices)
    let chosen = min(max(here, bounded.first ?? here), bounded.last ?? here)
    guard chosen == last, chosen > 0 else { return chosen }
    return chosen - 1
  }

  private func power(
    _ line: CandidateLine, _ index: Int, _ curves: [RejectionCurve]
  ) -> (power: Double, score: Double, error: Double) {
    curves.map { $0.at(coordinate(line, line.values[index])) }.min { $0.power < $1.power }
      ?? (0, -8, .infinity)
  }

  private func answer(_ line: CandidateLine, _ curves: [RejectionCurve]) -> Int {
    line.values.indices.first { power(line, $0, curves).power >= target } ?? line.count
  }

  private func nothing(_ outcome: SearchFinding.Outcome) -> SearchFinding {
    SearchFinding(
      setting: [], method: .rejections(because: reason), outcome: outcome,
      replicates: table.spent, candidates: axis.values.count)
  }

  private func finding(_ line: CandidateLine) -> SearchFinding {
    let curves = curves(line)
    let found = answer(line, curves)
    var outcome = SearchFinding.Outcome.found
    if found == line.count { outcome = .outOfReach(beyond: nil, cap: nil) }
    if found == 0 { outcome = .atFirst }
    var finding = nothing(outcome)
    finding.candidates = line.count
    let here = min(found, line.count - 1)
    finding.answer = figures(line, here, curves)
    finding.neighbours = (here - 2...here + 2).filter {
      $0 != here && (0..<line.count).contains($0)
    }.map { figures(line, $0, curves) }
    let goal = StandardNormal.quantile(target)
    let chance = { (index: Int) -> Double in
      if index < 0 { return 0 }
      if index >= line.count { return 1 }
      let reading = power(line, index, curves)
      return StandardNormal.cdf((reading.score - goal) / max(reading.error, 1e-12))
    }
    finding.certainty = .init(
      exact: max(0, chance(found) - chance(found - 1)),
      withinOne: max(0, chance(found + 1) - chance(found - 2)))
    return finding
  }

  private func figures(
    _ line: CandidateLine, _ index: Int, _ curves: [RejectionCurve]
  ) -> CandidateFigures {
    let candidate = line.candidate(index)!
    let counts = counts(candidate)
    let names =
      curves.count == candidate.study.tests.count
      ? candidate.study.tests.map(\.name) : [rule.rawValue]
    var figures = CandidateFigures(
      values: candidate.values, cost: cost?.total(of: candidate.study),
      rows: candidate.study.rowCount, replicates: candidate.run.count,
      tests: curves.indices.map { criterion in
        let reading = curves[criterion].at(coordinate(line, line.values[index]))
        let ends = [-1.959964, 1.959964].map {
          StandardNormal.cdf(reading.score + $0 * reading.error)
        }
        return .init(
          name: names[criterion], power: reading.power, interval: ends[0]...ends[1],
          rejections: counts.isEmpty
            ? nil : Share(count: counts[criterion].count, total: counts[criterion].total))
      })
    figures.scenario = candidate.run.scenario
    return figures
  }
}
