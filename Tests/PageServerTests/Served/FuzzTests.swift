import DesignFiles
import DesignLanguage
import Foundation
import PageServer
import Testing

/// Requests that no page sends: none stops the server, and none is told of the machine.
@Suite struct FuzzTests {
  @Test func thousandsOfBrokenRequests() async throws {
    try await RunningServer.with({ settings in
      settings = fuzzedSettings(settings)
    }) { server in
      let findings = try await Fuzzing(http: server.http, seed: 8).run(requests: 3000, clients: 4)
      #expect(findings.isEmpty, "\(findings)")
      #expect(try await server.http.send("GET", "/").status == 200)
    }
  }

  @Test(
    "A design that somebody has broken is read with its scenarios, or refused for a stated reason")
  func thousandsOfBrokenDesigns() throws {
    let unexplained = try unexplainedDesigns(of: 2000, seed: 8)
    #expect(unexplained.isEmpty, "\(unexplained.joined(separator: "\n---\n"))")
  }
}

/// Those of so many broken designs that are refused without a reason.
func unexplainedDesigns(of count: Int, seed: UInt64) throws -> [String] {
  let folder = RunningServer.package.appendingPathComponent("Designs")
  let environment = DesignEnvironment { name in
    Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }
  let limits = fuzzedSettings(ServerSettings(threads: 2)).limits
  var designs = FuzzedDesigns(try FuzzedDesigns.shipped(), seed: seed)
  return (0..<count).compactMap { _ -> String? in
    let text = designs.next()
    do throws(DesignErrors) {
      _ = try PlannedDesign(
        text: text, fileName: "design.yaml", maxFits: Double(limits.fits), limits: limits.sizes,
        environment: environment)
      return nil
    } catch {
      return error.diagnostics.contains { $0.message.contains("please report") } ? text : nil
    }
  }
}
