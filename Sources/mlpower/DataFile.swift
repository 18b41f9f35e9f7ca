import DataTable

/// Reads the data file at `path`.
func readDataTable(_ path: String) throws(CommandFailure) -> DataTable {
  let bytes = try readBytes(path)
  do throws(CSVError) {
    return try DataTable(csv: bytes)
  } catch {
    throw .mistakes(["\(path):\(error.line):\(error.column): \(error)"])
  }
}
