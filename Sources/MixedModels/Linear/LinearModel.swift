internal import Numerics

/// A linear (mixed) model over columns of a data set, as numbers: no names, no formula.
public struct LinearModel: Sendable {
  /// Where the units of a random term stand.
  public enum Grouping: Hashable, Sendable {
    /// A level of the nesting (0 is the study as a whole).
    case level(Int)
    /// One of the fitter's row factors.
    case factor(Int)
  }

  /// One random term: random effects of some columns that vary between units.
  public struct RandomTerm: Sendable {
    /// The units.
    public var grouping: Grouping
    /// Columns of Z, as indices of the data set's columns.
    public var columns: [Int]

    /// Makes a random term.
    public init(grouping: Grouping, columns: [Int]) {
      self.grouping = grouping
      self.columns = columns
    }

    /// Makes a random term over the units of a level of the nesting.
    public init(level: Int, columns: [Int]) {
      self.init(grouping: .level(level), columns: columns)
    }

    /// The level of the nesting; nil for row factors.
    var level: Int? {
      if case .level(let level) = grouping { level } else { nil }
    }
  }

  /// Columns of X, as indices of the data set's columns.
  public var fixed: [Int]
  /// The response, as index of the data set's columns.
  public var response: Int
  /// Random terms; several with one grouping are uncorrelated.
  public var terms: [RandomTerm]
  /// What is optimised; without random terms least squares, whatever it says.
  public var estimator: Estimator
  /// How residuals vary and correlate; nil: independently, with equal variances.
  public var residual: ResidualStructure?
  /// Covariance matrices of the terms relative to σ², packed one after another, then the parameters of
  /// `residual`, to start from.
  public var start: [Double]
  /// What a fit must leave behind for tests of the fixed effects.
  public var inference: Inference

  /// What a fit leaves behind besides estimates and their covariances; each includes those before it.
  public enum Inference: UInt8, Sendable, Comparable {
    /// Nothing: enough for z tests, and for t tests whose degrees of freedom are known beforehand.
    case none
    /// The observed curvature of the criterion, for Satterthwaite's degrees of freedom.
    case curvature
    /// Besides the expected information and the matrices of Kenward and Roger's adjustment.
    case products

    /// Whether `other` includes `one` and more.
    public static func < (one: Inference, other: Inference) -> Bool {
      one.rawValue < other.rawValue
    }
  }

  /// Makes a model.
  ///
  /// - Parameters:
  ///   - residual: random terms beside it must be of levels; there are no matrices of Kenward and
  ///     Roger's adjustment then.
  ///   - start: nil starts at identity matrices, and at independent residuals with equal variances.
  public init(
    fixed: [Int], response: Int, terms: [RandomTerm], estimator: Estimator,
    residual: ResidualStructure? = nil, start: [Double]? = nil, inference: Inference = .none
  ) {
    self.fixed = fixed
    self.response = response
    self.terms = terms
    self.estimator = estimator
    self.inference = inference
    self.residual = residual
    self.start =
      start
      ?? terms.flatMap { term in
        (0..<term.columns.count).flatMap { i in (0...i).map { i == $0 ? 1.0 : 0.0 } }
      } + [Double](repeating: 0, count: residual?.parameterCount ?? 0)
  }

  /// Grouping levels of the nesting, top first.
  var groupingLevels: [Int] { Set(terms.compactMap(\.level)).sorted() }

  /// Whether some grouping is no level of the nesting.
  var hasRowFactors: Bool { terms.contains { $0.level == nil } }

  /// The structures with a kernel of their own.
  enum Structure {
    case leastSquares
    case strata
    case oneEffect
    case twoEffects
    case twoLevel
    case nested
    case crossed
    case residual
  }

  /// The fastest kernel for the model in this nesting.
  ///
  /// - Parameter interceptColumn: the column of ones.
  func structure(in nesting: Nesting, interceptColumn: Int) -> Structure {
    if residual != nil { return .residual }
    if terms.isEmpty { return .leastSquares }
    if hasRowFactors { return .crossed }
    let levels = groupingLevels
    let isBalanced =
      levels.count == terms.count && terms.allSatisfy { $0.columns == [interceptColumn] }
      && levels.allSatisfy { nesting.commonSize($0) != nil }
    if isBalanced { return .strata }
    guard levels.count == 1 else {
      return levels.allSatisfy(nesting.hasFixedCount) ? .nested : .crossed
    }
    return switch terms.reduce(0, { $0 + $1.columns.count }) {
    case 1: .oneEffect
    case 2: .twoEffects
    default: .twoLevel
    }
  }
}
