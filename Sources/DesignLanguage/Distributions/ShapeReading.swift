internal import StudyDesign

extension DesignReading {
  /// `distribution` of random effects or residuals: a shape, which is centred and scaled.
  mutating func shape(_ node: DesignNode) -> Distribution? {
    guard let shape = distribution(node, for: .shape) else { return nil }
    if let fact = ShapeRules.fact(shape) { report(Wording(fact), at: node) }
    return shape
  }
}
