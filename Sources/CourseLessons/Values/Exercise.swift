internal import Numerics

/// A question whose numbers are drawn and whose answer the design works out.
public struct Exercise: Sendable, Equatable {
  /// Its text in Markdown, with paths of the design in braces where numbers go.
  var text: String
  /// The paths in braces, in the order of the text, each once. None: the question goes on with the numbers of
  /// the exercise before it.
  public var paths: [String]
  /// The values that each of them may get.
  public var choices: [String: [String]]
  /// What is asked for.
  public var answer: FigureName
  /// Where it stands.
  public var line: Int

  /// Draws a value for each path.
  func draw(_ stream: inout RandomStream) -> [String: String] {
    paths.reduce(into: [:]) { drawn, path in
      let values = choices[path] ?? []
      drawn[path] = values[stream.below(values.count)]
    }
  }

  /// The question with these numbers in it.
  public func question(_ numbers: [String: String]) -> SafeHTML {
    SafeHTML(markdown: filled(numbers), isLine: true)
  }

  private func filled(_ numbers: [String: String]) -> String {
    paths.reduce(text) { text, path in
      text.replacing("{\(path)}", with: numbers[path] ?? "…")
    }
  }
}
