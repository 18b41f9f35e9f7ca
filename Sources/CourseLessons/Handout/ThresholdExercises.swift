internal import Numerics
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// Exercises made from a design that asks for a threshold of publication.
struct ThresholdExercises {
  let result: ThresholdResult
  var stream: RandomStream

  var tasks: [HandoutTask] {
    mutating get {
      [
        task(3, .atLeast, .groupShare) { row in
          "figures are published from \(row.candidate) answers on. What share of all groups gets one? Read it off "
            + "figure 1."
        },
        task(3, .about, .reliability) { row in
          "how reliable is the \(row.estimator.rawValue) figure of a group with \(answers(row)) answers?"
        },
        task(1, .atLeast, .wrongOrder) { row in
          "figures are published from \(row.candidate) answers on. Of two groups drawn at random, how often do their "
            + "\(row.estimator.rawValue) figures stand in the wrong order?"
        },
        task(1, .about, .rmse) { row in
          "how far off are \(row.estimator.rawValue) figures of groups with \(answers(row)) answers (root mean square)?"
        },
      ].compactMap { $0 }
    }
  }

  /// A task about so many rows of a view.
  private mutating func task(
    _ count: Int, _ view: ThresholdRow.View, _ figure: ThresholdFigure,
    _ question: (ThresholdRow) -> String
  ) -> HandoutTask? {
    let scenario = stream.below(result.scenarios.count)
    let figures = result.scenarios[scenario]
    // How many groups are published does not depend on how their figures are computed.
    let isOfGroups = figure == .groupShare
    var rows = figures.rows.filter { row in
      row.view == view && row.figures[figure] != nil
        && (!isOfGroups || row.estimator == figures.threshold.estimators[0])
    }
    var parts: [HandoutTask.Part] = []
    while parts.count < count, !rows.isEmpty {
      let row = rows.remove(at: stream.below(rows.count))
      guard let worked = try? WorkedFigure(figure, of: row, replicates: figures.replicates)
      else { continue }
      let text = place(scenario) + question(row)
      parts.append(
        HandoutTask.Part(lines: [
          HandoutTask.Line(
            question: Markup(escaping: text.prefix(1).uppercased() + text.dropFirst()),
            answer: worked.text, remark: worked.certainty)
        ]))
    }
    return parts.isEmpty ? nil : HandoutTask(parts: parts)
  }

  private func place(_ scenario: Int) -> String {
    let coordinates = result.plan.scenarios[scenario].coordinates
    let parts = result.plan.axes.indices.map {
      "\(result.plan.axes[$0].path) is \(result.plan.axes[$0].labels[coordinates[$0]])"
    }
    return parts.isEmpty ? "" : "Where \(parts.joined(separator: ", ")): "
  }
}

/// `10 to 14` or `50 and more`.
private func answers(_ row: ThresholdRow) -> String {
  row.largest.map { "\(row.candidate) to \($0)" } ?? "\(row.candidate) and more"
}
