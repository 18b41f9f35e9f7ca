internal import Numerics
internal import StudyDesign

/// Finds the first candidate along a path whose power by the standard error method reaches the target.
///
/// Figures at known variances say where to look; replicates there correct them. More are made at the two
/// candidates between which the target lies until chance hardly has a say which of them it is.
struct LineSearch {
  private(set) var line: CandidateLine
  private let table: CandidateTable
  private let target: Double
  /// Data sets to fit at most, those of other lines included.
  private let limit: Int
  private let surface: ErrorSurface?
  /// Whether power falls somewhere along the line.
  private(set) var isUnsteady = false
  /// The first candidate that reaches the target; the number of candidates if none does.
  private(set) var answer = 0

  /// - Parameter replicates: what a scenario of a run would get.
  init(
    _ line: CandidateLine, table: CandidateTable, target: Double, replicates: Int, limit: Int,
    surface: ErrorSurface? = nil
  ) {
    self.line = line
    self.table = table
    self.target = target
    self.surface = surface
    self.limit = limit
    batch = max(20, min(200, replicates / 5))
    ofAnswer = max(20, replicates / 2)
    ofNeighbours = max(20, replicates / 4)
  }

  private let batch: Int
  private let ofAnswer: Int
  private let ofNeighbours: Int
  /// The chance of the right answer at which a search ends.
  private static let sureEnough = 0.995

  /// False if the design is impossible everywhere.
  mutating func run() async throws -> Bool {
    if line.candidate(line.middle) == nil { line.dropImpossible() }
    guard line.count > 0 else { return false }
    if !line.axis.isSize { try await orient() }
    if model.isEmpty { try await measure(line.middle, batch) }
    answer = line.middle
    for _ in 0..<60 {
      locate()
      guard try await refine() else { break }
    }
    try await confirm()
    checkSteadiness()
    return true
  }

  /// The power of all candidates, by what is known now.
  var model: PowerModel {
    PowerModel(
      axis: line.axis, place: line.place, first: line.candidate(line.middle)!,
      candidates: surface == nil ? line.measured : table.measured, surface: surface)
  }

  private mutating func locate() {
    let model = model
    var hasHoles = false
    func find(_ line: CandidateLine, _ guess: Int) -> Int {
      line.first(reaching: target, from: guess) { index in
        guard let candidate = line.candidate(index) else {
          hasHoles = true
          return 0
        }
        return model.power(candidate) ?? 0
      }
    }
    let found = find(line, answer)
    answer = found
    guard hasHoles else { return }
    line.dropImpossible()
    answer = find(line, line.count / 2)
  }

  /// Turns the line round if power falls along it.
  private mutating func orient() async throws {
    line.dropImpossible()
    guard line.count > 1 else { return }
    if line.candidate(0)!.atTruth == nil {
      for index in [0, line.count / 2, line.count - 1] { try await measure(index, batch) }
    }
    let model = model
    let ends = [0, line.count - 1].map { model.power(line.candidate($0)!) ?? 0 }
    if ends[0] > ends[1] { line.reverse() }
  }

  /// Makes replicates where they tell most; false once the answer is sure enough, or the limit reached.
  private mutating func refine() async throws -> Bool {
    let here = min(answer, line.count - 1)
    let left = limit - table.spent
    guard left > 0 else { return false }
    let beside = answer > 0 && answer < line.count ? answer - 1 : here
    let counts = (replicates(here), replicates(beside))
    if counts.0 < batch {
      try await measure(here, batch)
    } else if counts.1 < batch {
      try await measure(beside, batch)
    } else if certainty.exact >= Self.sureEnough {
      return false
    } else {
      let next = counts.0 <= counts.1 ? here : beside
      try await measure(next, 2 * replicates(next))
    }
    return true
  }

  /// Rejections at the answer and beside it, where there is still room for them.
  private mutating func confirm() async throws {
    for _ in 0..<3 {
      let found = answer
      let last = line.count - 1
      try await measure(min(found, last), ofAnswer)
      if found > 0, found <= last { try await measure(found - 1, ofNeighbours) }
      if found < last { try await measure(found + 1, ofNeighbours) }
      locate()
      if answer == found { return }
    }
  }

  private func replicates(_ index: Int) -> Int { line.candidate(index)?.run.count ?? 0 }

  private func measure(_ index: Int, _ total: Int) async throws {
    guard let candidate = line.candidate(index) else { return }
    let most = candidate.run.count + max(0, limit - table.spent)
    try await table.extend(candidate, to: min(total, most))
  }

  /// Looks at a few candidates over the whole line: where power falls, the first that reaches the target
  /// need not be the first of those that do.
  private mutating func checkSteadiness() {
    let model = model
    guard model.usesTruth, line.count > 2 else { return }
    let last = line.count - 1
    let near = (answer - 2...answer + 2).filter { (0...last).contains($0) }
    let looks = Set((0...6).map { $0 * last / 6 } + near)
    let chosen = looks.sorted().compactMap { line.candidate($0) }
    // Where rows go with the size, power does not fall.
    let shares = chosen.map { Double($0.study.rowCount) / $0.values[line.place] }
    if line.axis.isSize, let least = shares.min(), let greatest = shares.max(),
      greatest - least <= 1e-9 * greatest
    {
      return
    }
    var most = 0.0
    for candidate in chosen where candidate.study.rowCount <= 100_000 {
      guard let power = model.power(candidate) else { continue }
      if power < most - 0.005 { isUnsteady = true }
      most = max(most, power)
    }
    // All of them where that takes no more than seconds.
    guard isUnsteady, let far = line.candidate(line.count - 1),
      line.count * far.study.rowCount <= 100_000_000
    else { return }
    let found = (0..<line.count).first { index in
      line.candidate(index).flatMap { model.power($0) }.map { $0 >= target } ?? false
    }
    answer = found ?? line.count
  }

  /// How sure the answer is; that of a line on which none reaches the target says how sure that is.
  var certainty: SearchFinding.Certainty {
    LineCertainty(line, model, target: target).certainty(of: answer)
  }
}
