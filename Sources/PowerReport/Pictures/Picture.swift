/// A picture of a run, as a text that files and pages hold.
public struct Picture: Sendable, Equatable {
  /// What its file is called without the ending: `power`, `estimates`, `calibration`.
  public var name: String
  /// A sentence or two below the picture that say what it shows.
  public var caption: String
  /// The picture as a whole SVG document.
  public var svg: String

  /// Makes a picture from its parts.
  public init(name: String, caption: String, svg: String) {
    self.name = name
    self.caption = caption
    self.svg = svg
  }
}
