import Foundation
import Testing

@testable import MixedModels

/// Estimates, standard errors and covariances against matrices of all rows.
@Suite struct QuasiLikelihoodTests {
  typealias Term = LinearModel.RandomTerm

  /// Terms by the structure they make.
  enum Structure: String, CaseIterable {
    case scalar, slope, uncorrelated, nested, crossed, memberships, mixed

    var terms: [Term] {
      let ones = QuasiSample.ones
      let x = QuasiSample.x
      return switch self {
      case .scalar: [Term(level: 1, columns: [ones])]
      case .slope: [Term(level: 1, columns: [ones, x])]
      case .uncorrelated: [Term(level: 1, columns: [ones]), Term(level: 1, columns: [x])]
      case .nested: [Term(level: 1, columns: [ones, x]), Term(level: 2, columns: [ones])]
      case .crossed:
        [Term(level: 1, columns: [ones]), Term(grouping: .factor(0), columns: [ones])]
      case .memberships: [Term(grouping: .factor(1), columns: [ones])]
      case .mixed:
        [
          Term(level: 1, columns: [x]), Term(grouping: .factor(1), columns: [ones]),
          Term(level: 1, columns: [ones]),
        ]
      }
    }

    /// Standard deviations of the effects that the structure has.
    var deviations: [Double] {
      switch self {
      case .scalar: [0.9, 0, 0, 0, 0]
      case .slope, .uncorrelated: [0.8, 0.7, 0, 0, 0]
      case .nested: [1, 1, 1.2, 0, 0]
      case .crossed: [0.8, 0, 0, 0.9, 0]
      case .memberships: [0, 0, 0, 0, 1.1]
      case .mixed: [0.8, 0.7, 0, 0, 1]
      }
    }
  }

  static let methods: [GeneralisedModel.Estimator] = [
    .quasi(.marginal, order: 1), .quasi(.marginal, order: 2), .quasi(.penalised, order: 1),
    .quasi(.penalised, order: 2),
  ]

  static func sample(
    _ structure: Structure, seed: UInt64, family: Family, trials: Int, scale: Double = 1
  ) -> QuasiSample {
    QuasiSample(
      seed: seed, schools: [[6, 4], [7], [3, 5, 4], [8], [5, 4], [6]],
      deviations: structure.deviations.map { scale * $0 }, maximalTrials: trials
    ) { eta, trials, uniform in
      switch family.distribution {
      case .binomial: QuasiDraw.logistic(eta, trials, uniform)
      default: QuasiDraw.count(eta, trials, uniform)
      }
    }
  }

  static func model(
    _ structure: Structure, _ method: GeneralisedModel.Estimator,
    _ family: Family = Family(.binomial, link: .logit)
  ) -> GeneralisedModel {
    GeneralisedModel(
      fixed: [QuasiSample.ones, QuasiSample.x, QuasiSample.w], response: QuasiSample.y,
      trials: family.distribution == .binomial ? QuasiSample.trials : nil,
      offsets: [QuasiSample.exposure], terms: structure.terms, family: family, estimator: method)
  }

  /// How far the fitter is from what the matrices say, relative to 1 or the figure.
  ///
  /// Covariances are those of a stationary point if for each term GΩ = 0 and G is negative semi-definite, G
  /// being the gradient as a matrix: G = 0 where Ω is regular.
  static func distance(_ fitter: QuasiLikelihoodFitter, _ reference: QuasiReference) -> Double {
    let p = reference.beta.count
    var pairs = (0..<p).map { (fitter.coefficients[$0], reference.beta[$0]) }
    for i in 0..<p {
      for j in 0...i {
        pairs.append((fitter.covariance[packedIndex(i, j)], reference.covariance[i][j]))
      }
    }
    var first = 0
    for term in reference.model.terms {
      let q = term.columns.count
      func gradient(_ i: Int, _ j: Int) -> Double {
        reference.gradient[first + packedIndex(i, j)] * (i == j ? 1 : 0.5)
      }
      for i in 0..<q {
        for j in 0..<q {
          let entry = (0..<q).reduce(0) {
            $0 + gradient(i, $1) * fitter.covariances[first + packedIndex($1, j)]
          }
          pairs.append((entry, 0))
        }
        pairs.append((max(gradient(i, i), 0), 0))
      }
      if q == 2 {
        let determinant = gradient(0, 0) * gradient(1, 1) - gradient(0, 1) * gradient(0, 1)
        pairs.append((min(determinant, 0), 0))
      }
      first += packedCount(q)
    }
    return pairs.map { abs($0 - $1) / max(1, abs($1)) }.max()!
  }

  static func reference(
    _ sample: QuasiSample, _ model: GeneralisedModel, _ fitter: QuasiLikelihoodFitter
  ) -> QuasiReference {
    QuasiReference(
      sample, model, covariances: (0..<fitter.covarianceCount).map { fitter.covariances[$0] })
  }

  @Test(arguments: Structure.allCases, methods)
  func agreesWithMatrices(_ structure: Structure, _ method: GeneralisedModel.Estimator) {
    let family = Family(.binomial, link: .logit)
    let sample = Self.sample(structure, seed: 5, family: family, trials: 8)
    let model = Self.model(structure, method)
    let fitter = QuasiLikelihoodFitter(model, sample.source, tolerance: 1e-12)
    #expect(fitter.fit() == (structure == .nested ? .singular : .converged))
    #expect(Self.distance(fitter, Self.reference(sample, model, fitter)) < 1e-8)
  }

  @Test(
    arguments: [
      Family(.binomial, link: .probit), Family(.binomial, link: .cloglog),
      Family(.poisson, link: .log), Family(.negativeBinomial(size: 2.5), link: .log),
    ], methods)
  func agreesInOtherFamilies(_ family: Family, _ method: GeneralisedModel.Estimator) {
    for structure in [Structure.scalar, .crossed] {
      // Small effects for counts: the marginal method of order 2 has no solution where they are large.
      let scale = family.link == .log ? 0.6 : 1
      let sample = Self.sample(structure, seed: 5, family: family, trials: 8, scale: scale)
      let model = Self.model(structure, method, family)
      let fitter = QuasiLikelihoodFitter(model, sample.source, tolerance: 1e-12)
      let outcome = fitter.fit()
      #expect(outcome.hasEstimates)
      #expect(Self.distance(fitter, Self.reference(sample, model, fitter)) < 1e-8)
    }
  }

  /// A variance of which the data show nothing is 0, with its covariances or at a correlation of 1, and the
  /// gradient points out of the positive semi-definite matrices.
  @Test(arguments: methods)
  func endsOnTheBoundary(_ method: GeneralisedModel.Estimator) {
    for seed in [2, 3, 5] {
      let sample = QuasiSample(
        seed: UInt64(seed), schools: [[6, 4], [7], [3, 5, 4], [8], [5, 4], [6]],
        deviations: [0, 0, 0, 0, 0], maximalTrials: 8, draw: QuasiDraw.logistic)
      for structure in [Structure.scalar, .slope, .crossed] {
        let model = Self.model(structure, method)
        let fitter = QuasiLikelihoodFitter(model, sample.source, tolerance: 1e-12)
        #expect(fitter.fit() == .singular)
        let reference = Self.reference(sample, model, fitter)
        #expect(Self.distance(fitter, reference) < 1e-8)
        #expect(reference.gradient.min()! < -0.01)
        if structure == .scalar { #expect(fitter.covariances[0] == 0) }
      }
    }
  }
}
