import DesignLanguage
import Foundation
import Testing

/// What a text says, read apart from the editor.
private indirect enum Tree: Equatable {
  case text(String)
  case list([Tree])
  case keys([String], [Tree])

  init(_ node: DesignNode) {
    switch node.content {
    case .text(let text): self = .text(text)
    case .list(let items): self = .list(items.map { Tree($0) })
    case .mapping(let entries):
      self = .keys(entries.map(\.key), entries.map { Tree($0.value) })
    }
  }

  init(of text: String) throws {
    let document = YAMLDocument(text: text, file: "")
    #expect(document.diagnostics == [])
    self.init(try #require(document.root))
  }

  var children: [Tree] {
    switch self {
    case .text: []
    case .list(let items): items
    case .keys(_, let values): values
    }
  }

  /// The tree with the child at the end of a way changed, or taken out; nothing empty stays around it.
  func changing(_ way: ArraySlice<Int>, _ change: (Tree) -> Tree?) -> Tree? {
    guard let index = way.first else { return change(self) }
    var all = children
    let new = all[index].changing(way.dropFirst(), change)
    switch self {
    case .text: return self
    case .list:
      if let new { all[index] = new } else { all.remove(at: index) }
      return all.isEmpty ? nil : .list(all)
    case .keys(var names, _):
      if let new {
        all[index] = new
      } else {
        all.remove(at: index)
        names.remove(at: index)
      }
      return all.isEmpty ? nil : .keys(names, all)
    }
  }
}

/// A node of a design with the way to it and its path.
private struct Target {
  var way: [Int]
  var steps: [String]
  var tree: Tree

  var path: String { steps.joined(separator: ".") }

  /// All nodes but the root. Below `grid` only the swept paths: a path there is one key.
  static func all(_ tree: Tree) -> [Target] {
    func walk(_ node: Target) -> [Target] {
      if node.steps.first == "grid", node.steps.count == 2 { return [] }
      return node.tree.children.enumerated().flatMap { index, child in
        let step: String
        if case .keys(let names, _) = node.tree {
          step = names[index]
        } else {
          step = "\(index + 1)"
        }
        let target = Target(way: node.way + [index], steps: node.steps + [step], tree: child)
        return [target] + walk(target)
      }
    }
    return walk(Target(way: [], steps: [], tree: tree))
  }
}

/// Designs in styles that the shipped ones do not use.
private let awkward = [
  """
  # Everything in blocks, a note on every line.
  title: "quoted: \\"twice\\""      # 'a'
  description: >-   # folded
     One line
     and another.

  let:
    a: 1   # one
    b: 'max(a, 2)' # two
  levels:
      school:    # the top
          size: {mean: 20,   # drawn, see below
                 cv: 0.5}    # unequal
      pupil:
          per: school
          size:
            normal:
              mean: 10
              sd: 2
            min: 1
  # before tests
  tests:
  - treatment   # first
  # between
  - name: second
    term: it's        # a quote within
    side: greater
  -   joint:
      - a
      - b
  # last line
  """,
  "a: {x: [1, 2, 3,], 'y': \"z, [\", w: it's a \"quote\",}\r\nb:\r\n- [p, q]\r\n- {r: s}  # end\r\n",
  "{title: all in braces, levels: {school: 40, pupil: 25 per school},\n  tests: [a,  # one\n    b]}\n",
  "model: y ~ a\n  + b\n  + (1 | g)   # goes on\nlevels: {g: 3}\ntitle: \u{e9}\u{1F600} # \u{e9}\n",
]

private let values = [
  "0.3", "25 per school", "{mean: 20, cv: 0.5}", "[1, 2, 3]", "a: b", "x #1", "-", "- x",
  "max(a, b)",
  "!wave > 3", "> 10", "it's", "say \"yes\"", "{a: [b, 'c, d'], \"e f\": {g: 1}}", "\"a\\tb\"",
  "'q'",
  "no", "~", "010", "y ~ x + (1 | g)", "a:b", "%x", "@y", "line one\nline two\n", "line\n\n  two",
  "\u{e9}\u{1F600}", "ends with:", "&a", "*b", "? k", "|", "`", ",",
]

@Suite struct RandomEditTests {
  static let designs: [String] = {
    let folder = packageFolder.appending(path: "Designs")
    let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
    return files.filter { $0.hasSuffix(".yaml") }.sorted().map {
      try! String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    } + awkward
  }()

  /// The value that a typed text stands for.
  private func meaning(_ typed: String) throws -> Tree {
    guard let first = typed.first, "{[\"'".contains(first) else {
      return .text(typed)
    }
    return try Tree(of: typed)
  }

  @Test(arguments: designs.indices)
  func aValueThatIsSetIsAllThatChanges(design: Int) throws {
    let text = Self.designs[design]
    var stream = SplitMix(seed: 100 + UInt64(design))
    let tree = try Tree(of: text)
    let targets = Target.all(tree)
    var made = 0
    for _ in 0..<60 {
      let target = targets.randomElement(using: &stream)!
      let value = values.randomElement(using: &stream)!
      guard
        let new = try? DesignEdit.apply([.set(path: target.path, value: value)], to: text)
      else { continue }
      made += 1
      let meaning = try meaning(value)
      #expect(try Tree(of: new) == tree.changing(target.way[...]) { _ in meaning })
      // What is not the old value or the new one is the same before and after.
      let old = try #require(sourceText(of: target, in: text))
      #expect(old.before.utf8.count + old.after.utf8.count <= new.utf8.count)
      #expect(new.hasPrefix(old.before) && new.hasSuffix(old.after), "\(target.path): \(value)")
      // What was typed on one line is the same again; keys below each other come back in braces.
      var isOneLine = !old.own.contains(where: \.isNewline)
      if case .text = target.tree {} else if !"{[".contains(old.own.first!) { isOneLine = false }
      if isOneLine {
        let back = try DesignEdit.apply([.set(path: target.path, value: old.own)], to: new)
        #expect(back == text, "\(target.path): \(value) for \(old.own)")
      }
    }
    #expect(made >= 54, "only \(made) of 60 edits could be made")
  }

  @Test(arguments: designs.indices)
  func whatIsRemovedIsAllThatGoes(design: Int) throws {
    let text = Self.designs[design]
    let tree = try Tree(of: text)
    var made = 0
    let targets = Target.all(tree)
    for target in targets {
      guard let new = try? DesignEdit.apply([.remove(path: target.path)], to: text) else {
        continue
      }
      made += 1
      let rest = tree.changing(target.way[...]) { _ in nil }
      #expect(try Tree(of: new) == rest, "\(target.path)")
      // The lines outside of the section are as they were, with their comments.
      let own = try #require(
        sourceText(of: Target(way: [target.way[0]], steps: [], tree: tree), in: text))
      #expect(
        new.hasSuffix(own.after.drop { !$0.isNewline }.drop(while: \.isNewline)), "\(target.path)")
    }
    #expect(made * 10 >= targets.count * 9, "only \(made) of \(targets.count) could be removed")
  }

  @Test(arguments: designs.indices)
  func whatIsAddedIsAllThatComes(design: Int) throws {
    let text = Self.designs[design]
    var stream = SplitMix(seed: 200 + UInt64(design))
    let tree = try Tree(of: text)
    let parents = Target.all(tree).filter { target in
      if target.steps.first == "grid", target.steps.count > 1 { return false }
      if case .text = target.tree { return false }
      return true
    }
    for target in parents {
      let value = values.randomElement(using: &stream)!
      let meaning = try meaning(value)
      let name = ["new", "a:b", "two words", "x, y", "#", "it's", "no"].randomElement(
        using: &stream)!
      var isList = false
      let expected = tree.changing(target.way[...]) { node in
        switch node {
        case .text: return node
        case .list(let items):
          isList = true
          return .list(items + [meaning])
        case .keys(let names, let values): return .keys(names + [name], values + [meaning])
        }
      }
      let edit = DesignEdit.add(parent: target.path, name: isList ? nil : name, value: value)
      let new = try DesignEdit.apply([edit], to: text)
      #expect(try Tree(of: new) == expected, "\(target.path): \(value)")
      // Nothing is lost: what was there is there in the same order.
      #expect(isSubsequence(text, of: new), "\(target.path): \(value)")
      // Taken out again, unless nothing else is there.
      if target.tree.children.isEmpty { continue }
      let last = isList ? "\(target.tree.children.count + 1)" : name
      let back = try DesignEdit.apply([.remove(path: "\(target.path).\(last)")], to: new)
      #expect(back == text || back == text + "\n", "\(target.path): \(value)")
    }
  }

  /// The text of a node, with what stands before and after it.
  private func sourceText(
    of target: Target, in text: String
  ) -> (before: String, own: String, after: String)? {
    guard var node = YAMLDocument(text: text, file: "").root else { return nil }
    for index in target.way { node = (node.list ?? node.mapping?.map(\.value) ?? [])[index] }
    let source = SourceText(text)
    guard let span = source.span(of: node) else { return nil }
    // A comment after the bar of a text below it stays; it is no part of the text.
    return (
      source.text(0..<span.lowerBound), source.text(span),
      source.text(span.upperBound..<source.scalars.count)
    )
  }

  private func isSubsequence(_ short: String, of long: String) -> Bool {
    var rest = short.unicodeScalars[...]
    for scalar in long.unicodeScalars where scalar == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}

/// Numbers from a fixed seed (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
