/// From how many answers on the figure of a group is published, and what is asked of the figures that
/// are.
public struct PublicationThreshold: Sendable, Equatable {
  /// Index into the levels: that of the groups.
  public var level: Int
  /// Numbers of answers from which on a group may be published, ascending, each at least 1.
  public var candidates: [Int]
  /// The share of a group's members that must have answered; 0 where nothing is asked.
  public var leastResponse: Double
  /// How figures are computed, each once.
  public var estimators: [Estimator]
  /// How close to the truth a figure is to lie, in units of the response; nil if nobody asks.
  public var within: Double?
  /// How far below the benchmark the group lies that should be found; nil if nobody asks.
  public var below: Double?
  /// What groups are compared with; nil: with nothing.
  public var benchmark: Benchmark?
  /// What the smallest number of answers must satisfy.
  public var requirements: [Requirement]

  /// How the figure of a group is computed.
  public enum Estimator: String, Sendable, Equatable, CaseIterable {
    /// The mean of the answers.
    case raw
    /// The empirical Bayes estimate of the fitted model.
    case shrunken
  }

  /// What groups are compared with.
  public struct Benchmark: Sendable, Equatable {
    /// A stated value; nil: the mean over all groups' members.
    public var value: Double?
    /// A group differs from the benchmark if it lies further from it than this.
    public var margin: Double

    /// Makes a benchmark.
    public init(value: Double? = nil, margin: Double = 0) {
      self.value = value
      self.margin = margin
    }
  }

  /// A share that must be reached.
  public struct Requirement: Sendable, Equatable {
    /// By which figures.
    public var estimator: Estimator
    /// What share it is.
    public var quantity: Quantity
    /// What it must at least be.
    public var least: Double

    /// The shares that may be required.
    public enum Quantity: String, Sendable, Equatable, CaseIterable {
      /// Published figures that lie within the stated distance of the truth.
      case within
      /// The squared correlation of published figures with what they stand for.
      case reliability
    }

    /// Makes a requirement.
    public init(_ estimator: Estimator, _ quantity: Quantity, least: Double) {
      self.estimator = estimator
      self.quantity = quantity
      self.least = least
    }
  }

  /// Makes a threshold.
  public init(
    level: Int, candidates: [Int], leastResponse: Double = 0,
    estimators: [Estimator] = Estimator.allCases, within: Double? = nil, below: Double? = nil,
    benchmark: Benchmark? = nil, requirements: [Requirement] = []
  ) {
    self.level = level
    self.candidates = candidates
    self.leastResponse = leastResponse
    self.estimators = estimators
    self.within = within
    self.below = below
    self.benchmark = benchmark
    self.requirements = requirements
  }
}

extension PublicationThreshold {
  /// More candidates than these are taken for a mistake.
  public static let mostCandidates = 50
}

extension Study {
  /// Whether the truth about a group is the mean of the members it has, of whom some do not answer, in the
  /// place of the mean that it would have with members without number.
  public var publishesFiniteGroups: Bool { missing != nil }
}
