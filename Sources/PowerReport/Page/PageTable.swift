/// A table of a page.
struct PageTable: Equatable {
  /// What it shows, above it; may be empty where a heading says so.
  var caption = ""
  /// Whether readers may sort its rows.
  var isSortable = false
  var headers: [[Header]] = []
  /// Groups of rows that belong together.
  var bodies: [[Row]] = []

  /// A cell of a header row.
  struct Header: Equatable {
    var text: String
    var columns = 1
    var isText = false
  }

  /// A row of the body.
  struct Row: Equatable {
    var cells: [Cell]
    /// Whether its figures are the main ones of their group.
    var isMain = false
  }

  /// A cell of the body.
  struct Cell: Equatable {
    var text: String
    var kind = Kind.figure
    var mark = Mark.none

    enum Kind: Equatable {
      case figure
      case text
      /// Names its row.
      case name
      /// Names so many rows.
      case groupName(rows: Int)
    }

    enum Mark: Equatable {
      case none
      /// Power that reaches the target.
      case reached
      /// A type I error above the nominal level.
      case exceeded
    }

    init(_ text: String, _ kind: Kind = .figure) {
      self.text = text
      self.kind = kind
    }

    /// A figure with the mark that it ends in, if it does.
    init(marked text: String) {
      switch text.last {
      case "*": mark = .reached
      case "!": mark = .exceeded
      default: break
      }
      self.text = mark == .none ? text : String(text.dropLast())
      if self.text.last == " " { self.text.removeLast() }
    }
  }
}

extension PageTable {
  /// A table of text, whose columns to the left are words.
  init(_ table: TextTable, caption: String = "") {
    self.caption = caption
    headers = table.rows.prefix(table.headers).map { row in
      row.enumerated().map { Header(text: $1, isText: $0 < table.leftColumns) }
    }
    bodies = [
      table.rows.dropFirst(table.headers).map { row in
        Row(
          cells: row.enumerated().map { column, text in
            if column == 0, table.leftColumns > 0 { return Cell(text, .name) }
            return column < table.leftColumns ? Cell(text, .text) : Cell(marked: text)
          })
      }
    ]
  }
}
