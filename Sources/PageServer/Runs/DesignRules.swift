internal import DesignFiles
internal import DesignLanguage

/// What a design on the page may ask for.
struct DesignRules: Sendable {
  /// Fits of all scenarios together.
  var mostFits: Double
  var limits: DesignLimits
  /// Where files that designs name are read from.
  var environment: DesignEnvironment

  /// Reads and checks a design.
  ///
  /// - Parameters:
  ///   - name: what its file would be called, without `.yaml`.
  ///   - replicates: data sets for each scenario in place of the design's.
  func read(
    _ text: String, name: String = "design", replicates: Int? = nil
  ) throws(DesignErrors) -> PlannedDesign {
    try PlannedDesign(
      text: text, fileName: name + ".yaml",
      overrides: replicates.map {
        [PathOverride(path: "simulation.replicates", value: String($0))]
      } ?? [],
      maxFits: mostFits, limits: limits, environment: environment)
  }
}

extension PlannedDesign {
  /// Why there is no power to simulate; nil if there is.
  var reasonNotToRun: String? {
    testsNothing
      ? "The design has no 'tests', so that there is no power to simulate; "
        + "'mlpower threshold' works out the figures of its 'threshold'."
      : nil
  }
}
