import Foundation

/// Another program, kept running and asked for times over a pipe.
final class Rival {
  /// The program's name in the table.
  let name: String
  private let process = Process()
  private let questions = Pipe()
  private let answers = Pipe()

  /// Starts it; nil where it is not installed, which a first question with few replicates shows.
  init?(name: String, command: [String]) {
    self.name = name
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["OPENBLAS_NUM_THREADS=1"] + command
    process.standardInput = questions
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    try? answers.fileHandleForWriting.close()
    guard secondsToRun(BenchmarkCase.all[0].name, replicates: 50) != nil else { return nil }
  }

  deinit { process.terminate() }

  /// Seconds for drawing, fitting and testing; nil if the program has ended.
  func secondsToRun(_ name: String, replicates: Int) -> Double? {
    seconds(for: "\(name) \(replicates)")
  }

  /// Seconds for one fit of a large data set; only lme4 knows how.
  func secondsToFit(_ path: String) -> Double? { seconds(for: "fit \(path)") }

  private func seconds(for question: String) -> Double? {
    let line = Data("\(question)\n".utf8)
    guard (try? questions.fileHandleForWriting.write(contentsOf: line)) != nil else {
      return nil
    }
    return answer().flatMap { Double($0) }
  }

  /// The next line that the program prints; nil if it has ended.
  private func answer() -> String? {
    var line: [UInt8] = []
    while let bytes = try? answers.fileHandleForReading.read(upToCount: 1), let byte = bytes.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// MCPower, if Python and the package are here.
  static func mcpower(in folder: String) -> Rival? {
    Rival(name: "MCPower 1.4.1", command: ["python3", "\(folder)/rivals/time_mcpower.py"])
  }

  /// A loop over lme4's refit(), if R and the package are here.
  static func lme4(in folder: String) -> Rival? {
    Rival(name: "lme4 refit", command: ["Rscript", "\(folder)/rivals/time_lme4.R"])
  }
}
