/// A lesson: one question, a design that answers it, and what there is to read, to try and to solve.
public struct Lesson: Sendable, Equatable {
  /// The name of its files without their endings: `03-clusters-ignored`.
  public var name: String
  /// What it is called.
  public var title: String
  /// What it asks.
  public var question: String
  /// What is drawn beside the text.
  public var figure: Figure
  /// Numbers of the design to play with.
  public var sliders: [Slider]
  /// The text of its design.
  public var design: String
  /// What there is to know first.
  public var opening: SafeHTML
  /// What to do with the figure.
  public var trying: SafeHTML
  /// What one should have seen then.
  public var seen: SafeHTML
  /// Where to read on.
  public var readOn: SafeHTML
  /// Questions with answers to choose from.
  public var quiz: [QuizQuestion]
  /// Questions whose answers the design works out.
  public var exercises: [Exercise]
  /// Numbers of the text that the design gives.
  public var claims: [NumberClaim]

  /// What a lesson draws.
  public enum Figure: String, Sendable, CaseIterable {
    /// Power over the grid.
    case power
    /// The sampling distributions of the tested estimates.
    case estimates
    /// The estimates that were significant, against the truth.
    case exaggeration
    /// One data set.
    case data
    /// What is published from so many answers on.
    case threshold
  }
}

/// A number of a design that a reader moves.
public struct Slider: Sendable, Equatable {
  /// Where it leads in the design.
  public var path: String
  /// What readers call it; the path unless the lesson says otherwise.
  public var label: String
  /// The least value.
  public var least: Double
  /// The greatest value.
  public var most: Double
  /// From one value to the next.
  public var step: Double
  /// All values as they are written in a design, from the least on.
  public var values: [String]
  /// What the design has there; nil where it states no number.
  public var start: String?
}

/// A question with answers to choose from.
public struct QuizQuestion: Sendable, Equatable {
  /// The question.
  public var question: SafeHTML
  /// At least two, one of which is right.
  public var answers: [Answer]
  /// The lesson that those should begin with who answer wrongly; of a quiz about readiness only.
  public var lesson: String?

  /// An answer.
  public struct Answer: Sendable, Equatable {
    /// What it says.
    public var text: SafeHTML
    /// Whether it is the right one.
    public var isRight: Bool
    /// What to tell who chooses it.
    public var feedback: SafeHTML
  }
}

/// The quiz that tells with which lesson to begin.
public struct Readiness: Sendable, Equatable {
  /// What it is called.
  public var title: String
  /// What it is for.
  public var opening: SafeHTML
  /// Its questions, each with a lesson.
  public var questions: [QuizQuestion]
}
