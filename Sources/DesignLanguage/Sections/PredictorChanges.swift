internal import StudyDesign

/// What a design does to the values of a predictor, whatever their source.
struct PredictorChanges {
  var centre: Predictor.Centre?
  var isStandardised = false
  var reliability: Double?
  var redraws: Bool?

  func applied(to predictor: Predictor) -> Predictor {
    var changed = predictor
    changed.centre = centre
    changed.isStandardised = isStandardised
    changed.reliability = reliability
    changed.redraws = redraws
    return changed
  }
}

extension DesignReading {
  /// `centre: grand / LEVEL`, `standardise`, `reliability`, `redraw`.
  mutating func readChanges(_ fields: Fields) -> PredictorChanges {
    var changes = PredictorChanges()
    if let node = fields["centre"] {
      changes.centre =
        node.text == "grand" && !levels.contains { $0.name == "grand" }
        ? .grand : level(node).map { .within(level: $0) }
    }
    if let node = fields["standardise"] { changes.isStandardised = flag(node) ?? false }
    if let node = fields["reliability"] { changes.reliability = number(node) }
    if let node = fields["redraw"] { changes.redraws = flag(node) }
    return changes
  }
}
