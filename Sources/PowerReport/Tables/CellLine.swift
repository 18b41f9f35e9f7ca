import PowerStudy

/// A line of a cell: one figure of one test in one scenario.
enum CellLine: String, CaseIterable {
  case rejections = "power"
  case interval = "95% interval"
  case standardErrorMethod = "SE method"
  case failed = "failed fits"
  case failuresRejected = "if they rejected"
  case singular = "singular fits"

  /// The lines that say something in at least one of the cells.
  static func needed(for cells: [TestSummary]) -> [CellLine] {
    allCases.filter { line in
      switch line {
      case .rejections, .interval: true
      case .standardErrorMethod: cells.contains { $0.informativeStandardErrorPower != nil }
      case .failed: cells.contains { $0.fits.failed > 0 }
      case .failuresRejected: cells.contains { $0.failuresMatter }
      case .singular: cells.contains { $0.fits.singular > 0 }
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
    case .failed: NumberText.percent(test.failedShare) + " "
    case .failuresRejected:
      (test.failuresMatter
        ? NumberText.probability(test.powerIfFailuresRejected) : NumberText.none) + " "
    case .singular:
      NumberText.percent(Double(test.fits.singular) / Double(test.fits.replicates)) + " "
    }
  }
}

extension TestSummary {
  /// Share of all replicates whose fit failed.
  var failedShare: Double { Double(fits.failed) / Double(fits.replicates) }

  /// Power by the standard error method; nil where the null value is true, since the method then
  /// gives alpha whatever the standard errors.
  var informativeStandardErrorPower: Double? { effect == 0 ? nil : standardErrorPower.value }

  /// Above 1% of failed fits both extreme readings of them are shown.
  var failuresMatter: Bool { failedShare > 0.01 }

  /// Whether power, by the zero/one method, reaches the target; a type I error never does.
  func reaches(_ target: Double?) -> Bool {
    guard let target, effect != 0 else { return false }
    return power.value >= target
  }
}
