/// How much of one thing a design may have: far more than studies have, and little enough to be read at once.
extension DesignReading {
  static let mostLevels = 100
  static let mostLets = 1000
  static let mostCoefficients = 500
  /// Mixtures within mixtures.
  static let deepestMixture = 3
}
