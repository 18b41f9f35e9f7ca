import DesignLanguage
import Foundation
import Testing

/// Designs with mistakes, each with the messages about it in a text file beside it.
@Suite struct BrokenDesignTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appending(path: "Broken")

  static let names: [String] = [
    "coefficients", "formula", "grid", "icc", "levels", "names", "predictors", "random-effects",
    "sizes", "tests", "unknown-keys", "variances", "yaml",
  ]

  @Test(arguments: names)
  func reportsAllMistakesOfABrokenDesignInOrder(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name + ".yaml"), encoding: .utf8)
    let expected = try String(
      contentsOf: Self.folder.appending(path: name + ".txt"), encoding: .utf8)
    let errors = #expect(throws: DesignErrors.self) {
      try DesignReader.read(text: text, fileName: name + ".yaml", environment: environment())
    }
    #expect(errors.map { "\($0)\n" } == expected)
  }

  @Test func everyBrokenDesignIsTested() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(names.sorted() == Self.names)
  }
}
