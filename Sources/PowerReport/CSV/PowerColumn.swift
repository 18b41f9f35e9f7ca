package import PowerStudy
import StudyDesign

/// A column of `power.csv` after those that name the scenario.
package struct PowerColumn: Sendable {
  package let name: String
  package let value: @Sendable (TestSummary) -> Value

  /// What stands in a column.
  package enum Value: Equatable, Sendable {
    case text(String)
    /// Nil where there is no figure.
    case number(Double?)
  }

  /// All columns, in their order.
  package static let all: [PowerColumn] =
    testColumns + fitColumns + powerColumns + estimateColumns + coverageColumns + laterColumns

  private static let testColumns = [
    PowerColumn(name: "analysis") { .text($0.analysis) },
    PowerColumn(name: "test") { .text($0.test.name) },
    PowerColumn(name: "method") { .text($0.test.method.rawValue) },
    PowerColumn(name: "side") { .text($0.test.side.rawValue) },
    number("alpha") { $0.test.alpha },
    number("truth") { $0.truth },
    number("observations") { $0.observations },
  ]

  private static let fitColumns = [
    count("replicates") { $0.fits.replicates },
    count("converged") { $0.fits.converged },
    count("singular") { $0.fits.singular },
    count("failed") { $0.fits.failed },
  ]

  private static let powerColumns = [
    number("power") { $0.power.value },
    number("power_mcse") { $0.power.mcse },
    number("power_low") { $0.power.interval.lowerBound },
    number("power_high") { $0.power.interval.upperBound },
    number("power_se_method") { $0.standardErrorPower.value },
    number("power_se_method_low") { $0.standardErrorPower.interval?.lowerBound },
    number("power_se_method_high") { $0.standardErrorPower.interval?.upperBound },
  ]

  private static let estimateColumns =
    [number("mean_estimate") { $0.meanEstimate }]
    + figure("bias") { $0.bias }
    + figure("empirical_se") { $0.empiricalSE }
    + figure("model_se") { $0.modelSE }
    + figure("relative_error_se") { $0.relativeErrorSE }
    + figure("rmse") { $0.rmse }

  private static let coverageColumns =
    figure("coverage") { $0.coverage?.figure }
    + figure("bias_eliminated_coverage") { $0.biasEliminatedCoverage?.figure }
    + figure("type_s") { $0.typeS?.figure }
    + figure("type_m") { $0.typeM }
    + [
      number("mean_df") { $0.meanDF },
      PowerColumn(name: "against") { $0.test.nullValue },
    ]

  private static let laterColumns = [
    number("null_rejection") { $0.nullRejection?.value },
    number("null_rejection_low") { $0.nullRejection?.interval.lowerBound },
    number("null_rejection_high") { $0.nullRejection?.interval.upperBound },
    number("assurance") { $0.assurance?.value },
    number("assurance_low") { $0.assurance?.interval.lowerBound },
    number("assurance_high") { $0.assurance?.interval.upperBound },
    number("share_reaching_target") { $0.shareReachingTarget?.value },
    PowerColumn(name: "adjust") { .text($0.adjustment?.rawValue ?? "") },
  ]

  private static func number(_ name: String, _ value: @escaping @Sendable (TestSummary) -> Double?)
    -> PowerColumn
  {
    PowerColumn(name: name) { .number(value($0)) }
  }

  private static func count(_ name: String, _ value: @escaping @Sendable (TestSummary) -> Int)
    -> PowerColumn
  {
    PowerColumn(name: name) { .number(Double(value($0))) }
  }

  /// A figure and its Monte Carlo standard error.
  private static func figure(_ name: String, _ value: @escaping @Sendable (TestSummary) -> Figure?)
    -> [PowerColumn]
  {
    [number(name) { value($0)?.value }, number(name + "_mcse") { value($0)?.mcse }]
  }
}

extension PowerColumn.Value {
  /// As a field of a CSV file.
  var field: String {
    switch self {
    case .text(let text): CSVField.text(text)
    case .number(let number): CSVField.number(number)
    }
  }
}

extension StudyTest {
  /// The null value, the margins of equivalence or the half-width of a precision; empty for any and
  /// all tests of a family.
  var nullValue: PowerColumn.Value {
    switch hypothesis {
    case .coefficient, .contrast, .joint, .variance: .number(against)
    case .equivalence(_, let lower, let upper):
      .text("\(CSVField.number(lower))..\(CSVField.number(upper))")
    case .precision(_, let halfWidth): .number(halfWidth)
    case .any, .all: .number(nil)
    }
  }
}
