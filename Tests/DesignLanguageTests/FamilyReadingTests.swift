import Foundation
import ModelFormula
import StudyDesign
import Testing

@Suite struct FamilyReadingTests {
  private func study(_ family: String, effects: String = "{intercept: 0, x: 1}", more: String = "")
    throws -> Study
  {
    try plan(design(family, effects: effects, more: more)).scenarios[0].study
  }

  private func design(_ family: String, effects: String = "{intercept: 0, x: 1}", more: String = "")
    -> String
  {
    """
    let: {k: 3}
    levels: {g: 20, row: 10 per g}
    predictors: {x: {level: row, normal: {sd: 1}}, n: {level: g, values: [4, 7]}, u: {level: row, uniform: [0, 1]}}
    model: y ~ x + (1 | g)
    family: \(family)
    effects: \(effects)
    random: {g: {sd: 2}}
    \(more)
    """
  }

  @Test(arguments: [
    ("binomial", ResponseFamily(.binomial(trials: .number(1)), link: .logit)),
    ("{binomial: probit}", ResponseFamily(.binomial(trials: .number(1)), link: .probit)),
    (
      "{binomial: {link: cloglog, trials: 2 * k}}",
      ResponseFamily(.binomial(trials: .number(6)), link: .cloglog)
    ),
    ("{binomial: {trials: k}}", ResponseFamily(.binomial(trials: .number(3)), link: .logit)),
    ("{binomial: {trials: n}}", ResponseFamily(.binomial(trials: .predictor("n")), link: .logit)),
    ("poisson", ResponseFamily(.poisson, link: .log)),
    ("{negative_binomial: {size: 1.5}}", ResponseFamily(.negativeBinomial(size: 1.5), link: .log)),
    ("{gamma: {shape: k}}", ResponseFamily(.gamma(shape: 3), link: .log)),
    ("{beta: {precision: 8, link: logit}}", ResponseFamily(.beta(precision: 8), link: .logit)),
    ("{normal: identity}", .normal),
  ])
  func `a family is a name, with its link or details`(text: String, family: ResponseFamily) throws {
    let more = family.isNormal ? "residual: {sd: 1}" : ""
    let study = try study(text, more: more)
    #expect(study.model.family == family)
    #expect(study.analyses[0].family == family)
    #expect(study.analyses[0].estimator == (family.isNormal ? .reml : .laplace))
    #expect(study.tests.map(\.method) == [family.isNormal ? .satterthwaite : .z])
    #expect(study.model.randomTerms[0].covariance == [[4]])
    #expect(study.problems.isEmpty)
  }

  @Test func `cuts stand in the place of an intercept`() throws {
    let study = try study("{ordinal: probit}", effects: "{cuts: [-1, 0, 1.5], x: 0.4}")
    #expect(study.model.family == ResponseFamily(.ordinal(cuts: [-1, 0, 1.5]), link: .probit))
    #expect(study.model.columns.fixed.map(\.name) == ["x"])
    #expect(study.model.coefficients == [0.4])
    #expect(study.analyses[0].columns.fixed.map(\.name) == ["x"])
    #expect(study.tests.map(\.name) == ["x"])
  }

  @Test func `cuts by the probabilities of the categories`() throws {
    let study = try study(
      "ordinal", effects: "{cuts: {probabilities: [0.2, 0.3, 0.5]}, x: 0.4}",
      more: "analysis: [{name: p, family: {ordinal: probit}}, {name: n, family: normal}]")
    guard case .ordinal(let cuts) = study.model.family.distribution,
      case .ordinal(let moved) = study.analyses[0].family.distribution
    else {
      Issue.record("no cuts")
      return
    }
    #expect(abs(cuts[0] - -1.386294361119891) < 1e-14 && abs(cuts[1]) < 1e-14)
    // qnorm(0.2), by another route.
    #expect(abs(moved[0] - -0.8416212335729143) < 1e-12 && abs(moved[1]) < 1e-14)
    #expect(study.analyses[1].columns.fixed.map(\.name) == ["(Intercept)", "x"])
    #expect(study.analyses.map(\.generatingCoefficient) == [[nil], [nil, nil]])
    #expect(study.analyses.map(\.estimator) == [.laplace, .reml])
    #expect(study.tests.map(\.method) == [.z, .satterthwaite])
  }

  @Test func `an analysis has its own family, link and estimator`() throws {
    let study = try study(
      "{binomial: {trials: n}}",
      more: """
        analysis:
          - {name: a, estimator: {agq: 7}}
          - {name: b, estimator: nagq0}
          - {name: c, estimator: mql1}
          - {name: d, estimator: pql2, method: between-within}
          - {name: e, family: {binomial: probit}}
          - {name: f, family: poisson, model: y ~ x + offset(log(n)) + (1 | g)}
          - {name: g, family: normal, estimator: ml}
          - {name: h, family: {negative_binomial: {size: 2}}}
          - {name: i, family: negative_binomial}
        """)
    let analyses = study.analyses
    #expect(
      analyses.map(\.estimator) == [
        .quadrature(points: 7), .conditionalModes, .marginalQuasi(order: 1),
        .penalisedQuasi(order: 2), .laplace, .laplace, .ml, .laplace, .laplace,
      ])
    #expect(analyses[4].family == ResponseFamily(.binomial(trials: .predictor("n")), link: .probit))
    #expect(analyses[0].generatingCoefficient == [0, 1])
    #expect(analyses[4].generatingCoefficient == [nil, nil])
    #expect(analyses[5].generatingCoefficient == [nil, nil])
    #expect(analyses.map(\.knowsDispersion) == [0, 0, 0, 0, 0, 0, 0, 1, 0].map { $0 == 1 })
    #expect(study.tests.map(\.method) == [.z, .z, .z, .betweenWithin, .z, .z, .z, .z, .z])
  }

  @Test func `coefficients of counts keep their truth beside another distribution`() throws {
    let study = try study(
      "{negative_binomial: {size: 2}}", more: "analysis: [{family: poisson}]")
    #expect(study.analyses[0].generatingCoefficient == [0, 1])
  }

  @Test func `the numbers of a family are paths of the grid`() throws {
    let plan = try plan(
      design(
        "{negative_binomial: {size: 2}}",
        more: "grid: {family.negative_binomial.size: [1, 5]}"))
    #expect(
      plan.scenarios.map(\.study.model.family)
        == [1, 5].map {
          ResponseFamily(.negativeBinomial(size: $0), link: .log)
        })
  }

  @Test(arguments: [
    (
      "bernoulli",
      "5:9: there is no family 'bernoulli'; the families are normal, binomial, poisson, negative_binomial, ordinal, nominal, gamma, beta"
    ),
    ("{poisson: logit}", "5:19: family 'poisson' is not served with link 'logit'; its link is log"),
    (
      "{binomial: log}",
      "5:20: family 'binomial' is not served with link 'log'; its links are logit, probit and cloglog"
    ),
    ("{binomial: {trials: u}}", "5:29: trials are whole numbers, and 'u' can have other values"),
    ("{binomial: {trials: m}}", "5:29: there is no predictor 'm'; the predictors are x, n, u"),
    ("{binomial: {trials: 0}}", "5:29: a whole number from 1 on is expected here, not 0"),
    (
      "{binomial: {size: 2}}",
      "5:21: family 'binomial' has no key 'size'; the keys are link, trials"
    ),
    (
      "negative_binomial",
      "5:9: family 'negative_binomial' needs its size, such as '{negative_binomial: {size: 2}}'"
    ),
    ("{gamma: {shape: -1}}", "5:25: the shape of a family is above 0, but this one is -1"),
    (
      "{poisson: log, binomial: logit}",
      "5:24: responses have one family, but here are 'poisson' and 'binomial'; keep one of them"
    ),
  ])
  func `what is wrong with a family is said once`(family: String, message: String) {
    #expect(mistakes(design(family)) == [message])
  }

  @Test(arguments: [
    (
      "residual: {sd: 1}",
      "8:1: a response of family 'binomial' has no residual: its variance follows from its mean; remove 'residual'"
    ),
    (
      "analysis: [{estimator: reml}]",
      "8:24: estimator 'reml' is not one of family 'binomial'; use laplace, agq, nagq0, mql1, mql2, pql1 or pql2"
    ),
    (
      "analysis: [{family: normal, estimator: laplace}]",
      "8:40: estimator 'laplace' is not one of family 'normal'; use reml or ml"
    ),
    ("analysis: [{estimator: agq}]", "8:24: 'agq' needs its number of points, such as '{agq: 7}'"),
    (
      "analysis: [{estimator: {agq: 400}}]",
      "8:30: adaptive quadrature takes up to 100 points, not 400"
    ),
    (
      "analysis: [{model: y ~ x + (1 + x || g), estimator: {agq: 7}}]",
      "8:53: 'agq' integrates over one random effect a group: it needs a model with one random term, such as '(1 | school)'; use laplace"
    ),
    (
      "analysis: [{family: {gamma: {shape: 2}}}]",
      "8:21: responses of family 'binomial' cannot be analysed as 'gamma'"
    ),
    (
      "analysis: [{method: satterthwaite}]",
      "8:21: method 'satterthwaite' is of normal responses; those of family 'binomial' have z, lrt and between-within"
    ),
    (
      "analysis: [{method: t}]",
      "8:21: method 't' is of normal responses; those of family 'binomial' have z, lrt and between-within"
    ),
    (
      "tests: [{term: x, method: kenward-roger}]",
      "8:27: method 'kenward-roger' is of normal responses; those of family 'binomial' have z, lrt and between-within"
    ),
    (
      "tests: [{variance: g, method: f}]",
      "8:31: method 'f' is of normal responses; those of family 'binomial' have z, lrt and between-within"
    ),
    (
      "analysis: [{estimator: mql2}]\ntests: [{variance: g}]",
      "9:9: estimator 'mql2' has no likelihood of which a ratio could be taken; use laplace"
    ),
    (
      "analysis: [{residual: independent}]",
      "8:23: a response of family 'binomial' has no residual: its variance follows from its mean; remove 'residual'"
    ),
  ])
  func `what a family does not have is refused by name`(more: String, message: String) {
    #expect(mistakes(design("binomial", more: more)) == [message])
  }

  @Test("Normal responses are not analysed as if they were of a family that they cannot be of")
  func normalResponsesOfOtherFamilies() {
    for family in ["binomial", "gamma", "ordinal", "beta", "poisson", "negative_binomial"] {
      let found = mistakes(
        """
        levels: {g: 20, p: 10 per g}
        predictors: {x: {level: g, assign: [0, 1]}}
        model: y ~ x + (1 | g)
        effects: {intercept: 0, x: 1}
        random: {g: {sd: 1}}
        residual: {sd: 1}
        tests: [x]
        analysis: [{family: \(family)}]
        """)
      #expect(
        found == ["8:21: responses of family 'normal' cannot be analysed as '\(family)'"])
    }
  }

  @Test(arguments: [
    (
      "{x: 1}",
      "6:1: an ordered response needs its cuts in 'effects', such as 'cuts: [-1, 0, 1]' or 'cuts: {probabilities: [0.2, 0.3, 0.3, 0.2]}'"
    ),
    (
      "{intercept: 1, cuts: [0, 1], x: 1}",
      "6:11: an ordered response has cuts in the place of an intercept: 'cuts: [-1, 0, 1]' or 'cuts: {probabilities: [0.2, 0.3, 0.3, 0.2]}'"
    ),
    ("{cuts: [1, 0], x: 1}", "6:17: cuts must rise from each to the next"),
    (
      "{cuts: 1, x: 1}",
      "6:17: 'cuts' are ascending numbers on the scale of the link, such as '[-1, 0, 1]', or '{probabilities: [0.2, 0.3, 0.3, 0.2]}', not '1'"
    ),
    (
      "{cuts: {probabilities: [0.5, 0.4]}, x: 1}",
      "6:33: the probabilities must sum to 1, but sum to 0.9"
    ),
    (
      "{cuts: {probabilities: [1.5, -0.5]}, x: 1}",
      "6:34: the probability of each category lies between 0 and 1, but this one is 1.5"
    ),
  ])
  func `cuts that cannot be are named`(effects: String, message: String) {
    #expect(mistakes(design("ordinal", effects: effects)).first == message)
  }

  @Test func `what is of normal responses is refused for others`() {
    #expect(
      mistakes(design("poisson", effects: "{intercept: {d: 1}, x: {r2: 0.1}}")).map {
        $0.prefix(40)
      } == ["6:23: 'd' is of normal responses; state ", "6:34: 'r2' is of normal responses; state"])
    #expect(
      mistakes(design("poisson", effects: "{cuts: [1], intercept: 0, x: 1}")) == [
        "6:11: 'cuts' are of family 'ordinal', but the responses are of family 'poisson'"
      ])
    #expect(
      mistakes(
        design("binomial", more: "").replacingOccurrences(of: "{sd: 2}", with: "{icc: 0.05}")) == [
          "7:19: an icc of a response that is not normal needs a scale: '{latent: 0.05}' or '{observed: 0.05}'"
        ])
  }

  private func choice(
    _ effects: String, random: String = "{sd: {b.intercept: 1, c.intercept: 2}, correlation: 0.5}"
  )
    -> String
  {
    """
    levels: {g: 20, row: 10 per g}
    predictors: {x: {level: row, normal: {sd: 1}}, arm: {level: g, assign: [u, v, w]}}
    model: y ~ x + arm + (1 | g)
    family: {nominal: {categories: [a, b, c]}}
    effects: \(effects)
    random: {g: \(random)}
    tests: [x, b.x, {contrast: {b.x: 1, c.x: -1}}]
    """
  }

  @Test func `a nominal response has coefficients for each category but the first`() throws {
    let study = try plan(
      choice(
        "{b: {intercept: 1, x: 2, arm: {v: 3, w: {odds_ratio: 2}}}, c: {x: 4, arm: 5, intercept: 6}}"
      )
    ).scenarios[0].study
    let names = ["intercept", "x", "armv", "armw"]
    #expect(
      study.model.columns.fixed.map(\.name) == names.map { "b." + $0 } + names.map { "c." + $0 })
    #expect(study.model.coefficients == [1, 2, 3, 0.6931471805599453, 6, 4, 5, 5])
    #expect(study.model.randomTerms[0].covariance == [[1, 1], [1, 4]])
    #expect(study.model.columns.bars[0].columns.map(\.name) == ["b.intercept", "c.intercept"])
    #expect(study.analyses[0].predictorColumns.map(\.name) == names.map { "b." + $0 })
    #expect(study.analyses[0].generatingCoefficient == Array(0..<8))
    #expect(
      study.tests.map(\.hypothesis) == [
        .joint([1, 5]), .coefficient(1), .contrast([0, 1, 0, 0, 0, -1, 0, 0]),
      ])
    #expect(study.problems.isEmpty)
  }

  @Test func `a coefficient of a nominal response may stand by its full name`() throws {
    let study = try plan(
      choice("{b.intercept: 1, c.intercept: 2, x: 3, b.armv: 0, b.armw: 0, c: {arm: 1}}")
    ).scenarios[0].study
    #expect(study.model.coefficients == [1, 3, 0, 0, 2, 3, 1, 1])
  }

  @Test(arguments: [
    (
      "{b: {intercept: 1, z: 2, x: 1, arm: 0}, c: {intercept: 0, x: 1, arm: 0}}",
      "5:29: the model has no coefficient 'z'; the coefficients are intercept, x, armv, armw"
    ),
    (
      "{b: {intercept: 1, x: 1, arm: 0}, c: {intercept: 0, arm: 0}}",
      "5:1: the coefficient 'c.x' has no value; add to 'effects': c.x: 0"
    ),
    (
      "{b: {intercept: {probability: 0.2}, x: 1, arm: 0}, c: {intercept: 0, x: 0, arm: 0}}",
      "5:27: a probability is of yes/no responses, but family 'nominal' has link 'logit'; state the effect on the scale of the link"
    ),
  ])
  func `what is wrong with effects by category is named`(effects: String, message: String) {
    #expect(mistakes(choice(effects)) == [message])
  }

  @Test func `spreads of a nominal response are by category`() {
    let effects = "{b: {intercept: 1, x: 1, arm: 0}, c: {intercept: 0, x: 1, arm: 0}}"
    #expect(
      mistakes(choice(effects, random: "{sd: 1, correlation: 0}")) == [
        "6:18: 'g' has 2 random effects; write one 'sd' each: {b.intercept: NUMBER, c.intercept: NUMBER}"
      ])
  }
}
