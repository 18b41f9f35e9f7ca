public import JSONText

extension Lesson {
  /// How a list of lessons has it: name, title and question.
  public var entryJSON: JSONValue {
    .object([("name", .text(name)), ("title", .text(title)), ("question", .text(question))])
  }

  /// The whole lesson for a page. Exercises have the numbers that `seed` draws.
  public func json(seed: UInt64 = 1) -> JSONValue {
    .object([
      ("name", .text(name)), ("title", .text(title)), ("question", .text(question)),
      ("figure", .text(figure.rawValue)), ("design", .text(design)),
      ("sliders", .list(sliders.map(\.json))),
      (
        "parts",
        .object([
          ("opening", .text(opening.text)), ("try", .text(trying.text)),
          ("seen", .text(seen.text)), ("read", .text(readOn.text)),
        ])
      ),
      ("quiz", .list(quiz.map(\.json))),
      (
        "exercises",
        .list(
          DrawnExercise.draw(exercises, lesson: name, seed: seed).map { .text($0.question.text) })
      ),
    ])
  }
}

extension Readiness {
  /// The quiz for a page.
  public var json: JSONValue {
    .object([
      ("title", .text(title)), ("opening", .text(opening.text)),
      ("questions", .list(questions.map(\.json))),
    ])
  }
}

extension Slider {
  /// The slider for a page.
  fileprivate var json: JSONValue {
    .object([
      ("path", .text(path)), ("label", .text(label)), ("min", .number(least)),
      ("max", .number(most)), ("step", .number(step)),
      ("value", start.map(JSONValue.text) ?? .null),
    ])
  }
}

extension QuizQuestion {
  /// The question for a page; of a quiz about readiness with its lesson.
  fileprivate var json: JSONValue {
    .object(
      [
        ("question", .text(question.text)),
        (
          "answers",
          .list(
            answers.map { answer in
              .object([
                ("text", .text(answer.text.text)), ("right", .boolean(answer.isRight)),
                ("feedback", .text(answer.feedback.text)),
              ])
            })
        ),
      ] + (lesson.map { [("lesson", .text($0))] } ?? []))
  }
}
