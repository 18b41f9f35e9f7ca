import DesignLanguage
import DataTable
import PowerStudy
import StudyDesign
import Testing

/// The result of a design with a threshold.
func threshold(
  _ text: String, replicates: Int, threads: Int = 1, seed: Int = 1
) async throws -> ThresholdResult {
  let plan = try DesignReader.read(
    text: text + "\nsimulation: {replicates: \(replicates), seed: \(seed)}",
    fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { path in
        try DataTable(csv: "size\n" + (1...40).map(String.init).joined(separator: "\n"))
      }, fitParameters: { _, _, _ in throw CancellationError() }))
  return try await ThresholdRunner(plan: plan, threads: threads).run()
}

extension ThresholdScenario {
  /// A figure of the groups of at least a candidate.
  func figure(
    _ figure: ThresholdFigure, _ estimator: PublicationThreshold.Estimator = .raw,
    from candidate: Int,
    _ view: ThresholdRow.View = .atLeast
  ) -> Figure? {
    rows(of: estimator, view).first { $0.candidate == candidate }?.figures[figure]
  }
}

/// Whether a figure is the expected one but for chance: 4 of its Monte Carlo standard errors, which a right
/// program exceeds once in 16,000 comparisons, and `slack`, for what is said where it is used.
func isNear(_ figure: Figure?, _ expected: Double, slack: Double = 0) -> Bool {
  guard let figure, let error = figure.mcse else { return false }
  return abs(figure.value - expected) <= 4 * error + slack
}
