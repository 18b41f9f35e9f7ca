internal import Glibc
public import MixedModels
internal import ModelFormula
internal import Numerics

/// A model fitted to a table, with the names that its figures go by.
public struct FittedModel: Sendable {
  /// The formula as written.
  public var formula: String
  /// What was optimised.
  public var method: Method
  /// Rows that took part.
  public var observations: Int
  /// Rows of the table that missed a value.
  public var droppedRows: Int
  /// Each grouping factor once, in the order of the formula.
  public var groups: [Group]
  /// Fixed effects.
  public var coefficients: [Coefficient]
  /// One entry for each random term after `||` and `/` are expanded.
  public var randomTerms: [RandomTerm]
  /// How the residuals vary and correlate, where that was asked for.
  public var residual: Residual?
  /// Residual variance, in squared units of the response; where variances differ that of the first
  /// category.
  public var residualVariance: Double
  /// -2 log likelihood; with REML the REML criterion.
  public var deviance: Double
  /// Fixed effects, variances, covariances and the residual variance.
  public var parameterCount: Int
  /// How the fit ended.
  public var outcome: FitOutcome
  /// Evaluations of the criterion.
  public var iterations: Int
  /// Where the degrees of freedom of the tests come from.
  public var degreesOfFreedomMethod: DegreesOfFreedomMethod
  /// Coefficients tested together.
  public var tests: [JointTest]

  /// The distribution of the response, as it is asked for.
  public var family = "normal"
  /// The link function.
  public var link = "identity"
  /// The categories of a response that has some; of a binomial one the second is success.
  public var categories: [String] = []
  /// The cuts of ordered categories.
  public var thresholds: [Coefficient] = []
  /// Size, shape or precision, where the distribution has one.
  public var dispersion: Dispersion?
  /// Points of the quadrature.
  public var quadraturePoints: Int?
  /// Whether the standard errors are those of given variances.
  public var usedExpectedInformation = false

  /// A parameter of a distribution beside its mean.
  public struct Dispersion: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// Its estimate.
    public var value: Double
    /// The standard error of its logarithm.
    public var logError: Double

    /// Makes a dispersion.
    public init(name: String, value: Double, logError: Double) {
      self.name = name
      self.value = value
      self.logError = logError
    }
  }

  /// Whether the response is not normal.
  public var isGeneralised: Bool { family != "normal" }

  /// How the estimates were found.
  public enum Method: String, Sendable {
    case laplace = "Laplace"
    case quadrature = "AGQ"
    case conditionalModes = "nAGQ0"
    case mql1 = "MQL1"
    case mql2 = "MQL2"
    case pql1 = "PQL1"
    case pql2 = "PQL2"
    case reml = "REML"
    case ml = "ML"
    case leastSquares = "OLS"
  }

  /// A grouping factor and its size.
  public struct Group: Sendable, Equatable {
    /// The column's name, `a:b` for combinations.
    public var name: String
    /// How many units there are.
    public var units: Int

    /// Makes a group.
    public init(name: String, units: Int) {
      self.name = name
      self.units = units
    }
  }

  /// A fixed effect.
  public struct Coefficient: Sendable, Equatable {
    /// R's name.
    public var name: String
    /// In units of the response.
    public var estimate: Double
    /// The standard error of the estimate, adjusted under Kenward and Roger's method.
    public var standardError: Double
    /// Of the t test; nil for a z test.
    public var degreesOfFreedom: Double?

    /// Makes a fixed effect.
    public init(
      name: String, estimate: Double, standardError: Double, degreesOfFreedom: Double? = nil
    ) {
      self.name = name
      self.estimate = estimate
      self.standardError = standardError
      self.degreesOfFreedom = degreesOfFreedom
    }
  }

  /// The test of several coefficients at once.
  public struct JointTest: Sendable, Equatable {
    /// What was tested, as written.
    public var name: String
    /// F; over its numerator degrees of freedom also where the test is a chi-square test.
    public var statistic: Double
    /// The number of independent coefficients.
    public var numeratorDegreesOfFreedom: Int
    /// Of the denominator; nil for a chi-square test, NaN where the fit failed.
    public var degreesOfFreedom: Double?

    /// Makes a test.
    public init(
      name: String, statistic: Double, numeratorDegreesOfFreedom: Int, degreesOfFreedom: Double?
    ) {
      self.name = name
      self.statistic = statistic
      self.numeratorDegreesOfFreedom = numeratorDegreesOfFreedom
      self.degreesOfFreedom = degreesOfFreedom
    }
  }

  /// The estimated distribution of the random effects of one term.
  public struct RandomTerm: Sendable, Equatable {
    /// The grouping factor.
    public var group: String
    /// R's names of the term's columns.
    public var columns: [String]
    /// Covariance matrix of the effects, in squared units of the response per unit of the columns.
    public var covariance: [[Double]]

    /// Makes a random term.
    public init(group: String, columns: [String], covariance: [[Double]]) {
      self.group = group
      self.columns = columns
      self.covariance = covariance
    }
  }

  /// Makes a fitted model from its parts.
  public init(
    formula: String, method: Method, observations: Int, droppedRows: Int, groups: [Group],
    coefficients: [Coefficient], randomTerms: [RandomTerm], residual: Residual? = nil,
    residualVariance: Double,
    deviance: Double, parameterCount: Int, outcome: FitOutcome, iterations: Int,
    degreesOfFreedomMethod: DegreesOfFreedomMethod = .wald, tests: [JointTest] = []
  ) {
    self.formula = formula
    self.method = method
    self.observations = observations
    self.droppedRows = droppedRows
    self.groups = groups
    self.coefficients = coefficients
    self.randomTerms = randomTerms
    self.residual = residual
    self.residualVariance = residualVariance
    self.deviance = deviance
    self.parameterCount = parameterCount
    self.outcome = outcome
    self.iterations = iterations
    self.degreesOfFreedomMethod = degreesOfFreedomMethod
    self.tests = tests
  }
}

extension FittedModel {
  /// Log likelihood; with REML of the restricted likelihood.
  public var logLikelihood: Double { -deviance / 2 }

  /// Akaike's criterion.
  public var aic: Double { deviance + 2 * Double(parameterCount) }

  /// Schwarz's criterion, with the number of rows as lme4 has it.
  public var bic: Double { deviance + log(Double(observations)) * Double(parameterCount) }
}

extension FittedModel.Coefficient {
  /// Estimate over standard error.
  public var statistic: Double { estimate / standardError }

  /// The two-sided p value of the hypothesis that the coefficient is 0.
  public var pValue: Double {
    guard !statistic.isNaN else { return .nan }
    guard let degreesOfFreedom else { return 2 * StandardNormal.upperTail(statistic.magnitude) }
    return 2 * StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(statistic.magnitude)
  }
}

extension FittedModel.JointTest {
  /// The chi-square statistic, numerator degrees of freedom times F.
  public var chiSquare: Double { statistic * Double(numeratorDegreesOfFreedom) }

  /// The p value of the hypothesis that all of the coefficients are 0.
  public var pValue: Double {
    guard !statistic.isNaN, degreesOfFreedom?.isNaN != true else { return .nan }
    let numerator = Double(numeratorDegreesOfFreedom)
    return FDistribution(numerator: numerator, denominator: degreesOfFreedom ?? .infinity)
      .upperTail(statistic)
  }
}

extension FittedModel.RandomTerm {
  /// Standard deviations of the effects.
  public var standardDeviations: [Double] {
    covariance.indices.map { covariance[$0][$0].squareRoot() }
  }

  /// The correlation of two effects; nil where one of them does not vary.
  public func correlation(_ first: Int, _ second: Int) -> Double? {
    if first == second { return 1 }
    let scale = (covariance[first][first] * covariance[second][second]).squareRoot()
    return scale > 0 ? min(max(covariance[first][second] / scale, -1), 1) : nil
  }
}
