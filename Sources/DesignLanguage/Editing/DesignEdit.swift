/// One change of a design's text that leaves comments, order and style of all else as they are.
public enum DesignEdit: Sendable, Equatable {
  /// Puts a value, as it would be typed, in the place of another one; makes the key if it is not there.
  /// The path is one of `--set` and `grid`.
  case set(path: String, value: String)
  /// Takes out a key or an item of a list, and what would be left empty around it.
  case remove(path: String)
  /// Adds a key to the mapping at `parent` (the whole design where it is empty), or an item, without a
  /// name, to the list there. A key stands before the one named, else last; a section in its usual place.
  case add(parent: String, name: String?, value: String, before: String? = nil)
}

/// Why an edit cannot be made, in a sentence that says what to do.
public struct EditRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var message: String

  /// Makes a refusal.
  public init(_ message: String) { self.message = message }

  /// The sentence.
  public var description: String { message }
}

extension DesignEdit {
  /// The text of a design after edits, one after the other.
  ///
  /// The new text reads as the old one with these changes and nothing else; what cannot be changed so is
  /// refused.
  public static func apply(
    _ edits: [DesignEdit], to text: String
  ) throws(EditRefusal) -> String {
    var text = text
    for edit in edits { text = try TextEditor(text: text).text(after: edit) }
    return text
  }
}
