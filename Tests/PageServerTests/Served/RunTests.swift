import DesignFiles
import Foundation
import PageServer
import Testing

/// Runs and their files.
@Suite struct RunTests {
  @Test func figuresBecomeSharperAndEndAsTheCommandLinesTable() async throws {
    let files = try CommandLineRun.files(of: smallGrid, name: "small")
    try await RunningServer.with { server in
      let answer = try await server.http.post(
        "/api/run", ["text": smallGrid, "figures": ["power", "estimates", "exaggeration"]])
      #expect(answer.headers["content-type"] == "text/event-stream")
      let events = answer.events
      #expect(events.count >= 2)
      let figures = events.filter { $0.name == "figures" }
      let counts = figures.map { $0.data["replicates"] as! Int }
      #expect(counts == counts.sorted() && counts.last == 90)
      #expect(figures.allSatisfy { $0.data["of"] as? Int == 90 })
      let last = try #require(figures.last).data
      #expect(last["text"] as? String == files["power.txt"])
      let pictures = try #require(last["pictures"] as? [String: String])
      #expect(pictures["power"] == files["power.svg"])
      #expect(pictures["estimates"] == files["estimates.svg"])
      #expect(pictures["exaggeration"]?.hasPrefix("<svg") == true)
      let scenarios = try #require(last["scenarios"] as? [[String: Any]])
      #expect(scenarios.count == 4)
      #expect(scenarios[2]["place"] as? [String: String] == ["school": "20", "pupil": "5"])
      let test = try #require((scenarios[2]["tests"] as? [[String: Any]])?.first)
      #expect(test["name"] as? String == "treatment")
      let (low, power, high) = (
        test["low"] as! Double, test["power"] as! Double, test["high"] as! Double
      )
      #expect(low < power && power < high)
      #expect(events.last?.name == "done")
      #expect(events.last?.data["fits"] as? Int == 360)
    }
  }

  @Test func filesAreTheBytesOfTheCommandLine() async throws {
    let files = try CommandLineRun.files(of: smallGrid, name: "small")
    try await RunningServer.with { server in
      for name in ["power.csv", "power.txt", "power.svg", "estimates.svg", "report.html"] {
        let answer = try await server.http.post(
          "/api/files/\(name)", ["text": smallGrid, "name": "small"])
        #expect(answer.status == 200)
        #expect(answer.body == files[name], "\(name)")
      }
    }
  }

  @Test func aThresholdIsWorkedOutWhereThereIsNoTest() async throws {
    let design = """
      levels: {course: 30, student: 8 per course}
      model: score ~ 1 + (1 | course)
      effects: {intercept: 0}
      random: {course: {variance: 0.2}}
      residual: {variance: 0.8}
      threshold: {candidates: [5, 8]}
      simulation: {replicates: 40}

      """
    let files = try CommandLineRun.files(of: design, name: "small", command: "threshold")
    try await RunningServer.with { server in
      let events = try await server.http.post("/api/run", ["text": design, "name": "small"]).events
      let last = try #require(events.last { $0.name == "figures" }).data
      let pictures = try #require(last["pictures"] as? [String: String])
      #expect(pictures["threshold"] == files["threshold.svg"])
      #expect(last["text"] as? String == files["threshold.txt"])
      #expect(events.last?.name == "done" && events.last?.data["replicates"] as? Int == 40)
      let file = try await server.http.post("/api/files/power.csv", ["text": design])
      #expect(file.status == 422 && file.message.contains("mlpower threshold"))
    }
  }

  @Test func replicatesCanBeFewer() async throws {
    try await RunningServer.with { server in
      let events = try await server.http.post(
        "/api/run", ["text": smallGrid, "replicates": 7]
      ).events
      #expect(events.last?.data["replicates"] as? Int == 7)
      #expect(events.last?.data["fits"] as? Int == 28)
    }
  }

  @Test func whatCannotBeRunIsRefusedInASentence() async throws {
    try await RunningServer.with({
      $0.limits.fits = 1000
      $0.limits.sizes.scenarios = 10
      $0.limits.sizes.rowsOfAll = 500_000
      $0.limits.sizes.figures = 900
    }) { server in
      for (text, word) in [
        (smallGrid.replacingOccurrences(of: "residual", with: "resdual"), "Line 7"),
        (endlessGrid, "fits"), ("[", "Line 2"), ("", "Line 1"),
        (smallGrid.replacingOccurrences(of: "[5, 10]", with: "[5, 50000]"), "1000000 rows"),
        (smallGrid.replacingOccurrences(of: "[5, 10]", with: "2..20"), "scenarios"),
        (smallGrid.replacingOccurrences(of: "[5, 10]", with: "[5, 8000, 9000]"), "rows together"),
        (
          smallGrid.replacingOccurrences(
            of: "[treatment]", with: "[treatment, intercept, {term: treatment, method: z}]"),
          "figures"
        ),
      ] {
        let events = try await server.http.post("/api/run", ["text": text]).events
        #expect(events.map(\.name) == ["refused"])
        #expect((events.first?.data["message"] as? String)?.contains(word) == true, "\(events)")
        let file = try await server.http.post("/api/files/power.csv", ["text": text])
        #expect(file.status == 422 && file.message.contains(word), "\(file)")
      }
    }
  }

  @Test func aNewerRunEndsTheOneInItsSlot() async throws {
    try await RunningServer.with({ $0.limits.fits = 10_000_000 }) { server in
      let older = try await server.http.begin("/api/run", ["text": endlessGrid])
      let other = try await server.http.begin("/api/run", ["text": endlessGrid, "slot": "b"])
      let newer = try await server.http.post("/api/run", ["text": smallGrid])
      #expect(newer.events.last?.name == "done")
      let ended = try await older.end()
      #expect(ended.status == 200 && !ended.events.contains { $0.name == "done" })
      _ = try await server.http.post("/api/run", ["text": smallGrid, "slot": "b"])
      let otherEnded = try await other.end()
      #expect(otherEnded.status == 200 && !otherEnded.events.contains { $0.name == "done" })
    }
  }

  @Test func aRunEndsWithItsConnectionAndTooManyAreBusy() async throws {
    try await RunningServer.with({
      $0.limits.fits = 10_000_000
      $0.limits.jobs = 2
    }) { server in
      let http = server.http
      let body = String(
        decoding: try JSONSerialization.data(withJSONObject: ["text": endlessGrid]), as: UTF8.self)
      func begin(_ client: String) async throws {
        let request = http.request("POST", "/api/run", headers: ["X-Client": client], body: body)
        // The connection ends here once the first figures have come.
        _ = try await http.exchange(request, most: 2000)
      }
      async let one: Void = begin("one")
      async let two: Void = begin("two")
      _ = try await (one, two)
      // Both were taken, and both end because nobody listens any more.
      var answer = try await http.post(
        "/api/run", ["text": smallGrid], headers: ["X-Client": "new"])
      for _ in 0..<500 where answer.status == 503 {
        #expect(!answer.message.isEmpty)
        try await Task.sleep(for: .milliseconds(20))
        answer = try await http.post("/api/run", ["text": smallGrid], headers: ["X-Client": "new"])
      }
      #expect(answer.events.last?.name == "done")
    }
  }

  @Test func moreThanTheLimitIsBusy() async throws {
    try await RunningServer.with({
      $0.limits.fits = 10_000_000
      $0.limits.jobs = 2
      $0.limits.jobsOfClient = 1
    }) { server in
      func begin(_ client: String, _ slot: String) async throws -> HTTPExchange.Beginning {
        try await server.http.begin(
          "/api/run", ["text": endlessGrid, "slot": slot], headers: ["X-Client": client])
      }
      let one = try await begin("one", "a")
      #expect(try await begin("one", "b").end().status == 429)
      let two = try await begin("two", "a")
      let third = try await begin("three", "a").end()
      #expect(third.status == 503 && !third.message.isEmpty)
      // Newer runs take the places of the two.
      for client in ["one", "two"] {
        let newer = try await server.http.post(
          "/api/run", ["text": smallGrid], headers: ["X-Client": client])
        #expect(newer.events.last?.name == "done")
      }
      for older in [one, two] {
        #expect(try await !older.end().events.contains { $0.name == "done" })
      }
    }
  }
}
