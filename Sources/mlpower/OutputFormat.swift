import ArgumentParser

/// What a command prints.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}
