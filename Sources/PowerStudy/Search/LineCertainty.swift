internal import Numerics
internal import StudyDesign

/// The chance that a candidate along a line is the first that reaches a target, given the errors of the
/// powers there: their errors are nearly one and the same, since all rest on the same replicates.
struct LineCertainty {
  private let line: CandidateLine
  private let model: PowerModel
  private let target: Double

  init(_ line: CandidateLine, _ model: PowerModel, target: Double) {
    self.line = line
    self.model = model
    self.target = target
  }

  /// That of a candidate; with the number of candidates that none reaches the target.
  func certainty(of answer: Int) -> SearchFinding.Certainty {
    let before = chance(answer - 1)
    return SearchFinding.Certainty(
      exact: max(0, chance(answer) - before),
      withinOne: max(0, chance(answer + 1) - chance(answer - 2)))
  }

  /// The chance that a candidate reaches the target.
  private func chance(_ index: Int) -> Double {
    if index < 0 { return 0 }
    if index >= line.count { return 1 }
    guard let candidate = line.candidate(index), let reading = model.reading(candidate) else {
      return 0
    }
    let distance = reading.power - target
    if reading.error == 0 { return distance >= 0 ? 1 : 0 }
    return StandardNormal.cdf(distance / reading.error)
  }
}
