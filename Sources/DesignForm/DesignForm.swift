public import DesignLanguage

/// A design as a form: for every value of its text a field with the path by which it is changed, in the
/// order in which a design is written, and what could be added.
///
/// The form is made from the text and holds nothing else; it is made of texts with mistakes of content too.
public struct DesignForm: Sendable, Equatable {
  /// The sections of the language that the design has or that a beginner looks for.
  public var sections: [FormSection]

  /// Reads a design's text; nil where it is not YAML, or no mapping.
  public init?(text: String) {
    guard let statement = DesignStatement(text: text) else { return nil }
    let fields = FieldReading(statement)
    sections = FormSection.shown(of: statement).map { key, title in
      FormSection(
        key: key, title: title, fields: fields.ofSection(key),
        adds: Suggestions(statement).ofSection(key))
    }
  }
}

/// A part of a form.
public struct FormSection: Sendable, Equatable {
  /// The section of the design; `about` for its title and description, `more` for what it lacks.
  public var key: String
  /// What stands above the fields.
  public var title: String
  /// One for each value, in the order of the text.
  public var fields: [FormField]
  /// What can be added.
  public var adds: [FormAddition]
}

/// One value of a design that can be changed.
public struct FormField: Sendable, Equatable {
  /// Where it stands, as `set` and `remove` take it.
  public var path: String
  /// A name to show.
  public var label: String
  /// What it is, in plain words.
  public var hint: String
  /// What may be typed.
  public var kind: Kind
  /// The value as a text; lists and mappings on one line.
  public var value: String
  /// The words that may stand here, if there are few.
  public var choices: [String]?
  /// How far a slider reaches, where the value is one plain number.
  public var slider: FormSlider?
  /// Whether the design can do without it.
  public var isRemovable: Bool
  /// The values by which the grid moves it.
  public var swept: String?
  /// What taking it out wants besides, all in all; empty where `remove` does.
  public var removal: [DesignEdit] = []

  /// What may be typed.
  public enum Kind: String, Sendable {
    case number
    case text
    case choice
  }
}

/// The reach of a slider.
public struct FormSlider: Sendable, Equatable {
  /// The lowest number.
  public var least: Double
  /// The highest number.
  public var most: Double
  /// From one number to the next.
  public var step: Double

  /// Makes a reach.
  public init(least: Double, most: Double, step: Double) {
    self.least = least
    self.most = most
    self.step = step
  }
}

/// Something that can be added to a design.
public struct FormAddition: Sendable, Equatable {
  /// What it is, as on a button.
  public var label: String
  /// The mapping or list that grows.
  public var path: String
  /// A key that is free; none where a list grows.
  public var name: String?
  /// A value to begin with.
  public var value: String
  /// All edits of the addition with what it makes necessary: `{name}` and `{value}` stand for what was
  /// typed.
  public var edits: [DesignEdit]
}
