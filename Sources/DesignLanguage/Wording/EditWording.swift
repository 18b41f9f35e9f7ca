/// The sentences about edits of a design's text that cannot be made.
enum EditWording {
  static let emptyValue = "a value is missing; type one, or remove the whole key"
  static let control =
    "the value holds a control character, which a design cannot use; leave it out"

  static func notYAML(line: Int, _ message: String) -> String {
    "line \(line) must be mended before anything can be changed: \(message)"
  }

  static func badValue(_ typed: String, _ message: String) -> String {
    "'\(typed)' cannot be read: \(message)"
  }

  static func cannotChange(_ path: String) -> String {
    "'\(path)' cannot be changed here without changing something else; change it in the text"
  }

  static func nothingThere(_ path: String) -> String {
    "there is no '\(path)' in the text that could be removed"
  }

  static func lastSection(_ path: String) -> String {
    "'\(path)' is all that the design says; a design cannot be empty"
  }

  static func noList(_ path: String) -> String {
    "'\(path)' is no list; a further key of it needs a name"
  }

  static func noKeys(_ path: String) -> String {
    "there is a single value where '\(path)' would have keys; change it in the text"
  }

  static func keyIsThere(_ name: String, in path: String) -> String {
    path.isEmpty
      ? "the design has '\(name)' already; change that one"
      : "'\(path)' has '\(name)' already; change that one, or choose another name"
  }

  static func nothingBefore(_ name: String, in path: String) -> String {
    "'\(path)' has no '\(name)' before which something could be added"
  }
}
