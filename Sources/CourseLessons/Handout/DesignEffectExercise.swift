internal import PowerReport
internal import PowerStudy
internal import StudyDesign

/// An exercise about the design effect, with the shares of the variance and the sizes of a study.
struct DesignEffectExercise {
  private let study: Study
  private let audit: ScenarioAudit

  /// Nil where a study has no design effect or one that depends on where one looks.
  init?(study: Study, settings: SimulationSettings) {
    guard study.levels.count > 1, study.model.family.isNormal else { return nil }
    let audit = ScenarioAudit(study: study, settings: settings)
    guard audit.isNested, audit.partitions.count == 1, audit.designEffect > 1.005 else {
      return nil
    }
    self.study = study
    self.audit = audit
  }

  var part: HandoutTask.Part {
    let effect = WorkedFigure("design_effect", value: audit.designEffect)
    let effective = WorkedFigure("effective_rows", value: audit.effectiveRows)
    let rows = study.levels[study.levels.count - 1].name
    return HandoutTask.Part(lines: [
      HandoutTask.Line(
        question: Markup(
          escaping:
            "Of the variance \(stated.joined(separator: " and ")); there are \(NumberText.count(audit.rows)) rows (\(rows)) in "
            + "all. The design effect of their mean?"),
        answer: effect.text, remark: "1 + \(terms.joined(separator: " + "))"),
      HandoutTask.Line(
        question: Markup(escaping: "And so many independent rows would tell as much:"),
        answer: effective.text, remark: "\(NumberText.count(audit.rows)) / \(effect.text)"),
    ])
  }

  /// Levels above the last one that hold a part of the variance: their shares and the rows of a unit.
  private var upper: [(name: String, share: Double, rows: Double)] {
    study.levels.indices.dropLast().compactMap { level in
      let share = audit.partitions[0].shares[level]
      guard share > 0 else { return nil }
      return (study.levels[level].name, share, audit.rowsPerUnit[level])
    }
  }

  private var stated: [String] {
    upper.map {
      "a share of \(short($0.share)) lies between units of \($0.name), each with \(short($0.rows)) rows"
    }
  }

  private var terms: [String] {
    upper.map { "\(short($0.share)) × (\(short($0.rows)) − 1)" }
  }

  private func short(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
}
