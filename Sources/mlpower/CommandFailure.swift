import RunStore

/// Why a command stops: a fact, with its exit status and its wording in this file alone.
enum CommandFailure: Error {
  /// Options that are well formed but ask for what cannot be.
  case wrongUsage(String)
  /// An input file that cannot be read.
  case unreadable(path: String, reason: String)
  /// An input file that is not UTF-8 text.
  case notText(path: String)
  /// Mistakes in designs or data, each worded with its place.
  case mistakes([String])
  /// Two designs whose reports would share a folder.
  case sameName(String, paths: [String])
  /// A file in the way that this program did not write.
  case foreignFile(path: String)
  /// A file or folder that cannot be made.
  case cannotCreate(path: String, reason: String)
  /// Something about the store of a run's replicates.
  case store(path: String, StoreError)
  /// A store that lacks replicates of its run.
  case incompleteStore(path: String, done: Int, total: Int)
  /// A store of one part of a run.
  case partialStore(path: String)
  /// A change that a report cannot make.
  case needsSimulation(path: String)
  case unavailableFigures(test: String)
  /// Stores that are not parts of one run, and replicates that are in two of them or in none.
  case otherParts(String, String, [DesignRecord.Difference])
  case replicatesTwice(ClosedRange<Int>, String, String)
  case replicatesLack(ClosedRange<Int>, of: Int, parts: [String])
  /// The reader of standard output went away; nothing is wrong.
  case closedPipe
  /// The program that gives out the page was not built.
  case noPageProgram
  /// A mistake of the program itself.
  case internalFault(String)
  /// More than one of them; the first one's status holds.
  case several([CommandFailure])
}

extension CommandFailure {
  /// The exit status that goes with it.
  var status: ExitStatus {
    switch self {
    case .wrongUsage, .sameName: .wrongUsage
    case .unreadable, .noPageProgram: .noSuchInput
    case .notText, .mistakes: .wrongInput
    case .foreignFile, .cannotCreate: .cannotCreate
    case .store(_, let error): error.status
    case .incompleteStore, .partialStore, .needsSimulation, .unavailableFigures, .otherParts,
      .replicatesTwice, .replicatesLack:
      .wrongInput
    case .closedPipe: .done
    case .internalFault: .internalFault
    case .several(let failures): failures.first?.status ?? .internalFault
    }
  }

  /// What the user reads; nil where nothing needs to be said.
  var message: String? {
    switch self {
    case .wrongUsage(let text):
      return text
    case .unreadable(let path, let reason):
      return "cannot read \(path): \(reason)"
    case .notText(let path):
      return "\(path) is not UTF-8 text; save it in that encoding."
    case .mistakes(let lines):
      return lines.joined(separator: "\n")
    case .sameName(let name, let paths):
      return """
        \(paths.joined(separator: " and ")) would both report into the folder \(name); \
        rename one, or run them one by one with different --out folders.
        """
    case .foreignFile(let path):
      return """
        \(path) was not written by mlpower, so it is not overwritten. \
        Move it away, or choose another folder with --out.
        """
    case .cannotCreate(let path, let reason):
      return "cannot write \(path): \(reason)"
    case .store(let path, let error):
      return error.message(path: path)
    case .incompleteStore(let path, let done, let total):
      return """
        \(path) holds \(grouped(done)) of \(grouped(total)) replicates; \
        'mlpower run' of the same design makes the rest.
        """
    case .partialStore(let path):
      return "\(path) is a part of a run; 'mlpower merge' joins it with the others."
    case .needsSimulation(let path):
      return """
        a report cannot change '\(path)' without new simulations; \
        'tests' and 'target' can be changed, the rest with 'mlpower run'.
        """
    case .unavailableFigures(let test):
      return """
        the test '\(test)' needs figures that the run did not keep; \
        'mlpower run' with that test makes them.
        """
    case .otherParts(let one, let other, let differences):
      return """
        \(one) (there) and \(other) (here) are not parts of one run:
        \(StoreError.listed(differences))
        """
    case .replicatesTwice(let range, let one, let other):
      return "replicates \(words(range)) are in \(one) and in \(other)."
    case .replicatesLack(let range, let all, let parts):
      return """
        replicates \(words(range)) of \(grouped(all)) are in none of the stores\
        \(parts.isEmpty ? "." : "; part \(parts.joined(separator: ", ")) is missing.")
        """
    case .closedPipe:
      return nil
    case .noPageProgram:
      return """
        the page is given out by a program of its own, mlpower-serve, which is not beside this one; \
        'make serve' builds and starts it.
        """
    case .internalFault(let text):
      return "internal fault: \(text)\nThis is a mistake in mlpower; please report it."
    case .several(let failures):
      return failures.compactMap(\.message).joined(separator: "\n")
    }
  }
}

/// `7 to 12`.
private func words(_ range: ClosedRange<Int>) -> String {
  "\(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
}
