internal import DesignLanguage
internal import ModelFormula

/// What could be added to a design, with what each addition makes necessary.
struct Suggestions {
  let statement: DesignStatement

  init(_ statement: DesignStatement) { self.statement = statement }

  func ofSection(_ key: String) -> [FormAddition] {
    switch key {
    case "about":
      missingKeys([
        ("title", "A title", "My study"), ("description", "A description", "Who, what and why."),
      ])
    case "levels": levels
    case "predictors": predictors
    case "model": missingKeys([("model", "A model", firstModel)]) + families
    case "effects": effects
    case "random": random
    case "residual":
      statement.family == "normal" ? missingKeys([("residual", "A residual", "{sd: 1}")]) : []
    case "analysis": analyses
    case "tests": tests
    case "grid": grid
    case "simulation":
      missingKeys(
        [
          ("replicates", "Number of data sets", "1000"), ("seed", "Seed", "1"),
          ("calibrate", "Type I errors too", "true"),
        ], in: "simulation")
    case "target": missingKeys([("power", "A power to reach", "0.8")], in: "target")
    case "more": more
    default: []
    }
  }

  /// An addition of one key, unless the design has it.
  func key(
    _ label: String, in path: String, _ name: String, _ value: String, also: [DesignEdit] = []
  ) -> FormAddition {
    FormAddition(
      label: label, path: path, name: name, value: value,
      edits: [.add(parent: path, name: "{name}", value: "{value}")] + also)
  }

  func missingKeys(
    _ keys: [(name: String, label: String, value: String)], in path: String = ""
  ) -> [FormAddition] {
    let there = path.isEmpty ? statement.root : statement.root[path]
    guard there == nil || there?.mapping != nil else { return [] }
    return keys.filter { there?[$0.name] == nil }.map { key($0.label, in: path, $0.name, $0.value) }
  }

  /// The first of some names that the design does not use.
  func free(_ names: [String]) -> String {
    let used =
      statement.levels + statement.predictors.map(\.key)
      + (statement.root["let"]?.mapping ?? []).map(\.key) + [statement.response]
    let more = (2...200).map { "\(names[0])\($0)" }
    return (names + more).first { !used.contains($0) } ?? names[0]
  }

  var model: ModelText? { ModelText(statement.root["model"]?.text) }

  /// Kinds of response other than a normal one, which have no residual.
  private var families: [FormAddition] {
    guard statement.root["family"] == nil, statement.root["data"] == nil else { return [] }
    let residual: [DesignEdit] =
      statement.root["residual"] == nil ? [] : [.remove(path: "residual")]
    return [("A yes/no response", "binomial"), ("A count", "poisson")].map { label, name in
      key(label, in: "", "family", name, also: residual)
    }
  }

  private var firstModel: String {
    let terms = statement.predictors.map(\.key) + statement.levels.dropLast().map { "(1 | \($0))" }
    return "score ~ " + (terms.isEmpty ? "1" : terms.joined(separator: " + "))
  }

  private var more: [FormAddition] {
    let low = statement.levels.last ?? "unit"
    let costs = statement.levels.map { "\($0): \($0 == low ? 10 : 300)" }.joined(separator: ", ")
    return missingKeys([
      ("missing", "Missing responses", "0.1"), ("let", "A named number", "{k: 10}"),
      ("cost", "What units cost", "{study: 1000, \(costs)}"),
    ])
  }

  private var analyses: [FormAddition] {
    guard let model, model.fixedText != model.text else { return [] }
    let name = "clusters ignored"
    if statement.root["analysis"]?.text != nil { return [] }
    let first: [DesignEdit] =
      statement.root["analysis"] == nil
      ? [.add(parent: "analysis", name: nil, value: "{name: multilevel}")] : []
    let value = "{name: \(name), model: \(model.fixedText)}"
    if statement.root["analysis"]?.list?.contains(where: { $0["name"]?.text == name }) == true {
      return []
    }
    return [
      FormAddition(
        label: "Analyse as if there were no clusters, too", path: "analysis", name: nil,
        value: value, edits: first + [.add(parent: "analysis", name: nil, value: "{value}")])
    ]
  }

  private var tests: [FormAddition] {
    guard let formula = statement.formula, statement.root["tests"]?.text == nil else { return [] }
    let tested = Set(
      (statement.root["tests"]?.list ?? []).map { $0.text ?? $0["term"]?.text ?? "" })
    let coefficients = formula.terms.lazy.map(\.name).filter { name in
      let own = [name] + statement.categories(of: name).map { name + $0 }
      return !own.contains(where: tested.contains)
    }.prefix(Self.most)
    return coefficients.map { name in
      FormAddition(
        label: "Test \(name)", path: "tests", name: nil, value: name,
        edits: [.add(parent: "tests", name: nil, value: "{value}")])
    }
  }
}
