import DesignFiles
import Foundation
@testable import PageServer
import Testing

/// Data is read from one folder only.
@Suite struct DataFolderTests {
  private let place = FileManager.default.temporaryDirectory
    .appendingPathComponent("mlpower data \(UUID().uuidString)")

  private func folder() throws -> DataFolder {
    let files = FileManager.default
    let inside = place.appendingPathComponent("inside/deeper")
    try files.createDirectory(at: inside, withIntermediateDirectories: true)
    func write(_ text: String, _ path: String) throws {
      try Data(text.utf8).write(to: place.appendingPathComponent(path))
    }
    try write("mine", "inside/mine.csv")
    try write("deep", "inside/deeper/deep.csv")
    try write("secret", "secret.csv")
    try write("secret", "inside-not.csv")
    for (link, target) in [
      ("inside/out.csv", "../secret.csv"), ("inside/up", ".."), ("inside/in.csv", "mine.csv"),
    ] {
      try files.createSymbolicLink(
        atPath: place.appendingPathComponent(link).path, withDestinationPath: target)
    }
    return DataFolder(path: place.appendingPathComponent("inside").path)
  }

  @Test func readsWhatLiesInIt() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = try folder()
    #expect(try folder.bytes(of: "mine.csv") == Array("mine".utf8))
    #expect(try folder.bytes(of: "deeper/deep.csv") == Array("deep".utf8))
    #expect(try folder.bytes(of: "in.csv") == Array("mine".utf8))
  }

  @Test func readsNothingElseAndSaysTheSameOfAll() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = try folder()
    var reasons: Set<String> = []
    for name in [
      "", ".", "..", "../secret.csv", "deeper/../mine.csv", "/etc/passwd", "//etc/passwd",
      place.path + "/secret.csv", "out.csv", "up/secret.csv", "../inside-not.csv", "deeper",
      "no-such.csv", "mine.csv\0", "mine.csv/", "/dev/zero",
    ] {
      do {
        _ = try folder.bytes(of: name)
        Issue.record("'\(name)' was read")
      } catch {
        reasons.insert(error.description)
      }
    }
    #expect(reasons == ["there is no such file in the folder of data"])
  }

  @Test func withoutAFolderThereIsNothing() {
    #expect(throws: DataRefusal.self) { try DataFolder(path: nil).bytes(of: "etc/passwd") }
  }
}
