/// A place where a file does not follow RFC 4180 or cannot be understood as a table.
public struct CSVError: Error, Sendable, Hashable {
  /// What is wrong.
  public var fact: Fact
  /// The line of the file, from 1.
  public var line: Int
  /// The character within the line, from 1.
  public var column: Int

  /// What can be wrong with a CSV file.
  public enum Fact: Sendable, Hashable {
    /// The file holds nothing but white space.
    case empty
    /// There are names of columns, but no rows.
    case noRows
    /// None of the columns has a name.
    case noNames
    /// Two columns have the same name.
    case duplicateName(String)
    /// The names are separated by this character instead of commas.
    case otherSeparator(Character)
    /// A row with too few or too many cells.
    case raggedRow(expected: Int, found: Int)
    /// A quote inside a cell that does not start with one.
    case quoteInsideCell
    /// Text after the quote that closes a cell.
    case textAfterQuote
    /// A quote that is never closed.
    case unclosedQuote
    /// Bytes that are not UTF-8.
    case notUTF8
    /// `Inf`, `NaN` or `1e999` in a column of numbers.
    case notFinite(String, name: String)
  }

  /// Makes an error at a line and character of the file.
  public init(_ fact: Fact, line: Int, column: Int) {
    self.fact = fact
    self.line = line
    self.column = column
  }

  /// Makes an error at a byte of the file.
  init(_ fact: Fact, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    var line = 1
    var column = 1
    let start = bytes.startsWithByteOrderMark ? 3 : 0
    for index in start..<max(start, offset) {
      let endsLine =
        bytes[index] == .lineFeed
        || (bytes[index] == .carriageReturn && bytes.byte(index + 1) != .lineFeed)
      if endsLine {
        line += 1
        column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(fact, line: line, column: column)
  }
}

extension CSVError: CustomStringConvertible {
  /// A sentence that says what was found and what to do, without the place.
  public var description: String {
    switch fact {
    case .empty: "the file is empty: the first line must name the columns"
    case .noRows: "the file names its columns but has no rows of data"
    case .noNames: "the first line must name the columns"
    case .duplicateName(let name): "two columns are called '\(name)': rename one of them"
    case .otherSeparator(let character):
      "the columns seem to be separated by \(character == "\t" ? "tabs" : "'\(character)'"): "
        + "save the file with commas (and points in decimal numbers)"
    case .raggedRow(let expected, let found):
      "this row has \(cells(found)) where the first line names \(columns(expected)): "
        + "put text that holds commas between double quotes"
    case .quoteInsideCell:
      "a double quote stands inside a cell: put the whole cell between quotes and double this one"
    case .textAfterQuote:
      "text follows the quote that closes a cell: put a comma after it, or double the quote"
    case .unclosedQuote: "the quote opened here is never closed"
    case .notUTF8: "this is not UTF-8 text: save the file with the encoding UTF-8"
    case .notFinite(let text, let name):
      "'\(text)' in the column '\(name)' is not a finite number: write NA where it is missing"
    }
  }

  private func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  private func columns(_ count: Int) -> String { count == 1 ? "1 column" : "\(count) columns" }
}
