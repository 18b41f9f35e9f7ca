internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Fits the first analysis of a study to the answers in hand: normal ones row by row, yes/no ones by the
/// sums of the groups, which hold all there is to know.
struct GroupFitter {
  /// β̂ of the last fit.
  let coefficients: UnsafeMutablePointer<Double>
  private let coefficientCount: Int
  private var linear: LinearFitter?
  private let generalised: GeneralisedFitter?
  private let sums: GroupSums?
  /// Where the variances of groups and of units above stand among those of the terms.
  private let groupTerm: Int
  private let termAbove: Int?
  private let arena: Arena

  init(
    study: Study, threshold: PublicationThreshold, simulator: StudySimulator, source: GroupSource
  ) {
    let analysis = study.analyses[0]
    coefficientCount = analysis.columns.fixed.count
    arena = Arena(doubles: coefficientCount, pieces: 1)
    coefficients = arena.take(coefficientCount)
    groupTerm = analysis.groupingLevels.firstIndex(of: threshold.level)!
    termAbove = analysis.groupingLevels.firstIndex { $0 != threshold.level }
    let assembly = AnalysisAssembly(study: study, simulator: simulator)
    guard let part = assembly.generalised[0] else {
      linear = LinearFitter(
        nesting: simulator.nesting, factors: assembly.factors, columnLevels: assembly.columnLevels,
        isFixed: assembly.isFixed, interceptColumn: assembly.interceptColumn,
        models: [assembly.models[0]], columns: assembly.columns)
      generalised = nil
      sums = nil
      return
    }
    let sums = GroupSums(
      source: source, hasUnitsAbove: termAbove != nil, shares: part.estimator == .laplace)
    self.sums = sums
    let start = analysis.groupingLevels.map { level in
      let index = study.model.randomTerms.firstIndex { $0.level == level }!
      return max(study.model.randomTerms[index].covariance[0][0], 0.01)
    }
    let model = sums.model(
      family: part.family, estimator: part.estimator,
      aboveGroups: analysis.groupingLevels.map { $0 != threshold.level },
      start: GeneralisedModel.Start(coefficients: part.coefficients, covariances: start))
    generalised = GeneralisedFitter(source: sums.columns, models: [model])
  }

  /// Fits the answers in hand.
  ///
  /// - Parameter groups: where the groups' answers stand if these are yes/no ones.
  mutating func fit(_ groups: GroupBuffers, _ source: GroupSource) -> FitOutcome {
    if linear != nil {
      linear!.update()
      let outcome = linear!.fit(0)
      guard outcome.hasEstimates else { return outcome }
      for index in 0..<coefficientCount {
        coefficients[index] = linear!.coefficient(index, of: 0)
      }
      return outcome
    }
    sums!.update(groups)
    let outcome = generalised!.fit(0)
    guard outcome.hasEstimates else { return outcome }
    for index in 0..<coefficientCount {
      coefficients[index] = generalised!.coefficient(index, of: 0)
    }
    return outcome
  }

  /// The last fit as the groups see it.
  func model(_ source: GroupSource) -> GroupModel {
    let intercept = source.interceptAtMeans(coefficients)
    if let linear {
      let sigma = linear.residualVariance(of: 0)
      func variance(_ term: Int) -> Double { sigma * linear.relativeCovariance(term, of: 0) }
      return GroupModel(
        intercept: intercept, groupVariance: variance(groupTerm),
        varianceAbove: termAbove.map(variance) ?? 0, residualVariance: sigma)
    }
    return GroupModel(
      intercept: intercept, groupVariance: generalised!.termCovariance(groupTerm, of: 0),
      varianceAbove: termAbove.map { generalised!.termCovariance($0, of: 0) } ?? 0,
      residualVariance: 1)
  }
}

/// Yes and no answers as one row a group: how many there are and how many of them are yes. Where nothing
/// lies above the groups, those that share both numbers share a row, which counts so many times.
final class GroupSums {
  let columns: GeneralisedSource
  private let nesting: Nesting
  private let source: GroupSource
  private let ones: UnsafeMutablePointer<Double>
  private let successes: UnsafeMutablePointer<Double>
  private let trials: UnsafeMutablePointer<Double>
  private let multiplicity: UnsafeMutablePointer<Double>
  /// By answers and yes the row of such groups, from 1; 0 where there is none.
  private let rowsByAnswers: UnsafeMutablePointer<Int>
  /// Whether groups share rows.
  private let shares: Bool
  private let arena: Arena
  /// The level of the groups in `nesting`.
  private let level: Int

  /// Larger groups have rows of their own.
  private static let most = 255

  /// - Parameters:
  ///   - hasUnitsAbove: whether the model has effects of the units above.
  ///   - shares: whether groups may share rows where it has none.
  init(source: GroupSource, hasUnitsAbove: Bool, shares: Bool) {
    self.source = source
    self.shares = shares && !hasUnitsAbove
    let capacity = source.all.capacity(source.level)
    let entries = (Self.most + 1) * (Self.most + 2) / 2
    arena = Arena(doubles: 3 * capacity + 1 + entries, pieces: 5)
    ones = arena.take(1)
    successes = arena.take(capacity)
    trials = arena.take(capacity)
    multiplicity = arena.take(capacity)
    rowsByAnswers = arena.takeIndices(entries)
    ones[0] = 1
    var starts = [[0, 0]]
    var capacities = [1]
    if hasUnitsAbove, let above = source.levelAbove {
      starts.append([0])
      capacities.append(source.all.capacity(above))
    }
    level = starts.count
    starts.append([0])
    capacities += [capacity, capacity]
    nesting = Nesting(
      varying: starts, capacities: capacities, hasFixedCounts: starts.map { _ in false })
    let rows = nesting.rowLevel
    columns = GeneralisedSource(
      nesting: nesting, columnLevels: [0, rows, rows, level],
      isFixed: [true, false, false, false], interceptColumn: 0,
      columns: [
        UnsafePointer(ones), UnsafePointer(successes), UnsafePointer(trials),
        UnsafePointer(multiplicity),
      ])
  }

  /// A model with the intercept alone.
  ///
  /// - Parameter aboveGroups: for each random term whether it is of the units above the groups.
  func model(
    family: Family, estimator: GeneralisedModel.Estimator, aboveGroups: [Bool],
    start: GeneralisedModel.Start
  ) -> GeneralisedModel {
    GeneralisedModel(
      fixed: [0], response: 1, trials: 2,
      terms: aboveGroups.map { .init(level: $0 ? 1 : level, columns: [0]) }, family: family,
      estimator: estimator, start: start, multiplicity: shares ? 3 : nil)
  }

  /// Takes in the answers of the groups that have some.
  func update(_ groups: GroupBuffers) {
    var count = 0
    for group in 0..<source.count where groups.answers[group] > 0 {
      let yes = (groups.answers[group] * groups.mean[group]).rounded()
      if let row = sharedRow(groups.answers[group], yes, next: count) {
        multiplicity[row] += 1
        continue
      }
      trials[count] = groups.answers[group]
      successes[count] = yes
      multiplicity[count] = 1
      count += 1
    }
    for row in 0..<count {
      if let place = place(trials[row], successes[row]) { rowsByAnswers[place] = 0 }
    }
    nesting.update(rowCount: count) { level, starts in
      if level == self.level {
        for group in 0...count { starts[group] = group }
        return count
      }
      return writeStarts(groups, starts)
    }
  }

  /// The row of an earlier group with the same answers; where there is none, `next` becomes that of later
  /// ones.
  @inline(__always)
  private func sharedRow(_ answers: Double, _ yes: Double, next: Int) -> Int? {
    guard let place = place(answers, yes) else { return nil }
    if rowsByAnswers[place] > 0 { return rowsByAnswers[place] - 1 }
    rowsByAnswers[place] = next + 1
    return nil
  }

  @inline(__always)
  private func place(_ answers: Double, _ yes: Double) -> Int? {
    guard shares, answers <= Double(Self.most) else { return nil }
    let n = Int(answers)
    return n * (n + 1) / 2 + Int(yes)
  }

  /// The first group with answers of each unit above that has any.
  private func writeStarts(_ groups: GroupBuffers, _ starts: UnsafeMutablePointer<Int>) -> Int {
    var units = 0
    var next = 0
    var last: Int32 = -1
    for group in 0..<source.count where groups.answers[group] > 0 {
      if source.holders![group] != last {
        last = source.holders![group]
        starts[units] = next
        units += 1
      }
      next += 1
    }
    starts[units] = next
    return units
  }
}
