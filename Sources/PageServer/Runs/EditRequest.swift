internal import DesignLanguage

/// Edits of a design's text, as a form asks for them.
struct EditRequest: Decodable, Sendable {
  /// The text before them.
  var text: String
  /// What is to be done, in order.
  var edits: [Edit]
  /// Index of the scenario whose facts are told.
  var scenario: Int?

  /// One of them.
  struct Edit: Decodable, Sendable {
    /// `set`, `remove` or `add`.
    var op: String
    var path: String
    var name: String?
    var value: String?
    var before: String?
  }

  /// The text after them.
  ///
  /// - Throws: `EditRefusal`.
  func editedText() throws(EditRefusal) -> String {
    var all: [DesignEdit] = []
    for edit in edits { all.append(try edit.designEdit()) }
    return try DesignEdit.apply(all, to: text)
  }
}

extension EditRequest.Edit {
  fileprivate func designEdit() throws(EditRefusal) -> DesignEdit {
    switch (op, value) {
    case ("set", let value?): return .set(path: path, value: value)
    case ("remove", _): return .remove(path: path)
    case ("add", let value?): return .add(parent: path, name: name, value: value, before: before)
    default: throw EditRefusal("An edit is 'set' or 'add' with a value, or 'remove'.")
    }
  }
}
