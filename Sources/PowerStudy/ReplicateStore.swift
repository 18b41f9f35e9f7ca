internal import MixedModels
internal import ModelFormula
internal import StudyDesign

/// The raw figures of one scenario's replicates, written by several workers at once.
///
/// Every worker writes the entries of its own replicates only, so that no lock is needed; the store
/// is read when all of them have ended. A test takes 8 bytes a replicate for each number that it needs:
/// mostly an estimate, its standard error and its degrees of freedom.
final class ReplicateStore: @unchecked Sendable {
  let measures: StudyMeasures
  let study: Study
  /// How many there is room for.
  let replicates: Int
  private let outcomes: UnsafeMutablePointer<FitOutcome>
  /// Rows of each replicate, where they differ.
  let rows: UnsafeMutablePointer<Int32>?
  private let values: UnsafeMutablePointer<Double>
  /// What a prior drew: for each number all replicates.
  let draws: UnsafeMutablePointer<Double>?
  let drawCount: Int
  /// For each measure how many numbers stand before its own.
  private let offsets: [Int]

  init(study: Study, replicates: Int) {
    self.study = study
    measures = StudyMeasures(study: study)
    self.replicates = replicates
    rows = study.hasVaryingRows ? .allocate(capacity: max(replicates, 1)) : nil
    drawCount = study.model.prior?.draws.count ?? 0
    draws = drawCount > 0 ? .allocate(capacity: drawCount * max(replicates, 1)) : nil
    outcomes = .allocate(capacity: max(measures.models.count * replicates, 1))
    var total = 0
    offsets = measures.all.map { measure in
      defer { total += measure.width }
      return total
    }
    values = .allocate(capacity: max(total * replicates, 1))
  }

  deinit {
    outcomes.deallocate()
    rows?.deallocate()
    draws?.deallocate()
    values.deallocate()
  }

  /// Replicates count from 1; models are those of `measures`.
  func record(_ outcome: FitOutcome, model: Int, replicate: Int) {
    outcomes[model * replicates + replicate - 1] = outcome
  }

  /// Takes the number of rows that are analysed.
  func record(rows count: Int, replicate: Int) { rows?[replicate - 1] = Int32(count) }

  /// Takes what a prior drew.
  func record(draws drawn: UnsafePointer<Double>, replicate: Int) {
    guard let draws else { return }
    for index in 0..<drawCount { draws[index * replicates + replicate - 1] = drawn[index] }
  }

  func outcome(model: Int, replicate: Int) -> FitOutcome {
    outcomes[model * replicates + replicate - 1]
  }

  /// How far the numbers of one measure and replicate stand apart.
  var stride: Int { replicates }

  /// Where the first number of a measure is written.
  func figures(_ measure: Int, replicate: Int) -> UnsafeMutablePointer<Double> {
    values + offsets[measure] * replicates + replicate - 1
  }

  func recordMissing(_ measure: Int, replicate: Int) {
    let target = figures(measure, replicate: replicate)
    for index in 0..<measures.all[measure].width { target[index * stride] = .nan }
  }

  /// The figures of some replicates as values, once these are there.
  func result(_ chosen: ClosedRange<Int>) -> ScenarioResult {
    let observations = meanRows(chosen) ?? Double(study.rowCount)
    var result = ScenarioResult(
      observations: study.analyses.map { _ in observations },
      outcomes: study.analyses.indices.map { outcomes(ofModel: $0, chosen) },
      samples: study.tests.indices.map { sample(ofTest: $0, chosen) })
    if let draws {
      result.parameterDraws = (0..<drawCount).map { entries(chosen, draws + $0 * replicates) }
    }
    return result
  }

  private func meanRows(_ chosen: ClosedRange<Int>) -> Double? {
    rows.map { rows in
      let sum = chosen.reduce(0) { $0 + Int(rows[$1 - 1]) }
      return Double(sum) / Double(chosen.count)
    }
  }

  private func outcomes(ofModel model: Int, _ chosen: ClosedRange<Int>) -> [FitOutcome] {
    entries(chosen, outcomes + model * replicates)
  }

  /// One of the numbers of a measure.
  private func column(_ index: Int, of measure: Int, _ chosen: ClosedRange<Int>) -> [Double] {
    entries(chosen, values + (offsets[measure] + index) * replicates)
  }

  private func entries<T>(_ chosen: ClosedRange<Int>, _ all: UnsafeMutablePointer<T>) -> [T] {
    Array(UnsafeBufferPointer(start: all + chosen.lowerBound - 1, count: chosen.count))
  }

  private func sample(ofTest test: Int, _ chosen: ClosedRange<Int>) -> TestSample {
    var sample = TestSample(estimates: [], standardErrors: [])
    for measure in measures.ofTest[test] {
      switch measures.all[measure] {
      case .contrast(_, _, let method):
        sample.estimates = column(0, of: measure, chosen)
        sample.standardErrors = column(1, of: measure, chosen)
        sample.degreesOfFreedom = degreesOfFreedom(method, column(2, of: measure, chosen))
      case .joint(_, let coefficients, let method):
        sample.statistics = column(0, of: measure, chosen)
        sample.degreesOfFreedom = degreesOfFreedom(method, column(1, of: measure, chosen))
        sample.statisticsAtTruth = column(2, of: measure, chosen)
        let entries = coefficients.count * (coefficients.count + 1) / 2
        sample.covariances = (0..<entries).map { column(3 + $0, of: measure, chosen) }
      case .ratio: sample.statistics = column(0, of: measure, chosen)
      case .variance: sample.estimates = column(0, of: measure, chosen)
      case .exactF:
        sample.statistics = column(0, of: measure, chosen)
        sample.numeratorDegreesOfFreedom = column(1, of: measure, chosen)
        sample.degreesOfFreedom = column(2, of: measure, chosen)
      }
    }
    sample.outcomes = outcomes(ofTest: test, chosen, statistics: sample.statistics)
    return sample
  }

  /// None for z tests, one entry if all replicates have the same.
  private func degreesOfFreedom(_ method: StudyTest.Method, _ all: [Double]) -> [Double] {
    switch method {
    case .z, .lrt, .none: []
    case .t, .betweenWithin:
      study.hasVaryingRows ? all : all.first { !$0.isNaN }.map { [$0] } ?? all
    case .satterthwaite, .kenwardRoger, .f: all
    }
  }

  /// How a test ended where that is not how its analysis ended: a fit that it rests on besides failed,
  /// or there is no statistic.
  private func outcomes(
    ofTest test: Int, _ chosen: ClosedRange<Int>, statistics: [Double]
  ) -> [FitOutcome] {
    var combined = outcomes(ofModel: study.tests[test].analysis, chosen)
    let own = combined
    for model in measures.models(ofTest: test, in: study).dropFirst() {
      for (replicate, outcome) in outcomes(ofModel: model, chosen).enumerated()
      where combined[replicate].hasEstimates && !outcome.hasEstimates {
        combined[replicate] = outcome
      }
    }
    for (replicate, statistic) in statistics.enumerated()
    where combined[replicate].hasEstimates && statistic.isNaN {
      combined[replicate] = .degenerate
    }
    return combined == own ? [] : combined
  }
}
