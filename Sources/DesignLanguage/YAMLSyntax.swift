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
      line: mark.line <= lines.count ? lines[mark.line - 1] : "")
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
  let line: String

  /// Where the mistake is: for something never closed where it was opened.
  var place: Mark { isNeverClosed ? contextMark ?? mark : mark }

  var message: String {
    if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
      return YAMLWording.tabIndents
    }
    if problem.contains("mapping values are not allowed") { return colonMessage }
    if problem.contains("another document") { return YAMLWording.secondDocument }
    if problem.contains("undefined alias") { return YAMLWording.alias }
    if context.contains("block scalar") { return YAMLWording.foldedText }
    if isNeverClosed { return YAMLWording.neverClosed(opening) }
    if problem.contains("cannot start any token"), let character = character(at: mark) {
      return YAMLWording.startsWith(character)
    }
    if problem.contains("tag") || context.contains("tag") {
      return YAMLWording.startsWith("!")
    }
    if context.contains("alias") { return YAMLWording.alias }
    if context.contains("anchor") { return YAMLWording.startsWith("&") }
    if problem.contains("could not find expected ':'") { return YAMLWording.missingColon }
    if problem.contains("did not find expected") { return YAMLWording.indentation }
    if problem.contains("directive") || context.contains("directive") {
      return YAMLWording.startsWith("%")
    }
    return YAMLWording.other(problem)
  }

  private var isNeverClosed: Bool {
    contextMark != nil
      && (context.contains("flow mapping") || context.contains("flow sequence")
        || context.contains("quoted scalar"))
  }

  private var opening: String {
    if context.contains("flow mapping") { return "'{'" }
    return context.contains("flow sequence") ? "'['" : "quote"
  }

  /// `y ~ a + a : b` is the usual reason for a colon where none is allowed.
  private var colonMessage: String {
    guard line.contains("~"), let colon = line.range(of: " : ") else {
      return YAMLWording.colonInText
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
