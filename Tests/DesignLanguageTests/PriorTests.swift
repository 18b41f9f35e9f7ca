import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

/// Parameters that are distributions.
@Suite struct PriorTests {
  private func design(
    effects: String = "intercept: 0, x: 1, arm: {low: 1, high: 2}",
    random: String = "{sd: {intercept: 1, x: 0.5}, correlation: 0.3}",
    residual: String = "{sd: 2}", more: String = ""
  ) -> String {
    """
    let: {k: 2}
    levels: {g: 20, i: 6 per g}
    predictors: {x: {level: i, normal: {sd: 1}}, arm: {level: g, assign: [none, low, high]}}
    model: y ~ x + arm + (1 + x | g)
    effects: {\(effects)}
    random: {g: \(random)}
    residual: \(residual)
    \(more)
    """
  }

  private func model(_ text: String) throws -> GeneratingModel {
    try plan(text).scenarios[0].study.model
  }

  /// The value of an expression at given draws.
  private func value(_ expression: Expression?, _ draws: [String: Double]) throws -> Double {
    try #require(expression).evaluate { draws[$0] }
  }

  @Test func aDesignOfNumbersHasNoPrior() throws {
    #expect(try model(design()).prior == nil)
  }

  @Test func anEffectIsDrawnAndItsMeanIsTheTruth() throws {
    let found = try model(
      design(effects: "intercept: 0, x: {normal: {mean: 0.25, sd: 0.08}}, arm: {low: 1, high: 2}"))
    let prior = try #require(found.prior)
    #expect(
      prior.draws == [
        .init(name: "effects.x", distribution: .normal(mean: 0.25, sd: 0.08))
      ])
    #expect(found.coefficients == [0, 0.25, 1, 2])
    #expect(prior.coefficients == [nil, .name("effects.x"), nil, nil])
    #expect(prior.residualVariance == nil)
    #expect(prior.covariances.joined().joined().allSatisfy { $0 == nil })
  }

  @Test func aTermsCoefficientsShareADrawCategoriesHaveTheirOwn() throws {
    let shared = try model(design(effects: "intercept: 0, x: 0, arm: {uniform: [0, 1]}")).prior
    #expect(shared?.coefficients == [nil, nil, .name("effects.arm"), .name("effects.arm")])
    let own = try model(
      design(effects: "intercept: 0, x: 0, arm: {low: {uniform: [0, 1]}, high: {uniform: [0, 2]}}")
    ).prior
    #expect(own?.draws.map(\.name) == ["effects.arm.low", "effects.arm.high"])
  }

  @Test func spreadsAndCorrelationsAreDrawn() throws {
    let found = try model(
      design(
        random: "{sd: {intercept: {uniform: [1, 3]}, x: 0.5}, correlation: {uniform: [0, 0.8]}}",
        residual: "{variance: {gamma: {mean: 4, cv: 0.2}}}"))
    #expect(found.randomTerms[0].covariance == [[4, 0.4], [0.4, 0.25]])
    #expect(found.residualVariance == 4)
    let prior = try #require(found.prior)
    let draws = ["random.g.sd.intercept": 1.5, "random.g.correlation": 0.6, "residual.variance": 7]
    #expect(Set(prior.draws.map(\.name)) == Set(draws.keys))
    let matrix = prior.covariances[0]
    #expect(try value(matrix[0][0], draws) == 2.25)
    #expect(try abs(value(matrix[0][1], draws) - 0.6 * 1.5 * 0.5) < 1e-15)
    #expect(try abs(value(matrix[1][0], draws) - 0.6 * 1.5 * 0.5) < 1e-15)
    #expect(matrix[1][1] == nil)
    #expect(try value(prior.residualVariance, draws) == 7)
  }

  @Test func anIccOfLetMovesBothVariancesAndTheDsOfTheTotalNot() throws {
    let found = try model(
      """
      let: {rho: {uniform: [0.1, 0.3]}, delta: rho * 2 + k, k: 0.1}
      levels: {g: 20, i: 6 per g}
      predictors: {t: {level: g, assign: [0, 1]}, u: {level: g, assign: [0, 1]}}
      model: y ~ t + u + (1 | g)
      effects: {intercept: delta, t: {d: 0.5}, u: {d: 0.5, of: residual}}
      random: {g: {icc: rho}}
      residual: {total_variance: 4}
      """)
    #expect(abs(found.randomTerms[0].covariance[0][0] - 0.8) < 1e-15)
    #expect(abs(found.residualVariance - 3.2) < 1e-15)
    #expect(abs(found.coefficients[0] - 0.5) < 1e-15 && abs(found.coefficients[1] - 1) < 1e-15)
    let prior = try #require(found.prior)
    #expect(prior.draws.map(\.name) == ["rho"])
    let draws = ["rho": 0.25]
    #expect(try abs(value(prior.covariances[0][0][0], draws) - 1) < 1e-15)
    #expect(try abs(value(prior.residualVariance, draws) - 3) < 1e-15)
    #expect(try abs(value(prior.coefficients[0], draws) - 0.6) < 1e-15)
    #expect(try abs(value(prior.coefficients[1], draws) - 1) < 1e-15)
    #expect(try abs(value(prior.coefficients[2], draws) - 0.5 * 3.squareRoot()) < 1e-15)
  }

  @Test func aTermThatIsCalledLikeADistributionIsATerm() throws {
    let found = try model(
      """
      levels: {g: 20, i: 6 per g}
      predictors: {t: {level: i, normal: {sd: 1}}, normal: {level: i, values: [t, u]}}
      model: y ~ t + normal + (1 + t | g)
      effects: {intercept: 0, t: {t: {df: 5, mean: 1, sd: 0.1}}, normal: {u: 2}}
      random: {g: {sd: {intercept: 1, t: 0.5}, correlation: {t: {intercept: 0.2}}}}
      residual: {sd: 1}
      """)
    #expect(found.coefficients == [0, 1, 2])
    #expect(found.randomTerms[0].covariance == [[1, 0.1], [0.1, 0.25]])
    #expect(
      found.prior?.draws == [
        .init(name: "effects.t", distribution: .t(degreesOfFreedom: 5, mean: 1, sd: 0.1))
      ])
  }

  @Test func aDistributionsParametersAreSweptLikeAnyNumber() throws {
    let swept = try plan(
      design(
        effects: "intercept: 0, x: {normal: {mean: k, sd: 0.1}}, arm: {low: 1, high: 2}",
        more: "grid: {effects.x.normal.sd: [0.1, 0.2], k: [1, 2]}"))
    let draws = swept.scenarios.compactMap { $0.study.model.prior?.draws[0].distribution }
    #expect(
      draws == [
        .normal(mean: 1, sd: 0.1), .normal(mean: 2, sd: 0.1), .normal(mean: 1, sd: 0.2),
        .normal(mean: 2, sd: 0.2),
      ])
    let set = try plan(
      design(), set: [PathOverride(path: "effects.x", value: "{uniform: [0, 1]}")])
    #expect(set.scenarios[0].study.model.prior?.draws.map(\.name) == ["effects.x"])
  }

  @Test func aShareOfVarianceAndMeansOfCellsAreDrawn() throws {
    let found = try model(
      """
      levels: {a: {values: [p, q]}, i: 20 per a}
      predictors: {x: {level: i, normal: {}}}
      model: y ~ a + x
      effects: {means: {a: {p: 1, q: {normal: {mean: 3, sd: 1}}}}, x: {r2: {uniform: [0.2, 0.4]}}}
      residual: {sd: 2}
      """)
    #expect(found.coefficients[1] == 2 && abs(found.residualVariance - 2.8) < 1e-15)
    let prior = try #require(found.prior)
    let draws = ["effects.means.q": 4.5, "effects.x.r2": 0.25]
    #expect(Set(prior.draws.map(\.name)) == Set(draws.keys))
    #expect(prior.coefficients[0] == nil)
    #expect(try value(prior.coefficients[1], draws) == 3.5)
    #expect(try value(prior.coefficients[2], draws) == 1)
    #expect(try value(prior.residualVariance, draws) == 3)
  }

  @Test func aGridTakesNumbersAndDistributionsSideBySide() throws {
    let plan = try plan(
      design(
        more: """
          grid:
            effects.x: {known: 0.3, unsure: {normal: {mean: 0.3, sd: 0.1}}}
          """))
    #expect(plan.scenarios.map { $0.study.model.prior == nil } == [true, false])
    #expect(plan.scenarios.map { $0.study.model.coefficients[1] } == [0.3, 0.3])
  }

  @Test(arguments: [
    (
      "let: {k: {uniform: [1, 2]}", "levels: {g: k",
      "2:13: 'k' is drawn for each replicate, but this number must be the same in all; drawn numbers "
        + "stand in 'effects', 'random' and 'residual'"
    ),
    (
      "let: {k: {uniform: [1, 2]}", "predictors: {x: {level: i, normal: {sd: k}}",
      "3:41: 'k' is drawn for each replicate, but this number must be the same in all; drawn numbers "
        + "stand in 'effects', 'random' and 'residual'"
    ),
    (
      "let: {k: {uniform: [1, 2]}", "predictors: {x: {level: i, values: [0, k]}",
      "3:40: 'k' is drawn for each replicate, but this number must be the same in all; drawn numbers "
        + "stand in 'effects', 'random' and 'residual'"
    ),
    (
      "random",
      "random: {g: {sd: {intercept: {normal: {mean: 1, sd: 0.1}}, x: 0.5}, correlation: 0.3}}",
      "6:30: a spread is 0 or more, but this 'normal' can lie outside; take one that cannot, such as "
        + "'uniform' or 'gamma'"
    ),
    (
      "random", "random: {g: {sd: {intercept: 1, x: 0.5}, correlation: {uniform: [0, 1.2]}}}",
      "6:55: a correlation is between -1 and 1, but this 'uniform' can lie outside; take one that "
        + "cannot, such as 'uniform'"
    ),
    (
      "random", "random: {g: {icc: {normal: {mean: 0.1, sd: 0.02}}, sd: {x: 0.5}, correlation: 0}}",
      "6:19: a share is between 0 and 1, but this 'normal' can lie outside; take one that cannot, such "
        + "as 'uniform'"
    ),
    (
      "effects", "effects: {intercept: 0, x: {normal: {mean: 1}}, arm: {low: 1, high: 2}}",
      "5:29: 'normal' lacks 'sd'; add 'sd: NUMBER'"
    ),
    (
      "effects",
      "effects: {intercept: 0, x: {normal: {sd: 1}, uniform: [0, 1]}, arm: {low: 1, high: 2}}",
      "5:46: "
    ),
    (
      "effects",
      "effects: {intercept: 0, x: {categories: {a: 0.5, b: 0.5}}, arm: {low: 1, high: 2}}",
      "5:29: "
    ),
    (
      "residual", "residual: {sd: {uniform: [2, 1]}}",
      "7:17: the lower bound must be below the upper one, but 2 is not below 1"
    ),
  ])
  func wrongDistributionsAreReported(line: String, wrong: String, message: String) {
    var lines = design().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if line.hasPrefix("let") {
      lines[0] = line + "}"
      let key = wrong.prefix { $0 != ":" }
      let index = lines.firstIndex { $0.hasPrefix(key) }!
      // The rest of the line after its first entry stays.
      lines[index] =
        wrong
        + (key == "levels" ? ", i: 6 per g}" : ", arm: {level: g, assign: [none, low, high]}}")
    } else {
      lines[lines.firstIndex { $0.hasPrefix(line + ":") }!] = wrong
    }
    let found = mistakes(lines.joined(separator: "\n"))
    #expect(found.count == 1 && found[0].hasPrefix(message), "\(found)")
  }
}
