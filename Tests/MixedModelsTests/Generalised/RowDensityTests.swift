import Foundation
import Testing

@testable import MixedModels

/// Densities of single rows: derivatives against differences, and both ends of the linear predictor.
@Suite struct RowDensityTests {
  private func rows(_ family: Family, _ y: [Double], _ trials: Double = 1) -> (
    ResponseRows, Workspace
  ) {
    let workspace = Workspace()
    var rows = ResponseRows(family, stride: y.count, workspace: workspace)
    for (index, value) in y.enumerated() {
      rows.y[index] = value
      rows.trials[index] = trials
    }
    rows.update(count: y.count)
    return (rows, workspace)
  }

  private func responses(_ family: Family) -> ([Double], Double) {
    switch family.distribution {
    case .binomial: ([0, 1, 3, 5], 5)
    case .poisson, .negativeBinomial: ([0, 1, 4, 2000], 1)
    case .ordinal, .nominal: ([0, 1, 2], 1)
    case .gamma: ([0.02, 1, 40], 1)
    case .beta: ([0.001, 0.3, 0.98], 1)
    }
  }

  private static let parameters = [-0.7, 0.4, 1.9]

  private static let scalar = GeneralisedSample.families.filter { $0.predictorCount == 1 }

  private func figures(_ family: Family, _ rows: ResponseRows, _ eta: [Double]) -> (
    value: Double, first: [Double], weight: [Double]
  ) {
    var first = eta
    var weight = eta
    let value = rows.curvature(eta, Self.parameters, first: &first, weight: &weight)
    return (value, first, weight)
  }

  @Test(arguments: scalar)
  func `derivatives in the linear predictor are those of the density`(_ family: Family) {
    let (y, trials) = responses(family)
    let (rows, workspace) = rows(family, y, trials)
    defer { withExtendedLifetime(workspace) {} }
    for eta in [-30.0, -8, -2.5, -0.3, 0, 0.6, 2.2, 5, 30] {
      if eta == 30, family.link == .cloglog || family.link == .log { continue }
      let all = y.map { _ in eta }
      let here = figures(family, rows, all)
      var slopes = all
      rows.leverageSlopes(all, Self.parameters, leverages: y.map { _ in 2 }, slopes: &slopes)
      let h = 1e-3
      for row in y.indices {
        func at(_ shift: Double) -> (Double, Double, Double) {
          var moved = all
          moved[row] += shift
          let there = figures(family, rows, moved)
          return (there.value, there.first[row], there.weight[row])
        }
        let (far, near) = ((at(2 * h), at(-2 * h)), (at(h), at(-h)))
        func difference(_ part: KeyPath<(Double, Double, Double), Double>) -> Double {
          (8 * (near.0[keyPath: part] - near.1[keyPath: part])
            - (far.0[keyPath: part] - far.1[keyPath: part])) / (12 * h)
        }
        // Rounding of the value over the width.
        let size = 1 + abs(here.value) + abs(here.first[row]) + abs(here.weight[row])
        #expect(abs(difference(\.0) - here.first[row]) < 1e-10 * size)
        #expect(abs(difference(\.1) + here.weight[row]) < 1e-9 * size)
        #expect(abs(difference(\.2) - slopes[row]) < 1e-8 * size)
      }
    }
  }

  @Test(arguments: scalar)
  func `nothing is NaN at the ends of the linear predictor`(_ family: Family) {
    let (y, trials) = responses(family)
    let (rows, workspace) = rows(family, y, trials)
    defer { withExtendedLifetime(workspace) {} }
    for eta in [-700.0, -300, -50, 50, 300, 700] {
      let all = y.map { _ in eta }
      let found = figures(family, rows, all)
      var slopes = all
      rows.leverageSlopes(all, Self.parameters, leverages: y.map { _ in 1 }, slopes: &slopes)
      #expect(!found.value.isNaN)
      for row in y.indices {
        #expect(!found.first[row].isNaN && !found.weight[row].isNaN && !slopes[row].isNaN)
        if !family.isContinuous { #expect(found.weight[row] >= 0) }
      }
    }
  }

  /// From R 4.2.2: pnorm(x, log.p = TRUE) and dnorm(x)/pnorm(x).
  @Test func `the normal tail is R's`() {
    let values: [(Double, Double, Double)] = [
      (-38, -726.5572160188201, 38.026279466573314),
      (-20.5, -214.06672896326381, 20.548551052435943),
      (-19.5, -194.01696577749749, 19.551015802580263),
      (-1, -1.8410216450092636, 1.5251352761609813),
      (0, -0.69314718055994529, 0.79788456080286529),
      (6, -9.8658764552437559e-10, 6.0758828558176746e-9),
    ]
    for (x, logValue, ratio) in values {
      let tail = NormalTail(x)
      #expect(abs(tail.logValue / logValue - 1) < 1e-14 || abs(tail.logValue - logValue) < 1e-16)
      #expect(abs(tail.first / ratio - 1) < 1e-12)
    }
  }

  /// From R 4.2.2: digamma, trigamma, psigamma(, 2).
  @Test func `derivatives of log gamma are R's`() {
    let values: [(Double, Double, Double, Double)] = [
      (0.01, -100.56088545786866, 10001.621213528313, -2000002.3403986769),
      (1, -0.57721566490153231, 1.6449340668482264, -2.4041138063191885),
      (3.7, 1.1671535393615113, 0.31003785767003833, -0.095395308728554035),
      (250, 5.5194595845310461, 0.0040080106666325358, -1.6064127999317357e-5),
    ]
    for (x, first, second, third) in values {
      #expect(abs(digamma(x) / first - 1) < 1e-13)
      #expect(abs(trigamma(x) / second - 1) < 1e-13)
      #expect(abs(tetragamma(x) / third - 1) < 1e-13)
    }
  }

  /// lgamma of R 4.2.2.
  @Test func `log gamma is R's`() {
    let values: [(Double, Double)] = [
      (1e-90, 207.23265836946414), (0.5, 0.57236494292470008), (1, 0), (2, 0),
      (3.7, 1.4280723266653881), (10, 12.801827480081469), (1e5, 1051287.7089736538),
    ]
    for (x, expected) in values {
      #expect(abs(logGamma(x) - expected) < 1e-14 * (1 + abs(expected)))
    }
  }

  @Test func `known sizes, and counts beyond sums, agree with the general form`() {
    let y = [0.0, 1, 7, 5000]
    let (rows, workspace) = rows(Family(.negativeBinomial(size: nil), link: .log), y)
    defer { withExtendedLifetime(workspace) {} }
    let size = 1.7
    let eta = 1.2
    var expected = 0.0
    for count in y {
      expected += logGamma(count + size) - logGamma(size) - logGamma(count + 1)
      expected += size * log(size / (size + exp(eta))) + count * log(exp(eta) / (size + exp(eta)))
    }
    let value = rows.value(y.map { _ in eta }, [log(size)])
    #expect(abs(value - expected) < 1e-9 * abs(expected))
  }
}
