import FitReport
import MixedModels
import ModelFrame
import Testing

/// A growth curve with numbers set by hand.
private let growth = FittedModel(
  formula: "Reaction ~ Days + (Days | Subject)", method: .reml, observations: 178, droppedRows: 2,
  groups: [FittedModel.Group(name: "Subject", units: 18)],
  coefficients: [
    FittedModel.Coefficient(name: "(Intercept)", estimate: 251.405, standardError: 6.825),
    FittedModel.Coefficient(name: "Days", estimate: 10.5, standardError: 1.5),
  ],
  randomTerms: [
    FittedModel.RandomTerm(
      group: "Subject", columns: ["(Intercept)", "Days"], covariance: [[625, 15], [15, 36]])
  ],
  residualVariance: 656.25, deviance: 1743.5, parameterCount: 6, outcome: .converged, iterations: 5)

/// A fit on the boundary with a second term.
private var boundary: FittedModel {
  var model = growth
  model.method = .ml
  model.droppedRows = 0
  model.groups.append(FittedModel.Group(name: "Subject:Day", units: 90))
  model.randomTerms[0].covariance = [[0, 0], [0, 36]]
  model.randomTerms.append(
    FittedModel.RandomTerm(group: "Subject:Day", columns: ["(Intercept)"], covariance: [[4]]))
  model.outcome = .singular
  return model
}

/// The growth curve with Kenward and Roger's tests.
private var smallSample: FittedModel {
  var model = growth
  model.degreesOfFreedomMethod = .kenwardRoger
  model.coefficients[0].degreesOfFreedom = 17.00001
  model.coefficients[1].degreesOfFreedom = 16.25
  model.tests = [
    FittedModel.JointTest(
      name: "Days, (Intercept)", statistic: 678.5, numeratorDegreesOfFreedom: 2,
      degreesOfFreedom: 16.4),
    FittedModel.JointTest(
      name: "Days", statistic: 49, numeratorDegreesOfFreedom: 1, degreesOfFreedom: 16.25),
  ]
  return model
}

/// A line through rows that correlate freely within subjects, with a spread of their own each day.
private var correlated: FittedModel {
  var model = growth
  model.randomTerms = []
  model.residual = FittedModel.Residual(
    pattern: .unstructured, within: "Subject",
    correlation: [[1, 0.5, 0.25], [0.5, 1, -0.125], [0.25, -0.125, 1]], by: "Day",
    standardDeviations: [.init(category: "0", value: 20), .init(category: "9", value: 31.25)])
  return model
}

private let line = FittedModel(
  formula: "y ~ \"x\"", method: .leastSquares, observations: 72, droppedRows: 0, groups: [],
  coefficients: [
    FittedModel.Coefficient(
      name: "größe", estimate: -2.5, standardError: 1, degreesOfFreedom: 70)
  ],
  randomTerms: [], residualVariance: 2.25, deviance: 100, parameterCount: 2, outcome: .converged,
  iterations: 1, degreesOfFreedomMethod: .residual)

@Suite struct FitTextTests {
  @Test func `residuals are shown with their correlations and spreads`() {
    #expect(
      fitText(correlated, dataName: "d.csv").contains(
        """
        Linear model, restricted maximum likelihood (REML)
        """))
    #expect(
      fitText(correlated, dataName: "d.csv").contains(
        """
        Observations: 178 (2 incomplete left out), groups: Subject 18

        Residuals:
        Unstructured within Subject, correlations of rows in their order:
                1       2
         2  0.500
         3  0.250  -0.125
         Day  Std.Dev.
         0       20.00
         9       31.25

        """))
  }

  @Test func `a mixed model reads like lme4's summary`() {
    #expect(
      fitText(growth, dataName: "sleep.csv") == """
        Linear mixed model, restricted maximum likelihood (REML)
        Formula: Reaction ~ Days + (Days | Subject)
        Data: sleep.csv

         REML criterion   logLik      AIC      BIC
                1743.50  -871.75  1755.50  1774.59

        Random effects:
         Groups    Name         Variance  Std.Dev.  Corr
         Subject   (Intercept)    625.00    25.000
                   Days            36.00     6.000  0.10
         Residual                 656.25    25.617
        Observations: 178 (2 incomplete left out), groups: Subject 18

        Fixed effects:
                      Estimate  Std. Error  z value  Pr(>|z|)
         (Intercept)   251.405       6.825   36.836    <2e-16
         Days           10.500       1.500    7.000  2.56e-12

        Tests: Wald z. With few groups its p values are too small.

        """)
  }

  @Test func `a boundary is said, undefined correlations are dashes`() {
    #expect(
      fitText(boundary, dataName: "sleep.csv") == """
        Linear mixed model, maximum likelihood (ML)
        Formula: Reaction ~ Days + (Days | Subject)
        Data: sleep.csv

         deviance   logLik      AIC      BIC
          1743.50  -871.75  1755.50  1774.59

        Random effects:
         Groups       Name         Variance  Std.Dev.  Corr
         Subject      (Intercept)     0.000     0.000
                      Days           36.000     6.000     -
         Subject:Day  (Intercept)     4.000     2.000
         Residual                   656.250    25.617
        Observations: 178, groups: Subject 18, Subject:Day 90

        Fixed effects:
                      Estimate  Std. Error  z value  Pr(>|z|)
         (Intercept)   251.405       6.825   36.836    <2e-16
         Days           10.500       1.500    7.000  2.56e-12

        The fit is singular: a variance is 0 or a correlation is -1 or 1.
        Tests: Wald z. With few groups its p values are too small.

        """)
  }

  @Test func `least squares show t tests with their degrees of freedom`() {
    #expect(
      fitText(line, dataName: "d.csv") == """
        Linear model, least squares
        Formula: y ~ "x"
        Data: d.csv

         deviance  logLik     AIC     BIC
           100.00  -50.00  104.00  108.55

        Residual SD: 1.500
        Observations: 72

        Fixed effects:
                Estimate  Std. Error  df  t value  Pr(>|t|)
         größe    -2.500       1.000  70   -2.500    0.0148

        Tests: t with the residual degrees of freedom.

        """)
  }

  @Test func `small-sample tests show degrees of freedom and joint F tests`() {
    #expect(
      fitText(smallSample, dataName: "sleep.csv").hasSuffix(
        """
        Fixed effects:
                      Estimate  Std. Error    df  t value  Pr(>|t|)
         (Intercept)   251.405       6.825    17   36.836    <2e-16
         Days           10.500       1.500  16.2    7.000  2.75e-06

        Joint tests:
                            F value  num df  den df    Pr(>F)
         Days, (Intercept)  678.500       2    16.4    <2e-16
         Days                49.000       1    16.2  2.75e-06

        Tests: t and F with Kenward and Roger's degrees of freedom and standard errors.

        """))
  }

  @Test func `degrees of freedom that one coefficient lacks are a dash`() {
    var model = smallSample
    model.tests = []
    model.coefficients[1].degreesOfFreedom = nil
    #expect(
      fitText(model, dataName: "sleep.csv").contains(
        """
                      Estimate  Std. Error  df  t value  Pr(>|t|)
         (Intercept)   251.405       6.825  17   36.836    <2e-16
         Days           10.500       1.500   -    7.000  2.56e-12
        """))
  }

  @Test func `without degrees of freedom joint tests are chi-square tests`() {
    var model = growth
    model.tests = [
      FittedModel.JointTest(
        name: "arm", statistic: 3, numeratorDegreesOfFreedom: 2, degreesOfFreedom: nil)
    ]
    #expect(
      fitText(model, dataName: "sleep.csv").hasSuffix(
        """
        Joint tests:
              Chisq  df  Pr(>Chisq)
         arm  6.000   2      0.0498

        Tests: Wald z and chi-square. With few groups its p values are too small.

        """))
  }

  @Test func `a fit that did not converge says so`() {
    var model = growth
    model.outcome = .notConverged
    #expect(fitText(model, dataName: "x").contains("did not converge"))
    #expect(!fitText(growth, dataName: "x").contains("did not converge"))
  }
}

@Suite struct FitJSONTests {
  @Test func `the shape is the contract's`() {
    #expect(
      fitJSON(growth) == """
        {"formula": "Reaction ~ Days + (Days | Subject)",
         "family": "normal",
         "link": "identity",
         "estimator": "REML",
         "observations": 178,
         "groups": {"Subject": 18},
         "fixed": [{"term": "(Intercept)", "estimate": 251.405, "se": 6.825, "df": null, "statistic": 36.83589743589744, "p": 4.918988101938825e-297}, {"term": "Days", "estimate": 10.5, "se": 1.5, "df": null, "statistic": 7, "p": 2.5596250877716703e-12}],
         "random": [{"group": "Subject", "terms": ["(Intercept)", "Days"], "sd": [25, 6], "correlation": [[1, 0.1], [0.1, 1]]}],
         "residual_sd": 25.617376914898998,
         "log_likelihood": -871.75,
         "deviance": 1743.5,
         "aic": 1755.5,
         "bic": 1774.5907013017525,
         "converged": true,
         "singular": false,
         "iterations": 5}

        """)
  }

  @Test func `tests that were asked for come last`() {
    #expect(!fitJSON(growth).contains("tests"))
    var model = smallSample
    model.tests.removeLast()
    model.tests[0].degreesOfFreedom = 16
    model.tests[0].statistic = 4.5
    #expect(
      fitJSON(model).contains(
        """
         "iterations": 5,
         "tests": [{"test": "Days, (Intercept)", "method": "kenward-roger", "numerator_df": 2, "df": 16, "statistic": 4.5, "p": 0.02814749767106
        """))
    model.tests[0].degreesOfFreedom = nil
    model.degreesOfFreedomMethod = .wald
    #expect(
      fitJSON(model).contains(
        "\"method\": \"z\", \"numerator_df\": 2, \"df\": null, \"statistic\": 9,"))
    model.tests[0].degreesOfFreedom = .nan
    model.tests[0].statistic = .nan
    #expect(fitJSON(model).contains("\"df\": null, \"statistic\": null, \"p\": null"))
  }

  @Test func `what is undefined is null`() {
    let text = fitJSON(boundary)
    #expect(
      text.contains(
        "{\"group\": \"Subject\", \"terms\": [\"(Intercept)\", \"Days\"], \"sd\": [0, 6], "
          + "\"correlation\": [[1, null], [null, 1]]}"))
    #expect(text.contains("\"converged\": true"))
    #expect(text.contains("\"singular\": true"))
  }

  @Test func `names are escaped, degrees of freedom given`() {
    let text = fitJSON(line)
    #expect(text.contains("\"formula\": \"y ~ \\\"x\\\"\""))
    #expect(text.contains("\"term\": \"größe\""))
    #expect(text.contains("\"df\": 70"))
    #expect(text.contains("\"random\": []"))
    #expect(text.contains("\"groups\": {}"))
  }
}
