/// A place in a design file or in an override given on the command line.
public struct Position: Sendable, Hashable, Comparable {
  /// The file, or the override (`--set PATH=VALUE`).
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1, counted in Unicode scalars.
  public var column: Int

  /// Makes a position.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// Orders positions of one file as they are read.
  public static func < (left: Position, right: Position) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }

  /// The position `count` scalars further to the right.
  func advanced(by count: Int) -> Position {
    Position(file: file, line: line, column: column + count)
  }
}

/// One mistake in a design: where it is, and a sentence that says what was found and expected.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
  /// Where the mistake is.
  public var position: Position
  /// What is wrong and what to type instead.
  public var message: String

  /// Makes a diagnostic.
  public init(at position: Position, _ message: String) {
    self.position = position
    self.message = message
  }

  /// The file, or the override.
  public var file: String { position.file }
  /// The line, from 1.
  public var line: Int { position.line }
  /// The column, from 1.
  public var column: Int { position.column }

  /// `file:line:column: message`.
  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// All mistakes of a design, in the order of the file.
public struct DesignErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one.
  public var diagnostics: [Diagnostic]

  /// Makes errors from their diagnostics.
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// One mistake after the other, each beginning on a line of its own.
  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
