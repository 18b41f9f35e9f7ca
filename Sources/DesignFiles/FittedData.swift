internal import DataTable
public import DesignLanguage
internal import MixedModels
internal import ModelFormula
internal import ModelFrame

extension DesignEnvironment {
  /// What a design may ask for: data files, as CSV, and fits of them.
  ///
  /// - Parameter bytes: gives the content of a file by its name in the design; what it throws is worded as
  ///   the end of a sentence that names the file.
  public init(files bytes: @escaping @Sendable (String) throws -> [UInt8]) {
    self.init(
      loadTable: { name in try table(bytes(name)) },
      fitParameters: { table, formula, _ in try estimates(table, formula) })
  }
}

/// Why a data file or a fit is of no use, as the end of a sentence that names it.
public struct DataRefusal: Error, CustomStringConvertible {
  /// The end of the sentence.
  public let description: String

  /// Takes the end of the sentence.
  public init(_ description: String) { self.description = description }
}

private func table(_ bytes: [UInt8]) throws -> DataTable {
  do throws(CSVError) {
    return try DataTable(csv: bytes)
  } catch {
    throw DataRefusal("line \(error.line), column \(error.column): \(error)")
  }
}

/// Estimates by REML, or by least squares where there are no random terms.
private func estimates(_ table: DataTable, _ formula: Formula) throws -> FittedParameters {
  let fit = try ModelFrame(table: table, formula: formula).fit(.reml)
  guard fit.outcome.hasEstimates else { throw DataRefusal("the fit did not converge") }
  return FittedParameters(
    coefficients: Dictionary(uniqueKeysWithValues: fit.coefficients.map { ($0.name, $0.estimate) }),
    covariances: fit.randomTerms.map(\.covariance), residualVariance: fit.residualVariance)
}
