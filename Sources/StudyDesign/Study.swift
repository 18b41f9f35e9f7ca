public import DataTable
public import ModelFormula

/// One fully resolved scenario of a study: every size, effect and variance is a number.
///
/// A study is what remains of a design file once `let` names, grid values, `icc`, `d` and the like
/// have been worked out. It says how data arise (the generating model) and what is done with them
/// (analyses and tests).
public struct Study: Sendable, Equatable {
  /// The levels, each after those in which it lies; the last one is level 1, the observation.
  public var levels: [Level]
  /// Rows, grouping factors and predictors of a real data set, if the study builds on one.
  public var data: DataTable?
  /// Predictors in an order in which each depends only on earlier ones.
  public var predictors: [Predictor]
  /// Correlations of predictors; pairs left out are independent.
  public var correlations: [PredictorCorrelation]
  /// The generating model.
  public var model: GeneratingModel
  /// The models fitted to each data set; at least one.
  public var analyses: [Analysis]
  /// What is tested, in the order of the report.
  public var tests: [StudyTest]
  /// Tests whose rejections are adjusted for there being several.
  public var families: [TestFamily]
  /// Whether predictors and allocation are drawn anew for each replicate.
  public var redrawsPredictors: Bool
  /// What of each data set is lost before it is analysed.
  public var missing: MissingData?
  /// Whether whole units of the data are drawn; nil takes them as they are.
  public var resampling: Resampling?
  /// From how many answers on the figures of groups are published; nil if nobody asks.
  public var threshold: PublicationThreshold?

  /// Makes a study from its parts.
  public init(
    levels: [Level], data: DataTable? = nil, predictors: [Predictor],
    correlations: [PredictorCorrelation] = [], model: GeneratingModel,
    analyses: [Analysis], tests: [StudyTest], families: [TestFamily] = [],
    redrawsPredictors: Bool = true, missing: MissingData? = nil, resampling: Resampling? = nil,
    threshold: PublicationThreshold? = nil
  ) {
    self.levels = levels
    self.data = data
    self.predictors = predictors
    self.correlations = correlations
    self.model = model
    self.analyses = analyses
    self.tests = tests
    self.families = families
    self.redrawsPredictors = redrawsPredictors
    self.missing = missing
    self.resampling = resampling
    self.threshold = threshold
  }
}

extension Study {
  /// Coefficients of the generating model that likelihood ratio tests leave out of a model they fit.
  public var coefficientsDroppedByTests: Set<Int> {
    Set(
      tests.filter { $0.method == .lrt }.flatMap { test in
        test.coefficients.compactMap { analyses[test.analysis].generatingCoefficient[$0] }
      })
  }
}

extension Study {
  /// A predictor and those from which it is computed, in the order in which they are drawn.
  public func inputs(of name: String) -> [String] {
    var needed: Set<String> = [name]
    for predictor in predictors.reversed() where needed.contains(predictor.name) {
      needed.formUnion(predictor.inputNames)
      if let strata = predictor.strataName { needed.insert(strata) }
    }
    return predictors.map(\.name).filter(needed.contains)
  }
}

/// A variable that the study generates or takes from data.
public struct Predictor: Sendable, Equatable {
  /// The name in the design.
  public var name: String
  /// Index into the levels: the level at which it varies.
  public var level: Int
  /// Number or factor. Values of a factor are category indices.
  public var kind: VariableKind
  /// Where the values come from.
  public var source: Source

  /// Where the values of a predictor come from.
  public enum Source: Sendable, Equatable {
    /// Independent draws from a distribution, of a factor's category indices if it is a factor.
    case distribution(Distribution)
    /// A mean plus independent normal parts at several levels, in all of which the predictor's lies.
    case parts(mean: Double, [SpreadPart])
    /// The mean of another predictor over the units in each unit of the level, before that is centred.
    case meanOf(String)
    /// By position of the unit within its parents; the list is repeated as often as needed.
    case values([Double])
    /// Exact shares of the values, dealt at random.
    case assign(values: [Double], shares: [Double], balance: Balance)
    /// The values of a listed level, by position.
    case listed([Double])
    /// Sequences of values along the units of a level, dealt to the units of another one.
    case sequence(DealtSequences)
    /// An expression over earlier predictors, and counted levels as unit numbers within parents.
    case expression(Expression)
    /// The column of this name in the data set.
    case column
  }

  /// Within what an allocation is balanced.
  public enum Balance: Sendable, Equatable {
    /// Within each unit of this level (index); left-overs evened out over the study.
    case within(level: Int)
    /// Over the whole study.
    case study
    /// Within the units that share a value of this predictor and, unless that is nil, lie in the same
    /// unit of a level (index); left-overs evened out over each value, then over the level's units.
    case strata(predictor: String, within: Int?)
    /// Not at all: an independent draw for each unit.
    case none
  }

  /// What is taken off the values before a model or another predictor uses them; `meanOf` sees them
  /// as they were.
  public var centre: Centre?
  /// Whether the values are then brought to mean 0 and standard deviation 1 over the units.
  public var isStandardised: Bool
  /// Share of the variance of what is measured that is not error: the response follows from the true
  /// values, analyses see them with independent normal errors. Nil without error.
  public var reliability: Double?
  /// Whether the values are drawn anew for each replicate; nil if that is as the study says.
  public var redraws: Bool?

  /// A normal part of a predictor.
  public struct SpreadPart: Sendable, Equatable {
    /// Index into the levels.
    public var level: Int
    /// Its standard deviation, in units of the predictor.
    public var sd: Double

    /// Makes a part.
    public init(level: Int, sd: Double) {
      self.level = level
      self.sd = sd
    }
  }

  /// What values are centred at.
  public enum Centre: Sendable, Equatable {
    /// Their mean over all units.
    case grand
    /// The mean over the units in the same unit of this level (index).
    case within(level: Int)
  }

  /// Makes a predictor.
  public init(
    name: String, level: Int, kind: VariableKind, source: Source, centre: Centre? = nil,
    isStandardised: Bool = false, reliability: Double? = nil, redraws: Bool? = nil
  ) {
    self.name = name
    self.level = level
    self.kind = kind
    self.source = source
    self.centre = centre
    self.isStandardised = isStandardised
    self.reliability = reliability
    self.redraws = redraws
  }
}

/// The correlation of two predictors at one level, before their values are made of normal scores.
public struct PredictorCorrelation: Sendable, Equatable {
  /// The name of one of the predictors.
  public var first: String
  /// The name of the other one.
  public var second: String
  /// Index into the levels.
  public var level: Int
  /// The correlation of their normal scores (of the values themselves where both are normal).
  public var value: Double

  /// Makes a correlation.
  public init(_ first: String, _ second: String, level: Int, value: Double) {
    self.first = first
    self.second = second
    self.level = level
    self.value = value
  }
}

/// The model that generates responses: η = Xβ + Zb, and y = η + e of normal ones, else y of the family
/// at η.
public struct GeneratingModel: Sendable, Equatable {
  /// How responses follow from η; the residual is that of a normal one.
  public var family: ResponseFamily
  /// The formula.
  public var formula: Formula
  /// Its columns.
  public var columns: ModelColumns
  /// β, one value for each of `columns.fixed`, in units of the response or on the scale of the link; of a
  /// nominal response for its second category, then for its third, and so on.
  public var coefficients: [Double]
  /// One for each of `columns.bars`.
  public var randomTerms: [RandomTerm]
  /// Variance of e, in squared units of the response.
  /// Where variances differ that of the first group, or where all columns but the first are 0.
  public var residualVariance: Double
  /// How e varies and correlates; nil: independently, with one variance.
  public var residual: ResidualModel?
  /// What of these is drawn for each replicate; nil if nothing is. The numbers above are then those of
  /// all draws at their means.
  public var prior: ParameterPrior?
  /// The shape of e, whose mean becomes 0 and whose variance that stated; nil for the normal.
  public var residualDistribution: Distribution?

  /// Makes a generating model.
  public init(
    formula: Formula, columns: ModelColumns, coefficients: [Double], randomTerms: [RandomTerm],
    residualVariance: Double, residualDistribution: Distribution? = nil,
    residual: ResidualModel? = nil, prior: ParameterPrior? = nil,
    family: ResponseFamily = .normal
  ) {
    self.family = family
    self.residual = residual
    self.formula = formula
    self.columns = columns
    self.coefficients = coefficients
    self.randomTerms = randomTerms
    self.residualVariance = residualVariance
    self.prior = prior
    self.residualDistribution = residualDistribution
  }
}

/// The distribution of the random effects of one bar.
public struct RandomTerm: Sendable, Equatable {
  /// Index into the levels of the grouping factor.
  public var level: Int
  /// Covariance matrix of the effects, row by row, in the order of the bar's columns; squared
  /// units of the response (times those of the slopes' variables).
  public var covariance: [[Double]]
  /// The shape of the effects, whose mean becomes 0 and whose variance that stated; nil for the normal.
  /// Effects that correlate are sums of independent draws of this shape, by the Cholesky factor of
  /// their covariances.
  public var distribution: Distribution?

  /// Makes a random term.
  public init(level: Int, covariance: [[Double]], distribution: Distribution? = nil) {
    self.level = level
    self.covariance = covariance
    self.distribution = distribution
  }
}

extension Analysis {
  /// Whether the dispersion stated is taken for known, as quasi-likelihoods have to.
  public var takesDispersionAsKnown: Bool { knowsDispersion || estimator.isQuasi }

  /// Whether it is fitted by least squares: independent rows with one variance.
  public var isLeastSquares: Bool {
    family.isNormal && columns.bars.isEmpty && residual == nil
  }
}

/// A model fitted to each data set.
public struct Analysis: Sendable, Equatable {
  /// The name in reports; `model` if unnamed.
  public var name: String
  /// The formula.
  public var formula: Formula
  /// Its columns.
  public var columns: ModelColumns
  /// Level index of the grouping factor of each of `columns.bars`.
  public var groupingLevels: [Int]
  /// How it is fitted.
  public var estimator: Estimator
  /// The family it takes responses to be of; the numbers in it are where estimation starts.
  public var family: ResponseFamily
  /// Whether the family's dispersion is taken for known instead of estimated.
  public var knowsDispersion = false
  /// How its residuals vary and correlate; nil: independently, with one variance. The numbers in it
  /// are where its estimation starts.
  public var residual: ResidualModel?
  /// For each of `columns.fixed` the index of the same coefficient in the generating model, or nil.
  public var generatingCoefficient: [Int?]

  /// Makes an analysis.
  public init(
    name: String, formula: Formula, columns: ModelColumns, groupingLevels: [Int],
    estimator: Estimator, residual: ResidualModel? = nil, generatingCoefficient: [Int?],
    family: ResponseFamily = .normal
  ) {
    self.family = family
    self.residual = residual
    self.name = name
    self.formula = formula
    self.columns = columns
    self.groupingLevels = groupingLevels
    self.estimator = estimator
    self.generatingCoefficient = generatingCoefficient
  }
}
