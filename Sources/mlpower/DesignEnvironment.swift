import DataTable
import DesignLanguage

extension DesignEnvironment {
  /// What the design file at `path` may ask for: data files beside it, and fits of them.
  init(besides path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init(
      loadTable: { name in try readTable(name.hasPrefix("/") ? name : folder + name) },
      fitParameters: { _, _, _ in FittedParameters() })
  }
}

/// Why a data file is of no use, as the end of a sentence that names the file.
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
