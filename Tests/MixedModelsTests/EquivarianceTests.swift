import Foundation
import MixedModels
import Numerics
import Testing

private let unbalancedUnits = Nesting(rowStarts: [
  [0, 46], [0, 8, 13, 24, 25, 36, 46], [0, 4, 8, 11, 13, 20, 24, 25, 30, 36, 40, 46],
])

private let cases: [(String, LinearModelData)] = [
  ("two levels, balanced", NestedSample([8, 6], sd: [0.7, 1], seed: 1).intercepts()),
  ("two levels, slope", NestedSample([12, 6], sd: [0.7, 1], slope: 0.6, seed: 2).slopes()),
  (
    "two levels, slope apart",
    NestedSample([12, 6], sd: [0.7, 1], slope: 0.6, seed: 3).slopes(isCorrelated: false)
  ),
  (
    "three levels, unbalanced",
    NestedSample(unbalancedUnits, sd: [0.9, 0.8, 1], slope: 0.8, seed: 4).slopes()
  ),
  ("no effect of units", NestedSample([10, 5], sd: [0, 1], slope: 0, seed: 5).slopes()),
]

@Suite struct EquivarianceTests {
  /// Compares fits that should be equal but for rounding.
  ///
  /// Coefficients within 1e-6 of their standard error, standard errors and variances within 1e-6 of
  /// their size (of the residual variance for covariances near 0): fits stop at a Newton decrement
  /// of 1e-13, that is within 3e-7 standard errors of the optimum before their last step.
  private func expectEqual(_ a: LinearFit, _ b: LinearFit, _ name: String) {
    #expect(a.outcome == b.outcome, "\(name)")
    #expect((a.criterion - b.criterion).magnitude < 1e-8 * (1 + a.criterion.magnitude), "\(name)")
    #expect((a.residualVariance / b.residualVariance - 1).magnitude < 1e-6, "\(name)")
    for i in a.coefficients.indices {
      let se = a.covariance[i][i].squareRoot()
      #expect((a.coefficients[i] - b.coefficients[i]).magnitude < 1e-6 * se, "\(name)")
      for j in a.coefficients.indices {
        let scale = se * a.covariance[j][j].squareRoot()
        #expect((a.covariance[i][j] - b.covariance[i][j]).magnitude < 1e-6 * scale, "\(name)")
      }
    }
    for (first, second) in zip(a.termCovariances, b.termCovariances) {
      for (x, y) in zip(first.joined(), second.joined()) {
        #expect((x - y).magnitude < 1e-6 * (x.magnitude + a.residualVariance), "\(name)")
      }
    }
  }

  @Test(arguments: [Estimator.reml, .ml])
  func `moving the response along X moves the coefficients and nothing else`(
    estimator: Estimator
  ) throws {
    for (name, data) in cases {
      let plain = try fitLinearModel(data, estimator: estimator)
      let shift = data.fixed.indices.map { [1000, -3, 12.5][$0] }
      var moved = data
      for row in data.response.indices {
        for (column, by) in zip(data.fixed, shift) { moved.response[row] += by * column[row] }
      }
      var fit = try fitLinearModel(moved, estimator: estimator)
      for index in shift.indices { fit.coefficients[index] -= shift[index] }
      expectEqual(plain, fit, name)
    }
  }

  @Test(arguments: [Estimator.reml, .ml], [1e-6, -2, 1e5])
  func `a response in other units gives the same fit in those units`(
    estimator: Estimator, unit: Double
  ) throws {
    for (name, data) in cases {
      let plain = try fitLinearModel(data, estimator: estimator)
      var scaled = data
      scaled.response = data.response.map { $0 * unit }
      var fit = try fitLinearModel(scaled, estimator: estimator)
      let square = unit * unit
      let n = data.response.count - (estimator == .reml ? data.fixed.count : 0)
      fit.criterion -= Double(n) * log(square)
      fit.coefficients = fit.coefficients.map { $0 / unit }
      fit.covariance = fit.covariance.map { $0.map { $0 / square } }
      fit.residualVariance /= square
      fit.termCovariances = fit.termCovariances.map { $0.map { $0.map { $0 / square } } }
      expectEqual(plain, fit, name)
    }
  }

  @Test(arguments: [1e-4, 2, 1e4])
  func `a predictor in other units gives the same fit in those units`(unit: Double) throws {
    for (name, data) in cases where data.fixed.count > 1 {
      let plain = try fitLinearModel(data, estimator: .reml)
      var scaled = data
      scaled.fixed[1] = data.fixed[1].map { $0 * unit }
      for term in data.terms.indices {
        for column in data.terms[term].columns.indices
        where data.terms[term].columns[column] == data.fixed[1] {
          scaled.terms[term].columns[column] = scaled.fixed[1]
        }
      }
      var fit = try fitLinearModel(scaled, estimator: .reml)
      fit.coefficients[1] *= unit
      fit.criterion -= log(unit * unit)
      for index in fit.covariance.indices {
        fit.covariance[1][index] *= unit
        fit.covariance[index][1] *= unit
      }
      for term in data.terms.indices {
        for column in data.terms[term].columns.indices
        where data.terms[term].columns[column] == data.fixed[1] {
          for index in fit.termCovariances[term].indices {
            fit.termCovariances[term][column][index] *= unit
            fit.termCovariances[term][index][column] *= unit
          }
        }
      }
      // Cov(b) of a slope in units of 1e-4 is 1e8 times as large; it was brought back above.
      expectEqual(plain, fit, name)
    }
  }

  @Test(arguments: [Estimator.reml, .ml])
  func `the order of rows and the numbers of units do not matter`(estimator: Estimator) throws {
    var stream = RandomStream(seed: 77, pathHash: 0, replicate: 1)
    func permutation(_ count: Int) -> [Int] {
      var order = Array(0..<count)
      for last in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(last, stream.below(last + 1))
      }
      return order
    }
    for (name, data) in cases {
      let plain = try fitLinearModel(data, estimator: estimator)
      let rows = permutation(data.response.count)
      let shuffled = LinearModelData(
        response: rows.map { data.response[$0] },
        fixed: data.fixed.map { column in rows.map { column[$0] } },
        terms: data.terms.map { term in
          guard case .single(let groups) = term.units else { fatalError("one unit a row") }
          let labels = permutation(Int(groups.max()!) + 1)
          return GroupedTerm(
            groups: rows.map { Int32(labels[Int(groups[$0])]) },
            columns: term.columns.map { column in rows.map { column[$0] } })
        })
      expectEqual(plain, try fitLinearModel(shuffled, estimator: estimator), name)
    }
  }

  @Test func `the order of random terms does not matter`() throws {
    let data = cases[3].1
    let plain = try fitLinearModel(data, estimator: .reml)
    var reversed = data
    reversed.terms.reverse()
    var fit = try fitLinearModel(reversed, estimator: .reml)
    fit.termCovariances.reverse()
    expectEqual(plain, fit, "three levels")
  }
}
