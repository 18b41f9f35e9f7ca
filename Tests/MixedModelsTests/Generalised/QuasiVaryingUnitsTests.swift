import Numerics
import Testing

@testable import MixedModels

/// Data sets of which rows and units are lost: a fitter made for all of them gives what one made for those
/// that are left gives.
@Suite struct QuasiVaryingUnitsTests {
  typealias Term = LinearModel.RandomTerm

  private static let schools = [[9, 7], [12], [8, 6, 10], [15], [8, 8], [14], [11], [9, 9]]

  /// Rows of school 2, of the second class of school 0 and every fifth row are lost.
  private static func isKept(_ row: Int, _ sample: QuasiSample) -> Bool {
    sample.memberships[0][row][0].unit != 2 && sample.memberships[1][row][0].unit != 1
      && row % 5 != 0
  }

  @Test(arguments: QuasiLikelihoodTests.methods, [false, true])
  func lostUnits(_ method: GeneralisedModel.Estimator, isNested: Bool) {
    let sample = QuasiSample(
      seed: 12, schools: Self.schools, deviations: [1, 0, 0.8, 0, 0], draw: QuasiDraw.logistic)
    let n = sample.nesting.rowCount
    let columns = (0..<4).map(sample.rows)
    let kept = (0..<n).filter { Self.isKept($0, sample) }
    let terms = [Term(level: 1, columns: [0])] + (isNested ? [Term(level: 2, columns: [0])] : [])
    let model = GeneralisedModel(
      fixed: [0, 1, 2], response: 3, terms: terms, family: Family(.binomial, link: .logit),
      estimator: method)

    // Units that lost all rows stay as empty ones.
    func starts(_ level: Int) -> [Int] {
      let units = sample.memberships[level - 1]
      let count = units.last![0].unit + 1
      return (0...count).map { unit in kept.count { units[$0][0].unit < unit } }
    }
    let nesting = Nesting(
      varying: [[0, n], sample.nesting.rowStarts(1), sample.nesting.rowStarts(2)],
      capacities: [1, 8, 13, n], hasFixedCounts: [true, true, true])
    let memory = columns.map { column -> UnsafeMutablePointer<Double> in
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: n)
      pointer.initialize(from: column, count: n)
      return pointer
    }
    defer { for pointer in memory { pointer.deallocate() } }
    let source = GeneralisedSource(
      nesting: nesting, columnLevels: [3, 3, 3, 3], isFixed: [false, false, false, false],
      interceptColumn: 0, columns: memory.map { UnsafePointer($0) })
    let fitter = QuasiLikelihoodFitter(model, source, tolerance: 1e-11)
    #expect(fitter.fit().hasEstimates)
    let all = fitter.figures

    nesting.update(rowCount: kept.count) { level, target in
      for (unit, start) in starts(level).enumerated() { target[unit] = start }
      return starts(level).count - 1
    }
    for (k, column) in columns.enumerated() {
      for (row, old) in kept.enumerated() { memory[k][row] = column[old] }
    }
    let outcome = fitter.fit()
    #expect(outcome.hasEstimates)

    let rest = GroupedRows(
      columns.map { column in kept.map { column[$0] } },
      factors: [0, 1].map { level in kept.map { String(sample.memberships[level][$0][0].unit) } })
    var alone = model
    alone.terms = terms.indices.map { Term(grouping: .factor($0), columns: [0]) }
    let other = QuasiLikelihoodFitter(alone, rest.source, tolerance: 1e-11)
    #expect(other.fit() == outcome)
    for (one, two) in zip(fitter.figures.coefficients, other.figures.coefficients) {
      #expect(abs(one - two) < 1e-8)
    }
    for (one, two) in zip(fitter.figures.errors, other.figures.errors) {
      #expect(abs(one - two) < 1e-8)
    }
    for (one, two) in zip(fitter.figures.covariances, other.figures.covariances) {
      #expect(abs(one - two) < 1e-8)
    }
    #expect(abs(all.coefficients[0] - fitter.coefficients[0]) > 1e-3)
  }
}
