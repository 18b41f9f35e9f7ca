extension Maths {
  /// As a `math` element that stands in a line of text.
  var mathML: Markup { .element("math", [], elements) }

  /// As mathematics and the words between, so that lines may break at these.
  var running: Markup {
    guard case .row(let parts) = self else { return mathML }
    let runs = parts.reduce(into: [[Maths]]()) { runs, part in
      if part.isWords || runs.last?.last?.isWords != false {
        runs.append([part])
      } else {
        runs[runs.count - 1].append(part)
      }
    }
    return runs.map { run in
      if case .words(let text) = run[0] { Markup(escaping: text) } else { Maths.row(run).mathML }
    }.joined
  }

  private var isWords: Bool { if case .words = self { true } else { false } }

  /// The elements of MathML Core.
  private var elements: Markup {
    switch self {
    case .name(let text): .element("mi", text: text)
    case .symbol: .element("msub", [], base, Self.row(index))
    case .number(let text): Self.number(text)
    case .words(let text): .element("mtext", text: Self.unbroken(text))
    case .sign(let text): Self.sign(text)
    case .indexed(let inner, let units):
      .element("msub", [], inner.base, Self.row(inner.index + Self.letters(units)))
    case .row(let parts): Self.row(parts.map(\.elements))
    case .group(let inner): Self.parenthesised([inner])
    case .call(let function, let arguments):
      .element(
        "mrow", [], .element("mi", text: Self.unbroken(function)), Self.parenthesised(arguments))
    case .power(let base, let exponent):
      .element("msup", [], base.elements, exponent.elements)
    case .fraction(let above, let below):
      .element("mfrac", [], above.elements, below.withoutParentheses.elements)
    case .sum(let unit, let term):
      .element(
        "mrow", [],
        .element("msub", [], .element("mo", text: "∑"), Self.row(Self.letters(unit))),
        term.elements)
    }
  }

  /// What an index is hung on, and the parts of the index that it brings along.
  private var base: Markup {
    if case .symbol(let letter, _) = self { .element("mi", text: letter) } else { elements }
  }

  private var index: [Markup] {
    if case .symbol(_, let number) = self { [.element("mn", text: String(number))] } else { [] }
  }

  private var withoutParentheses: Maths {
    if case .group(let inner) = self { inner } else { self }
  }

  private static func row(_ parts: [Markup]) -> Markup {
    parts.count == 1 ? parts[0] : .element("mrow", [], parts.joined)
  }

  private static func letters(_ units: String) -> [Markup] {
    units.map { .element($0.isNumber ? "mn" : "mi", text: String($0)) }
  }

  private static func number(_ text: String) -> Markup {
    guard text.hasPrefix("-") else { return .element("mn", text: text) }
    let sign = Markup.element("mo", [("form", "prefix")], text: "−")
    return .element("mrow", [], sign, .element("mn", text: String(text.dropFirst())))
  }

  private static func sign(_ text: String) -> Markup {
    switch text {
    case " ": Markup(trusted: "<mspace width=\"0.22em\"/>")
    case " - ": .element("mo", [("form", "infix")], text: "−")
    case " ~ ": .element("mo", [("form", "infix")], text: "∼")
    default: .element("mo", [("form", "infix")], text: text.filter { $0 != " " })
    }
  }

  private static func parenthesised(_ parts: [Maths]) -> Markup {
    let comma = Markup.element("mo", [("separator", "true")], text: ",")
    let inner = Array(parts.map { [$0.elements] }.joined(separator: [comma]))
    return .element(
      "mrow", [], .element("mo", text: "("), inner.joined, .element("mo", text: ")"))
  }

  /// Spaces at the ends of `mtext` are not shown unless they are hard ones.
  private static func unbroken(_ text: String) -> String {
    String(text.map { $0 == " " ? "\u{A0}" : $0 })
  }
}

extension Equation {
  /// `left =`, then each term with the sign before it: a line may break between these.
  var pieces: [Markup] {
    let signs = [Maths.equals] + Array(repeating: Maths.plus, count: max(0, terms.count - 1))
    return [left.mathML] + zip(signs, terms).map { Maths.row([$0, $1]).mathML }
  }
}
