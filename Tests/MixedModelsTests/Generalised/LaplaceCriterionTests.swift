import Foundation
import Numerics
import Testing

@testable import MixedModels

/// One family with one structure of random effects.
struct LaplaceCase: Sendable, CustomTestStringConvertible {
  let family: Family
  let structure: GeneralisedSample.Structure

  var testDescription: String { "\(family.distribution) \(family.link), \(structure)" }

  static let all: [LaplaceCase] = GeneralisedSample.families.flatMap { family in
    GeneralisedSample.Structure.allCases.map { LaplaceCase(family: family, structure: $0) }
  }

  /// Parameters off any optimum.
  func parameters(_ criterion: LaplaceCriterion) -> [Double] {
    var values: [Double] = []
    for index in 0..<criterion.thetaCount { values.append(0.35 + 0.1 * Double(index % 4)) }
    if !criterion.isJoint {
      for index in 0..<criterion.betaCount { values.append(0.2 - 0.15 * Double(index)) }
    }
    for index in 0..<criterion.psiCount { values.append(-0.6 + 0.9 * Double(index)) }
    return values
  }
}

@Suite struct LaplaceCriterionTests {
  @Test(arguments: LaplaceCase.all)
  func `the gradient is that of the criterion`(_ example: LaplaceCase) {
    check(example, .laplace)
  }

  @Test(arguments: GeneralisedSample.families.filter { $0.predictorCount == 1 })
  func `the gradient of quadrature is that of its criterion`(_ family: Family) {
    for points in [1, 2, 5, 9] {
      check(LaplaceCase(family: family, structure: .intercept), .quadrature(points: points))
    }
  }

  @Test(arguments: LaplaceCase.all)
  func `the gradient with coefficients from the modes is that of its criterion`(
    _ example: LaplaceCase
  ) {
    check(example, .conditionalModes)
  }

  /// Central differences of fourth order; their error is that of rounding in the criterion over the
  /// width.
  private func check(_ example: LaplaceCase, _ estimator: GeneralisedModel.Estimator) {
    let sample = GeneralisedSample(example.family)
    defer { withExtendedLifetime(sample) {} }
    let fitter = LaplaceFitter(
      sample.model(example.family, example.structure, estimator: estimator), sample.source)
    let criterion = fitter.prepared()
    var parameters = example.parameters(criterion)
    var gradient = [Double](repeating: 0, count: parameters.count)
    let value = criterion.evaluate(&parameters, gradient: &gradient)
    #expect(value.isFinite)
    for index in parameters.indices {
      func at(_ shift: Double) -> Double {
        var moved = parameters
        moved[index] += shift
        return criterion.value(&moved)
      }
      let h = 2e-3
      let difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
      #expect(
        abs(difference - gradient[index]) < 1e-7 * (10 + abs(value) + abs(difference)),
        "\(estimator) parameter \(index): \(gradient[index]) for \(difference)")
    }
  }

  @Test func `one point of quadrature is Laplace's approximation`() {
    for family in GeneralisedSample.families where family.predictorCount == 1 {
      let sample = GeneralisedSample(family)
      defer { withExtendedLifetime(sample) {} }
      let example = LaplaceCase(family: family, structure: .intercept)
      let laplace = LaplaceFitter(sample.model(family, .intercept), sample.source).prepared()
      let point = LaplaceFitter(
        sample.model(family, .intercept, estimator: .quadrature(points: 1)), sample.source
      ).prepared()
      var parameters = example.parameters(laplace)
      #expect(abs(laplace.value(&parameters) - point.value(&parameters)) < 1e-9)
    }
  }

  @Test(arguments: LaplaceCase.all)
  func `the criterion is that of dense matrices`(_ example: LaplaceCase) {
    let sample = GeneralisedSample(example.family)
    defer { withExtendedLifetime(sample) {} }
    let fitter = LaplaceFitter(sample.model(example.family, example.structure), sample.source)
    let criterion = fitter.prepared()
    var parameters = example.parameters(criterion)
    let value = criterion.value(&parameters)
    let reference = sample.denseReference(example, theta: parameters, criterion: criterion)
    let beta = (0..<criterion.betaCount).map { criterion.buffers.beta[$0] }
    let dense = reference.deviance(beta)
    #expect(abs(value - dense) < 1e-9 * (1 + abs(dense)), "\(value) for \(dense)")
  }
}

extension LaplaceFitter {
  /// The criterion with the data set taken in.
  func prepared() -> LaplaceCriterion {
    criterion.rows.update()
    criterion.system.update(rowCount: criterion.rows.count)
    return criterion
  }
}

extension GeneralisedSample {
  /// The same model with dense matrices; derivatives of the density by differences of its value.
  func denseReference(
    _ example: LaplaceCase, theta: [Double], criterion: LaplaceCriterion
  ) -> DenseLaplace {
    let n = rowCount
    let planes = example.family.predictorCount
    let model = model(example.family, example.structure)
    func rows(_ column: Int) -> [Double] {
      var values = [Double](repeating: 0, count: n)
      source.copyRows(of: column, to: &values)
      return values
    }
    func placed(_ values: [Double], _ plane: Int) -> [Double] {
      (0..<planes).flatMap { $0 == plane ? values : [Double](repeating: 0, count: n) }
    }
    var x: [[Double]] = []
    for plane in 0..<planes { for column in model.fixed { x.append(placed(rows(column), plane)) } }
    var z: [[Double]] = []
    var next = 0
    for term in model.terms {
      let q = term.columns.count * planes
      let effects = (0..<planes).flatMap { plane in term.columns.map { placed(rows($0), plane) } }
      let memberships = memberships(term.grouping)
      for unit in 0..<memberships.units {
        for k in 0..<q {
          var column = [Double](repeating: 0, count: n * planes)
          for i in k..<q {
            let lambda = theta[next + i * (i + 1) / 2 + k]
            for row in 0..<n {
              for plane in 0..<planes {
                column[plane * n + row] +=
                  lambda * memberships.weight(row, unit) * effects[i][plane * n + row]
              }
            }
          }
          z.append(column)
        }
      }
      next += q * (q + 1) / 2
    }
    let psi = Array(theta.suffix(criterion.psiCount)) + [0]
    let offsets = rows(Self.offset)
    return DenseLaplace(
      x: x, z: z, offset: (0..<planes).flatMap { _ in offsets },
      density: { eta in Self.density(criterion.rows.response, eta, psi, n, planes) })
  }

  private func memberships(
    _ grouping: LinearModel.Grouping
  ) -> (units: Int, weight: (Int, Int) -> Double) {
    switch grouping {
    case .level(let level):
      let holders = source.nesting.ancestors(of: 3, at: level)
      return (source.nesting.unitCount(level), { holders[$0] == $1 ? 1 : 0 })
    case .factor(let index):
      let factor = source.factors[index]
      switch factor.memberships {
      case .single(let units): return (factor.unitCount, { units[$0] == $1 ? 1 : 0 })
      case .weighted(let starts, let units, let weights):
        return (
          factor.unitCount,
          { row, unit in
            (Int(starts[row])..<Int(starts[row + 1])).reduce(0) {
              $0 + (units[$1] == unit ? weights[$1] : 0)
            }
          }
        )
      }
    }
  }

  /// Σ log p and its derivatives, which are checked by themselves.
  private static func density(
    _ response: ResponseRows, _ eta: [Double], _ psi: [Double], _ n: Int, _ planes: Int
  ) -> (value: Double, gradient: [Double], hessian: ([Double]) -> [Double]) {
    var first = [Double](repeating: 0, count: n * planes)
    var weight = [Double](repeating: 0, count: n * planes * (planes + 1) / 2)
    let value = response.curvature(eta, psi, first: &first, weight: &weight)
    return (
      value, first,
      { vector in
        var product = [Double](repeating: 0, count: n * planes)
        for k in 0..<planes {
          for l in 0..<planes {
            for row in 0..<n {
              product[k * n + row] -= weight[packedIndex(k, l) * n + row] * vector[l * n + row]
            }
          }
        }
        return product
      }
    )
  }
}
