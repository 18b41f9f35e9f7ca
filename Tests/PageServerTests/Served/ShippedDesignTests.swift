import DesignFiles
import DesignLanguage
import Foundation
@testable import PageServer
import Testing

/// What comes with the program is not too large for the page.
@Suite struct ShippedDesignTests {
  @Test(arguments: [ServerLimits.single, .classroom])
  func lessonsCanBeRun(_ limits: ServerLimits) throws {
    for (file, text) in try texts(in: "Lessons") {
      #expect(throws: Never.self, "\(file)") { try rules(limits, data: "Lessons").read(text) }
    }
  }

  @Test func designsCanBeRunByOneUser() throws {
    for (file, text) in try texts(in: "Designs") {
      #expect(throws: Never.self, "\(file)") { try rules(.single, data: "Designs").read(text) }
    }
  }

  private func texts(in folder: String) throws -> [(file: String, text: String)] {
    let path = RunningServer.package.appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: path.path).sorted()
      .filter { $0.hasSuffix(".yaml") }
      .map { ($0, try String(contentsOf: path.appendingPathComponent($0), encoding: .utf8)) }
  }

  private func rules(_ limits: ServerLimits, data: String) -> DesignRules {
    let folder = DataFolder(path: RunningServer.package.appendingPathComponent(data).path)
    return DesignRules(
      mostFits: Double(limits.fits), limits: limits.sizes,
      environment: DesignEnvironment(files: { try folder.bytes(of: $0) }))
  }
}
