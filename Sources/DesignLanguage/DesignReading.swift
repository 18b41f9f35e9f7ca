internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// The reading of a design, or of one scenario of it: what is known so far and what is wrong.
///
/// Sections are read in the order of `DesignSection.all`; each extends this type in a file of its
/// own. A mistake is reported and the reading goes on with what is left, so that all are found.
struct DesignReading {
  let root: DesignNode
  let sources: DesignSources

  var findings: [Diagnostic] = []
  var remarks: [String] = []
  /// Where keys stand that were reported as unknown or not served.
  var rejectedKeys: Set<Position> = []

  /// `let` names with their values; those whose value is wrong are in `brokenLets`.
  var lets: [String: Double] = [:]
  var brokenLets: Set<String> = []
  /// `let` names that are drawn for each replicate, or follow from such.
  var drawnLets: [String: Quantity] = [:]
  /// What is drawn for each replicate.
  var draws: [ParameterPrior.Draw] = []

  var levels: [Level] = []
  var statedSizes: [Scenario.StatedSize] = []
  /// Sizes that wait for the predictors by which they go.
  var pendingSizes: [SizesByPredictor] = []
  /// Whether all levels of the design were understood.
  var levelsAreWhole = true
  /// Whether the family is the normal one, which alone has a residual.
  var isNormal = true
  /// The generating family, its cuts once the effects are read; whether it was understood.
  var responseFamily = ResponseFamily.normal
  var familyIsKnown = true
  /// Whether the design has cuts, right or wrong.
  var cutsAreStated = false
  /// Where the cuts stand if their probabilities are means over the random effects.
  var marginalCuts: DesignNode?
  /// Coefficients that means of the response stand for.
  var statedMeans: [Int: StatedMean] = [:]
  /// An icc on the scale of the response, before its variance is known.
  var observedShare: ObservedShare?
  /// Where the trials of the family stand.
  var statedTrials: DesignNode?
  var table: DataTable?

  var predictors: [Predictor] = []
  var correlations: [PredictorCorrelation] = []
  /// Predictors that are in the design but were not understood.
  var brokenPredictors: Set<String> = []

  var formula: Formula?
  var columns: ModelColumns?
  /// The same with the intercept that cuts stand for.
  var columnsWithIntercept: ModelColumns?
  var groupingLevels: [Int] = []
  /// Estimates from the data file, and the model that was fitted.
  var fitted: FittedParameters?
  var fittedFormula: Formula?
  var fittedColumns: ModelColumns?
  /// Whether estimates are asked for and there are none: what they would give is not missed.
  var lacksEstimates = false

  /// Whether whole units of the data file are drawn.
  var resampling: Resampling?
  /// What is lost of each data set.
  var missing = MissingData()

  /// How the residuals vary and correlate, if the design says so.
  var residualModel: ResidualModel?
  var residualVariance: Quantity?
  /// The covariance matrix of each random term.
  var covariances: [[[Quantity]]]?
  var coefficients: [Quantity]?
  /// By level the share of its variance that predictors with `r2` explain.
  var explained: [Int: Quantity] = [:]
  /// The shapes of the residual and, by level, of random effects; those that are not there are normal.
  var residualDistribution: Distribution?
  var effectDistributions: [Int: Distribution] = [:]

  var analyses: [Analysis] = []
  var analysisMethods: [StatedMethod?] = []
  var analysisNames: Set<String> = []
  var analysesAreWhole = true
  var tests: [StudyTest] = []
  var families: [TestFamily] = []
  /// From how many answers on the figures of groups are published.
  var threshold: PublicationThreshold?

  init(root: DesignNode, sources: DesignSources) {
    self.root = root
    self.sources = sources
  }
}

extension DesignReading {
  mutating func report(_ message: Wording, at position: Position) {
    findings.append(Diagnostic(at: position, message.sentence))
  }

  mutating func report(_ message: Wording, at node: DesignNode) {
    report(message, at: node.position)
  }

  /// Reports problems that the rules of studies found, each at the deepest place it names.
  mutating func report(_ problems: [StudyProblem]) {
    for problem in problems {
      report(Wording(problem.fact), at: position(of: problem.path))
    }
  }

  /// The place that a path of keys leads to, or comes nearest to.
  func position(of path: [String]) -> Position {
    position(
      of: path,
      in: DesignNode.Entry(key: "", keyPosition: root.position, value: root))
  }

  /// The place that a path of keys below an entry leads to, or comes nearest to.
  func position(of path: [String], in entry: DesignNode.Entry) -> Position {
    var node = entry.value
    var position = entry.keyPosition
    for step in path {
      if let entry = node.entry(step) {
        (position, node) = (entry.keyPosition, entry.value)
      } else if let items = node.list, let number = Int(step), items.indices.contains(number - 1) {
        node = items[number - 1]
        position = node.position
      } else {
        break
      }
    }
    return node.isReplacement ? node.position : position
  }

  /// What a variable of a formula is; nil if there is none of this name.
  func kind(of variable: Expression) -> VariableKind? {
    switch variable {
    case .name(let name): predictor(name)?.kind
    case .call("factor", let arguments):
      if case .name(let name)? = arguments.first, let predictor = predictor(name) {
        factorKind(predictor)
      } else {
        nil
      }
    default: nil
    }
  }

  /// Whether the names of levels and predictors are known; not if the design lists no levels or
  /// the data file cannot be used.
  var namesAreKnown: Bool { root["data"] == nil ? !levels.isEmpty : levelsAreWhole }

  func predictor(_ name: String) -> Predictor? { predictors.first { $0.name == name } }

  private func factorKind(_ predictor: Predictor) -> VariableKind? {
    if predictor.kind != .numeric { return predictor.kind }
    if predictor.source == .column { return .factor(categories: columnCategories(predictor.name)) }
    guard let values = predictor.distinctValues else { return nil }
    return .factor(categories: values.map { Expression.number($0).description })
  }

  private func columnCategories(_ name: String) -> [String] {
    table?[name]?.values.asFactor.categories ?? []
  }
}
