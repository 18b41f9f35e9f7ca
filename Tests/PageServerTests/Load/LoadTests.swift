import Foundation
import Synchronization
import Testing

/// Long loads on a server of this machine; they run where MLPOWER_SLOW is 1, as in `make test-serve`.
@Suite(
  .serialized, .enabled(if: ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1"))
struct LoadTests {
  /// Nine points of a two-level study of 40 x 20, 200 replicates each.
  private static func study(effect: Double) -> String {
    """
    levels: {school: 40, pupil: 20 per school}
    predictors: {treatment: {level: school, assign: [0, 1]}}
    model: score ~ treatment + (1 | school)
    effects: {intercept: 0, treatment: \(effect)}
    random: {school: {variance: 0.15}}
    residual: {variance: 0.85}
    tests: [treatment]
    simulation: {replicates: 200}
    grid: {school: 20..60 by 5}

    """
  }

  /// From the request to the complete curve, with nothing else to do. A figure to read, not a bound: the
  /// machine may be busy.
  @Test func answerTimeOfOneSlider() async throws {
    let server = try ServerProcess([])
    var times: [(first: Double, last: Double)] = []
    for step in 0..<30 {
      let start = ContinuousClock.now
      let body = ["text": Self.study(effect: 0.2 + 0.01 * Double(step))]
      let begun = try await server.http.begin("/api/run", body)
      let first = (ContinuousClock.now - start) / .milliseconds(1)
      let answer = try await begun.end()
      #expect(answer.events.last?.name == "done")
      times.append((first, (ContinuousClock.now - start) / .milliseconds(1)))
    }
    print(
      """
      One slider, 9 points x 200 replicates of 40 x 20, milliseconds from request to complete curve: \
      median \(middle(times.map(\.last))), worst \(times.map(\.last).max()!.rounded())
      """)
  }

  @Test func thirtyClientsMoveSlidersTwiceASecondForAMinute() async throws {
    let server = try ServerProcess(["--class"])
    let http = server.http
    let clients = try await withThrowingTaskGroup(of: [Move].self) { group in
      for client in 0..<30 {
        group.addTask { try await move(client, http, seconds: 60) }
      }
      return try await group.reduce(into: [[Move]]()) { $0.append($1) }
    }
    let shown = clients.joined().compactMap(\.seconds)
    let fewest = clients.map { moves in moves.count { $0.seconds != nil } }.min()!
    print(
      """
      Thirty clients, two moves a second for a minute: \(clients.joined().count) moves, \
      \(shown.count) curves, of the client with fewest \(fewest); \
      seconds to the curve: median \(middle(shown)), worst \(shown.max()!)
      """)
    #expect(clients.joined().allSatisfy { $0.status == 200 })
    // Nobody is starved: everybody sees a curve for half of the moves at least.
    #expect(fewest >= 60)
    #expect(server.isRunning)
  }

  /// What came of a move of a slider: the status, and seconds to the first curve.
  private struct Move {
    var status: Int
    var seconds: Double?
  }

  /// Moves a slider every half second, and reads what comes until the next move.
  private func move(_ client: Int, _ http: HTTPExchange, seconds: Int) async throws -> [Move] {
    let clock = ContinuousClock()
    try await Task.sleep(for: .milliseconds(17 * client))
    let start = clock.now
    return try await withThrowingTaskGroup(of: Move.self) { group in
      for step in 0..<(2 * seconds) {
        try await clock.sleep(until: start + .milliseconds(500 * step))
        let text = Self.study(effect: 0.1 + 0.005 * Double((step * 7 + client) % 60))
        let body = String(
          decoding: try JSONSerialization.data(withJSONObject: ["text": text]), as: UTF8.self)
        let request = http.request(
          "POST", "/api/run", headers: ["X-Client": "client-\(client)"], body: body)
        group.addTask {
          let begin = clock.now
          let curve = Mutex<Double?>(nil)
          let bytes = try await http.exchange(request) { received in
            guard curve.withLock({ $0 == nil }), !http.answer(received).events.isEmpty else {
              return
            }
            curve.withLock { $0 = (clock.now - begin) / .seconds(1) }
          }
          return Move(status: http.answer(bytes).status, seconds: curve.withLock { $0 })
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test func aHundredThousandBrokenDesigns() async throws {
    try await withThrowingTaskGroup { group in
      for seed: UInt64 in [1, 2] {
        group.addTask { try unexplainedDesigns(of: 50_000, seed: seed) }
      }
      for try await texts in group {
        #expect(texts.isEmpty, "\(texts.joined(separator: "\n---\n"))")
      }
    }
  }

  @Test func aHundredThousandBrokenRequests() async throws {
    let package = RunningServer.package.path
    let server = try ServerProcess(["--class", "--data", package + "/Designs"])
    var memory: [Double] = []
    for part in 0..<10 {
      let findings = try await Fuzzing(http: server.http, seed: 100 + UInt64(part) * 10)
        .run(requests: 10_000, clients: 8)
      #expect(findings.isEmpty, "\(findings)")
      try #require(server.isRunning)
      memory.append(server.memory)
    }
    print("Broken requests: MB after each 10,000: \(memory.map { Int($0) })")
    // The first part warms up caches and pools of memory.
    #expect(memory.last! < 1.5 * memory[1] + 50)
  }

  private func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (100 * sorted[sorted.count / 2]).rounded() / 100
  }
}
