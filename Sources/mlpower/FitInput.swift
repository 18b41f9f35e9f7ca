import DataTable
import ModelFormula
import ModelFrame

/// A data file and a formula on their way to a fit; what is wrong with them is told with its place.
struct FitInput {
  /// The data file as given.
  let path: String

  /// The last part of the path.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Reads the formula; a mistake is shown below the formula, with a mark at its place.
  func formula(_ text: String) throws(CommandFailure) -> Formula {
    do throws(SyntaxError) {
      return try Formula.parse(text)
    } catch {
      if error.fact == .empty { throw .mistakes(["formula: \(error)"]) }
      let place = String(decoding: text.utf8.prefix(error.offset), as: UTF8.self).count
      let line = String(text.map { $0.isWhitespace ? " " : $0 })
      let mark = String(repeating: " ", count: place) + "^"
      throw .mistakes(["formula, character \(place + 1): \(error)", "  " + line, "  " + mark])
    }
  }

  /// Reads the table and makes the factors.
  func table(_ factors: [FactorChoice]) throws(CommandFailure) -> DataTable {
    var table = try read()
    try named { () throws(FactorError) in
      for factor in factors { try table.makeFactor(factor.column, categories: factor.categories) }
    }
    return table
  }

  /// Reads the data file; a mistake is told with its line and column.
  private func read() throws(CommandFailure) -> DataTable {
    let bytes = try readBytes(path)
    do throws(CSVError) {
      return try DataTable(csv: bytes)
    } catch {
      throw .mistakes(["\(path):\(error.line):\(error.column): \(error)"])
    }
  }

  /// Does work whose mistakes are told with the file's name.
  func named<Value, Mistake: Error & CustomStringConvertible>(
    _ work: () throws(Mistake) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(Mistake) {
      return try work()
    } catch {
      throw .mistakes(["\(path): \(error)"])
    }
  }
}
