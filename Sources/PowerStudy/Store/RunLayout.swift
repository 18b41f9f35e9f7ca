internal import DataSimulation
public import StudyDesign

/// What a run simulates: for each scenario itself, then its null hypotheses where type I error is
/// measured.
public struct RunLayout: Sendable {
  /// The studies, in the order of the plan's scenarios.
  public let studies: [StudyLayout]

  /// The layout of a plan.
  public init(plan: StudyPlan) {
    studies = plan.jobs.enumerated().flatMap { scenario, jobs in
      jobs.studies.enumerated().map { place, study in
        StudyLayout(
          study: study, scenario: scenario, null: place, place: plan.place(of: scenario))
      }
    }
  }
}

/// One of the studies that a run simulates, and what is kept of its replicates.
public struct StudyLayout: Sendable {
  /// The study; tests by methods to compare stand after its own.
  public let study: Study
  /// Index of the scenario.
  public let scenario: Int
  /// 0: the scenario itself; from 1 on: with null hypotheses made true.
  public let null: Int
  /// The swept paths with their values, as in `school = 20, pupil = 10`.
  public let place: String
  /// Indices of the tests that have figures of their own: all but `any` and `all` of a family.
  public let tests: [Int]
  /// Bytes that are kept of each replicate besides the figures of its tests.
  public let furtherBytes: Int

  init(study: Study, scenario: Int, null: Int, place: String) {
    self.study = study
    self.scenario = scenario
    self.null = null
    self.place = place
    let measures = StudyMeasures(study: study)
    tests = study.testsWithFigures
    furtherBytes = FurtherFigures(study: study, measures: measures).bytes
  }

  /// The text from which the study's random streams follow.
  public var streamPath: String { study.canonicalPath }
}

extension StudyPlan {
  /// Where a scenario lies in the grid.
  fileprivate func place(of scenario: Int) -> String {
    zip(axes, scenarios[scenario].coordinates).map { axis, index in
      "\(axis.path) = \(axis.labels[index])"
    }.joined(separator: ", ")
  }
}

extension Study {
  /// Indices of the tests that have figures of their own.
  var testsWithFigures: [Int] {
    tests.indices.filter {
      switch tests[$0].hypothesis {
      case .any, .all: false
      default: true
      }
    }
  }
}
