internal import StudyDesign

/// What a design says of one level.
struct LevelStatement {
  let name: String
  let entry: DesignNode.Entry
  var parents: [String] = []
  /// The place of the parents' names.
  var parentNode: DesignNode?
  /// The number as written, or the listed values; neither if the level was not understood.
  var count: DesignNode?
  var values: [DesignNode]?
  /// The sizes listed one by one, and the predictor that decides between several.
  var sizes: DesignNode?
  var by: DesignNode?
  /// Entries of `in` and `members`, each named by a level.
  var drawn: [DesignNode.Entry] = []
  var members: [DesignNode.Entry] = []

  /// The levels in which this one is said to lie.
  var holders: [String] { parents + (drawn + members).map(\.key) }

  /// Where the name of a level in which this one lies stands.
  func place(of holder: String) -> Position {
    if let entry = (drawn + members).first(where: { $0.key == holder }), !parents.contains(holder) {
      return entry.keyPosition
    }
    guard let node = parentNode, !node.isReplacement else { return entry.keyPosition }
    return node.position(of: holder)
  }
}

extension DesignReading {
  private static let sizeKeys = ["size", "sizes", "total", "values"]

  mutating func levelStatement(of entry: DesignNode.Entry) -> LevelStatement {
    var statement = LevelStatement(name: entry.key, entry: entry)
    switch entry.value.content {
    case .text(let text):
      let size = SizeText(text)
      statement.parents = size.parents
      statement.parentNode = entry.value
      statement.count = entry.value
      statement.count?.content = .text(size.count)
    case .list:
      report(.bareListOfSizes(entry.key), at: entry.value)
    case .mapping:
      readMapping(entry.value, into: &statement)
    }
    return statement
  }

  private mutating func readMapping(_ node: DesignNode, into statement: inout LevelStatement) {
    guard let fields = fields(node, .level) else { return }
    if let parent = fields["per"] {
      guard let text = parent.text else {
        report(.wantsName(found: parent.kindInWords), at: parent)
        return
      }
      statement.parents = SizeText("1 per " + text).parents
      statement.parentNode = parent
    }
    if let by = fields["by"], fields["size"] == nil, !hasRejectedKey(node) {
      report(.byWithoutSize, at: by)
    }
    statement.drawn = memberships(fields["in"], key: "in")
    statement.members = memberships(fields["members"], key: "members")
    let given = fields.given(Self.sizeKeys)
    for extra in given.dropFirst() {
      report(.twoSizes(statement.name, given[0], extra), at: fields.position(extra))
    }
    if given.first == "total", let parent = statement.parents.first {
      report(.totalWithinParent(statement.name, parent: parent), at: fields.position("total"))
      return
    }
    if let values = fields["values"] {
      statement.values = values.list
      if values.list == nil { report(.wantsList("values", found: values.kindInWords), at: values) }
    } else if given.first == "sizes" {
      statement.sizes = fields["sizes"]
    } else if let key = given.first {
      statement.count = fields[key]
      if key == "size" { statement.by = fields["by"] }
    } else if !hasRejectedKey(node) {
      report(.levelWithoutSize(statement.name), at: statement.entry.keyPosition)
    }
  }

  /// The entries of `in` or `members`, each named by a level.
  private mutating func memberships(_ node: DesignNode?, key: String) -> [DesignNode.Entry] {
    guard let node else { return [] }
    if let entries = node.mapping { return entries }
    report(.wantsMemberships(key, found: node.kindInWords), at: node)
    levelsAreWhole = false
    return []
  }
}
