internal import CCommonMark

/// A Markdown text as the tree that libcmark makes of it.
struct MarkdownTree: ~Copyable {
  private let root: OpaquePointer
  private let source: TextLines

  init(_ source: TextLines) {
    self.source = source
    var text = source.text
    root = text.withUTF8 { bytes in
      let characters = UnsafeRawBufferPointer(bytes).assumingMemoryBound(to: CChar.self)
      return cmark_parse_document(characters.baseAddress, characters.count, CMARK_OPT_DEFAULT)
    }
    cmark_consolidate_text_nodes(root)
  }

  deinit { cmark_node_free(root) }

  /// The blocks that the text consists of.
  var blocks: [MarkdownBlock] {
    children(of: root).map { node in
      MarkdownBlock(kind: kind(of: node), lines: lines(of: node))
    }
  }

  /// Parts of the text that readers of a page do not get or that have to be looked at.
  enum Part: Equatable {
    /// `<!-- ... -->` with what stands in it and the text before it.
    case comment(String, after: String)
    case html(String)
    case picture
    case link(String)
  }

  /// These parts with their lines, in the order of the text.
  var parts: [(part: Part, line: Int)] {
    var found: [(part: Part, line: Int)] = []
    visit { node in
      if let part = part(at: node) { found.append((part, line(of: node))) }
    }
    return found
  }

  /// The text as HTML, without comments; other HTML in it is left out too.
  ///
  /// - Parameter isLine: whether a text of one paragraph stands without the element of one.
  consuming func html(isLine: Bool) -> String {
    var comments: [OpaquePointer] = []
    visit { node in if Self.isHTML(node) { comments.append(node) } }
    for node in comments {
      cmark_node_unlink(node)
      cmark_node_free(node)
    }
    // Safe is what the library is unless it is told otherwise.
    guard let rendered = cmark_render_html(root, CMARK_OPT_DEFAULT) else { return "" }
    defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
    let html = String(cString: rendered)
    guard isLine, html.hasPrefix("<p>"), html.hasSuffix("</p>\n"),
      cmark_node_next(cmark_node_first_child(root)) == nil
    else { return html }
    return String(html.dropFirst("<p>".count).dropLast("</p>\n".count))
  }

  // MARK: Nodes

  private func visit(_ act: (OpaquePointer) -> Void) {
    let iterator = cmark_iter_new(root)
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { act(node) }
    }
  }

  private func children(of node: OpaquePointer) -> [OpaquePointer] {
    var nodes: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      nodes.append(child)
      next = cmark_node_next(child)
    }
    return nodes
  }

  private func kind(of node: OpaquePointer) -> MarkdownBlock.Kind {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HEADING: .heading(Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_LIST: .list(children(of: node).map { lines(of: $0) })
    default: .text
    }
  }

  private func line(of node: OpaquePointer) -> Int {
    source.first + max(Int(cmark_node_get_start_line(node)) - 1, 0)
  }

  /// The lines of a block, empty ones at its end taken off.
  private func lines(of node: OpaquePointer) -> TextLines {
    let start = line(of: node)
    let end = source.first + Int(cmark_node_get_end_line(node)) - 1
    var lines = source[start...max(start, end)]
    while lines.lines.count > 1, lines.lines.last?.allSatisfy(\.isWhitespace) == true {
      lines.lines.removeLast()
    }
    return lines
  }

  private static func isHTML(_ node: OpaquePointer) -> Bool {
    let type = cmark_node_get_type(node)
    return type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_HTML_BLOCK
  }

  private func part(at node: OpaquePointer) -> Part? {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HTML_INLINE, CMARK_NODE_HTML_BLOCK:
      let literal = trimmed(String(cString: cmark_node_get_literal(node)))
      guard literal.hasPrefix("<!--"), literal.hasSuffix("-->"), literal.count >= 7 else {
        return .html(literal)
      }
      let inner = trimmed(literal.dropFirst(4).dropLast(3))
      return .comment(inner, after: textBefore(node))
    case CMARK_NODE_IMAGE: return .picture
    case CMARK_NODE_LINK: return .link(String(cString: cmark_node_get_url(node)))
    default: return nil
    }
  }

  private func textBefore(_ node: OpaquePointer) -> String {
    guard let before = cmark_node_previous(node), cmark_node_get_type(before) == CMARK_NODE_TEXT
    else { return "" }
    return String(cString: cmark_node_get_literal(before))
  }
}

extension SafeHTML {
  /// Renders Markdown; raw HTML in it is left out.
  ///
  /// - Parameter isLine: whether a text of one paragraph stands without the element of one.
  init(markdown: String, isLine: Bool = false) {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    let tree = MarkdownTree(TextLines(lines: lines, first: 1))
    self.init(rendered: tree.html(isLine: isLine))
  }
}
