internal import PowerReport

/// What a run on the page is to show.
struct RunRequest: Sendable, Decodable {
  /// The design.
  var text: String
  /// What its file would be called, without `.yaml`; a design without a title has it for one.
  var name: String?
  /// Data sets for each scenario in place of the design's.
  var replicates: Int?
  /// Pictures that are wanted, each once: some of `knownFigures`.
  var figures: [String]?
  /// Index of the scenario that pictures of estimates are about.
  var scenario: Int?
  /// How wide pictures are, in pixels; nil: as wide as those of files.
  var width: Int?
  /// Which of two designs that stand side by side it is, `a` or `b`.
  var slot: String?

  /// The pictures that there are; a design with a threshold has that one whatever is wanted.
  static let knownFigures = ["power", "estimates", "exaggeration", "threshold"]

  var pictureFormat: PictureFormat { width.map(PictureFormat.init) ?? .page }
}
