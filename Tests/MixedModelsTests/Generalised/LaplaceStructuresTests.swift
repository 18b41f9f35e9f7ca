import Foundation
import Numerics
import Testing

@testable import MixedModels

/// Fits of all structures, one data set after another.
@Suite struct LaplaceStructuresTests {
  @Test(arguments: GeneralisedSample.families)
  func `fits of every structure end at a minimum`(_ family: Family) {
    for structure in GeneralisedSample.Structure.allCases {
      let sample = GeneralisedSample(family, perClass: 8)
      defer { withExtendedLifetime(sample) {} }
      let fitter = LaplaceFitter(sample.model(family, structure), sample.source)
      let outcome = fitter.fit()
      #expect(outcome.hasEstimates, "\(structure): \(outcome)")
      guard outcome.hasEstimates else { continue }
      let criterion = fitter.criterion
      var best = (0..<criterion.parameterCount).map { fitter.search.parameters[$0] }
      let deviance = fitter.deviance
      for index in best.indices {
        let before = best[index]
        for shift in [-0.05, 0.05] {
          best[index] = before + shift
          #expect(criterion.value(&best) > deviance - 1e-7, "\(structure) parameter \(index)")
        }
        best[index] = before
      }
    }
  }

  @Test func `a second fit of the same data gives the same bits`() {
    for family in GeneralisedSample.families {
      let sample = GeneralisedSample(family)
      defer { withExtendedLifetime(sample) {} }
      let fitter = LaplaceFitter(sample.model(family, .crossed), sample.source)
      let first = (fitter.fit(), fitter.deviance, fitter.coefficients[0], fitter.covariance[0])
      let second = (fitter.fit(), fitter.deviance, fitter.coefficients[0], fitter.covariance[0])
      #expect(first == second)
    }
  }

  @Test func `starts given lead to the same estimates`() {
    let family = Family(.negativeBinomial(size: nil), link: .log)
    let sample = GeneralisedSample(family, perClass: 10)
    defer { withExtendedLifetime(sample) {} }
    let fitter = LaplaceFitter(sample.model(family, .slope), sample.source)
    #expect(fitter.fit().hasEstimates)
    let (deviance, slope) = (fitter.deviance, fitter.coefficients[1])
    fitter.setStart(
      GeneralisedModel.Start(
        coefficients: [0.5, 0.2, 0.3], covariances: [0.3, 0.3, 0.3], familyParameters: [2]))
    #expect(fitter.fit().hasEstimates)
    #expect(abs(fitter.deviance - deviance) < 1e-8)
    #expect(abs(fitter.coefficients[1] - slope) < 1e-5)
  }

  @Test func `units and rows may change from one data set to the next`() throws {
    let memory = Workspace()
    defer { withExtendedLifetime(memory) {} }
    let capacity = 60
    let nesting = Nesting(
      varying: [[0, 40], [0, 20, 40], [0, 10, 20, 30, 40]], capacities: [1, 4, 12, capacity],
      hasFixedCounts: [true, false, false])
    let one = memory.doubles(1)
    one[0] = 1
    let x = memory.doubles(capacity)
    let y = memory.doubles(capacity)
    let source = GeneralisedSource(
      nesting: nesting, columnLevels: [0, 3, 3], isFixed: [true, false, false],
      interceptColumn: 0,
      columns: [UnsafePointer(one), UnsafePointer(x), UnsafePointer(y)])
    let family = Family(.poisson, link: .log)
    let fitter = LaplaceFitter(
      GeneralisedModel(
        fixed: [0, 1], response: 2,
        terms: [.init(level: 1, columns: [0]), .init(level: 2, columns: [0])], family: family),
      source)
    for (rows, schools, classes) in [
      (60, [0, 20, 40], [0, 5, 12, 20, 30, 40, 45, 52]),
      (36, [0, 9, 18, 27], [0, 4, 9, 18, 22, 27]),
      (60, [0, 30], [0, 10, 20, 30, 40, 50]),
    ] {
      nesting.update(rowCount: rows) { level, starts in
        let own = level == 1 ? schools : classes
        for (index, start) in own.enumerated() { starts[index] = start }
        starts[own.count] = rows
        return own.count
      }
      for row in 0..<rows {
        x[row] = sin(Double(row) * 2.3)
        y[row] = Double((row * 13 + row / 4 * 5) % 7)
      }
      let outcome = fitter.fit()
      func units(_ starts: [Int]) -> [Int32] {
        (0..<rows).map { row in Int32(starts.lastIndex { $0 <= row }!) }
      }
      let ones = [Double](repeating: 1, count: rows)
      let alone = try fitGeneralisedModel(
        GeneralisedModelData(
          response: (0..<rows).map { y[$0] }, fixed: [ones, (0..<rows).map { x[$0] }],
          terms: [
            GroupedTerm(groups: units(schools), columns: [ones]),
            GroupedTerm(groups: units(classes), columns: [ones]),
          ], family: family))
      #expect(outcome == alone.outcome)
      #expect(abs(fitter.deviance - alone.deviance) < 1e-8)
      #expect(abs(fitter.coefficients[1] - alone.coefficients[1]) < 1e-6)
    }
  }
}
