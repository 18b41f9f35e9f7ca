import DataTable
import DesignLanguage
import MixedModels
import ModelFormula
import ModelFrame

extension DesignEnvironment {
  /// What the design file at `path` may ask for: data files beside it, and fits of them.
  init(besides path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init(
      loadTable: { name in try readTable(name.hasPrefix("/") ? name : folder + name) },
      fitParameters: { table, formula, _ in try estimates(table, formula) })
  }
}

/// Why a data file or a fit is of no use, as the end of a sentence that names it.
private struct Reason: Error, CustomStringConvertible {
  let description: String
}

private func readTable(_ path: String) throws -> DataTable {
  do {
    return try DataTable(csv: readBytes(path))
  } catch CommandFailure.unreadable(_, let reason) {
    throw Reason(description: reason)
  } catch let error as CSVError {
    throw Reason(description: "line \(error.line), column \(error.column): \(error)")
  }
}

/// Estimates by REML, or by least squares where there are no random terms.
private func estimates(_ table: DataTable, _ formula: Formula) throws -> FittedParameters {
  let fit = try ModelFrame(table: table, formula: formula).fit(.reml)
  guard fit.outcome.hasEstimates else { throw Reason(description: "the fit did not converge") }
  return FittedParameters(
    coefficients: Dictionary(uniqueKeysWithValues: fit.coefficients.map { ($0.name, $0.estimate) }),
    covariances: fit.randomTerms.map(\.covariance), residualVariance: fit.residualVariance)
}
