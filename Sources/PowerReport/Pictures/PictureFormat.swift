/// How wide a picture is. Letters keep their size: on a narrow screen panels stand below each other.
public struct PictureFormat: Sendable, Hashable {
  /// For files and reports: 752 pixels with the margins.
  public static let page = PictureFormat(pixels: 752)

  /// Without the margins, in pixels.
  let width: Double
  let margin: Double
  /// Panels side by side.
  let mostColumns: Int

  /// A format for a frame.
  ///
  /// - Parameter pixels: its width; what is narrower than 320 or wider than 752 is taken for these.
  public init(pixels: Int) {
    let total = min(max(pixels, 320), 752)
    margin = total < 480 ? 8 : 16
    width = Double(total) - 2 * margin
    mostColumns = total < 480 ? 1 : total < 640 ? 2 : 3
  }
}
