import DataTable
import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign

/// A design without data files, read.
func readPlan(_ text: String, set overrides: [PathOverride] = []) throws -> StudyPlan {
  try DesignReader.read(
    text: text, fileName: "design.yaml", overrides: overrides, environment: noFiles)
}

private struct NoSuchFile: Error {}

private let noFiles = DesignEnvironment(
  loadTable: { _ in throw NoSuchFile() }, fitParameters: { _, _, _ in throw NoSuchFile() })

/// What a design gives.
func run(
  _ text: String, set overrides: [PathOverride] = [], threads: Int = 2
) async throws -> RunResult {
  try await StudyRunner(plan: readPlan(text, set: overrides), threads: threads).run()
}

/// The summaries of a design with one test: one for each scenario, in order.
func summaries(_ text: String) async throws -> [TestSummary] {
  RunSummary(result: try await run(text)).scenarios.map { $0.tests[0] }
}

extension TestSummary {
  /// Whether the share of rejections is this probability, within 4 Monte Carlo standard errors of
  /// that probability and the bias of the reference.
  func rejects(with probability: Double, bias: Double = 0) -> Bool {
    let error = (probability * (1 - probability) / Double(power.total)).squareRoot()
    return (power.value - probability).magnitude < 4 * error + bias
  }

  /// Whether the power of the standard error method is this figure, within twice its 95% interval
  /// (4 Monte Carlo standard errors) and the bias of the reference.
  func standardErrorPowerIs(_ figure: Double, bias: Double = 0) -> Bool {
    guard let value = standardErrorPower.value, let interval = standardErrorPower.interval else {
      return false
    }
    let half = max(value - interval.lowerBound, interval.upperBound - value)
    return (value - figure).magnitude < 2.05 * half + bias
  }
}
