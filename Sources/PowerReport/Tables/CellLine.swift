import PowerStudy
import StudyDesign

/// A line of a cell: one figure of one test in one scenario.
enum CellLine: CaseIterable {
  case rejections
  case interval
  case standardErrorMethod
  case targetReached
  case nullRejection
  case nullInterval
  case failed
  case failuresRejected
  case singular
  case withExpectedInformation

  /// What stands beside the figures.
  var name: String {
    switch self {
    case .rejections: "power"
    case .interval, .nullInterval: "95% interval"
    case .standardErrorMethod: "SE method"
    case .targetReached: "draws at target"
    case .nullRejection: "type I error"
    case .failed: "failed fits"
    case .failuresRejected: "if they rejected"
    case .singular: "singular fits"
    case .withExpectedInformation: "rough SEs"
    }
  }

  /// The lines that say something in at least one of the cells.
  static func needed(for cells: [TestSummary]) -> [CellLine] {
    allCases.filter { line in
      switch line {
      case .rejections, .interval: true
      case .standardErrorMethod: cells.contains { $0.informativeStandardErrorPower != nil }
      case .targetReached: cells.contains { $0.shareReachingTarget != nil }
      case .nullRejection, .nullInterval: cells.contains { $0.calibration != nil }
      case .failed: cells.contains { $0.fits.failed > 0 }
      case .failuresRejected: cells.contains { $0.failuresMatter }
      case .singular: cells.contains { $0.fits.singular > 0 }
      case .withExpectedInformation: cells.contains { $0.fits.withExpectedInformation > 0 }
      }
    }
  }

  /// The figure, followed by a mark if it is power that reaches the target, else by a space.
  func text(_ test: TestSummary, target: Double?) -> String {
    switch self {
    case .rejections:
      NumberText.probability(test.power.value) + (test.reaches(target) ? "*" : " ")
    case .interval: NumberText.interval(test.power.interval) + " "
    case .standardErrorMethod:
      (test.informativeStandardErrorPower.map(NumberText.probability) ?? NumberText.none) + " "
    case .targetReached:
      (test.shareReachingTarget.map { NumberText.percent($0.value) } ?? NumberText.none) + " "
    case .nullRejection:
      (test.calibration.map { NumberText.probability($0.value) } ?? NumberText.none)
        + (test.isAnticonservative ? "!" : " ")
    case .nullInterval:
      (test.calibration.map { NumberText.interval($0.interval) } ?? NumberText.none) + " "
    case .failed: NumberText.percent(test.failedShare) + " "
    case .failuresRejected:
      (test.failuresMatter
        ? NumberText.probability(test.powerIfFailuresRejected) : NumberText.none) + " "
    case .singular:
      NumberText.percent(Double(test.fits.singular) / Double(test.fits.replicates)) + " "
    case .withExpectedInformation:
      NumberText.percent(
        Double(test.fits.withExpectedInformation) / Double(test.fits.replicates)) + " "
    }
  }
}

extension TestSummary {
  /// Share of all replicates whose fit failed.
  var failedShare: Double { Double(fits.failed) / Double(fits.replicates) }

  /// Power by the standard error method; nil where the null value is true, since the method then
  /// gives alpha whatever the standard errors.
  var informativeStandardErrorPower: Double? { isTrueNull ? nil : standardErrorPower.value }

  /// Above 1% of failed fits both extreme readings of them are shown.
  var failuresMatter: Bool { failedShare > 0.01 }

  /// Whether power, by the zero/one method, reaches the target; a type I error never does.
  func reaches(_ target: Double?) -> Bool {
    guard let target, !isTrueNull else { return false }
    return power.value >= target
  }

  /// Whether it is no test but the share of short confidence intervals.
  var isPrecision: Bool {
    if case .precision = self.test.hypothesis { true } else { false }
  }

  /// The type I error beside the power; nil where it was not measured, or the power is one itself.
  var calibration: Share? { isTrueNull ? nil : nullRejection }

  /// Whether true null hypotheses are rejected more often than the level allows, beyond Monte Carlo
  /// error.
  var isAnticonservative: Bool {
    nullRejection.map { $0.interval.lowerBound > test.alpha } ?? false
  }
}
