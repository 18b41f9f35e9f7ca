import Foundation
import PageServer
import Testing

/// What each route answers.
@Suite struct RouteTests {
  @Test func pageAndAllOfItsFiles() async throws {
    let folder = RunningServer.package.appendingPathComponent("Sources/PageServer/Assets")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.contains("page.html"))
    try await RunningServer.with { server in
      let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
      ]
      for name in names {
        let file = folder.appendingPathComponent(name)
        let answer = try await server.http.send("GET", "/assets/\(name)")
        #expect(answer.status == 200, "\(name)")
        #expect(answer.body == (try String(contentsOf: file, encoding: .utf8)), "\(name)")
        #expect(answer.headers["content-type"] == types[file.pathExtension], "\(name)")
      }
      let page = try await server.http.send("GET", "/")
      #expect(
        page.body
          == (try String(
            contentsOf: folder.appendingPathComponent("page.html"), encoding: .utf8)))
      #expect(try await server.http.send("GET", "/favicon.ico").status == 200)
    }
  }

  @Test func startTellsWhatThereIs() async throws {
    try await RunningServer.with({
      $0.designs = RunningServer.package.appendingPathComponent("Designs").path
      $0.lessons = RunningServer.package.appendingPathComponent("Lessons").path
    }) { server in
      let start = try await server.http.send("GET", "/api/start").json
      #expect((start["version"] as? String)?.hasPrefix("mlpower ") == true)
      #expect(start["classroom"] as? Bool == false)
      #expect((start["limits"] as? [String: Int])?["bytes"] == 256_000)
      let designs = try #require(start["designs"] as? [[String: String]])
      let first = try #require(designs.first { $0["name"] == "two-level-trial" })
      #expect(first["title"] == "Tutoring trial, pupils within schools")
      let design = try await server.http.send("GET", "/api/designs/two-level-trial")
      let file = RunningServer.package.appendingPathComponent("Designs/two-level-trial.yaml")
      #expect(design.body == (try String(contentsOf: file, encoding: .utf8)))
      #expect(design.headers["content-type"] == "text/plain; charset=utf-8")
      let lessons = try #require(start["lessons"] as? [[String: String]])
      #expect(lessons.count >= 12)
      for lesson in lessons {
        let whole = try await server.http.send("GET", "/api/lessons/\(lesson["name"]!)").json
        #expect(whole["title"] as? String == lesson["title"])
        #expect((whole["quiz"] as? [Any])?.isEmpty == false)
      }
      #expect(((start["readiness"] as? [String: Any])?["questions"] as? [Any])?.isEmpty == false)
    }
  }

  @Test func aDesignIsRightOrHasMistakesAtTheirLines() async throws {
    try await RunningServer.with { server in
      let right = try await server.http.post("/api/design", ["text": smallGrid]).json
      #expect((right["mistakes"] as? [Any])?.isEmpty == true)
      let places = try #require(right["scenarios"] as? [[String: String]])
      #expect(places.count == 4)
      #expect(places[1] == ["school": "12", "pupil": "10"])
      let form = try #require(right["form"] as? [String: Any])
      #expect((form["sections"] as? [Any])?.isEmpty == false)
      #expect((right["facts"] as? [Any])?.isEmpty == false)
      let wrong = smallGrid.replacingOccurrences(of: "residual", with: "resdual")
      let answer = try await server.http.post("/api/design", ["text": wrong]).json
      let mistake = try #require((answer["mistakes"] as? [[String: Any]])?.first)
      #expect(mistake["line"] as? Int == 7 && mistake["column"] as? Int == 1)
      #expect((mistake["message"] as? String)?.contains("residual") == true)
      #expect((answer["scenarios"] as? [Any])?.isEmpty == true)
      #expect(answer["form"] is [String: Any] && (answer["facts"] as? [Any])?.isEmpty == true)
      let broken = try await server.http.post("/api/design", ["text": "title: [a"]).json
      #expect(broken["form"] is NSNull)
    }
  }

  @Test func editsGiveTheNewTextAndWhatIsToBeSaidAboutIt() async throws {
    try await RunningServer.with { server in
      let edit = ["op": "set", "path": "effects.treatment", "value": "0.7"]
      let answer = try await server.http.post("/api/edit", ["text": smallGrid, "edits": [edit]])
      #expect(
        answer.json["text"] as? String
          == smallGrid.replacingOccurrences(of: "treatment: 0.6", with: "treatment: 0.7"))
      #expect((answer.json["mistakes"] as? [Any])?.isEmpty == true)
      for impossible in [
        ["op": "set", "path": "effects.nothing.at.all", "value": "1"],
        ["op": "set", "path": "effects.treatment"], ["op": "turn", "path": "title"],
      ] {
        let refusal = try await server.http.post(
          "/api/edit", ["text": smallGrid, "edits": [impossible]])
        #expect(refusal.status == 422)
        #expect(!refusal.message.isEmpty)
      }
    }
  }

  @Test func oneDataSetIsDrawn() async throws {
    try await RunningServer.with { server in
      let first = try await server.http.post("/api/data", ["text": smallGrid, "replicate": 1])
      let second = try await server.http.post("/api/data", ["text": smallGrid, "replicate": 2])
      let other = try await server.http.post(
        "/api/data", ["text": smallGrid, "replicate": 1, "scenario": 3])
      let again = try await server.http.post("/api/data", ["text": smallGrid, "replicate": 1])
      let pictures = [first, second, other].map { $0.json["picture"] as? String ?? "" }
      #expect(pictures.allSatisfy { $0.hasPrefix("<svg") } && Set(pictures).count == 3)
      #expect((first.json["words"] as? String)?.isEmpty == false)
      #expect(again.body == first.body)
      for (replicate, scenario) in [(0, 0), (-1, 0), (1, 4), (1, -1)] {
        let refusal = try await server.http.post(
          "/api/data", ["text": smallGrid, "replicate": replicate, "scenario": scenario])
        #expect(refusal.status == 422 && !refusal.message.isEmpty)
      }
      let broken = try await server.http.post("/api/data", ["text": "title: a", "replicate": 1])
      #expect(broken.status == 422 && broken.message.hasPrefix("Line "))
    }
  }

  @Test func whatIsNotThereIsNotFound() async throws {
    try await RunningServer.with { server in
      for (method, path) in [
        ("GET", "/nothing"), ("GET", "/assets/nothing.js"), ("GET", "/assets/../page.html"),
        ("GET", "/assets/%2e%2e%2fPageServer.swift"), ("GET", "/api/designs/nothing"),
        ("GET", "/api/designs/..%2fREADME"), ("GET", "/api/lessons/nothing"), ("PUT", "/"),
        ("GET", "/api/run"), ("POST", "/api/files/passwd"), ("DELETE", "/api/start"),
      ] {
        let answer = try await server.http.send(method, path)
        #expect(answer.status == 404, "\(method) \(path)")
        #expect(!answer.message.isEmpty, "\(method) \(path)")
      }
    }
  }
}
