import Foundation

/// A Chromium without windows that opens a page.
struct Browser {
  /// Where it is installed; nil if it is not.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let places = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The document after its scripts ran.
  var document = ""
  /// What scripts wrote to the console, errors and warnings of the page among it.
  var console: [Substring] = []

  /// Opens a page, a minute at most.
  init(page: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower page \(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("report.html")
    try Data(page.utf8).write(to: file)
    let outputs = try ["document", "messages"].map { name in
      let url = folder.appendingPathComponent(name)
      try Data().write(to: url)
      return url
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "timeout", "60", Self.path ?? "chromium", "--headless", "--no-sandbox", "--disable-gpu",
      "--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
      "--user-data-dir=\(folder.path)/profile", "--window-size=1300,900", "--dump-dom",
      file.absoluteString,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputs[0])
    process.standardError = try FileHandle(forWritingTo: outputs[1])
    try process.run()
    process.waitUntilExit()
    document = try String(contentsOf: outputs[0], encoding: .utf8)
    let messages = try String(contentsOf: outputs[1], encoding: .utf8)
    console = messages.split(separator: "\n").filter { $0.contains(":CONSOLE") }
  }
}
