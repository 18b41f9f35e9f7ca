extension DesignReading {
  private static let otherFamilies = [
    "binomial", "bernoulli", "poisson", "negative_binomial", "ordinal", "gamma",
  ]

  /// `family: normal`, with the identity link.
  mutating func readFamily() {
    guard let node = root["family"] else { return }
    checkFamily(node)
  }

  /// Reports a family other than the normal one.
  mutating func checkFamily(_ node: DesignNode) {
    guard let entries = node.mapping else {
      isNormal = isNormalFamily(node)
      return
    }
    for entry in entries {
      let name = DesignNode(content: .text(entry.key), position: entry.keyPosition)
      guard isNormalFamily(name) else {
        isNormal = false
        continue
      }
      _ = word(
        entry.value, of: "link", served: ["identity"],
        refused: ["log", "logit", "probit", "cloglog"])
    }
  }

  private mutating func isNormalFamily(_ node: DesignNode) -> Bool {
    word(node, of: "family", served: ["normal"], refused: Self.otherFamilies) != nil
  }
}
