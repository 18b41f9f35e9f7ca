import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign
import Testing

/// Whether the long simulations are wanted.
let isSlow = ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1"

private struct NoSuchFile: Error {}

/// The summaries of a design with one test: one for each scenario, in order.
func summaries(_ text: String) async throws -> [TestSummary] {
  let plan = try DesignReader.read(
    text: text, fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in throw NoSuchFile() }, fitParameters: { _, _, _ in throw NoSuchFile() }))
  let result = try await StudyRunner(plan: plan, threads: 2).run()
  return RunSummary(result: result).scenarios.map { $0.tests[0] }
}

/// Expects the share of rejections within 4 Monte Carlo standard errors and `rounding` of a figure.
func expectRejections(
  _ summary: TestSummary, _ probability: Double, rounding: Double = 5e-5, _ name: String
) {
  let error = (probability * (1 - probability) / Double(summary.power.total)).squareRoot()
  let gap = (summary.power.value - probability).magnitude
  #expect(gap < 4 * error + rounding, "\(name): \(summary.power.value) for \(probability)")
}

/// Expects the standard error method's power within 4 Monte Carlo standard errors and `rounding`.
func expectStandardErrorPower(
  _ summary: TestSummary, _ figure: Double, rounding: Double = 5e-5, _ name: String
) throws {
  let value = try #require(summary.standardErrorPower.value)
  let interval = try #require(summary.standardErrorPower.interval)
  let half = max(value - interval.lowerBound, interval.upperBound - value)
  #expect((value - figure).magnitude < 2.05 * half + rounding, "\(name): \(value) for \(figure)")
}
