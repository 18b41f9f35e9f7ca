import PowerStudy
import StudyDesign

/// A column of the table of all figures.
struct FigureColumn {
  /// What the columns beside it have in common with it.
  var group: Group
  var title: String
  var isText = false
  var text: @Sendable (TestSummary) -> String

  enum Group: String {
    case test = "Test"
    case power = "Power"
    case calibration = "Type I error"
    case estimate = "Estimate"
    case interval = "Interval and errors"
    case fits = "Fits"

    /// Whether one value for all rows says it once and for all.
    var holdsSettings: Bool { self == .test || self == .fits }
  }

  /// All columns, in their order. Intervals are at 95%, and Monte Carlo standard errors in
  /// parentheses.
  static let all: [FigureColumn] =
    testColumns + powerColumns + calibrationColumns + estimateColumns + intervalColumns
    + fitColumns

  private static let testColumns = [
    FigureColumn(group: .test, title: "analysis", isText: true) { $0.analysis },
    FigureColumn(group: .test, title: "test", isText: true) { $0.test.name },
    FigureColumn(group: .test, title: "method", isText: true) { $0.test.method.title },
    FigureColumn(group: .test, title: "side", isText: true) { $0.test.side.title },
    FigureColumn(group: .test, title: "alpha") { NumberText.value($0.test.alpha) },
    FigureColumn(group: .test, title: "against") { figures in
      switch figures.test.nullValue {
      case .text(let text): text
      case .number(let number): number.map(NumberText.value) ?? ""
      }
    },
    FigureColumn(group: .test, title: "adjusted by", isText: true) {
      $0.adjustment?.rawValue ?? ""
    },
  ]

  private static let powerColumns = [
    FigureColumn(group: .power, title: "power") { share($0.power) },
    FigureColumn(group: .power, title: "95% interval") {
      NumberText.interval($0.power.interval)
    },
    FigureColumn(group: .power, title: "SE method") {
      $0.informativeStandardErrorPower.map(NumberText.probability) ?? NumberText.none
    },
    FigureColumn(group: .power, title: "its interval") { test in
      test.informativeStandardErrorPower.flatMap { _ in
        test.standardErrorPower.interval.map(NumberText.interval)
      } ?? NumberText.none
    },
    FigureColumn(group: .power, title: "draws at target") { share($0.shareReachingTarget) },
  ]

  private static let calibrationColumns = [
    FigureColumn(group: .calibration, title: "error") { share($0.calibration) },
    FigureColumn(group: .calibration, title: "95% interval") {
      $0.calibration.map { NumberText.interval($0.interval) } ?? NumberText.none
    },
  ]

  private static let estimateColumns = [
    FigureColumn(group: .estimate, title: "true value") {
      $0.truth.map(NumberText.value) ?? NumberText.none
    },
    FigureColumn(group: .estimate, title: "mean") {
      $0.meanEstimate.map(NumberText.estimate) ?? NumberText.none
    },
    FigureColumn(group: .estimate, title: "bias") { measured($0.bias) },
    FigureColumn(group: .estimate, title: "empirical SE") { measured($0.empiricalSE) },
    FigureColumn(group: .estimate, title: "model SE") { measured($0.modelSE) },
    FigureColumn(group: .estimate, title: "its error, %") { measured($0.relativeErrorSE) },
    FigureColumn(group: .estimate, title: "RMSE") { measured($0.rmse) },
  ]

  private static let intervalColumns = [
    FigureColumn(group: .interval, title: "coverage") { share($0.coverage) },
    FigureColumn(group: .interval, title: "bias-eliminated") { share($0.biasEliminatedCoverage) },
    FigureColumn(group: .interval, title: "type S") { share($0.typeS) },
    FigureColumn(group: .interval, title: "type M") { measured($0.typeM) },
    FigureColumn(group: .interval, title: "mean df") {
      $0.meanDF.map(NumberText.estimate) ?? NumberText.none
    },
  ]

  private static let fitColumns = [
    FigureColumn(group: .fits, title: "rows") { NumberText.estimate($0.observations) },
    FigureColumn(group: .fits, title: "replicates") { NumberText.count($0.fits.replicates) },
    FigureColumn(group: .fits, title: "converged") { NumberText.count($0.fits.converged) },
    FigureColumn(group: .fits, title: "singular") { NumberText.count($0.fits.singular) },
    FigureColumn(group: .fits, title: "rough SEs") {
      $0.fits.withExpectedInformation > 0
        ? NumberText.count($0.fits.withExpectedInformation) : NumberText.none
    },
    FigureColumn(group: .fits, title: "failed") { NumberText.count($0.fits.failed) },
  ]
}

extension StudyTest.Method {
  /// As in a table.
  fileprivate var title: String {
    switch self {
    case .betweenWithin: "between-within"
    case .satterthwaite: "Satterthwaite"
    case .kenwardRoger: "Kenward-Roger"
    case .lrt: "likelihood ratio"
    case .z, .t: rawValue
    case .f: "F"
    case .none: ""
    }
  }
}

extension StudyTest.Side {
  /// As in a table.
  fileprivate var title: String {
    switch self {
    case .two: "two-sided"
    case .greater, .less, .upper, .equivalence: rawValue
    case .none: ""
    }
  }
}
