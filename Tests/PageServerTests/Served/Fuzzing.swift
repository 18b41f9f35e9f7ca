import Foundation
import DesignFiles
import PageServer

/// Settings under which no fuzzed design takes long.
func fuzzedSettings(_ settings: ServerSettings) -> ServerSettings {
  var settings = settings
  let package = RunningServer.package
  settings.designs = package.appendingPathComponent("Designs").path
  settings.lessons = package.appendingPathComponent("Lessons").path
  settings.data = settings.designs
  settings.limits.fits = 2000
  settings.limits.sizes.rows = 2000
  settings.limits.jobs = 1000
  settings.limits.jobsOfClient = 1000
  return settings
}

/// Sends requests that are wrong in many ways, the same ones for the same seed.
struct Fuzzing {
  let http: HTTPExchange
  let seed: UInt64

  /// Sends so many requests, several at a time.
  ///
  /// - Returns: What was wrong with answers.
  func run(requests: Int, clients: Int) async throws -> [String] {
    let designs = try FuzzedDesigns.shipped()
    return try await withThrowingTaskGroup(of: [String].self) { group in
      for client in 0..<clients {
        group.addTask {
          var requestsOfClient = FuzzedRequests(
            http: http, designs: designs, seed: seed &+ UInt64(client))
          var findings: [String] = []
          for _ in 0..<(requests / clients) {
            let (request, isBroken) = requestsOfClient.next()
            // Some hang up early.
            let most = requestsOfClient.hangsUp() ? 100 : Int.max
            let bytes = try await http.exchange(request, seconds: 600, most: most, saysSo: isBroken)
            if let finding = finding(bytes) {
              findings.append(finding + ": " + String(decoding: request.prefix(300), as: UTF8.self))
            }
          }
          return findings
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// What is wrong with an answer; nil if it is in order.
  private func finding(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.isEmpty else { return nil }
    guard text.hasPrefix("HTTP/1.1 ") else { return "no answer of HTTP" }
    if text.hasPrefix("HTTP/1.1 500") { return "an internal fault" }
    for path in [RunningServer.package.path, "/proc/", "/home/", "/root/"] where text.contains(path)
    {
      return "a path of the machine"
    }
    return nil
  }
}

/// An endless row of requests, each wrong in its own way.
struct FuzzedRequests {
  let http: HTTPExchange
  private var designs: FuzzedDesigns
  private var random: Xorshift

  init(http: HTTPExchange, designs: [String], seed: UInt64) {
    self.http = http
    self.designs = FuzzedDesigns(designs, seed: seed)
    random = Xorshift(seed: seed)
  }

  /// Whether the connection ends before the answer does.
  mutating func hangsUp() -> Bool { random.one(in: 10) }

  /// The next one, and whether it may lack its end.
  mutating func next() -> (request: [UInt8], isBroken: Bool) {
    var request: [UInt8]
    let kind = Int.random(in: 0..<10, using: &random)
    switch kind {
    case 0:
      request = []
      for _ in 0..<Int.random(in: 1..<400, using: &random) { request.append(byte()) }
    case 1: request = http.request(random.pick(["GET", "PUT", "HEAD", "BREW"]), path())
    case 2: request = http.request("POST", path(), body: json(depth: 0))
    case 3, 4:
      request = post(["text": designs.next(), "edits": [edit(), edit()]], to: "/api/edit")
    case 5:
      request = post(["text": designs.next(), "name": random.word()], to: "/api/files/power.csv")
    case 6, 7:
      request = post(
        [
          "text": designs.next(), "replicates": Int.random(in: -3..<30, using: &random),
          "figures": [
            random.pick(["power", "threshold", random.word()]),
            random.pick(["estimates", "exaggeration"]),
          ], "slot": random.pick(["a", "b", "c"]),
        ], to: "/api/run")
    default: request = post(["text": designs.next()], to: "/api/design")
    }
    let isBroken = random.one(in: 3)
    if isBroken { mutate(&request) }
    return (request, isBroken || kind == 0)
  }

  private func post(_ value: [String: Any], to path: String) -> [UInt8] {
    let data = try! JSONSerialization.data(withJSONObject: value)
    return http.request("POST", path, body: String(decoding: data, as: UTF8.self))
  }

  private mutating func edit() -> [String: Any] {
    [
      "op": random.pick(["set", "remove", "add", "x"]),
      "path": random.pick([
        "levels.school", "effects.treatment", "title", "", "a.b.c", "tests.0", random.word(),
      ]),
      "name": random.word(),
      "value": random.pick(["1", "20..60 by 10", "{a: [", "", random.word()]),
    ]
  }

  private mutating func path() -> String {
    let parts = [
      "api", "start", "designs", "lessons", "files", "run", "design", "edit", "assets", "..", "%00",
      "%2e%2e", "power.csv", "page.html", random.word(),
    ]
    var path = ""
    for _ in 0..<Int.random(in: 1..<5, using: &random) { path += "/" + random.pick(parts) }
    return path
  }

  private mutating func json(depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
    case 0: "null"
    case 1: random.pick(["0", "-1", "1e400", "99999999999999999999", "true", "nul"])
    case 2, 3: "\"\(random.word())\""
    case 4: String(repeating: "[", count: Int.random(in: 1..<3000, using: &random))
    case 5: "[\(json(depth: depth + 1)), \(json(depth: depth + 1))]"
    default:
      "{\"\(random.pick(["text", "edits", "name", random.word()]))\": \(json(depth: depth + 1))}"
    }
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    for _ in 0..<Int.random(in: 1..<6, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[index] = byte()
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(byte(), at: index)
      default: bytes = Array(bytes[..<index])
      }
    }
  }

  private mutating func byte() -> UInt8 { UInt8.random(in: 0...255, using: &random) }
}
