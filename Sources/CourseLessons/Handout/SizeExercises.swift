internal import DesignLanguage
internal import PowerReport
internal import PowerStudy
internal import StudyDesign

extension DesignExercises {
  /// The smallest size of the grid that reaches the target.
  mutating func reachingTarget() -> HandoutTask? {
    let levels = plan.scenarios[0].statedSizes.map(\.level)
    let axes = plan.axes.indices.filter { axis in
      levels.contains(plan.axes[axis].path) && plan.axes[axis].labels.count > 2
        && plan.axes[axis].labels.allSatisfy { Double($0) != nil }
    }
    let usable = cells { !$0.isTrueNull }
    guard !axes.isEmpty, !usable.isEmpty else { return nil }
    let (axis, cell) = (draw(axes), draw(usable))
    let line = scenarios(along: axis, through: cell.scenario)
    let target = plan.target ?? 0.8
    let reached = line.first { summary.scenarios[$0].tests[cell.test].power.value >= target }
    let path = plan.axes[axis].path
    return HandoutTask(parts: [
      HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: asked(
            place(cell.scenario, besides: axis),
            "which is the smallest number for \(path) in figure 1 with which \(name(figures(cell))) has a power of at "
              + "least \(NumberText.value(target))?"),
          answer: reached.map { label($0, axis) } ?? "none of them",
          remark: remark(reached ?? line[line.count - 1], cell.test, axis, target: target))
      ])
    ])
  }

  /// The scenarios that differ from one along an axis only, the smallest value first.
  private func scenarios(along axis: Int, through scenario: Int) -> [Int] {
    let place = plan.scenarios[scenario].coordinates
    return plan.scenarios.indices.filter { other in
      plan.scenarios[other].coordinates.indices.allSatisfy {
        $0 == axis || plan.scenarios[other].coordinates[$0] == place[$0]
      }
    }.sorted { (Double(label($0, axis)) ?? 0) < (Double(label($1, axis)) ?? 0) }
  }

  private func label(_ scenario: Int, _ axis: Int) -> String {
    plan.axes[axis].labels[plan.scenarios[scenario].coordinates[axis]]
  }

  private func remark(_ scenario: Int, _ test: Int, _ axis: Int, target: Double) -> String {
    let power = summary.scenarios[scenario].tests[test].power
    let text =
      "power \(NumberText.probability(power.value)) with \(label(scenario, axis)), 95% Monte Carlo interval "
      + interval(power.interval)
    return power.interval.contains(target)
      ? text + ", which holds the target: more data sets may change the answer" : text
  }

  /// The power with a size that is not on the grid, to be found by a run.
  mutating func anotherSize() async throws -> HandoutTask? {
    guard let level = plan.scenarios[0].statedSizes.first, level.size >= 4 else { return nil }
    // Labels of the grid are values of the design unless they are names.
    guard plan.axes.allSatisfy({ $0.labels.allSatisfy { Double($0) != nil } }) else { return nil }
    let usable = cells { !$0.isTrueNull }
    guard !usable.isEmpty else { return nil }
    let cell = draw(usable)
    let stated = plan.scenarios[cell.scenario].statedSizes[0].size
    // Even numbers from two thirds of the size to five thirds, so that halves can be treated.
    let least = Int(stated / 3), most = Int(stated * 5 / 6)
    let sizes = (max(1, least)...max(2, most)).map { 2 * $0 }.filter { Double($0) != stated }
    var settings = [PathOverride(path: level.level, value: String(draw(sizes)))]
    for axis in plan.axes.indices where plan.axes[axis].path != level.level {
      settings.append(PathOverride(path: plan.axes[axis].path, value: label(cell.scenario, axis)))
    }
    guard let changed = try? design.plan(settings), changed.scenarios.count == 1,
      changed.scenarios[0].study.tests.count == summary.scenarios[0].tests.count
    else { return nil }
    let result = try await StudyRunner(plan: changed, threads: design.threads).run()
    let test = RunSummary(result: result).scenarios[0].tests[cell.test]
    let figure = try WorkedFigure("power", of: test)
    return HandoutTask(parts: [
      HandoutTask.Part(lines: [
        HandoutTask.Line(
          question: asked(
            place(settings),
            "what power does \(name(test)) have? Guess from figure 1, then let the design run."),
          answer: figure.text, remark: figure.certainty,
          command: design.command("run", design.overrides + settings))
      ])
    ])
  }
}
