import ArgumentParser
import Foundation
import Glibc

/// `mlpower serve`: the page, which a program of its own gives out.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Open a page on which to design studies and to learn.",
    discussion: """
      Starts the program mlpower-serve, which lies beside mlpower once 'make serve' has built it. \
      'mlpower serve --help' tells its options.

      Example:
        mlpower serve --open
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Options of mlpower-serve.", valueName: "option"))
  var options: [String] = []

  func run() throws {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("mlpower-serve").path
    guard access(program, X_OK) == 0 else {
      throw CommandFailure.noPageProgram
    }
    // Signals do to it what they do to any program.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_DFL) }
    var arguments = ([program] + options).map { strdup($0) }
    arguments.append(nil)
    execv(program, arguments)
    throw CommandFailure.internalFault("\(program): \(systemReason())")
  }
}
