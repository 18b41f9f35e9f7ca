import Foundation

/// `mlpower-serve` as a process of its own, whose memory can be watched.
final class ServerProcess {
  /// Speaks to it.
  let http: HTTPExchange
  private let process: Process

  /// Starts it with these options on a free port, and waits until it listens.
  init(_ options: [String]) throws {
    process = Process()
    process.executableURL = CommandLineRun.program("mlpower-serve")
    process.arguments = ["--port", "0"] + options
    process.currentDirectoryURL = RunningServer.package
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    // It says `The page is at http://127.0.0.1:PORT/ ...`.
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let digits = line.components(separatedBy: "127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
    http = HTTPExchange(port: Int(digits) ?? 0)
  }

  deinit { process.terminate() }

  /// Whether it still runs.
  var isRunning: Bool { process.isRunning }

  /// Memory that it holds, in MB.
  var memory: Double {
    let status = try? String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status?.components(separatedBy: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (Double(line.filter(\.isNumber)) ?? 0) / 1024
  }
}
