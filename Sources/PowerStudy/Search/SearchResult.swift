public import StudyDesign

/// What a search found.
public struct SearchResult: Sendable, Equatable {
  /// The design's plan.
  public var plan: StudyPlan
  /// What was looked for.
  public var search: StudySearch
  /// One for each combination of the swept paths that were not looked for.
  public var findings: [SearchFinding]

  /// Makes a result.
  public init(plan: StudyPlan, search: StudySearch, findings: [SearchFinding]) {
    self.plan = plan
    self.search = search
    self.findings = findings
  }
}

/// What a search found for one combination of swept values.
public struct SearchFinding: Sendable, Equatable {
  /// Swept paths with the labels of their values.
  public var setting: [Setting]
  /// How power was judged.
  public var method: Method
  /// What it came to.
  public var outcome: Outcome
  /// The answer, or where none reaches the target the candidate that comes closest; nil of a search for
  /// effects.
  public var answer: CandidateFigures?
  /// Candidates beside the answer, in the order of their values.
  public var neighbours: [CandidateFigures] = []
  /// The chance that the answer is the right one, and that it is right or next to it; nil where chance has
  /// no say.
  public var certainty: Certainty?
  /// The design that is searched for effects.
  public var scenario: Scenario?
  /// The effects that are detected, one for each test of a search for effects.
  public var effects: [DetectableEffect] = []
  /// Data sets fitted.
  public var replicates: Int
  /// Candidates that could have been the answer.
  public var candidates: Int
  /// Combinations of two sizes with the power aimed at; empty where there is only one size.
  public var frontier: Frontier?
  /// Whether power falls somewhere between the bounds.
  public var isUnsteady = false

  /// A swept path and the value that it has.
  public struct Setting: Sendable, Equatable {
    /// The path as written.
    public var path: String
    /// What a report prints for the value.
    public var label: String

    /// Makes one.
    public init(path: String, label: String) {
      self.path = path
      self.label = label
    }
  }

  /// How power was judged.
  public enum Method: Sendable, Equatable {
    /// By the standard error method.
    case standardErrors
    /// By rejections, of which a curve was fitted; the standard error method does not serve these tests.
    case rejections(because: String?)
  }

  /// What a search came to.
  public enum Outcome: Sendable, Equatable {
    /// The answer is the first candidate that reaches the target, or the best one within a budget.
    case found
    /// The first candidate already reaches it: the answer may lie beyond the bounds.
    case atFirst
    /// None reaches it. With the value at which the power would, if there is one, or else the power that
    /// is not exceeded whatever the value.
    case outOfReach(beyond: Double?, cap: Double?)
    /// The null value of this test is true (or on the other side), so that nothing reaches a target.
    case noEffect(test: String)
    /// The cheapest candidate costs this much, more than the budget.
    case tooDear(Double)
    /// No value within the bounds gives a design that can be.
    case impossible
  }

  /// How sure an answer is.
  public struct Certainty: Sendable, Equatable {
    /// The chance that it is the right one.
    public var exact: Double
    /// The chance that the right one is it or next to it.
    public var withinOne: Double

    /// Makes one.
    public init(exact: Double, withinOne: Double) {
      self.exact = exact
      self.withinOne = withinOne
    }
  }

  /// Makes a finding.
  public init(
    setting: [Setting], method: Method, outcome: Outcome, replicates: Int, candidates: Int
  ) {
    self.setting = setting
    self.method = method
    self.outcome = outcome
    self.replicates = replicates
    self.candidates = candidates
  }
}

/// One design that a search looked at.
public struct CandidateFigures: Sendable, Equatable {
  /// The values at the paths of the search.
  public var values: [Double]
  /// The design as it is with these values.
  public var scenario: Scenario?
  /// What it costs, if costs are stated.
  public var cost: Double?
  /// The number of rows to be expected.
  public var rows: Int
  /// Data sets fitted.
  public var replicates: Int
  /// One for each test; where tests count together one for all.
  public var tests: [TestFigures]

  /// The power of one test.
  public struct TestFigures: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// By the standard error method, sharpened by what the other candidates say; by the curve of
    /// rejections where that method does not serve.
    public var power: Double
    /// The 95% interval of that power; nil without replicates near.
    public var interval: ClosedRange<Double>?
    /// The share of replicates that reject; nil without replicates.
    public var rejections: Share?

    /// Makes figures.
    public init(
      name: String, power: Double, interval: ClosedRange<Double>?, rejections: Share?
    ) {
      self.name = name
      self.power = power
      self.interval = interval
      self.rejections = rejections
    }
  }

  /// Makes figures.
  public init(
    values: [Double], cost: Double?, rows: Int, replicates: Int, tests: [TestFigures]
  ) {
    self.values = values
    self.cost = cost
    self.rows = rows
    self.replicates = replicates
    self.tests = tests
  }

  /// The power of the test with the least of it.
  public var power: Double { tests.map(\.power).min() ?? .nan }
}

/// The smallest effect that a test detects with the power aimed at.
public struct DetectableEffect: Sendable, Equatable {
  /// The test's name.
  public var test: String
  /// The value of the coefficient or contrast.
  public var value: Double
  /// Its distance from the null value.
  public var effect: Double
  /// The 95% interval of the value.
  public var interval: ClosedRange<Double>
  /// The share of replicates that reject where it is the true value.
  public var rejections: Share
  /// The value that the design states.
  public var stated: Double?

  /// Makes one.
  public init(
    test: String, value: Double, effect: Double, interval: ClosedRange<Double>,
    rejections: Share, stated: Double?
  ) {
    self.test = test
    self.value = value
    self.effect = effect
    self.interval = interval
    self.rejections = rejections
    self.stated = stated
  }
}

/// Combinations of two sizes with about the same power.
public struct Frontier: Sendable, Equatable {
  /// The path whose smallest value is looked for.
  public var path: String
  /// The path for whose values it is.
  public var given: String
  /// In the order of the given values.
  public var points: [Point]

  /// One combination.
  public struct Point: Sendable, Equatable {
    /// The given value.
    public var given: Double
    /// The smallest value of the other path that reaches the target; nil if none within its bounds does.
    public var value: Double?
    /// The power there.
    public var power: Double?
    /// What it costs, if costs are stated.
    public var cost: Double?
    /// Rows to be expected.
    public var rows: Int?

    /// Makes one.
    public init(given: Double, value: Double?, power: Double?, cost: Double?, rows: Int?) {
      self.given = given
      self.value = value
      self.power = power
      self.cost = cost
      self.rows = rows
    }
  }

  /// Makes a frontier.
  public init(path: String, given: String, points: [Point]) {
    self.path = path
    self.given = given
    self.points = points
  }
}
