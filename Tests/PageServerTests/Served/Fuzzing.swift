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
    let designs = try texts()
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

  private func texts() throws -> [String] {
    let folder = RunningServer.package.appendingPathComponent("Designs")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".yaml") }
      .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
  }
}

/// An endless row of requests, each wrong in its own way.
struct FuzzedRequests {
  let http: HTTPExchange
  let designs: [String]
  private var random: Xorshift

  init(http: HTTPExchange, designs: [String], seed: UInt64) {
    self.http = http
    self.designs = designs
    random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
  }

  /// Whether the connection ends before the answer does.
  mutating func hangsUp() -> Bool { one(in: 10) }

  /// The next one, and whether it may lack its end.
  mutating func next() -> (request: [UInt8], isBroken: Bool) {
    var request: [UInt8]
    let kind = Int.random(in: 0..<10, using: &random)
    switch kind {
    case 0:
      request = []
      for _ in 0..<Int.random(in: 1..<400, using: &random) { request.append(byte()) }
    case 1: request = http.request(pick(["GET", "PUT", "HEAD", "BREW"]), path())
    case 2: request = http.request("POST", path(), body: json(depth: 0))
    case 3, 4: request = post(["text": design(), "edits": [edit(), edit()]], to: "/api/edit")
    case 5: request = post(["text": design(), "name": word()], to: "/api/files/power.csv")
    case 6, 7:
      request = post(
        [
          "text": design(), "replicates": Int.random(in: -3..<30, using: &random),
          "figures": ["power", word()], "slot": pick(["a", "b", "c"]),
        ], to: "/api/run")
    default: request = post(["text": design()], to: "/api/design")
    }
    let isBroken = one(in: 3)
    if isBroken { mutate(&request) }
    return (request, isBroken || kind == 0)
  }

  private func post(_ value: [String: Any], to path: String) -> [UInt8] {
    let data = try! JSONSerialization.data(withJSONObject: value)
    return http.request("POST", path, body: String(decoding: data, as: UTF8.self))
  }

  /// A shipped design with some lines or characters changed, dropped or doubled.
  private mutating func design() -> String {
    var lines = pick(designs).components(separatedBy: "\n")
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: lines.insert(pick(lines), at: index)
      case 1 where lines.count > 1: lines.remove(at: index)
      case 2: lines[index] = String(lines[index].shuffled(using: &random))
      case 3: lines[index] += word()
      default:
        var changed = Array(lines[index])
        for place in changed.indices where changed[place].isNumber && one(in: 3) {
          changed[place] = pick(Array("0123456789-.e"))
        }
        lines[index] = String(changed)
      }
    }
    return lines.joined(separator: "\n")
  }

  private mutating func edit() -> [String: Any] {
    [
      "op": pick(["set", "remove", "add", "x"]),
      "path": pick(["levels.school", "effects.treatment", "title", "", "a.b.c", "tests.0", word()]),
      "name": word(), "value": pick(["1", "20..60 by 10", "{a: [", "", word()]),
    ]
  }

  private mutating func path() -> String {
    let parts = [
      "api", "start", "designs", "lessons", "files", "run", "design", "edit", "assets", "..", "%00",
      "%2e%2e", "power.csv", "page.html", word(),
    ]
    var path = ""
    for _ in 0..<Int.random(in: 1..<5, using: &random) { path += "/" + pick(parts) }
    return path
  }

  private mutating func json(depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
    case 0: "null"
    case 1: pick(["0", "-1", "1e400", "99999999999999999999", "true", "nul"])
    case 2, 3: "\"\(word())\""
    case 4: String(repeating: "[", count: Int.random(in: 1..<3000, using: &random))
    case 5: "[\(json(depth: depth + 1)), \(json(depth: depth + 1))]"
    default: "{\"\(pick(["text", "edits", "name", word()]))\": \(json(depth: depth + 1))}"
    }
  }

  private mutating func word() -> String {
    let characters = Array("aZ09 _-.:{}[]'#|>&*!%@\u{7f}é€𝒙\u{202e}<")
    var word = ""
    for _ in 0..<Int.random(in: 0..<12, using: &random) { word.append(pick(characters)) }
    return word
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
  private mutating func one(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }
  private mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }
}

/// Marsaglia's xorshift of 64 bits (2003).
private struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
