import Foundation
import ModelFormula
import StudyDesign
import Testing

@Suite struct ResponseScaleTests {
  private func design(
    _ family: String, effects: String, random: String = "{g: {sd: 1}}", more: String = "",
    model: String = "y ~ x + (1 | g)"
  ) -> String {
    """
    levels: {g: 20, row: 10 per g}
    predictors: {x: {level: row, assign: [0, 1]}, arm: {level: g, assign: [a, b, c]}}
    model: \(model)
    family: \(family)
    effects: \(effects)
    random: \(random)
    \(more)
    """
  }

  private func model(
    _ family: String, effects: String, random: String = "{g: {sd: 1}}", more: String = "",
    model: String = "y ~ x + (1 | g)"
  ) throws -> GeneratingModel {
    let text = design(family, effects: effects, random: random, more: more, model: model)
    return try plan(text).scenarios[0].study.model
  }

  /// The mean of f(b + sZ) by Simpson's rule over ±12 standard deviations: no part of the program.
  private func average(_ b: Double, _ s: Double, _ f: (Double) -> Double) -> Double {
    let n = 6000
    let h = 24.0 / Double(n)
    return (0...n).reduce(0) { sum, index in
      let z = -12 + Double(index) * h
      let weight = index == 0 || index == n ? 1.0 : index % 2 == 0 ? 2 : 4
      return sum + weight * h / 3 * exp(-z * z / 2) / (2 * Double.pi).squareRoot() * f(b + s * z)
    }
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test func `probabilities and odds ratios of the average cluster`() throws {
    let model = try model(
      "binomial", effects: "{intercept: {probability: 0.1}, x: {odds_ratio: 0.6}}")
    #expect(near(model.coefficients[0], log(0.1 / 0.9)))
    #expect(near(model.coefficients[1], log(0.6)))
    // 10% in the average cluster is 13.4% over all of them.
    let overall = model.family.link.marginalMean(at: model.coefficients[0], variance: 1)
    #expect(abs(overall - 0.134) < 5e-4)
  }

  @Test(arguments: [("logit", 1.0), ("probit", 0.7), ("cloglog", 2.5), ("logit", 6)])
  func `a marginal probability is the mean over clusters`(link: String, sd: Double) throws {
    let model = try model(
      "{binomial: \(link)}",
      effects:
        "{intercept: {probability: 0.2, marginal: true}, x: {probability: 0.3, marginal: true}}",
      random: "{g: {sd: \(sd)}}")
    func p(_ eta: Double) -> Double {
      switch link {
      case "logit": 1 / (1 + exp(-eta))
      case "probit": 0.5 * erfc(-eta / 2.0.squareRoot())
      default: -expm1(-exp(eta))
      }
    }
    let b = model.coefficients
    #expect(near(average(b[0], sd, p), 0.2, 1e-10))
    #expect(near(average(b[0] + b[1], sd, p), 0.3, 1e-10))
  }

  @Test func `a marginal probability of a coefficient counts the variance of its slope`() throws {
    let model = try model(
      "binomial",
      effects:
        "{intercept: {probability: 0.2, marginal: true}, x: {probability: 0.3, marginal: true}}",
      random: "{g: {sd: {intercept: 1, x: 0.5}, correlation: 0.3}}", model: "y ~ x + (1 + x | g)")
    let p = { (eta: Double) in 1 / (1 + exp(-eta)) }
    let b = model.coefficients
    #expect(near(average(b[0], 1, p), 0.2, 1e-10))
    #expect(near(average(b[0] + b[1], (1 + 0.25 + 2 * 0.3 * 0.5).squareRoot(), p), 0.3, 1e-10))
  }

  @Test func `rates and rate ratios, over homes and in the average one`() throws {
    let average = try model(
      "poisson", effects: "{intercept: {rate: 1.5}, x: {rate_ratio: 0.75}}")
    #expect(near(average.coefficients[0], log(1.5)) && near(average.coefficients[1], log(0.75)))
    let overall = try model(
      "{negative_binomial: {size: 3}}",
      effects: "{intercept: {rate: 1.5, marginal: true}, x: {rate: 2, marginal: true}}",
      random: "{g: {variance: 0.3}}")
    #expect(near(overall.coefficients[0], log(1.5) - 0.15))
    #expect(near(overall.coefficients[1], log(2 / 1.5)))
  }

  @Test func `effects by category are on these scales too`() throws {
    let model = try model(
      "binomial",
      effects: "{intercept: {probability: 0.2}, arm: {b: {probability: 0.3}, c: {odds_ratio: 3}}}",
      model: "y ~ arm + (1 | g)")
    #expect(near(model.coefficients[1], log(0.3 / 0.7) - log(0.2 / 0.8)))
    #expect(near(model.coefficients[2], log(3)))
  }

  @Test(arguments: [
    ("binomial", Double.pi * .pi / 3), ("{binomial: probit}", 1),
    ("{binomial: cloglog}", Double.pi * .pi / 6),
  ])
  func `a latent icc is a share with the variance of the latent response`(
    family: String, within: Double
  ) throws {
    let model = try model(
      family, effects: "{intercept: 0, x: 0}", random: "{g: {icc: {latent: 0.05}}}")
    let variance = model.randomTerms[0].covariance[0][0]
    #expect(near(variance / (variance + within), 0.05))
    #expect(model.residualVariance == 0)
  }

  @Test(arguments: [false, true])
  func `an observed icc is the share of the variance of yes and no`(isMarginal: Bool) throws {
    let marginal = isMarginal ? ", marginal: true" : ""
    let model = try model(
      "binomial", effects: "{intercept: {probability: 0.1\(marginal)}, x: 0}",
      random: "{g: {icc: {observed: 0.05}}}")
    let b = model.coefficients[0]
    let sd = model.randomTerms[0].covariance[0][0].squareRoot()
    let p = { (eta: Double) in 1 / (1 + exp(-eta)) }
    let mean = average(b, sd, p)
    let between = average(b, sd) { (p($0) - mean) * (p($0) - mean) }
    #expect(near(between / (mean * (1 - mean)), 0.05, 1e-9))
    #expect(isMarginal ? near(mean, 0.1, 1e-9) : near(p(b), 0.1))
  }

  @Test func `an observed icc beside classes of stated variance`() throws {
    let text = """
      levels: {g: 20, h: 4 per g, row: 10 per h}
      model: y ~ 1 + (1 | g) + (1 | h)
      family: binomial
      effects: {intercept: -1}
      random: {g: {icc: {observed: 0.04}}, h: {variance: 0.7}}
      """
    let model = try plan(text).scenarios[0].study.model
    let variance = model.randomTerms[0].covariance[0][0]
    #expect(model.randomTerms[1].covariance == [[0.7]])
    let p = { (eta: Double) in 1 / (1 + exp(-eta)) }
    let mean = average(-1, (variance + 0.7).squareRoot(), p)
    let between = average(-1, variance.squareRoot()) { eta in
      let own = average(eta, 0.7.squareRoot(), p)
      return (own - mean) * (own - mean)
    }
    #expect(near(between / (mean * (1 - mean)), 0.04, 1e-9))
  }

  @Test func `an observed icc of ratings is that of their numbers`() throws {
    let model = try model(
      "ordinal", effects: "{cuts: [-1, 1], x: 0}", random: "{g: {icc: {observed: 0.1}}}")
    let sd = model.randomTerms[0].covariance[0][0].squareRoot()
    let p = { (eta: Double) in 1 / (1 + exp(-eta)) }
    let score = { (u: Double) in (1 - p(-1 - u)) + (1 - p(1 - u)) }
    let square = { (u: Double) in (1 - p(-1 - u)) + 3 * (1 - p(1 - u)) }
    let mean = average(0, sd, score)
    let between = average(0, sd) { (score($0) - mean) * (score($0) - mean) }
    #expect(near(between / (average(0, sd, square) - mean * mean), 0.1, 1e-9))
  }

  @Test func `probabilities of ratings over all judges`() throws {
    let model = try model(
      "ordinal", effects: "{cuts: {probabilities: [0.2, 0.5, 0.3], marginal: true}, x: 0}",
      random: "{g: {sd: 1.3}}")
    guard case .ordinal(let cuts) = model.family.distribution else {
      Issue.record("no cuts")
      return
    }
    let p = { (eta: Double) in 1 / (1 + exp(-eta)) }
    #expect(near(average(cuts[0], 1.3, p), 0.2, 1e-10))
    #expect(near(average(cuts[1], 1.3, p), 0.7, 1e-10))
  }

  @Test func `scales are paths of the grid`() throws {
    let text = design(
      "binomial", effects: "{intercept: {probability: 0.1}, x: 0}",
      random: "{g: {icc: {latent: 0.05}}}",
      more: "grid: {effects.intercept.probability: [0.2, 0.5], random.g.icc.latent: [0, 0.5]}")
    let models = try plan(text).scenarios.map(\.study.model)
    #expect(models.map { near($0.coefficients[0], log(0.25)) } == [true, true, false, false])
    #expect(models[2].coefficients[0] == 0)
    #expect(models.map { $0.randomTerms[0].covariance[0][0] == 0 } == [true, false, true, false])
  }

  @Test func `ratios and probabilities may be drawn`() throws {
    let model = try model(
      "binomial",
      effects: """
        {intercept: {probability: {uniform: [0.1, 0.3]}}, x: {odds_ratio: {lognormal: {mean: 2, cv: 0.3}}}}
        """)
    let prior = try #require(model.prior)
    #expect(
      prior.draws.map(\.name) == ["effects.intercept.probability", "effects.x.odds_ratio"])
    #expect(prior.coefficients.allSatisfy { $0 != nil })
    #expect(near(model.coefficients[0], log(0.25)) && near(model.coefficients[1], log(2)))
    let drawn = try prior.coefficients[0]?.evaluate { _ in 0.1 }
    #expect(near(drawn ?? 0, log(0.1 / 0.9)))
  }

  @Test(arguments: [
    (
      "poisson", "{intercept: {probability: 0.1}, x: 0}", "{g: {sd: 1}}",
      "5:23: a probability is of yes/no responses, but family 'poisson' has link 'log'; use 'rate'"
    ),
    (
      "binomial", "{intercept: {rate: 0.1}, x: 0}", "{g: {sd: 1}}",
      "5:23: a rate is of counts and other responses with the log link, but family 'binomial' has link 'logit'; use 'probability'"
    ),
    (
      "{binomial: probit}", "{intercept: 0, x: {odds_ratio: 2}}", "{g: {sd: 1}}",
      "5:29: an odds ratio is of the logit link, but family 'binomial' has link 'probit'; state the effect on the scale of the link"
    ),
    (
      "binomial", "{intercept: 0, x: {rate_ratio: 2}}", "{g: {sd: 1}}",
      "5:29: a rate ratio is of the log link, but family 'binomial' has link 'logit'; use 'odds_ratio'"
    ),
    (
      "binomial", "{intercept: {odds_ratio: 2}, x: 0}", "{g: {sd: 1}}",
      "5:23: the intercept is no ratio of two values; state it as 'probability' or on the link's scale"
    ),
    (
      "binomial", "{intercept: {probability: 1}, x: 0}", "{g: {sd: 1}}",
      "5:36: a probability here lies between 0 and 1, both left out, but this one is 1"
    ),
    (
      "poisson", "{intercept: 0, x: {rate_ratio: 0}}", "{g: {sd: 1}}",
      "5:41: a rate ratio is above 0, but this one is 0"
    ),
    (
      "binomial", "{intercept: 0, x: {odds_ratio: 2, marginal: true}}", "{g: {sd: 1}}",
      "5:54: 'marginal' is of 'probability' and 'rate'; 'odds_ratio' holds for given random effects"
    ),
    (
      "binomial", "{intercept: {probability: 0.1, odds_ratio: 2}, x: 0}", "{g: {sd: 1}}",
      "5:41: the effect has both 'probability' and 'odds_ratio'; keep one"
    ),
    (
      "ordinal", "{cuts: [0, 1], x: {probability: 0.3}}", "{g: {sd: 1}}",
      "5:29: an ordered response has a probability for each category; state the effect as 'odds_ratio' or on the scale of the link"
    ),
    (
      "poisson", "{intercept: 0, x: 0}", "{g: {icc: {latent: 0.1}}}",
      "6:20: an icc is of normal, yes/no and ordered responses; with family 'poisson' state 'sd' or 'variance' on the scale of the link"
    ),
    (
      "poisson", "{intercept: 0, x: 0}", "{g: {icc: 0.1}}",
      "6:19: an icc is of normal, yes/no and ordered responses; with family 'poisson' state 'sd' or 'variance' on the scale of the link"
    ),
    (
      "binomial", "{intercept: 0, x: 0}", "{g: {icc: {latent: 0.1, observed: 0.1}}}",
      "6:33: the icc has both 'latent' and 'observed'; keep one"
    ),
    (
      "binomial", "{intercept: 0, x: 0}", "{g: {icc: {observed: 0.99}}}",
      "6:30: no variance up to 100 on the scale of the link makes the observed icc 0.99; is it a latent one?"
    ),
    (
      "binomial", "{intercept: 0, x: 0}", "{g: {icc: {latent: 1.1}}}",
      "6:28: an icc is a share from 0 to below 1, but this one is 1.1"
    ),
    (
      "binomial", "{intercept: {probability: 0.1, marginal: true}, x: 0}",
      "{g: {sd: {uniform: [0, 1]}}}",
      "5:36: this version does not serve means over random effects that are drawn"
    ),
    (
      "binomial", "{intercept: {probability: 0.1, marginal: true}, x: 0}",
      "{g: {sd: 1, distribution: {t: {df: 4}}}}",
      "5:36: this version does not serve means over random effects with a 'distribution'"
    ),
  ])
  func `scales that do not fit are refused`(
    family: String, effects: String, random: String, message: String
  ) {
    #expect(mistakes(design(family, effects: effects, random: random)) == [message])
  }

  @Test func `scales of other responses are refused for normal ones`() {
    let text = design(
      "normal", effects: "{intercept: {probability: 0.1}, x: 0}", more: "residual: {sd: 1}")
    #expect(
      mistakes(text) == [
        "5:23: 'probability' is of yes/no, count and ordered responses, but this one is normal; add 'family'"
      ])
  }
}
