import DataTable
import DesignLanguage
import Foundation
import PowerStudy
import StudyDesign

private struct NoSuchFile: Error {}

/// Data sets of a design's first scenario, replicates 1 to `count`.
func tables(_ text: String, count: Int, from first: Int = 1) throws -> [DataTable] {
  let plan = try DesignReader.read(
    text: text, fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in throw NoSuchFile() }, fitParameters: { _, _, _ in throw NoSuchFile() }))
  return (first..<first + count).map {
    simulateTable(scenario: plan.scenarios[0], settings: plan.simulation, replicate: $0)
  }
}

extension DataTable {
  /// A column of numbers, or the indices of the categories.
  func numbers(_ name: String) -> [Double] {
    switch self[name]!.values {
    case .numbers(let numbers): numbers
    case .categories(_, let codes): codes.map(Double.init)
    }
  }

  /// The names of a factor's categories, row by row.
  func texts(_ name: String) -> [String] {
    switch self[name]!.values {
    case .numbers: preconditionFailure("\(name) is a column of numbers")
    case .categories(let categories, let codes): codes.map { categories[Int($0)] }
    }
  }
}

/// A statistic of independent data sets with a known expectation: its mean over the data sets lies
/// within 5.5 of its standard errors, as estimated from the data sets themselves (at least 1,000, so
/// that the t distribution adds nothing that matters). False-alarm rate 5e-8.
struct MonteCarloMean {
  var values: [Double]

  /// The distance from `expected` in standard errors; 0 where both the values and the expectation
  /// are the same number.
  func deviation(from expected: Double) -> Double {
    precondition(values.count >= 1000)
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    if variance == 0 { return mean == expected ? 0 : .infinity }
    return (mean - expected).magnitude / (variance / n).squareRoot()
  }

  func isNear(_ expected: Double) -> Bool { deviation(from: expected) < 5.5 }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Mean product of two columns about stated centres.
func meanProduct(_ a: [Double], _ b: [Double], about centers: (Double, Double) = (0, 0)) -> Double {
  mean(zip(a, b).map { ($0 - centers.0) * ($1 - centers.1) })
}
