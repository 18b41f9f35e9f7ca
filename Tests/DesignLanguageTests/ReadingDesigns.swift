import DataTable
import DesignLanguage
import Foundation
import ModelFormula
import StudyDesign

struct NoSuchFile: Error, CustomStringConvertible {
  var description: String { "there is no such file" }
}

/// An environment with the given tables by path, and no fits.
func environment(
  tables: [String: DataTable] = [:], fitted: FittedParameters? = nil
) -> DesignEnvironment {
  DesignEnvironment(
    loadTable: { path in
      guard let table = tables[path] else { throw NoSuchFile() }
      return table
    },
    fitParameters: { _, _, _ in
      guard let fitted else { throw NoSuchFile() }
      return fitted
    })
}

/// The plan of a design that is right.
func plan(
  _ text: String, set overrides: [PathOverride] = [],
  in environment: DesignEnvironment = environment()
) throws -> StudyPlan {
  try DesignReader.read(
    text: text, fileName: "design.yaml", overrides: overrides, environment: environment)
}

/// The messages about a design, each as `line:column: message`; none if it is right.
func mistakes(
  _ text: String, set overrides: [PathOverride] = [], maxFits: Double = DesignReader.defaultMaxFits,
  in environment: DesignEnvironment = environment()
) -> [String] {
  do throws(DesignErrors) {
    _ = try DesignReader.read(
      text: text, fileName: "d", overrides: overrides, maxFits: maxFits, environment: environment)
    return []
  } catch {
    return error.diagnostics.map { diagnostic in
      let place = "\(diagnostic.line):\(diagnostic.column): \(diagnostic.message)"
      return diagnostic.file == "d" ? place : "\(diagnostic.file): \(place)"
    }
  }
}

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// An environment with the shipped data files under every path to them, and made-up estimates for
/// the London schools.
let londonSchools: DesignEnvironment = {
  let (table, fife) = (shippedData("Exam.csv"), shippedData("fife.csv"))
  let estimates = FittedParameters(
    coefficients: [
      "(Intercept)": -0.2, "standLRT": 0.55, "schgendboys": 0.1, "schgendgirls": 0.2,
    ],
    covariances: [[[0.08, 0.02], [0.02, 0.015]]], residualVariance: 0.55)
  return environment(
    tables: ["data/Exam.csv": table, "../fixtures/Exam.csv": table, "data/fife.csv": fife],
    fitted: estimates)
}()

private func shippedData(_ name: String) -> DataTable {
  let file = packageFolder.appending(path: "Designs/data/\(name)")
  guard let text = try? String(contentsOf: file, encoding: .utf8),
    let table = try? DataTable(csv: text)
  else { preconditionFailure("the shipped data file \(name) is missing") }
  return table
}
