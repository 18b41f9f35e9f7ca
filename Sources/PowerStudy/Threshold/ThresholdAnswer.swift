public import StudyDesign

/// Which candidate meets what is required of the figures of one estimator.
public struct ThresholdAnswer: Sendable, Equatable {
  /// How the figures are computed.
  public var estimator: PublicationThreshold.Estimator
  /// The smallest candidate that meets every requirement; nil if none does.
  public var candidate: Int?
  /// What each requirement comes to: at that candidate, or where there is none, at the candidate that
  /// comes nearest to it.
  public var checks: [Check]

  /// A requirement and the figure that it is about.
  public struct Check: Sendable, Equatable {
    /// What is required.
    public var requirement: PublicationThreshold.Requirement
    /// The candidate that the figure is of.
    public var candidate: Int
    /// The figure; nil where no group is published.
    public var figure: Figure?

    /// Makes a check.
    public init(
      requirement: PublicationThreshold.Requirement, candidate: Int, figure: Figure?
    ) {
      self.requirement = requirement
      self.candidate = candidate
      self.figure = figure
    }

    /// Whether the figure is what is required.
    public var isMet: Bool { figure.map { $0.value >= requirement.least } ?? false }
  }

  /// Makes an answer.
  public init(
    estimator: PublicationThreshold.Estimator, candidate: Int?, checks: [Check]
  ) {
    self.estimator = estimator
    self.candidate = candidate
    self.checks = checks
  }
}

extension ThresholdScenario {
  /// The answer for each estimator of which something is required.
  public var answers: [ThresholdAnswer] {
    threshold.estimators.compactMap { estimator in
      let requirements = threshold.requirements.filter { $0.estimator == estimator }
      return requirements.isEmpty ? nil : answer(estimator, requirements)
    }
  }

  private func answer(
    _ estimator: PublicationThreshold.Estimator,
    _ requirements: [PublicationThreshold.Requirement]
  ) -> ThresholdAnswer {
    let rows = rows(of: estimator, .atLeast)
    func check(
      _ requirement: PublicationThreshold.Requirement, _ row: ThresholdRow
    ) -> ThresholdAnswer.Check {
      ThresholdAnswer.Check(
        requirement: requirement, candidate: row.candidate,
        figure: row.figures[requirement.quantity.figure])
    }
    let found = rows.first { row in requirements.allSatisfy { check($0, row).isMet } }
    let checks = requirements.map { requirement in
      let nearest = rows.max {
        check(requirement, $0).figure?.value ?? -1 < check(requirement, $1).figure?.value ?? -1
      }
      return check(requirement, found ?? nearest!)
    }
    return ThresholdAnswer(estimator: estimator, candidate: found?.candidate, checks: checks)
  }
}

extension PublicationThreshold.Requirement.Quantity {
  /// The figure that is required to be large enough.
  public var figure: ThresholdFigure {
    switch self {
    case .within: .within
    case .reliability: .reliability
    }
  }
}
