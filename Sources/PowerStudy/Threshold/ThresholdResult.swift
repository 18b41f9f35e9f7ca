public import StudyDesign

/// What a simulation of a plan's thresholds of publication gave.
public struct ThresholdResult: Sendable {
  /// The plan that was simulated.
  public var plan: StudyPlan
  /// One for each scenario, in the plan's order.
  public var scenarios: [ThresholdScenario]

  /// Makes a result.
  public init(plan: StudyPlan, scenarios: [ThresholdScenario]) {
    self.plan = plan
    self.scenarios = scenarios
  }
}

/// The figures of one scenario.
public struct ThresholdScenario: Sendable {
  /// The threshold that was asked for.
  public var threshold: PublicationThreshold
  /// Data sets drawn.
  public var replicates: Int
  /// Fits with a variance estimated as 0.
  public var singular: Int
  /// Fits that failed, whose data sets are without the figures that want a fit.
  public var failed: Int
  /// Estimator by estimator the groups of at least each candidate, then those from each candidate to
  /// below the next.
  public var rows: [ThresholdRow]

  /// Makes a scenario.
  public init(
    threshold: PublicationThreshold, replicates: Int, singular: Int, failed: Int,
    rows: [ThresholdRow]
  ) {
    self.threshold = threshold
    self.replicates = replicates
    self.singular = singular
    self.failed = failed
    self.rows = rows
  }

  /// The rows of one estimator and one view.
  public func rows(
    of estimator: PublicationThreshold.Estimator, _ view: ThresholdRow.View
  ) -> [ThresholdRow] {
    rows.filter { $0.estimator == estimator && $0.view == view }
  }
}

/// The figures of one estimator about one set of groups.
public struct ThresholdRow: Sendable, Equatable {
  /// Which groups of those that answered enough.
  public enum View: String, Sendable, CaseIterable {
    /// All groups with at least as many answers as the candidate: what is published with it.
    case atLeast = "at_least"
    /// Those with fewer than the next candidate: what the candidate admits besides.
    case about
  }

  /// How the figures about groups are computed.
  public var estimator: PublicationThreshold.Estimator
  /// Which groups these are.
  public var view: View
  /// The number of answers from which on.
  public var candidate: Int
  /// The largest number of answers; nil without end.
  public var largest: Int?
  /// Figures with their Monte Carlo standard errors; those that are not there are not defined.
  public var figures: [ThresholdFigure: Figure]

  /// Makes a row.
  public init(
    estimator: PublicationThreshold.Estimator, view: View, candidate: Int, largest: Int? = nil,
    figures: [ThresholdFigure: Figure]
  ) {
    self.estimator = estimator
    self.view = view
    self.candidate = candidate
    self.largest = largest
    self.figures = figures
  }
}

extension ThresholdScenario {
  /// Figures from sums over data sets.
  init(_ threshold: PublicationThreshold, _ sums: FigureSums) {
    let candidates = threshold.candidates
    var rows: [ThresholdRow] = []
    for (index, estimator) in threshold.estimators.enumerated() {
      for (place, view) in ThresholdRow.View.allCases.enumerated() {
        for k in candidates.indices {
          let next = k + 1 < candidates.count ? candidates[k + 1] - 1 : nil
          rows.append(
            ThresholdRow(
              estimator: estimator, view: view, candidate: candidates[k],
              largest: view == .about ? next : nil,
              figures: Self.figures(
                sums, estimator: index, set: place * candidates.count + k)))
        }
      }
    }
    self.init(
      threshold: threshold, replicates: sums.replicates, singular: sums.singular,
      failed: sums.failed, rows: rows)
  }

  private static func figures(
    _ sums: FigureSums, estimator: Int, set: Int
  ) -> [ThresholdFigure: Figure] {
    var figures: [ThresholdFigure: Figure] = [:]
    for figure in ThresholdFigure.allCases {
      figures[figure] = sums.ratio(figure, estimator: estimator, set: set)
    }
    figures[.realisedReliability] = sums.squaredCorrelation(estimator: estimator, set: set)
    figures[.rmse] = figures[.rmse].map { square in
      let root = square.value.squareRoot()
      return Figure(root, mcse: root > 0 ? square.mcse.map { $0 / (2 * root) } : 0)
    }
    return figures
  }
}
