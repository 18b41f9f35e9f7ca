import ArgumentParser
import CGSL
import COpenBLAS
import CourseLessons
import Foundation
import Glibc
import PageServer

/// `mlpower-serve`: the page, on a port of this machine.
@main
struct ServeProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlpower serve",
    abstract: "Open a page on which to design studies and to learn.",
    discussion: """
      The page is given out on this machine alone, and works without a network. On it one writes a \
      design with a form or as text, sees its power curve follow the sliders, looks at data that the \
      study could give, and takes a course of short lessons. Ctrl-C ends it.

      Examples:
        mlpower serve --open
        mlpower serve --port 9000 --data my-study
        mlpower serve --class --host 0.0.0.0
      """)

  @Option(help: "The port; 0 for one that is free.")
  var port = 8765

  @Option(
    help: ArgumentHelp(
      "The address to listen on; 0.0.0.0 for all of this machine's, which others can reach.",
      valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "A name besides localhost under which browsers may ask for the page. Repeatable.",
      valueName: "name"))
  var name: [String] = []

  @Flag(help: "Show the page in the browser.")
  var open = false

  @Flag(
    name: .customLong("class"),
    help: "Serve some thirty browsers: smaller studies for each, and fair shares.")
  var classroom = false

  @Option(help: ArgumentHelp("Lessons, in place of Lessons.", valueName: "dir"))
  var lessons: String?

  @Option(help: ArgumentHelp("Designs to start from, in place of Designs.", valueName: "dir"))
  var designs: String?

  @Option(
    help: ArgumentHelp(
      "The folder from which designs may have data files read. (default: that of the designs)",
      valueName: "dir"))
  var data: String?

  @Option(help: "Threads that simulate. (default: all cores)")
  var threads: Int?

  mutating func validate() throws {
    if !(0...65535).contains(port) {
      throw ValidationError("--port is \(port); it must be from 0 to 65535.")
    }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); it must be from 1 to 4096.")
    }
    for folder in [lessons, designs, data].compactMap(\.self) where !isFolder(folder) {
      throw ValidationError("There is no folder '\(folder)'.")
    }
  }

  func run() async throws {
    openblas_set_num_threads(1)
    _ = gsl_set_error_handler_off()
    endQuietly()
    let server = try opened()
    do {
      try await server.run { [host, open] port in
        let addresses = ServedAddress.all(host: host, port: port)
        say("The page is at " + addresses.joined(separator: " and ") + " (Ctrl-C ends it).")
        if open { show(addresses[0]) }
      }
    } catch let failure as PageServer.Failure {
      say("Error: " + words(failure))
      throw ExitCode(73)
    }
  }

  /// Reads the folders, lessons above all, whose mistakes are their writer's to mend.
  private func opened() throws -> PageServer {
    do {
      return try PageServer(settings)
    } catch let mistakes as LessonMistakes {
      say(mistakes.description)
      throw ExitCode(65)
    }
  }

  private var settings: ServerSettings {
    var settings = ServerSettings(
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, isClassroom: classroom)
    settings.host = host
    settings.port = port
    settings.names = name
    settings.designs = designs ?? shippedFolder("Designs")
    settings.lessons = lessons ?? shippedFolder("Lessons")
    settings.data = data ?? settings.designs
    return settings
  }

  private func words(_ failure: PageServer.Failure) -> String {
    switch failure {
    case .portInUse(let port):
      "port \(port) is taken, maybe by another 'mlpower serve'; choose one with --port, or --port 0."
    case .cannotListen(let reason):
      "cannot listen on \(host), port \(port): \(reason)."
    }
  }
}

/// Prints a line on standard error.
private func say(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

/// Has Ctrl-C and the like end the process without a word, with the status of shells.
private func endQuietly() {
  signal(SIGPIPE, SIG_IGN)
  for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { _exit(128 + $0) } }
}

/// Shows a page in the user's browser, if there is one.
private func show(_ address: String) {
  let browser = Process()
  browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  browser.arguments = ["xdg-open", address]
  browser.standardOutput = FileHandle.nullDevice
  browser.standardError = FileHandle.nullDevice
  try? browser.run()
}
