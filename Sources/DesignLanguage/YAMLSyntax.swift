internal import Yams

/// The one diagnostic about text that is not YAML, reworded with what to type.
func syntaxDiagnostic(_ error: any Error, text: String, file: String) -> Diagnostic {
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(
    String.init)
  func at(_ line: Int, _ column: Int, _ message: String) -> Diagnostic {
    Diagnostic(at: Position(file: file, line: line, column: column), message)
  }
  switch error as? YamlError {
  case .scanner(let context, let problem, let mark, _),
    .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    let fault = SyntaxFault(
      problem: problem, mark: mark, context: context?.text ?? "", contextMark: context?.mark,
      lines: lines)
    if let (line, column, message) = fault.missingSpace { return at(line, column, message) }
    return at(fault.place.line, fault.place.column, fault.message)
  case .reader(_, let offset, _, let yaml):
    let before = yaml.prefix(offset ?? 0)
    let line = before.count(where: \.isNewline) + 1
    let column = before.reversed().prefix { !$0.isNewline }.count + 1
    return at(line, column, YAMLWording.notUnicode)
  case .duplicatedKeysInMapping(let names, let context):
    let message = YAMLWording.repeatedKey(names.first ?? "", firstLine: context.mark.line)
    return at(context.mark.line, context.mark.column, message)
  default:
    return at(1, 1, YAMLWording.other("\(error)"))
  }
}

/// What libyaml says about a syntax error, and what it means to the author of a design.
private struct SyntaxFault {
  let problem: String
  let mark: Mark
  let context: String
  let contextMark: Mark?
  let lines: [String]

  /// Where the mistake is: for something never closed or without a colon where it began.
  var place: Mark { isNeverClosed || isWithoutColon ? contextMark ?? mark : mark }

  /// The line with `key:value`, which is one word in YAML, if that is the reason.
  var missingSpace: (line: Int, column: Int, message: String)? {
    guard isWithoutColon || problem.contains("mapping values are not allowed") else { return nil }
    for number in [mark.line, mark.line - 1, contextMark?.line ?? 0] {
      let words = line(number).split(separator: " ")
      let parts = words.first?.split(separator: ":", maxSplits: 1) ?? []
      guard parts.count == 2, let opening = parts[1].first else { continue }
      let isWord = words.count == 1 && parts[1].last != ":"
      if isWord || opening == "{" || opening == "[" {
        let column = line(number).prefix { $0 == " " }.count + 1
        let value = isWord ? String(parts[1]) : String(opening)
        return (number, column, YAMLWording.missingSpace(String(parts[0]), value))
      }
    }
    return nil
  }

  private var line: String { line(mark.line) }

  private func line(_ number: Int) -> String {
    lines.indices.contains(number - 1) ? lines[number - 1] : ""
  }

  private var isWithoutColon: Bool { problem.contains("could not find expected ':'") }

  var message: String {
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
      return YAMLWording.tabIndents
    }
    if problem.contains("mapping values are not allowed") { return colonMessage }
    if problem.contains("nesting level") { return YAMLWording.nestedTooDeeply }
    if problem.contains("another document") { return YAMLWording.secondDocument }
    if problem.contains("undefined alias") { return YAMLWording.alias }
    if context.contains("block scalar") { return YAMLWording.foldedText }
    if let character = character(at: mark) {
      if character == "}" || character == "]", !isNeverClosed {
        return YAMLWording.closesNothing(character)
      }
      if character == "-" { return YAMLWording.startsWith(character) }
      if problem.contains("cannot start any token") {
        let before = line.prefix(mark.column - 1).split(separator: " ").last ?? ""
        if before.hasPrefix("!") { return YAMLWording.tag(String(before)) }
        return YAMLWording.startsWith(character)
      }
    }
    if isNeverClosed { return YAMLWording.neverClosed(opening) }
    if problem.contains("tag") || context.contains("tag") {
      return YAMLWording.startsWith("!")
    }
    if context.contains("alias") { return YAMLWording.alias }
    if context.contains("anchor") { return YAMLWording.startsWith("&") }
    if isWithoutColon { return YAMLWording.missingColon }
    if problem.contains("did not find expected") { return YAMLWording.indentation }
    if problem.contains("directive") || context.contains("directive") {
      return YAMLWording.startsWith("%")
    }
    return YAMLWording.other(problem)
  }

  private var isNeverClosed: Bool {
    contextMark != nil
      && !isStray
      && (context.contains("flow mapping") || context.contains("flow sequence")
        || context.contains("quoted scalar"))
  }

  /// Whether what stands at the mark is itself the mistake.
  private var isStray: Bool {
    character(at: mark) == "-" || problem.contains("cannot start any token")
  }

  private var opening: String {
    if context.contains("flow mapping") { return "'{'" }
    return context.contains("flow sequence") ? "'['" : "quote"
  }

  /// `y ~ a + a : b` is the usual reason for a colon where none is allowed.
  private var colonMessage: String {
    guard line.contains("~"), let colon = line.range(of: " : ") else {
      // The first colon of a line is right in itself: it is the line above that has none.
      let isSecond = line.prefix(mark.column - 1).contains(": ")
      return isSecond ? YAMLWording.colonInText : YAMLWording.colonAbove
    }
    let left = line[..<colon.lowerBound].split(separator: " ").last.map(String.init) ?? ""
    let right = line[colon.upperBound...].split(separator: " ").first.map(String.init) ?? ""
    return YAMLWording.colonInFormula("\(left) : \(right)", write: "\(left):\(right)")
  }

  private func character(at mark: Mark) -> Character? {
    line.dropFirst(mark.column - 1).first
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
