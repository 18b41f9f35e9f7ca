import Foundation
import PageServer
import Testing

/// What is turned away, and what no answer holds.
@Suite struct SecurityTests {
  @Test func allAnswersKeepBrowsersFromAnythingElse() async throws {
    try await RunningServer.with { server in
      for path in ["/", "/assets/page.js", "/api/start", "/nothing"] {
        let headers = try await server.http.send("GET", path).headers
        #expect(
          headers["content-security-policy"]
            == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["referrer-policy"] == "no-referrer")
        #expect(headers["cache-control"] == "no-store")
        #expect(headers["access-control-allow-origin"] == nil)
      }
    }
  }

  @Test func foreignHostsAndOriginsAreTurnedAway() async throws {
    try await RunningServer.with({ $0.names = ["lab.local"] }) { server in
      let port = server.http.port
      for (headers, status) in [
        (["Host": "lab.local:\(port)"], 200), (["Host": "localhost:\(port)"], 200),
        (["Host": "evil.example:\(port)"], 403), (["Host": "127.0.0.1"], 403),
        (["Origin": "http://127.0.0.1:\(port)"], 200),
        (["Origin": "http://localhost:\(port)"], 403), (["Origin": "http://evil.example"], 403),
        (["Origin": "null"], 403), (["Sec-Fetch-Site": "same-origin"], 200),
        (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
      ] {
        let answer = try await server.http.send("GET", "/api/start", headers: headers)
        #expect(answer.status == status, "\(headers)")
      }
      // A link from elsewhere may lead to the page itself.
      let page = try await server.http.send("GET", "/", headers: ["Sec-Fetch-Site": "cross-site"])
      #expect(page.status == 200)
      let noHost = try await server.http.exchange(
        Array("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".utf8))
      #expect([400, 403].contains(server.http.answer(noHost).status))
    }
  }

  @Test func postsThatAFormCouldSendAreTurnedAway() async throws {
    try await RunningServer.with { server in
      let body = #"{"text": "title: a"}"#
      let long = String(repeating: "a", count: 65)
      for (headers, status) in [
        ([:], 200), (["Content-Type": "text/plain"], 415), (["Content-Type": ""], 415),
        (["X-Client": ""], 400), (["X-Client": "a b"], 400), (["X-Client": long], 400),
        (["Origin": "http://evil.example"], 403),
      ] as [([String: String], Int)] {
        let answer = try await server.http.send(
          "POST", "/api/design", headers: headers, body: body)
        #expect(answer.status == status, "\(headers)")
      }
      #expect(try await server.http.send("OPTIONS", "/api/design").status == 404)
    }
  }

  @Test func largeBodiesAreRefused() async throws {
    try await RunningServer.with { server in
      let text = String(repeating: "#", count: 255_000)
      #expect(try await server.http.post("/api/design", ["text": text]).status == 200)
      let larger = String(repeating: "#", count: 256_000)
      let refusal = try await server.http.post("/api/design", ["text": larger])
      #expect(refusal.status == 413 && refusal.message.contains("256 kB"))
      // In chunks, so that no length is told beforehand.
      let head = server.http.request(
        "POST", "/api/design", headers: ["Content-Length": "", "Transfer-Encoding": "chunked"])
      let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 35, count: 0x10000) + [13, 10]
      let chunks = (0..<6).flatMap { _ in chunk } + Array("0\r\n\r\n".utf8)
      #expect(server.http.answer(try await server.http.exchange(head + chunks)).status == 413)
      // One without end is cut off.
      let endless = head + (0..<400).flatMap { _ in chunk }
      _ = try await server.http.exchange(endless, seconds: 120)
      #expect(try await server.http.send("GET", "/").status == 200)
    }
  }

  @Test func headsWithoutEndAreCutOff() async throws {
    try await RunningServer.with { server in
      let line = "X-A: " + String(repeating: "a", count: 60_000) + "\r\n\r\n"
      let request = Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(server.http.port)\r\n\(line)".utf8)
      let answer = server.http.answer(try await server.http.exchange(request, seconds: 120))
      #expect(answer.status != 200)
      #expect(try await server.http.send("GET", "/").status == 200)
    }
  }

  @Test func textIsGivenBackAsDataOnly() async throws {
    let image = "<img src=x onerror=alert(1)>"
    let design = smallGrid.replacingOccurrences(of: "title: Small", with: "title: '\(image)'")
    try await RunningServer.with { server in
      let page = try await server.http.post("/api/files/report.html", ["text": design])
      #expect(page.status == 200 && !page.body.contains("<img"))
      let events = try await server.http.post("/api/run", ["text": design]).events
      let pictures = events.filter { $0.name == "figures" }
        .flatMap { ($0.data["pictures"] as? [String: String] ?? [:]).values }
      #expect(!pictures.isEmpty)
      #expect(pictures.allSatisfy { !$0.contains("<img") && !$0.contains("<script") })
      for name in ["../x", "a/b", "<b>", "a.yaml", ""] {
        let refusal = try await server.http.post(
          "/api/files/power.csv", ["text": smallGrid, "name": name])
        #expect(refusal.status == 400, "\(name)")
      }
    }
  }

  @Test func dataIsReadFromOneFolderOnlyAndNoPathIsTold() async throws {
    let designs = RunningServer.package.appendingPathComponent("Designs").path
    try await RunningServer.with({ $0.data = designs }) { server in
      func mistakes(_ file: String) async throws -> String {
        let text = """
          data: '\(file)'
          model: normexam ~ standLRT + (1 | school)
          effects: {intercept: 0, standLRT: 0.5}
          random: {school: {variance: 0.1}}
          residual: {variance: 0.6}
          tests: [standLRT]

          """
        let answer = try await server.http.post("/api/design", ["text": text])
        #expect(!answer.body.contains(RunningServer.package.path))
        #expect(!answer.body.contains("/tmp"))
        return ((answer.json["mistakes"] as? [[String: Any]]) ?? [])
          .compactMap { $0["message"] as? String }.joined(separator: "\n")
      }
      let none = try await mistakes("data/Exam.csv")
      #expect(none == "")
      for file in ["../README.md", "/etc/passwd", "no-such.csv"] {
        let sentence = try await mistakes(file)
        #expect(sentence.contains("no such file in the folder of data"), "\(file)")
      }
    }
  }
}
