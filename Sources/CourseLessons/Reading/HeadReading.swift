internal import Yams

/// The keys of a head with their values and lines.
struct HeadReading {
  /// A key of the head.
  struct Entry {
    var key: String
    var node: Node
    var line: Int
  }

  private(set) var entries: [Entry] = []
  /// Whether there was something to read; if not, that is said already.
  private(set) var isReadable = false

  /// Reads the head of a sheet and takes down its mistakes.
  ///
  /// - Parameter keys: those that the head may have, with examples of their values.
  init(_ sheet: inout LessonSheet, keys: [(name: String, example: String)]) {
    guard !sheet.head.isEmpty else {
      isReadable = sheet.mistakes.isEmpty
      requireKeys(keys, &sheet)
      return
    }
    do {
      guard let root = try Self.root(sheet.head), case .mapping(let pairs) = root else {
        sheet.report(LessonWording.headIsNoMapping, line: sheet.head.first)
        return
      }
      isReadable = true
      take(pairs, &sheet, keys: keys.map(\.name))
      requireKeys(keys, &sheet)
    } catch let fault {
      sheet.report(fault.message, line: sheet.head.first + fault.line - 1)
    }
  }

  /// The value of a key if it is a text.
  func text(_ key: String, _ sheet: inout LessonSheet) -> String? {
    guard let entry = self[key] else { return nil }
    guard case .scalar(let scalar) = entry.node, !trimmed(scalar.string).isEmpty else {
      sheet.report(LessonWording.notText(key), line: entry.line)
      return nil
    }
    return trimmed(scalar.string)
  }

  subscript(_ key: String) -> Entry? { entries.first { $0.key == key } }

  private mutating func take(
    _ pairs: Node.Mapping, _ sheet: inout LessonSheet, keys: [String]
  ) {
    for (keyNode, node) in pairs {
      let line = sheet.head.first + (keyNode.mark?.line ?? 1) - 1
      let key = keyNode.scalar?.string ?? ""
      if keys.contains(key) {
        entries.append(Entry(key: key, node: node, line: line))
      } else {
        sheet.report(LessonWording.unknownKey(key, known: keys), line: line)
      }
    }
  }

  private func requireKeys(
    _ keys: [(name: String, example: String)], _ sheet: inout LessonSheet
  ) {
    for key in keys where isReadable && self[key.name] == nil {
      sheet.report(LessonWording.missingKey(key.name, example: key.example), line: 1)
    }
  }

  // MARK: YAML

  private struct Fault: Error {
    var message: String
    var line: Int
  }

  /// The tree of a head. Marks of its nodes count lines of the head from 1.
  private static func root(_ head: TextLines) throws(Fault) -> Node? {
    do {
      return try Parser(yaml: head.text, resolver: .basic).singleRoot()
    } catch {
      switch error as? YamlError {
      case .scanner(let context, let problem, let mark, _),
        .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        let isLater = problem.contains("could not find expected ':'")
        let line = isLater ? context?.mark.line ?? mark.line : mark.line
        throw Fault(
          message: LessonWording.notYAML(problem), line: min(line, head.lines.count))
      case .duplicatedKeysInMapping(let names, let context):
        throw Fault(
          message: LessonWording.keyTwice(names.first ?? ""), line: context.mark.line)
      default:
        throw Fault(message: LessonWording.notYAML("\(error)"), line: 1)
      }
    }
  }
}
