/// A passage as templates fill it in: one of the fields has a value.
struct SetPassage {
  var subheading: String?
  var sentences: Sentences?
  var aside: String?
  var grid: Markup?
  var terms: Terms?
  var formula: String?
  var equation: Pieces?
  var distributions: Levels?

  struct Sentences {
    var label: String?
    var text: String
  }

  struct Terms {
    var entries: [Term]
  }

  struct Term {
    var term: String
    var place: String?
    var words: String
  }

  struct Pieces {
    var pieces: [Markup]
  }

  struct Levels {
    var levels: [Level]
  }

  struct Level {
    var level: String
    var pieces: [Markup]
  }

  /// Nil of what a page does not show.
  ///
  /// - Parameter heading: that above the passage, which names a table.
  init?(_ passage: Passage, below heading: String) {
    switch passage {
    case .title, .gap: return nil
    case .heading(let text): subheading = text
    case .paragraph(let text, let label):
      sentences = Sentences(label: label.isEmpty ? nil : label, text: text)
    case .statement(let text): sentences = Sentences(text: text)
    case .remark(let text): aside = text
    case .table(let table): grid = PageTable(table).markup(label: heading)
    case .entries(let entries, _):
      terms = Terms(
        entries: entries.map {
          Term(
            term: $0.names[0], place: $0.names.count > 1 ? $0.names[1] : nil, words: $0.words)
        })
    case .formula(let text): formula = text
    case .equation(let sum): equation = Pieces(pieces: sum.pieces)
    case .relation(let statement): equation = Pieces(pieces: [statement.running])
    case .distributions(let all):
      distributions = Levels(
        levels: all.map { Level(level: $0.level, pieces: Self.pieces($0.parts)) })
    }
  }

  /// Statements with commas between them.
  private static func pieces(_ statements: [Maths]) -> [Markup] {
    statements.enumerated().map { index, statement in
      var piece = statement.running
      if index + 1 < statements.count { piece += Markup(escaping: ",") }
      return piece
    }
  }
}
