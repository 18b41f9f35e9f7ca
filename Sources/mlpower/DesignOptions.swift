import ArgumentParser
import DesignLanguage

/// What may be changed about a design without editing its file.
struct DesignOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Data sets per scenario, in place of the design's.")
  var replicates: Int?

  @Option(
    parsing: .unconditional, help: "Seed of the random streams, in place of the design's.",
    transform: seedNumber)
  var seed: UInt64?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Put VALUE where PATH leads in the design: --set school=60, --set effects.treatment=0.3. Repeatable.",
      valueName: "PATH=VALUE"))
  var settings: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Refuse designs that ask for more fits than this.", valueName: "N"))
  var maxFits: Int = 1_000_000_000

  mutating func validate() throws {
    if let replicates, replicates < 1 {
      throw ValidationError("--replicates is \(replicates); it must be at least 1.")
    }
    if maxFits < 1 { throw ValidationError("--max-fits is \(maxFits); it must be at least 1.") }
    for setting in settings where splitAtEquals(setting) == nil {
      throw ValidationError("--set wants PATH=VALUE, as in --set school=60; found '\(setting)'.")
    }
  }

  /// All changes as paths and values.
  var overrides: [PathOverride] {
    var all = settings.compactMap(splitAtEquals).map {
      PathOverride(path: $0.path, value: $0.value)
    }
    if let replicates {
      all.append(PathOverride(path: "simulation.replicates", value: String(replicates)))
    }
    if let seed { all.append(PathOverride(path: "simulation.seed", value: String(seed))) }
    return all
  }
}

/// A seed: a whole number from 0 on.
func seedNumber(_ text: String) throws -> UInt64 {
  guard let seed = UInt64(text) else {
    throw ValidationError("a seed is a whole number from 0 on.")
  }
  return seed
}

/// `PATH=VALUE` in its two parts, spaces around them taken off; nil without `=` or without a path.
func splitAtEquals(_ text: some StringProtocol) -> (path: String, value: String)? {
  guard let equals = text.firstIndex(of: "=") else { return nil }
  let path = trimmed(text[..<equals])
  guard !path.isEmpty else { return nil }
  return (path, trimmed(text[text.index(after: equals)...]))
}

private func trimmed(_ text: some StringProtocol) -> String {
  var rest = text[...]
  while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
  while rest.last?.isWhitespace == true { rest = rest.dropLast() }
  return String(rest)
}
