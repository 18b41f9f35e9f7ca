internal import DesignLanguage

/// Makes fields of a design's values.
struct FieldReading {
  let statement: DesignStatement
  private let words: FieldWords
  private let choices: FieldChoices

  init(_ statement: DesignStatement) {
    self.statement = statement
    words = FieldWords(statement)
    choices = FieldChoices(statement)
  }

  func ofSection(_ key: String) -> [FormField] {
    FormSection.sources(of: key).flatMap { name in
      statement.root[name].map { fields(at: [name], $0) } ?? []
    }
  }

  private func fields(at steps: [String], _ node: DesignNode) -> [FormField] {
    if steps.first == "grid", steps.count == 2 { return [field(at: steps, node)] }
    switch node.content {
    case .text: return [field(at: steps, node)]
    case .list(let items):
      guard !node.isSimpleList || steps == ["tests"] || steps == ["analysis"] else {
        return [field(at: steps, node)]
      }
      return items.enumerated().flatMap { fields(at: steps + ["\($0 + 1)"], $1) }
    case .mapping(let entries):
      guard !entries.isEmpty else { return [field(at: steps, node)] }
      let own = hasField(steps, node) ? [field(at: steps, node)] : []
      return own + entries.flatMap { fields(at: steps + [$0.key], $0.value) }
    }
  }

  /// Whether a mapping has a field of its own before those of its values: one that stands for a thing of
  /// the design that can be taken out.
  private func hasField(_ steps: [String], _ node: DesignNode) -> Bool {
    let named = ["levels", "predictors", "effects", "random", "analysis", "tests"]
    return steps.count == 2 && named.contains(steps[0]) && node.valueCount > 1
  }

  private func field(at steps: [String], _ node: DesignNode) -> FormField {
    var path = steps.joined(separator: ".")
    var value = node.typedText
    // A bare level is its number; `per` stays what it is.
    if steps.count == 2, steps[0] == "levels", node.text != nil,
      let level = try? statement.root.resolve(steps[1]), level.steps == steps
    {
      path = steps[1]
      value = LevelSize(value).count
    }
    let words =
      node.mapping == nil || node.mapping?.isEmpty == true ? choices.words(at: steps) : nil
    let number = node.text == nil ? nil : plainNumber(value)
    let slider = number.flatMap {
      SliderRange(steps: steps, statement).slider(around: $0, typed: value)
    }
    var field = FormField(
      path: path, label: self.words.label(of: steps, node),
      hint: self.words.hint(of: steps, node), kind: .text, value: value, choices: nil,
      slider: slider,
      isRemovable: isRemovable(steps), swept: statement.swept[steps])
    if let words {
      field.kind = .choice
      field.choices = words.contains(value) ? words : words + [value]
      field.slider = nil
    } else if number != nil, !isText(steps) {
      field.kind = .number
    }
    // Of very many predictors each goes alone: to look for what hangs on all of them takes long.
    if steps.count == 2, steps[0] == "predictors",
      statement.predictors.count <= Self.mostWithRemoval
    {
      field.removal = PredictorRemoval(statement, steps[1]).edits
    }
    return field
  }

  private func isText(_ steps: [String]) -> Bool {
    ["title", "description", "model", "name"].contains(steps.last)
  }

  private func isRemovable(_ steps: [String]) -> Bool {
    if steps.count == 1 { return !["model", "levels"].contains(steps[0]) }
    if steps.count == 2 {
      switch steps[0] {
      case "levels": return statement.levels.count > 1
      case "residual": return (statement.root["residual"]?.mapping?.count ?? 0) > 1
      default: return true
      }
    }
    if let last = steps.last, Int(last) != nil { return true }
    if steps.count == 3, steps[0] == "random" {
      return statement.value(at: Array(steps.dropLast()))?.valueCount == 1
    }
    return Self.optional.contains(steps.last ?? "")
  }

  private static let mostWithRemoval = 100

  /// Keys of things that can do without them.
  private static let optional: Set<String> = [
    "adjust", "against", "alpha", "analysis", "balance", "centre", "correlation", "distribution",
    "estimator", "family", "marginal", "max", "method", "min", "name", "redraw", "reliability",
    "residual", "shape", "side", "standardise",
  ]
}

/// `N per A x B` in its two parts.
struct LevelSize {
  let count: String
  /// The levels after `per`; empty at the top.
  let parents: String

  init(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    let per = words.firstIndex(of: "per") ?? words.endIndex
    count = per == words.endIndex ? text : words[..<per].joined(separator: " ")
    parents = words[per...].dropFirst().joined(separator: " ")
  }
}

extension DesignNode {
  /// Whether a list can be typed on one line: texts, and lists of texts.
  var isSimpleList: Bool {
    list?.allSatisfy { $0.text != nil || $0.list?.allSatisfy { $0.text != nil } == true } == true
  }

  /// How many values there are in it.
  var valueCount: Int {
    switch content {
    case .text: 1
    case .list(let items): isSimpleList ? 1 : items.reduce(0) { $0 + $1.valueCount }
    case .mapping(let entries): entries.reduce(0) { $0 + $1.value.valueCount }
    }
  }
}
