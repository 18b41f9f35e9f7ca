/// HTML of Markdown without raw HTML: it may stand in a page as it is. XML as well.
public struct SafeHTML: Sendable, Equatable {
  /// The markup.
  public let text: String

  /// Takes what the renderer of this target made.
  init(rendered text: String) { self.text = text }

  /// No text at all.
  static let none = SafeHTML(rendered: "")
}
