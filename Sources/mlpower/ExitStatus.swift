import Glibc

/// How the program ends, by the numbers of `sysexits.h` and of shells.
enum ExitStatus: Int32 {
  case done = 0
  case wrongUsage = 64
  case wrongInput = 65
  case noSuchInput = 66
  case internalFault = 70
  case cannotCreate = 73

  /// Ends the process.
  func exit() -> Never { Glibc.exit(rawValue) }

  /// The status of a process that a signal ended: 130 for Ctrl-C.
  static func interrupted(by signal: Int32) -> Int32 { 128 + signal }
}
