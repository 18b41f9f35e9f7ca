internal import DesignLanguage

/// What goes with a predictor: its effects, its place in models, tests of it, and what the grid does to it.
struct PredictorRemoval {
  private let statement: DesignStatement
  private let name: String

  init(_ statement: DesignStatement, _ name: String) {
    self.statement = statement
    self.name = name
  }

  var edits: [DesignEdit] {
    removed("grid") + items("tests") + removed("effects") + randomSlopes + models
      + [.remove(path: "predictors.\(name)")]
  }

  /// The coefficients of the predictor: of a factor each is named by a category too.
  private func isOwn(_ path: String) -> Bool {
    let names = [name] + statement.categories(of: name).map { name + $0 }
    return path.split { $0 == ":" || $0 == "." }.contains { names.contains(String($0)) }
  }

  private func removed(_ section: String) -> [DesignEdit] {
    (statement.root[section]?.mapping ?? []).map(\.key).filter(isOwn).map {
      .remove(path: "\(section).\($0)")
    }
  }

  /// From the last on, so that the numbers of the others stay.
  private func items(_ section: String) -> [DesignEdit] {
    (statement.root[section]?.list ?? []).enumerated().reversed().compactMap { index, item in
      let words =
        item.text ?? ["term", "equivalence", "precision"].lazy.compactMap { item[$0]?.text }.first
      return words.map(isOwn) == true ? .remove(path: "\(section).\(index + 1)") : nil
    }
  }

  private var randomSlopes: [DesignEdit] {
    (statement.root["random"]?.mapping ?? []).flatMap { group -> [DesignEdit] in
      ["variance", "sd"].flatMap { key -> [DesignEdit] in
        let entries = group.value[key]?.mapping ?? []
        guard entries.contains(where: { isOwn($0.key) }) else { return [] }
        let kept = entries.filter { !isOwn($0.key) }
        let path = "random.\(group.key)"
        guard !kept.isEmpty else { return [.remove(path: path)] }
        let correlation =
          kept.count == 1 && group.value["correlation"] != nil
          ? [DesignEdit.remove(path: path + ".correlation")] : []
        let value = DesignNode(content: .mapping(kept), position: group.keyPosition).typedText
        return [.set(path: "\(path).\(key)", value: value)] + correlation
      }
    }
  }

  private var models: [DesignEdit] {
    let places =
      [(path: "model", text: statement.root["model"]?.text)]
      + (statement.root["analysis"]?.list ?? []).enumerated().map {
        ("analysis.\($0 + 1).model", $1["model"]?.text)
      }
    return places.compactMap { path, text in
      guard let text, text.hasWord(name), let model = ModelText(text) else { return nil }
      return .set(path: path, value: model.removing(name).text)
    }
  }
}
