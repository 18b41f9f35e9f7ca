import MixedModels
import Numerics
import Testing

/// 12 subjects by 8 items, some cells empty, with an intercept and slope by subject and an intercept by
/// item.
private func crossedData(seed: UInt64) -> LinearModelData {
  var stream = RandomStream(seed: seed, pathHash: 2, replicate: 1)
  let intercepts = (0..<12).map { _ in stream.normal() }
  let slopes = (0..<12).map { _ in 0.5 * stream.normal() }
  let items = (0..<8).map { _ in 0.7 * stream.normal() }
  var subject: [Int32] = []
  var item: [Int32] = []
  var x: [Double] = []
  var y: [Double] = []
  for s in 0..<12 {
    for i in 0..<8 where (s + 2 * i) % 5 != 0 {
      subject.append(Int32(s))
      item.append(Int32(i))
      x.append(stream.normal())
      y.append(10 + intercepts[s] + slopes[s] * x.last! + items[i] + 0.8 * stream.normal())
    }
  }
  let ones = y.map { _ in 1.0 }
  return LinearModelData(
    response: y, fixed: [ones, x],
    terms: [
      GroupedTerm(groups: subject, columns: [ones, x]), GroupedTerm(groups: item, columns: [ones]),
    ])
}

@Suite struct CrossedFitTests {
  private func expectEqual(_ a: LinearFit, _ b: LinearFit) {
    #expect(a.outcome == b.outcome)
    #expect((a.criterion - b.criterion).magnitude < 1e-8)
    for i in a.coefficients.indices {
      #expect((a.coefficients[i] - b.coefficients[i]).magnitude < 1e-7)
      #expect((a.covariance[i][i] / b.covariance[i][i] - 1).magnitude < 1e-6)
    }
    for (one, two) in zip(a.termCovariances, b.termCovariances) {
      for i in one.indices {
        for j in one.indices { #expect((one[i][j] - two[i][j]).magnitude < 1e-5) }
      }
    }
  }

  @Test(arguments: [Estimator.reml, .ml], [UInt64(1), 2, 3])
  func `the order of rows and the numbers of units do not matter`(
    estimator: Estimator, seed: UInt64
  ) throws {
    let data = crossedData(seed: seed)
    let rows = Array(data.response.indices.reversed()).sorted { $0 * 37 % 61 < $1 * 37 % 61 }
    let moved = LinearModelData(
      response: rows.map { data.response[$0] },
      fixed: data.fixed.map { column in rows.map { column[$0] } },
      terms: data.terms.map { term in
        guard case .single(let units) = term.units else { fatalError("one unit a row") }
        return GroupedTerm(
          groups: rows.map { (units[$0] * 5 + 3) % 13 },
          columns: term.columns.map { column in rows.map { column[$0] } })
      })
    expectEqual(
      try fitLinearModel(data, estimator: estimator),
      try fitLinearModel(moved, estimator: estimator))
  }

  @Test(arguments: [Estimator.reml, .ml])
  func `units of weight 1 are units`(estimator: Estimator) throws {
    let data = crossedData(seed: 4)
    var weighted = data
    weighted.terms = data.terms.map { term in
      guard case .single(let units) = term.units else { fatalError("one unit a row") }
      return GroupedTerm(
        units: .weighted(units.map { [.init(unit: $0, weight: 1)] }), columns: term.columns)
    }
    expectEqual(
      try fitLinearModel(data, estimator: estimator),
      try fitLinearModel(weighted, estimator: estimator))
  }

  @Test func `the order of terms does not matter`() throws {
    let data = crossedData(seed: 5)
    var turned = data
    turned.terms.reverse()
    let one = try fitLinearModel(data, estimator: .reml)
    var two = try fitLinearModel(turned, estimator: .reml)
    two.termCovariances.reverse()
    expectEqual(one, two)
  }
}
