import DesignLanguage
import Foundation
import Testing

private let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

/// What the reader says of a design file, one message a line; nothing if it is right.
private func messages(about file: URL) throws -> String {
  let text = try String(contentsOf: file, encoding: .utf8)
  do throws(DesignErrors) {
    _ = try DesignReader.read(
      text: text, fileName: file.lastPathComponent, environment: londonSchools)
    return ""
  } catch {
    return "\(error)\n"
  }
}

/// The names of the designs in a folder, without extension.
private func designs(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: testFolder.appending(path: folder).path)
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
}

/// Designs that cannot be read, each with the messages about it in a text file beside it.
@Suite struct BrokenDesignTests {
  private static let broken = [
    "coefficients", "formula", "grid", "icc", "levels", "missing", "names", "predictors",
    "random-effects",
    "sizes", "test-methods", "tests", "threshold", "unequal-sizes", "unknown-keys", "variances",
    "yaml",
  ]

  @Test(arguments: broken.map { "Broken/" + $0 })
  func saysOfADesignExactlyWhatStandsBesideIt(name: String) throws {
    let expected = try String(
      contentsOf: testFolder.appending(path: name + ".txt"), encoding: .utf8)
    #expect(try messages(about: testFolder.appending(path: name + ".yaml")) == expected)
    #expect(!expected.isEmpty)
  }

  @Test func everyDesignThatIsKeptIsTested() throws {
    #expect(try designs(in: "Broken") == Self.broken)
  }
}
