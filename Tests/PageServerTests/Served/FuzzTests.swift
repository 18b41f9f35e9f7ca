import Foundation
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
}
