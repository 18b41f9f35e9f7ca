internal import ModelFormula
internal import StudyDesign

/// A path that a design looks at, and where it leads.
struct SearchPath {
  let axis: SearchAxis
  let path: DesignPath
  let keyPosition: Position
}

extension DesignReading {
  private static let candidateLimit = 100_000.0
  /// The shares at which an icc is looked at where nothing bounds it.
  private static let shares = (1...100).map { Double($0) / 200 }

  /// `search` and `find`: what is looked for; nil if neither stands there, or `find: effect`.
  ///
  /// - Parameters:
  ///   - grid: the swept paths, which bound what `search` does not.
  ///   - overridden: paths held at one value by an override.
  mutating func readSearchPaths(grid: [GridPath], overridden: [[String]]) -> [SearchPath]? {
    let bounded = readBounds(overridden: overridden)
    guard let node = root["find"] else { return root["search"] == nil ? nil : bounded }
    guard let names = findNames(node) else { return nil }
    if findsEffect {
      if let entry = root.entry("search") { report(.boundsOfEffect, at: entry.keyPosition) }
      return nil
    }
    let areKnown = names.allSatisfy { (try? root.resolve($0.text ?? "")) != nil }
    for path in bounded
    where areKnown && !names.contains(where: { leads($0.text ?? "", to: path) }) {
      report(.boundsNotFound(path.axis.path), at: path.keyPosition)
    }
    var found: [SearchPath] = []
    for name in names {
      guard let path = searchPath(name, bounded, grid, overridden) else { continue }
      if found.contains(where: { $0.path.overlaps(path.path) }) {
        report(.foundTwice(path.axis.path), at: name)
      } else {
        found.append(path)
      }
    }
    return found
  }

  /// Whether the design looks for the effects of its tests.
  var findsEffect: Bool {
    let isName = root["levels"]?["effect"] != nil || root["let"]?["effect"] != nil
    return !isName && findItems(root["find"]).map { $0.text } == ["effect"]
  }

  /// What the swept sizes of a design give to look at, where it does not say: all whole numbers between
  /// the ends of the first.
  func searchPath(ofGrid grid: [GridPath]) -> SearchPath? {
    for axis in grid {
      if let path = searchPath(ofSwept: axis), path.axis.isSize { return path }
    }
    return nil
  }

  private func findItems(_ node: DesignNode?) -> [DesignNode] {
    guard let node else { return [] }
    return node.list ?? (node.text == nil ? [] : [node])
  }

  private mutating func findNames(_ node: DesignNode) -> [DesignNode]? {
    let items = findItems(node)
    guard !items.isEmpty, items.allSatisfy({ $0.text != nil }) else {
      report(.wantsUnknowns(found: node.kindInWords), at: node)
      return nil
    }
    return items
  }

  private func leads(_ text: String, to path: SearchPath) -> Bool {
    (try? root.resolve(text))?.steps == path.path.steps
  }

  // MARK: Bounds

  private mutating func readBounds(overridden: [[String]]) -> [SearchPath] {
    guard let node = root["search"] else { return [] }
    guard let entries = node.mapping, !entries.isEmpty else {
      report(.wantsBounds(found: node.kindInWords), at: node)
      return []
    }
    var paths: [SearchPath] = []
    for entry in entries {
      guard let path = resolved(entry.key, at: entry.keyPosition),
        let numbers = candidates(entry)
      else { continue }
      if overridden.contains(path.steps) { continue }
      if let first = paths.first(where: { $0.path.overlaps(path) }) {
        report(.axesOverlap(entry.key, first.axis.path), at: entry.keyPosition)
        continue
      }
      if path.steps[0] == "levels", let wrong = numbers.first(where: { !isSize($0) }) {
        report(.searchedSize(entry.key, wrong), at: entry.value)
        continue
      }
      paths.append(
        SearchPath(
          axis: axis(entry.key, path, numbers), path: path, keyPosition: entry.keyPosition))
    }
    return paths
  }

  private mutating func resolved(_ text: String, at position: Position) -> DesignPath? {
    do throws(PathMistake) {
      let path = try root.resolve(text)
      guard isOfWholePlan(path.steps) || path.steps.first == "simulation" else { return path }
      report(.pathNotSearched(text), at: position)
    } catch {
      if let message = error.message { report(message, at: position) }
    }
    return nil
  }

  /// The numbers of a range or list, from the smallest on.
  private mutating func candidates(_ entry: DesignNode.Entry) -> [Double]? {
    guard entry.value.mapping == nil else {
      report(.wantsBoundsOf(entry.key, found: entry.value.kindInWords), at: entry.value)
      return nil
    }
    if let text = entry.value.text, RangeText(text) == nil {
      report(.wantsBoundsOf(entry.key, found: entry.value.kindInWords), at: entry.value)
      return nil
    }
    guard let (_, nodes) = axisValues(entry) else { return nil }
    if Double(nodes.count) > Self.candidateLimit {
      report(
        .tooManyCandidates(entry.key, Double(nodes.count), limit: Self.candidateLimit),
        at: entry.value)
      return nil
    }
    let numbers = nodes.compactMap { number($0) }
    return numbers.count == nodes.count ? numbers.sorted() : nil
  }

  private func isSize(_ number: Double) -> Bool { number == number.rounded() && number >= 1 }

  private func axis(_ text: String, _ path: DesignPath, _ numbers: [Double]) -> SearchAxis {
    let mayBeSize = ["levels", "let"].contains(path.steps[0])
    return SearchAxis(
      path: text, values: numbers, isSize: mayBeSize && numbers.allSatisfy(isSize))
  }

  // MARK: What is named

  private mutating func searchPath(
    _ name: DesignNode, _ bounded: [SearchPath], _ grid: [GridPath], _ overridden: [[String]]
  ) -> SearchPath? {
    guard let text = name.text, let path = resolved(text, at: name.position) else { return nil }
    if let known = bounded.first(where: { $0.path.steps == path.steps }) { return known }
    if root["search"]?.mapping?.contains(where: { entry in
      (try? root.resolve(entry.key))?.steps == path.steps
    }) == true {
      // Its bounds have been reported, or an override holds it.
      return nil
    }
    if overridden.contains(path.steps) { return nil }
    if let swept = grid.first(where: { $0.path.steps == path.steps }),
      let found = searchPath(ofSwept: swept)
    {
      let span = (found.axis.values.last ?? 0) - (found.axis.values.first ?? 0)
      guard !found.axis.isSize || span < Self.candidateLimit else {
        report(.tooManyCandidates(text, span + 1, limit: Self.candidateLimit), at: name)
        return nil
      }
      return found
    }
    if path.steps.last == "icc" {
      let axis = SearchAxis(path: text, values: Self.shares, isSize: false)
      return SearchPath(axis: axis, path: path, keyPosition: name.position)
    }
    let isSize = ["levels", "let"].contains(path.steps[0])
    report(.findWithoutBounds(text, isSize: isSize), at: name)
    return nil
  }

  /// The numbers of a swept path; of sizes all whole ones between its ends, unless they are too many to be
  /// listed.
  private func searchPath(ofSwept axis: GridPath) -> SearchPath? {
    let numbers = axis.values.compactMap { $0.text.flatMap(silentNumber) }.sorted()
    guard numbers.count == axis.values.count, !numbers.isEmpty else { return nil }
    var candidates = self.axis(axis.axis.path, axis.path, numbers)
    if candidates.isSize, let low = numbers.first, let high = numbers.last,
      high - low < Self.candidateLimit
    {
      candidates.values = stride(from: low, through: high, by: 1).map { $0 }
    }
    return SearchPath(axis: candidates, path: axis.path, keyPosition: axis.keyPosition)
  }
}
