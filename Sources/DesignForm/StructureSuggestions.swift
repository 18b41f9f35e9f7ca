internal import DesignLanguage
internal import ModelFormula

/// Levels and predictors that could be added.
extension Suggestions {
  var levels: [FormAddition] {
    let levels = statement.levels
    guard let lowest = levels.last else {
      return [key("The first level", in: "levels", free(["school"]), "40")]
    }
    var all = [
      key(
        "A level below \(lowest)", in: "levels",
        free([levels.count == 1 ? "pupil" : "visit", "occasion"]), "4 per \(lowest)",
        also: variance(of: lowest))
    ]
    if levels.count > 1, let size = statement.root["levels"]?[lowest]?.text {
      let above = levels[levels.count - 2]
      let parts = LevelSize(size)
      if parts.parents == above {
        let name = free([betweenName(lowest), "group", "cluster"])
        all.append(
          FormAddition(
            label: "A level between \(above) and \(lowest)", path: "levels", name: name,
            value: "3 per \(above)",
            edits: [
              .add(parent: "levels", name: "{name}", value: "{value}", before: lowest),
              .set(path: "levels.\(lowest)", value: "\(parts.count) per {name}"),
            ] + variance(of: "{name}")))
      }
    }
    return all
  }

  private func betweenName(_ lowest: String) -> String {
    switch lowest {
    case "pupil", "student", "child": "class"
    case "patient", "resident": "ward"
    default: "group"
    }
  }

  /// A random intercept in the model, and its variance.
  private func variance(of group: String) -> [DesignEdit] {
    guard let model, statement.root["random"]?[group] == nil else { return [] }
    return [
      .set(path: "model", value: model.addingBar("(1 | \(group))").text),
      .add(parent: "random", name: group, value: "{variance: 0.1}"),
    ]
  }

  var predictors: [FormAddition] {
    guard let top = statement.levels.first, let low = statement.levels.last else { return [] }
    var all = [
      predictor(
        "A covariate of each \(low)", free(["covariate", "x"]),
        "{level: \(low), normal: {mean: 0, sd: 1}}", effect: "0.3"),
      predictor(
        "A treatment of each \(top)", free(["treatment", "programme"]),
        "{level: \(top), assign: [0, 1]}", effect: "0.3"),
    ]
    if top != low {
      all += [
        predictor(
          "A treatment of each \(low)", free(["condition", "treatment"]),
          "{level: \(low), assign: [0, 1]}", effect: "0.3"),
        predictor(
          "A covariate of each \(top)", free(["context", "z"]),
          "{level: \(top), normal: {mean: 0, sd: 1}}", effect: "0.3"),
      ]
    }
    all.append(
      predictor(
        "Groups of each \(low)", free(["group", "kind"]),
        "{level: \(low), categories: {a: 0.5, b: 0.5}}", effect: "{b: 0.3}"))
    return all
  }

  private func predictor(
    _ label: String, _ name: String, _ value: String, effect: String
  ) -> FormAddition {
    var also: [DesignEdit] = []
    if let model {
      also.append(.set(path: "model", value: model.adding("{name}").text))
      also += effectPlaces.map { .add(parent: $0, name: "{name}", value: effect) }
    }
    return key(label, in: "predictors", name, value, also: also)
  }

  /// Where coefficients stand: for each category but the first of a response without order.
  private var effectPlaces: [String] {
    guard statement.family == "nominal" else { return ["effects"] }
    let places = (statement.root["effects"]?.mapping ?? []).filter { $0.value.mapping != nil }
    return places.map { "effects.\($0.key)" }
  }

  /// Coefficients that the model wants and that have no value.
  var effects: [FormAddition] {
    guard let formula = statement.formula, statement.family != "nominal" else { return [] }
    let entries = statement.root["effects"]?.mapping ?? []
    guard entries.allSatisfy({ $0.key != "means" }) else { return [] }
    let wantsIntercept = formula.hasIntercept && statement.family != "ordinal"
    let names = (wantsIntercept ? ["intercept"] : []) + formula.terms.map(\.name)
    let given = Set(entries.map { Self.sorted($0.key.split(separator: ":").map(String.init)) })
    return names.lazy.filter { name in !hasEffect(of: name, given) }.prefix(Self.most).map { name in
      key("The effect of \(name)", in: "effects", name, name == "intercept" ? "0" : "0.3")
    }
  }

  /// Whether a term or one of its coefficients has a value; factors may stand in another order.
  private func hasEffect(of term: String, _ given: Set<String>) -> Bool {
    let names = term.split(separator: ":").map(String.init)
    let choices = names.map { name in
      [name] + statement.categories(of: name).prefix(20).map { name + $0 }
    }
    let products = choices.reduce([[]]) { products, choice in
      products.count > 1000 ? [] : products.flatMap { start in choice.map { start + [$0] } }
    }
    return products.contains { given.contains(Self.sorted($0)) }
  }

  private static func sorted(_ factors: [String]) -> String {
    factors.sorted().joined(separator: ":")
  }

  /// More of one kind are not suggested at once.
  static let most = 20
}
