import Foundation
import PageServer

/// A server on a free port of this machine, for the time of a test.
struct RunningServer {
  /// Speaks to it.
  let http: HTTPExchange
  /// The folder that this package lies in.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Starts a server, lets `body` speak to it, and ends it.
  static func with<Value>(
    _ change: (inout ServerSettings) -> Void = { _ in },
    _ body: (RunningServer) async throws -> Value
  ) async throws -> Value {
    var settings = ServerSettings(threads: 2)
    settings.port = 0
    change(&settings)
    let server = try PageServer(settings)
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task {
      defer { told.finish() }
      try await server.run { told.yield($0) }
    }
    defer { serving.cancel() }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else {
      try await serving.value
      throw CancellationError()
    }
    return try await body(RunningServer(http: HTTPExchange(port: port)))
  }
}

/// A small study over a grid of four scenarios.
let smallGrid = """
  title: Small
  levels: {school: 12, pupil: 5 per school}
  predictors: {treatment: {level: school, assign: [0, 1]}}
  model: score ~ treatment + (1 | school)
  effects: {intercept: 0, treatment: 0.6}
  random: {school: {variance: 0.2}}
  residual: {variance: 0.8}
  tests: [treatment]
  simulation: {replicates: 90, seed: 3}
  grid: {school: [12, 20], pupil: [5, 10]}

  """

/// The same study, for so long that it has to be ended.
let endlessGrid = smallGrid.replacingOccurrences(of: "replicates: 90", with: "replicates: 400000")
