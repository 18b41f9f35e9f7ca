/// A design as a whole: all scenarios of its grid and the settings of the simulation.
public struct StudyPlan: Sendable, Equatable {
  /// The title, or the file's name.
  public var title: String
  /// What the study is about, in the words of its author.
  public var description: String?
  /// The sweeps, in the order of the design file.
  public var axes: [GridAxis]
  /// Every combination of the axes' values, the last axis fastest; one if there are no axes.
  public var scenarios: [Scenario]
  /// Index of the scenario with the values that the design states beside its grid, those of the middle where
  /// the grid does not have them.
  public var statedScenario = 0
  /// Replicates of each scenario, and the seed.
  public var simulation: SimulationSettings
  /// The power aimed at, if stated.
  public var target: Double?
  /// Which of several tests are to have it.
  public var targetRule = TargetRule.each
  /// What a study costs, if stated.
  public var cost: StudyCost?
  /// What the design looks for, if it says so.
  public var search: StudySearch?
  /// Remarks for the reader of a report (power at observed estimates, rows dropped and the like).
  public var remarks: [String]
  /// What the design states that replicates follow from, sorted by path; not the number of replicates.
  public var statements: [StatedValue]

  /// Makes a plan.
  public init(
    title: String, description: String?, axes: [GridAxis], scenarios: [Scenario],
    simulation: SimulationSettings, target: Double?, remarks: [String] = [],
    statements: [StatedValue] = []
  ) {
    self.title = title
    self.description = description
    self.axes = axes
    self.scenarios = scenarios
    self.simulation = simulation
    self.target = target
    self.remarks = remarks
    self.statements = statements
  }
}

/// One swept path of the grid.
public struct GridAxis: Sendable, Equatable {
  /// The path as written.
  public var path: String
  /// What a report prints for each value.
  public var labels: [String]

  /// Makes an axis.
  public init(path: String, labels: [String]) {
    self.path = path
    self.labels = labels
  }
}

/// One cell of the grid.
public struct Scenario: Sendable, Equatable {
  /// For each axis, the index of the value that holds here.
  public var coordinates: [Int]
  /// For each level that `power.csv` lists, its stated size, as text to print.
  public var statedSizes: [StatedSize]
  /// The resolved study.
  public var study: Study

  /// The stated size of a level.
  public struct StatedSize: Sendable, Equatable {
    /// The level's name.
    public var level: String
    /// Its size as stated (`25` for `25 per school`), evaluated.
    public var size: Double

    /// Makes a stated size.
    public init(level: String, size: Double) {
      self.level = level
      self.size = size
    }
  }

  /// Makes a scenario.
  public init(coordinates: [Int], statedSizes: [StatedSize], study: Study) {
    self.coordinates = coordinates
    self.statedSizes = statedSizes
    self.study = study
  }
}

/// When a scenario has had enough replicates.
public struct StoppingRule: Sendable, Equatable {
  /// Half of Wilson's 95% interval of every power is to be at most 1.96 times this Monte Carlo standard
  /// error.
  public var mcse: Double
  /// Replicates after which a scenario ends in any case.
  public var atMost: Int

  /// Makes a rule.
  public init(mcse: Double, atMost: Int = 100_000) {
    self.mcse = mcse
    self.atMost = atMost
  }
}

/// How much is simulated, and from which seed.
public struct SimulationSettings: Sendable, Equatable {
  /// Data sets for each scenario; with a stopping rule those of a block, after each of which the rule
  /// decides.
  public var replicates: Int
  /// Ends scenarios one by one; nil: all have the same number of replicates.
  public var until: StoppingRule?
  /// The seed of all streams.
  public var seed: UInt64
  /// Whether all scenarios share their random streams.
  public var sharesStreams: Bool
  /// Whether the type I error of every test is measured beside its power.
  public var calibrates: Bool

  /// Makes settings.
  public init(
    replicates: Int = 1000, seed: UInt64 = 1, sharesStreams: Bool = false,
    calibrates: Bool = false, until: StoppingRule? = nil
  ) {
    self.replicates = replicates
    self.until = until
    self.seed = seed
    self.sharesStreams = sharesStreams
    self.calibrates = calibrates
  }

  /// Data sets of a scenario at most.
  public var mostReplicates: Int { until?.atMost ?? replicates }
}
