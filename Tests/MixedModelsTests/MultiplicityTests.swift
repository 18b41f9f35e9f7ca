import Numerics
import Testing

@testable import MixedModels

/// Units that stand in the data several times.
@Suite struct MultiplicityTests {
  /// Fits groups with these trials and successes, each so many times.
  private func fit(
    _ groups: [(trials: Double, successes: Double, times: Double)], isShared: Bool
  ) -> (start: GeneralisedModel.Start, deviance: Double, error: Double) {
    let rows =
      isShared
      ? groups
      : groups.flatMap { group in
        [(trials: Double, successes: Double, times: Double)](
          repeating: (group.trials, group.successes, 1), count: Int(group.times))
      }
    let columns = [
      [1], rows.map(\.successes), rows.map(\.trials), rows.map(\.times),
    ]
    let pointers = columns.map { column in
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
      memory.initialize(from: column, count: column.count)
      return memory
    }
    defer { pointers.forEach { $0.deallocate() } }
    let nesting = Nesting(rowStarts: [[0, rows.count], Array(0...rows.count)])
    let source = GeneralisedSource(
      nesting: nesting, columnLevels: [0, 2, 2, 1], isFixed: [true, false, false, false],
      interceptColumn: 0, columns: pointers.map { UnsafePointer($0) })
    let model = GeneralisedModel(
      fixed: [0], response: 1, trials: 2, terms: [.init(level: 1, columns: [0])],
      family: Family(.binomial, link: .logit),
      start: .init(coefficients: [1], covariances: [0.5]), multiplicity: isShared ? 3 : nil)
    let fitter = GeneralisedFitter(source: source, models: [model], isPrecise: true)
    #expect(fitter.fit(0) == .converged)
    return (
      fitter.estimates(of: 0), fitter.deviance(of: 0),
      fitter.covariance(0, 0, of: 0).squareRoot()
    )
  }

  @Test func aUnitThatCountsSeveralTimesIsAsManyUnits() {
    var groups: [(trials: Double, successes: Double, times: Double)] = []
    for index in 0..<40 {
      let trials = Double(3 + index * 7 % 23)
      groups.append(
        (trials, (trials * Double(1 + index * 5 % 9) / 10).rounded(), Double(1 + index % 4)))
    }
    let shared = fit(groups, isShared: true)
    let alone = fit(groups, isShared: false)
    // Sums in another order, at an optimum found to some 1e-7.
    #expect(abs(shared.start.coefficients[0] - alone.start.coefficients[0]) < 1e-8)
    #expect(abs(shared.start.covariances[0] - alone.start.covariances[0]) < 1e-8)
    #expect(abs(shared.deviance - alone.deviance) < 1e-8)
    #expect(abs(shared.error - alone.error) < 1e-8)
    #expect(shared.start.covariances[0] > 0.01)
  }
}
