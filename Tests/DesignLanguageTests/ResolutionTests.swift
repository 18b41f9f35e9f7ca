import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

private let threeLevels = "levels: {school: 20, class: 3 per school, pupil: 10 per class}"

/// The generating model of a three-level design with these lines.
private func model(_ lines: String) throws -> GeneratingModel {
  try plan("\(threeLevels)\n\(lines)").scenarios[0].study.model
}

@Suite struct VarianceTests {
  private let nullModel = "model: y ~ 1 + (1 | school) + (1 | class)\neffects: {intercept: 0}\n"

  @Test func iccsAreSharesOfOneTotal() throws {
    let model = try model(
      nullModel + """
        random: {school: {icc: 0.1}, class: {icc: 0.05}}
        residual: {total_variance: 2}
        """)
    #expect(model.randomTerms.map(\.covariance) == [[[0.2]], [[0.1]]])
    #expect(abs(model.residualVariance - 1.7) < 1e-12)
  }

  @Test func anICCIsAShareOfTotalSDSquared() throws {
    let model = try model(
      nullModel + """
        random: {school: {icc: 0.1}, class: {icc: 0.1}}
        residual: {total_sd: 10}
        """)
    #expect(model.randomTerms.map(\.covariance) == [[[10]], [[10]]])
    #expect(abs(model.residualVariance - 80) < 1e-12)
  }

  @Test func anICCBesideAStatedVarianceAndAStatedResidual() throws {
    let model = try model(
      nullModel + """
        random: {school: {icc: 0.2}, class: {variance: 1}}
        residual: {sd: 3}
        """)
    // The total T solves T = 0.2 T + 1 + 9.
    #expect(abs(model.randomTerms[0].covariance[0][0] - 2.5) < 1e-12)
    #expect(model.residualVariance == 9)
  }

  @Test func aTotalWithoutICCLeavesTheRestToTheResidual() throws {
    let model = try model(
      nullModel + """
        random: {school: {sd: 0.5}, class: {variance: 0.15}}
        residual: {total_variance: 1}
        """)
    #expect(abs(model.residualVariance - 0.6) < 1e-12)
  }

  @Test func correlationsByNameLeaveOthersAtZero() throws {
    let model = try model(
      """
      predictors: {a: {level: pupil, normal: {sd: 1}}, b: {level: pupil, normal: {sd: 1}}}
      model: y ~ a * b + (1 + a * b | school)
      effects: {intercept: 0, a: 0, b: 0, a:b: 0}
      random:
        school:
          sd: {intercept: 2, a: 1, b: 1, b:a: 3}
          correlation: {a: {intercept: 0.5}, a:b: {b: 0.2}}
      residual: {sd: 1}
      """)
    #expect(
      model.randomTerms[0].covariance
        == [[4, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 3 * 0.2], [0, 0, 3 * 0.2, 9]])
  }

  @Test func covariancesMayStandInPlaceOfCorrelations() throws {
    let model = try model(
      """
      predictors: {a: {level: pupil, normal: {sd: 1}}}
      model: y ~ a + (1 + a | school)
      effects: {intercept: 0, a: 0}
      random: {school: {variance: {intercept: 2, a: 1}, covariance: -0.5}}
      residual: {sd: 1}
      """)
    #expect(model.randomTerms[0].covariance == [[2, -0.5], [-0.5, 1]])
  }

  @Test func anICCReplacesTheInterceptBesideASlope() throws {
    let model = try model(
      """
      predictors: {a: {level: pupil, normal: {sd: 1}}}
      model: y ~ a + (1 + a | school)
      effects: {intercept: 0, a: 0}
      random: {school: {icc: 0.25, sd: 0.5, correlation: 0.2}}
      residual: {total_variance: 4}
      """)
    #expect(model.randomTerms[0].covariance == [[1, 0.1], [0.1, 0.25]])
    #expect(model.residualVariance == 3)
  }

  @Test func aDoubleBarWantsNoCorrelation() throws {
    let model = try model(
      """
      predictors: {a: {level: pupil, normal: {sd: 1}}}
      model: y ~ a + (1 + a || school) + (1 | school:class)
      effects: {intercept: 0, a: 0}
      random: {school: {sd: {intercept: 2, a: 1}}, class: {sd: 3}}
      residual: {sd: 1}
      """)
    #expect(
      model.randomTerms == [
        RandomTerm(level: 0, covariance: [[4]]), RandomTerm(level: 0, covariance: [[1]]),
        RandomTerm(level: 1, covariance: [[9]]),
      ])
  }

  @Test func aSlashMakesTwoTerms() throws {
    let model = try model(
      """
      model: y ~ 1 + (1 | school/class)
      effects: {intercept: 0}
      random: {school: {sd: 2}, class: {sd: 3}}
      residual: {sd: 1}
      """)
    #expect(
      model.randomTerms == [
        RandomTerm(level: 0, covariance: [[4]]), RandomTerm(level: 1, covariance: [[9]]),
      ])
  }

  @Test func aTermsNameStandsForAllItsSlopes() throws {
    let model = try model(
      """
      predictors: {arm: {level: pupil, assign: [a, b, c]}}
      model: y ~ arm + (1 + arm | school)
      effects: {intercept: 0, arm: 0}
      random: {school: {sd: {intercept: 2, arm: 1}, correlation: 0}}
      residual: {sd: 1}
      """)
    #expect(model.randomTerms[0].covariance == [[4, 0, 0], [0, 1, 0], [0, 0, 1]])
  }
}

@Suite struct EffectTests {
  private let rest = """

    random: {school: {variance: 3}}
    residual: {variance: 1}
    """

  @Test func dIsInUnitsOfTheTotalSD() throws {
    let lines = """
      predictors: {arm: {level: pupil, assign: [old, new]}}
      model: y ~ arm + (1 | school)
      effects: {intercept: {d: 1, of: residual}, arm: {d: 0.4}}
      """
    #expect(try model(lines + rest).coefficients == [1, 0.8])
  }

  @Test func aTermsNameStandsForAllItsCoefficients() throws {
    let lines = """
      predictors:
        dose: {level: pupil, assign: [none, low, high], balance: study}
        period: {level: class, values: [p1, p2, p3]}
      model: y ~ period + dose + (1 | school)
      effects: {intercept: 1, period: 0, dose: {high: 2, low: 1}}
      """
    let model = try model(lines + rest)
    #expect(
      model.columns.fixed.map(\.name)
        == ["(Intercept)", "periodp2", "periodp3", "doselow", "dosehigh"])
    #expect(model.coefficients == [1, 0, 0, 1, 2])
  }

  @Test func interactionsOfFactorsAreNamedInEitherOrder() throws {
    let lines = """
      predictors:
        a: {level: pupil, assign: [x, y, z], balance: study}
        b: {level: pupil, assign: [u, v]}
      model: y ~ a * b + (1 | school)
      effects: {intercept: 0, a: 0, bv: 1, b:a: {"y:v": 2, az:bv: 3}}
      """
    let model = try model(lines + rest)
    #expect(
      model.columns.fixed.map(\.name) == ["(Intercept)", "ay", "az", "bv", "ay:bv", "az:bv"])
    #expect(model.coefficients == [0, 0, 0, 1, 2, 3])
  }

  @Test func expressionsUseLetNamesInAnyOrder() throws {
    let lines = """
      let: {double: half * 4, half: 0.5}
      model: y ~ 1 + (1 | school)
      effects: {intercept: double + log(1) - half^2}
      """
    #expect(try model(lines + rest).coefficients == [1.75])
  }
}

@Suite struct PredictorTests {
  private func predictors(_ lines: String) throws -> [Predictor] {
    try plan(
      """
      \(threeLevels)
      predictors:
      \(lines)
      model: y ~ 1 + (1 | school)
      effects: {intercept: 0}
      random: {school: {sd: 1}}
      residual: {sd: 1}
      """
    ).scenarios[0].study.predictors
  }

  @Test func eachKindOfSourceIsRead() throws {
    let found = try predictors(
      """
        a: {level: pupil, normal: {mean: 100, sd: 15}}
        b: {level: pupil, normal: {sd: 1}}
        c: {level: class, binary: 1 / 4}
        d: {level: pupil, uniform: [0.2, 1]}
        e: {level: school, categories: {low: 0.3, high: 0.7}}
        f: {level: pupil, categories: {1: 0.5, 3: 0.5}}
        g: {level: pupil, values: [1, 2]}
        h: {level: class, values: [x, y, x]}
        i: {level: school, assign: {control: 1, new: 2}}
      """)
    let sources: [Predictor.Source] = [
      .distribution(.normal(mean: 100, sd: 15)), .distribution(.normal(mean: 0, sd: 1)),
      .distribution(.binary(probability: 0.25)), .distribution(.uniform(low: 0.2, high: 1)),
      .distribution(.discrete(values: [0, 1], probabilities: [0.3, 0.7])),
      .distribution(.discrete(values: [1, 3], probabilities: [0.5, 0.5])), .values([1, 2]),
      .values([0, 1, 0]), .assign(values: [0, 1], shares: [1, 2], balance: .study),
    ]
    #expect(found.map(\.source) == sources)
    #expect(found[4].kind == .factor(categories: ["low", "high"]))
    #expect(found[7].kind == .factor(categories: ["x", "y"]))
    #expect(found.map(\.level) == [2, 2, 1, 2, 0, 2, 2, 1, 0])
  }

  @Test(arguments: [
    ("", Predictor.Balance.within(level: 1)), (", balance: school", .within(level: 0)),
    (", balance: study", .study), (", balance: none", Predictor.Balance.none),
  ])
  func allocationIsBalancedWithinTheLevelAboveUnlessStated(
    stated: String, balance: Predictor.Balance
  ) throws {
    let found = try predictors("  a: {level: pupil, assign: [0, 1]\(stated)}")
    #expect(found[0].source == .assign(values: [0, 1], shares: [1, 1], balance: balance))
  }

  @Test func computedPredictorsFollowTheirInputs() throws {
    let found = try predictors(
      """
        late: {value: b * (class > 1)}
        b: {value: (arm == 'new') - 0.5}
        arm: {level: school, assign: [old, new]}
      """)
    #expect(found.map(\.name) == ["arm", "b", "late"])
    #expect(found.map(\.level) == [0, 0, 1])
    #expect(found[1].source == .expression(try Expression.parse("(arm == 'new') - 0.5")))
  }

  @Test func aFactorOfAListedNumberHasItsValuesAsCategories() throws {
    let plan = try plan(
      """
      levels: {person: 30, wave: {per: person, values: [1, 2, 4]}}
      model: y ~ factor(wave) + (1 | person)
      effects: {intercept: 0, factor(wave): {2: 1, 4: 3}}
      random: {person: {sd: 1}}
      residual: {sd: 1}
      """)
    let model = plan.scenarios[0].study.model
    #expect(model.columns.fixed.map(\.name) == ["(Intercept)", "factor(wave)2", "factor(wave)4"])
    #expect(model.coefficients == [0, 1, 3])
  }
}

@Suite struct TestAndAnalysisTests {
  private let base = """
    levels: {school: 20, pupil: 10 per school}
    predictors: {a: {level: school, assign: [0, 1]}, b: {level: pupil, normal: {sd: 1}}}
    model: y ~ a + b + (1 | school)
    effects: {intercept: 0, a: 1, b: 2}
    random: {school: {sd: 1}}
    residual: {sd: 1}

    """

  @Test func allCoefficientsButTheInterceptAreTestedIfNothingIsSaid() throws {
    let study = try plan(base).scenarios[0].study
    #expect(study.tests.map(\.name) == ["a", "b"])
    #expect(study.analyses.map(\.name) == ["model"])
    #expect(study.analyses.map(\.estimator) == [.reml])
  }

  @Test func aTestHasAllItsKeys() throws {
    let study = try plan(
      base + """
        analysis:
          - {name: full, estimator: ml}
          - {name: short, model: y ~ a, method: z}
          - {name: other, model: y ~ a + I(b^2)}
        tests:
          - {name: inferior, term: a, against: -0.2, side: greater, alpha: [0.025, 0.05]}
          - {term: b, method: t}
          - {term: a, analysis: short, side: less}
          - intercept
        """
    ).scenarios[0].study
    func inferior(_ analysis: Int, _ alpha: Double, _ method: StudyTest.Method) -> StudyTest {
      StudyTest(
        name: "inferior", analysis: analysis, coefficient: 1, against: -0.2, side: .greater,
        alpha: alpha, method: method)
    }
    #expect(
      study.tests == [
        inferior(0, 0.025, .z), inferior(0, 0.05, .z),
        StudyTest(name: "b", analysis: 0, coefficient: 2, method: .t),
        StudyTest(name: "intercept", analysis: 0, coefficient: 0, method: .z),
        inferior(1, 0.025, .z), inferior(1, 0.05, .z),
        StudyTest(name: "a", analysis: 1, coefficient: 1, side: .less, method: .z),
        StudyTest(name: "intercept", analysis: 1, coefficient: 0, method: .z),
        inferior(2, 0.025, .t), inferior(2, 0.05, .t),
        StudyTest(name: "intercept", analysis: 2, coefficient: 0, method: .t),
      ])
    #expect(study.analyses.map(\.estimator) == [.ml, .reml, .reml])
    #expect(study.analyses.map(\.generatingCoefficient) == [[0, 1, 2], [0, 1], [0, 1, nil]])
  }

  @Test func simulationAndTargetAreRead() throws {
    let plan = try plan(
      base + """
        simulation: {replicates: 250, seed: 18446744073709551615, redraw: false, common: true}
        target: {power: 0.9, of: each}
        """)
    #expect(
      plan.simulation
        == SimulationSettings(replicates: 250, seed: .max, sharesStreams: true))
    #expect(plan.target == 0.9)
    #expect(!plan.scenarios[0].study.redrawsPredictors)
    #expect(plan.title == "design")
    #expect(plan.description == nil)
  }
}
