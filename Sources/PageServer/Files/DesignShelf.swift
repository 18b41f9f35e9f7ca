internal import Foundation
internal import JSONText
internal import Yams

/// Designs to start from: the files of a folder, as they were when the server started.
struct DesignShelf: Sendable {
  /// One of them.
  struct Entry: Sendable {
    /// The file's name without its extension.
    let name: String
    let text: String
    let title: String
    let description: String

    /// How the page lists it.
    var json: JSONValue {
      .object([
        ("name", .text(name)), ("title", .text(title)), ("description", .text(description)),
      ])
    }
  }

  /// In the order of their names.
  let entries: [Entry]

  /// - Parameter folder: nil: there are none. What is not text, or not YAML, is passed over.
  init(folder: String?) {
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    entries = files.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { file in
      guard let text = try? String(contentsOfFile: "\(folder!)/\(file)", encoding: .utf8),
        let root = try? Yams.compose(yaml: text)
      else { return nil }
      let name = String(file.dropLast(5))
      return Entry(
        name: name, text: text, title: root["title"]?.string ?? name,
        description: root["description"]?.string ?? "")
    }
  }

  subscript(name: String) -> Entry? { entries.first { $0.name == name } }
}
