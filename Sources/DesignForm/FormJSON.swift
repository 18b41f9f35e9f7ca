public import DesignLanguage
public import JSONText

/// Forms and facts for a page.
extension DesignForm {
  /// `{"sections": [{"key", "title", "fields", "adds"}]}`.
  public var json: JSONValue {
    .object([("sections", .list(sections.map(\.json)))])
  }
}

extension FormSection {
  fileprivate var json: JSONValue {
    .object([
      ("key", .text(key)), ("title", .text(title)), ("fields", .list(fields.map(\.json))),
      ("adds", .list(adds.map(\.json))),
    ])
  }
}

extension FormField {
  fileprivate var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("path", .text(path)), ("label", .text(label)), ("hint", .text(hint)),
      ("kind", .text(kind.rawValue)), ("value", .text(value)), ("removable", .boolean(isRemovable)),
    ]
    if let choices { members.append(("choices", .list(choices.map(JSONValue.text)))) }
    if let slider {
      let reach: [(key: String, value: JSONValue)] = [
        ("min", .number(slider.least)), ("max", .number(slider.most)),
        ("step", .number(slider.step)),
      ]
      members.append(("slider", .object(reach)))
    }
    if let swept { members.append(("swept", .text(swept))) }
    if !removal.isEmpty { members.append(("removal", .list(removal.map(\.json)))) }
    return .object(members)
  }
}

extension FormAddition {
  fileprivate var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("label", .text(label)), ("path", .text(path)),
    ]
    if let name { members.append(("name", .text(name))) }
    return .object(
      members + [("value", .text(value)), ("edits", .list(edits.map(\.json)))])
  }
}

extension DesignEdit {
  /// `{"op", "path", ...}`, as a page sends it.
  public var json: JSONValue {
    switch self {
    case .set(let path, let value):
      return .object([("op", .text("set")), ("path", .text(path)), ("value", .text(value))])
    case .remove(let path): return .object([("op", .text("remove")), ("path", .text(path))])
    case .add(let parent, let name, let value, let before):
      var members: [(key: String, value: JSONValue)] = [
        ("op", .text("add")), ("path", .text(parent)),
      ]
      if let name { members.append(("name", .text(name))) }
      members.append(("value", .text(value)))
      if let before { members.append(("before", .text(before))) }
      return .object(members)
    }
  }
}
