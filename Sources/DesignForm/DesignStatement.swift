internal import DesignLanguage
internal import ModelFormula

/// A design's tree with what its sections need to know of each other.
struct DesignStatement {
  let root: DesignNode
  let levels: [String]
  /// The formula of the model, where it can be read.
  let formula: Formula?
  /// The predictors by name.
  private let predictorNodes: [String: DesignNode]
  /// The places that the grid moves, with the values it gives them.
  let swept: [[String]: String]

  init?(text: String) {
    guard let root = YAMLDocument(text: text, file: "").root, root.mapping != nil else {
      return nil
    }
    self.root = root
    levels = root["levels"]?.mapping?.map(\.key) ?? []
    formula = root["model"]?.text.flatMap { try? Formula.parse($0) }
    predictorNodes = Dictionary(
      (root["predictors"]?.mapping ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    var swept: [[String]: String] = [:]
    for entry in root["grid"]?.mapping ?? [] {
      guard let path = try? root.resolve(entry.key) else { continue }
      swept[path.steps] = entry.value.typedText
    }
    self.swept = swept
  }

  var predictors: [DesignNode.Entry] { root["predictors"]?.mapping ?? [] }

  /// The name of the response; `response` where there is none.
  var response: String { formula.map { "\($0.response)" } ?? "the response" }

  /// The name of the family, as it is typed.
  var family: String { root["family"]?.text ?? root["family"]?.mapping?.first?.key ?? "normal" }

  /// What coefficients are measured in.
  var scale: String {
    switch family {
    case "normal": "in units of \(response)"
    case "binomial", "beta": "on the scale of the link (log odds, unless it says otherwise)"
    case "ordinal": "in log odds of a higher rating"
    case "nominal": "in log odds against the first category"
    default: "on the log scale"
    }
  }

  /// The categories of a predictor: none of one that is a number.
  func categories(of name: String) -> [String] {
    guard let predictor = predictorNodes[name] else {
      return texts(root["levels"]?[name]?["values"])
    }
    if let node = predictor["categories"] ?? predictor["assign"] ?? predictor["values"] {
      return texts(node)
    }
    return []
  }

  private func texts(_ node: DesignNode?) -> [String] {
    let names = node?.mapping?.map(\.key) ?? node?.list?.compactMap(\.text) ?? []
    return names.allSatisfy { Double($0) != nil } ? [] : names
  }

  /// Whether a section's keys are the words of the language, not names of the design.
  func value(at steps: [String]) -> DesignNode? {
    steps.reduce(root as DesignNode?) { node, step in
      node?.list.flatMap { items in
        Int(step).flatMap { items.indices.contains($0 - 1) ? items[$0 - 1] : nil }
      } ?? node?[step]
    }
  }
}

extension FormSection {
  /// The sections of a form with their titles: those that every design has, those that this one has, and
  /// one for what it might have.
  static func shown(of statement: DesignStatement) -> [(key: String, title: String)] {
    let all: [(key: String, title: String, isAlways: Bool)] = [
      ("about", "About the study", true), ("let", "Named numbers", false),
      ("data", "Data", false), ("parameters", "Parameters", false), ("levels", "Levels", true),
      ("predictors", "Predictors", true), ("correlations", "Correlations of predictors", false),
      ("model", "Model", true), ("effects", "Effects", true), ("random", "Random effects", true),
      ("residual", "Residual", true), ("missing", "Missing responses", false),
      ("nonresponse", "Nonresponse", false), ("dropout", "Dropout", false),
      ("response_rate", "Response rate", false), ("analysis", "Analysis", true),
      ("tests", "Tests", true), ("threshold", "Publication threshold", false),
      ("grid", "What is varied", true), ("cost", "Costs", false), ("budget", "Budget", false),
      ("search", "Bounds of a search", false), ("find", "What is looked for", false),
      ("simulation", "Simulation", true), ("target", "Target", true),
    ]
    let keys = statement.root.mapping?.map(\.key) ?? []
    let known = all.filter { $0.isAlways || keys.contains($0.key) }.map { ($0.key, $0.title) }
    let inOthers = ["title", "description", "family"]
    let unknown = keys.filter { key in
      !inOthers.contains(key) && !all.contains { $0.key == key }
    }
    return known + unknown.map { ($0, $0) } + [("more", "More")]
  }

  /// The sections of the design whose fields stand in a section of the form.
  static func sources(of key: String) -> [String] {
    switch key {
    case "about": ["title", "description"]
    case "model": ["model", "family"]
    case "more": []
    default: [key]
    }
  }
}
