internal import DesignLanguage
internal import ModelFormula

/// Random effects that could be added, and what could be varied.
extension Suggestions {
  var random: [FormAddition] { missingVariances + intercepts + slopes }

  private var groups: [String] {
    statement.formula?.bars.map { $0.grouping.joined(separator: ":") } ?? []
  }

  /// Of random terms that stand in the model.
  private var missingVariances: [FormAddition] {
    groups.enumerated().filter { index, group in
      statement.root["random"]?[group] == nil && groups.firstIndex(of: group) == index
    }.map { key("The variance of \($0.element)", in: "random", $0.element, "{variance: 0.1}") }
  }

  private var intercepts: [FormAddition] {
    guard let model else { return [] }
    return statement.levels.dropLast().filter { level in
      !groups.contains(level) && statement.root["random"]?[level] == nil
        && statement.root["levels"]?[level]?["values"] == nil
    }.map { level in
      key(
        "Units of \(level) differ", in: "random", level, "{variance: 0.1}",
        also: [.set(path: "model", value: model.addingBar("(1 | \(level))").text)])
    }
  }

  /// The effect of a predictor varies between units that had a random intercept alone.
  private var slopes: [FormAddition] {
    guard let model, let entries = statement.root["random"]?.mapping else { return [] }
    return entries.flatMap { entry -> [FormAddition] in
      let spread = entry.value.mapping?.first
      guard entry.value.mapping?.count == 1, let spread, ["variance", "sd"].contains(spread.key),
        let stated = spread.value.text.flatMap(plainNumber)
      else { return [] }
      let part = spread.key == "sd" ? 0.5 : 0.25
      return varying(within: entry.key).compactMap { name in
        let slope = model.replacingBar("(1 | \(entry.key))", with: "(1 + \(name) | \(entry.key))")
        guard let slope else { return nil }
        let value =
          "{\(spread.key): {intercept: \(spread.value.text ?? ""), \(name): "
          + "\(short(stated * part))}, correlation: 0}"
        return FormAddition(
          label: "The effect of \(name) differs between units of \(entry.key)",
          path: "random.\(entry.key)", name: nil, value: value,
          edits: [
            .set(path: "random.\(entry.key)", value: "{value}"),
            .set(path: "model", value: slope.text),
          ])
      }
    }
  }

  /// Numeric predictors of the model that vary within units of a level.
  private func varying(within level: String) -> [String] {
    guard let place = statement.levels.firstIndex(of: level) else { return [] }
    let terms = Set(statement.formula?.terms.map(\.name) ?? [])
    let within = statement.predictors.lazy.filter { entry in
      guard let own = entry.value["level"]?.text.flatMap(statement.levels.firstIndex(of:)) else {
        return false
      }
      return own > place && statement.categories(of: entry.key).isEmpty
        && terms.contains(entry.key)
    }
    return within.prefix(Self.most).map(\.key)
  }

  var grid: [FormAddition] {
    let sizes = statement.levels.compactMap { level -> FormAddition? in
      guard let text = statement.root["levels"]?[level]?.text,
        let count = plainNumber(LevelSize(text).count), statement.swept[["levels", level]] == nil
      else { return nil }
      let values = [count / 2, count, count * 1.5, count * 2].map { max(1, $0.rounded()) }
      return sweep("Several numbers of \(level)", level, values.sorted())
    }
    let stated = (statement.root["effects"]?.mapping ?? []).prefix(Self.most)
    let effects = stated.compactMap { entry -> FormAddition? in
      guard let value = entry.value.text.flatMap(plainNumber), value != 0, entry.key != "intercept",
        statement.swept[["effects", entry.key]] == nil
      else { return nil }
      return sweep(
        "Several effects of \(entry.key)", "effects.\(entry.key)", [0.5, 1, 1.5].map { $0 * value })
    }
    let variances = (statement.root["random"]?.mapping ?? []).prefix(Self.most).flatMap { group in
      (group.value.mapping ?? []).compactMap { entry -> FormAddition? in
        guard let value = entry.value.text.flatMap(plainNumber), value > 0,
          ["variance", "sd", "icc"].contains(entry.key),
          statement.swept[["random", group.key, entry.key]] == nil
        else { return nil }
        let values =
          entry.key == "icc"
          ? [value / 2, value, min(0.9, value * 2)] : [0.5, 1, 2].map { $0 * value }
        return sweep(
          "Several values of \(entry.key) of \(group.key)", "random.\(group.key).\(entry.key)",
          values)
      }
    }
    return sizes + effects + variances
  }

  private func sweep(_ label: String, _ path: String, _ values: [Double]) -> FormAddition {
    let distinct = values.reduce(into: [Double]()) { if !$0.contains($1) { $0.append($1) } }
    return key(label, in: "grid", path, "[" + distinct.map(short).joined(separator: ", ") + "]")
  }

  /// With at most four significant digits.
  private func short(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    let text = "\(rounded == 0 ? value : rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
