internal import DataTable
internal import ModelFormula
internal import StudyDesign

/// A family as written; nil where it says nothing.
struct StatedFamily {
  var name: ResponseFamily.Name
  var link: ResponseFamily.Link?
  var trials: (value: ResponseFamily.Trials, node: DesignNode)?
  /// Size, shape or precision.
  var dispersion: Double?
  var categories: [String]?
  /// Where it stands.
  let node: DesignNode
}

extension DesignReading {
  /// `family`: a name, `{NAME: LINK}` or `{NAME: {link, trials, size}}`; normal if left out.
  mutating func readFamily() {
    guard let node = root["family"] else { return }
    guard let stated = statedFamily(node) else {
      isNormal = false
      familyIsKnown = false
      return
    }
    isNormal = stated.name == .normal
    guard let family = generatingFamily(stated) else {
      familyIsKnown = false
      return
    }
    statedTrials = stated.trials?.node
    responseFamily = family
  }

  /// A family as written; nil if it is none, which has then been reported.
  mutating func statedFamily(_ node: DesignNode) -> StatedFamily? {
    if let entries = node.mapping {
      guard let entry = entries.first else {
        report(.wantsWord("family", found: node.kindInWords, words: Self.familyNames), at: node)
        return nil
      }
      if let second = entries.dropFirst().first {
        report(.twoFamilies(entry.key, second.key), at: second.keyPosition)
        return nil
      }
      let key = DesignNode(content: .text(entry.key), position: entry.keyPosition)
      guard let name = familyName(key) else { return nil }
      var stated = StatedFamily(name: name, node: node)
      return readFamilyDetails(entry.value, into: &stated) ? stated : nil
    }
    return familyName(node).map { StatedFamily(name: $0, node: node) }
  }

  private static let familyNames = ResponseFamily.Name.allCases.map(\.rawValue)

  private mutating func familyName(_ node: DesignNode) -> ResponseFamily.Name? {
    word(node, of: "family", served: Self.familyNames).flatMap { .init(rawValue: $0) }
  }

  /// What stands beside the name: a link, or a mapping; false if that is wrong.
  private mutating func readFamilyDetails(
    _ node: DesignNode, into stated: inout StatedFamily
  ) -> Bool {
    let mistakes = findings.count
    if node.mapping == nil {
      stated.link = link(node, of: stated.name)
      return findings.count == mistakes
    }
    guard let fields = fields(node, .family(stated.name)) else { return false }
    stated.link = fields["link"].flatMap { link($0, of: stated.name) }
    if let value = fields["trials"], let trials = trials(value) { stated.trials = (trials, value) }
    if let key = stated.name.dispersion, let value = fields[key], let number = number(value) {
      if number > 0 {
        stated.dispersion = number
      } else {
        report(Wording(.dispersionNotAboveZero(key, number)), at: value)
      }
    }
    stated.categories = fields["categories"].flatMap { responseCategories($0) }
    return findings.count == mistakes && !hasRejectedKey(node)
  }

  private mutating func link(
    _ node: DesignNode, of name: ResponseFamily.Name
  ) -> ResponseFamily.Link? {
    let served = name.links.map(\.rawValue)
    if let text = node.text, !served.contains(text), ResponseFamily.Link(rawValue: text) != nil {
      report(.linkOfOtherFamily(text, of: name.rawValue, links: served), at: node)
      return nil
    }
    return word(node, of: "link", served: served).flatMap { .init(rawValue: $0) }
  }

  /// A whole number, or the name of a predictor.
  private mutating func trials(_ node: DesignNode) -> ResponseFamily.Trials? {
    if let text = node.text, lets[text] == nil, drawnLets[text] == nil, !brokenLets.contains(text),
      let first = text.first, first.isLetter, text.allSatisfy(\.isPartOfName)
    {
      return .predictor(text)
    }
    return wholeNumber(node, atLeast: 1).map { .number(Int($0)) }
  }

  private mutating func responseCategories(_ node: DesignNode) -> [String]? {
    let names = node.list?.compactMap(\.text) ?? []
    guard let items = node.list, names.count == items.count, names.count > 1 else {
      report(.wantsResponseCategories(found: node.kindInWords), at: node)
      return nil
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      report(.responseCategoryTwice(name), at: items[index])
      return nil
    }
    return names
  }

  /// The generating family; its cuts are read with the effects.
  private mutating func generatingFamily(_ stated: StatedFamily) -> ResponseFamily? {
    let link = stated.link ?? stated.name.links[0]
    func missing(_ key: String) -> ResponseFamily? {
      report(.familyWithout(key, stated.name.rawValue), at: stated.node)
      return nil
    }
    switch stated.name {
    case .normal: return .normal
    case .binomial:
      return ResponseFamily(.binomial(trials: stated.trials?.value ?? .number(1)), link: link)
    case .poisson: return ResponseFamily(.poisson, link: link)
    case .ordinal: return ResponseFamily(.ordinal(cuts: []), link: link)
    case .nominal:
      guard let categories = stated.categories else { return missing("categories") }
      return ResponseFamily(.nominal(categories: categories), link: link)
    case .negativeBinomial:
      guard let size = stated.dispersion else { return missing("size") }
      return ResponseFamily(.negativeBinomial(size: size), link: link)
    case .gamma:
      guard let shape = stated.dispersion else { return missing("shape") }
      return ResponseFamily(.gamma(shape: shape), link: link)
    case .beta:
      guard let precision = stated.dispersion else { return missing("precision") }
      return ResponseFamily(.beta(precision: precision), link: link)
    }
  }

  /// Reports trials that are no predictor, or none of whole numbers; false then.
  @discardableResult
  mutating func trialsAreKnown(_ trials: ResponseFamily.Trials?, at node: DesignNode?) -> Bool {
    guard case .predictor(let name)? = trials, let node, levelsAreWhole else { return true }
    guard let predictor = predictor(name) else {
      if !brokenPredictors.contains(name) {
        let known = predictors.map(\.name)
        let nearest = nearestName(to: name, among: known)
        report(.unknownPredictor(name, nearest: nearest, known: known), at: node)
      }
      return false
    }
    var values: [Double]?
    if case .numbers(let numbers)? = table?[name]?.values { values = numbers }
    guard let fact = FamilyRules.trialsFact(predictor, values: values) else { return true }
    report(Wording(fact), at: node)
    return false
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" || self == "." }
}
