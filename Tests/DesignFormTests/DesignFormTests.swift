import DesignForm
import DesignFiles
import DesignLanguage
import Foundation
import StudyDesign
import Testing

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The shipped designs by name.
let shippedDesigns: [(name: String, text: String)] = {
  let folder = packageFolder.appending(path: "Designs")
  let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
  return files.filter { $0.hasSuffix(".yaml") }.sorted().map {
    ($0, try! String(contentsOf: folder.appending(path: $0), encoding: .utf8))
  }
}()

/// Reads a design whose data lie beside the shipped ones.
func plan(_ text: String) throws -> StudyPlan {
  let environment = DesignEnvironment(files: { name in
    [UInt8](try Data(contentsOf: packageFolder.appending(path: "Designs/\(name)")))
  })
  return try DesignReader.read(text: text, fileName: "design.yaml", environment: environment)
}

private let trial = """
  title: Trial
  levels: {school: 40, pupil: 25 per school}
  predictors:
    treatment: {level: school, assign: [0, 1]}
    prior: {level: pupil, normal: {mean: 0, sd: 1}}
  model: score ~ treatment + prior + (1 | school)
  effects: {intercept: 0, treatment: 0.25, prior: 0.5}
  random: {school: {variance: 0.15}}
  residual: {variance: 0.60}
  tests: [treatment]
  grid: {school: 20..60 by 10}
  simulation: {replicates: 1000, seed: 1}
  target: {power: 0.8}

  """

private func fields(_ text: String) throws -> [FormField] {
  try #require(DesignForm(text: text)).sections.flatMap(\.fields)
}

private func field(_ path: String, in text: String = trial) throws -> FormField {
  try #require(try fields(text).first { $0.path == path })
}

private func addition(_ label: String, in text: String = trial) throws -> FormAddition {
  let all = try #require(DesignForm(text: text)).sections.flatMap(\.adds)
  return try #require(all.first { $0.label == label }, "\(all.map(\.label))")
}

/// The text after an addition as it is suggested.
func adding(_ addition: FormAddition, to text: String) throws -> String {
  func filled(_ text: String) -> String {
    text.replacingOccurrences(of: "{name}", with: addition.name ?? "")
      .replacingOccurrences(of: "{value}", with: addition.value)
  }
  let edits = addition.edits.map { edit -> DesignEdit in
    switch edit {
    case .set(let path, let value): .set(path: filled(path), value: filled(value))
    case .remove(let path): .remove(path: filled(path))
    case .add(let parent, let name, let value, let before):
      .add(parent: filled(parent), name: name.map(filled), value: filled(value), before: before)
    }
  }
  return try DesignEdit.apply(edits, to: text)
}

@Suite struct DesignFormTests {
  @Test func sectionsStandInTheUsualOrder() throws {
    let form = try #require(DesignForm(text: trial))
    #expect(
      form.sections.map(\.key) == [
        "about", "levels", "predictors", "model", "effects", "random", "residual", "analysis",
        "tests", "grid", "simulation", "target", "more",
      ])
    #expect(DesignForm(text: "a: [1") == nil)
    #expect(DesignForm(text: "text") == nil)
    #expect(
      DesignForm(text: "tests: [a]\nelse: {x: 1}")?.sections.map(\.key).contains("else") == true)
  }

  @Test func aSizeIsItsNumberAndKeepsWhatItLiesIn() throws {
    let size = try field("pupil")
    #expect(size.label == "pupil per school")
    #expect(size.value == "25")
    #expect(size.kind == .number)
    #expect(size.slider == FormSlider(least: 1, most: 100, step: 1))
    #expect(size.hint == "how many units of pupil there are in each school")
    let school = try field("school")
    #expect(school.swept == "20..60 by 10")
    #expect(school.slider == FormSlider(least: 2, most: 100, step: 1))
    #expect(
      try field("levels.pupil.size", in: "levels:\n  pupil: {size: a + 1, in: {x: random}}").slider
        == nil)
  }

  @Test(arguments: ["effects: {programme1e90.15}#{", "effects: 3", "effects: {':': 1}"])
  func whatIsNoEffectHasAFieldAllTheSame(_ effects: String) throws {
    let text = trial.replacing(/effects:.*/, with: effects)
    #expect(DesignForm(text: text) != nil)
  }

  @Test func slidersReachAsFarAsAPersonWouldGo() throws {
    #expect(try field("effects.treatment").slider == FormSlider(least: -1, most: 1, step: 0.01))
    #expect(try field("random.school.variance").slider == FormSlider(least: 0, most: 1, step: 0.01))
    #expect(try field("target.power").slider == FormSlider(least: 0, most: 1, step: 0.01))
    #expect(
      try field("simulation.replicates").slider == FormSlider(least: 100, most: 5000, step: 100))
    #expect(try field("simulation.seed").slider == nil)
    let icc = "random: {school: {icc: 0.125}}"
    #expect(
      try field("random.school.icc", in: icc).slider == FormSlider(least: 0, most: 1, step: 0.001))
  }

  @Test func aSpreadMayGrow() throws {
    let text = "residual: {sd: 1}\npredictors: {x: {level: a, gamma: {mean: 5, cv: 0.8}}}"
    #expect(
      try field("residual.sd", in: text).slider == FormSlider(least: 0, most: 2, step: 0.02))
    #expect(
      try field("predictors.x.gamma.mean", in: text).slider
        == FormSlider(least: 0, most: 20, step: 0.2))
  }

  @Test(arguments: ["1e-12", "1e40", "-1e300", "0", "1e-300", "nan", "1e400"])
  func numbersOutOfTheOrdinaryHaveASliderOfUseOrNone(value: String) throws {
    for path in ["effects.x", "random.g.variance", "levels.g", "let.k", "cost.g"] {
      let steps = path.split(separator: ".")
      let text =
        "\(steps[0]): {" + steps.dropFirst().joined(separator: ": {") + ": \(value)"
        + String(repeating: "}", count: steps.count - 1)
      guard let slider = try fields(text).first?.slider else { continue }
      #expect(slider.step > 0 && slider.least < slider.most && slider.most.isFinite)
    }
  }

  @Test func closedSetsAreChoices() throws {
    let level = try field("predictors.prior.level")
    #expect(level.kind == .choice)
    #expect(level.choices == ["school", "pupil"])
    let text = trial + "family: {binomial: logit}\n"
    #expect(try field("family.binomial", in: text).choices == ["logit", "probit", "cloglog"])
    let wrong = "tests: [{term: a, side: up}]"
    #expect(try field("tests.1.side", in: wrong).choices == ["two", "greater", "less", "up"])
  }

  @Test(arguments: shippedDesigns.indices)
  func everyValueOfAShippedDesignHasAField(index: Int) throws {
    let (name, text) = shippedDesigns[index]
    let root = try #require(YAMLDocument(text: text, file: "").root)
    let fields = try fields(text)
    #expect(Set(fields.map(\.path)).count == fields.count, "\(name): a path stands twice")
    for field in fields {
      // What a field shows is what stands at its path.
      let steps = try root.resolve(field.path).steps
      let node = try #require(follow(steps, from: root), "\(name): \(field.path)")
      let isSize = !field.path.contains(".") && steps.first == "levels" && steps.count == 2
      let text = node.typedText
      #expect(isSize ? text.hasPrefix(field.value) : text == field.value, "\(name): \(field.path)")
      #expect(!field.label.isEmpty)
      if let slider = field.slider {
        let value = try #require(Double(field.value))
        #expect(slider.least <= value && value <= slider.most, "\(name): \(field.path) \(slider)")
        #expect(slider.step > 0 && slider.least < slider.most)
        let steps = (value - slider.least) / slider.step
        #expect(abs(steps - steps.rounded()) < 1e-6, "\(name): \(field.path) \(slider) \(value)")
      }
      if let choices = field.choices {
        #expect(choices.contains(field.value), "\(name): \(field.path)")
      }
    }
    // Every text of the tree is shown by a field at its place or above.
    let shown = try Set(fields.map { try root.resolve($0.path).steps })
    for leaf in leaves(of: root, at: []) {
      let isShown = (1...leaf.count).contains { shown.contains(Array(leaf.prefix($0))) }
      #expect(isShown, "\(name): \(leaf)")
    }
  }

  private func follow(_ steps: [String], from root: DesignNode) -> DesignNode? {
    steps.reduce(root as DesignNode?) { node, step in
      node?.list.map { $0[Int(step)! - 1] } ?? node?[step]
    }
  }

  private func leaves(of node: DesignNode, at steps: [String]) -> [[String]] {
    if let entries = node.mapping {
      return entries.flatMap { leaves(of: $0.value, at: steps + [$0.key]) }
    }
    guard let items = node.list else { return [steps] }
    return items.enumerated().flatMap { leaves(of: $1, at: steps + ["\($0 + 1)"]) }
  }

  @Test func aPredictorBringsItsEffectAndGoesWithIt() throws {
    let add = try addition("A covariate of each pupil")
    let text = try adding(add, to: trial)
    #expect(text.contains("model: score ~ treatment + prior + covariate + (1 | school)"))
    #expect(text.contains("effects: {intercept: 0, treatment: 0.25, prior: 0.5, covariate: 0.3}"))
    _ = try plan(text)
    let predictor = try field("predictors.covariate", in: text)
    #expect(try DesignEdit.apply(predictor.removal, to: text) == trial)
    let treatment = try field("predictors.treatment")
    let rest = try DesignEdit.apply(treatment.removal, to: trial)
    #expect(rest.contains("score ~ prior + (1 | school)"))
    #expect(!rest.contains("treatment"))
    _ = try plan(rest)
  }

  @Test func whatGoesWithAPredictorIsTakenOutOfProductsAndRandomTerms() throws {
    let text = """
      levels: {g: 20, i: 10 per g}
      predictors: {x: {level: i, normal: {sd: 1}}, a: {level: g, assign: [c, t]}}
      model: y ~ a * x + (1 + x | g)
      effects: {intercept: 0, at: 0.1, x: 0.2, at:x: 0.3}
      random: {g: {sd: {intercept: 1, x: 0.5}, correlation: 0.2}}
      residual: {sd: 1}
      tests: [at, x, {term: at:x}]
      grid: {effects.x: [0.1, 0.2], g: [10, 20]}
      """
    let slope = try field("predictors.x", in: text)
    #expect(
      try DesignEdit.apply(slope.removal, to: text) == """
        levels: {g: 20, i: 10 per g}
        predictors: {a: {level: g, assign: [c, t]}}
        model: y ~ a + (1 | g)
        effects: {intercept: 0, at: 0.1}
        random: {g: {sd: {intercept: 1}}}
        residual: {sd: 1}
        tests: [at]
        grid: {g: [10, 20]}
        """)
    let arm = try field("predictors.a", in: text)
    let rest = try DesignEdit.apply(arm.removal, to: text)
    #expect(rest.contains("model: y ~ x + (1 + x | g)"))
    #expect(rest.contains("tests: [x]"))
    _ = try plan(rest)
  }

  /// Designs that the shipped ones with an addition do not stay valid of: none is known for which the
  /// form itself would be at fault.
  @Test func whatIsSuggestedMakesDesignsThatRun() throws {
    let form = try #require(DesignForm(text: trial))
    let additions = form.sections.flatMap(\.adds)
    #expect(additions.count > 15)
    for addition in additions {
      let text = try adding(addition, to: trial)
      #expect(throws: Never.self, "\(addition.label)\n\(text)") { _ = try plan(text) }
    }
  }

  @Test func aLevelBetweenTwoTakesOverTheLowerOnes() throws {
    let text = try adding(try addition("A level between school and pupil"), to: trial)
    #expect(text.contains("levels: {school: 40, class: 3 per school, pupil: 25 per class}"))
    #expect(text.contains("+ (1 | school) + (1 | class)"))
    #expect(text.contains("random: {school: {variance: 0.15}, class: {variance: 0.1}}"))
  }

  @Test func aSlopeIsAddedToARandomIntercept() throws {
    let text = try adding(
      try addition("The effect of prior differs between units of school"), to: trial)
    #expect(text.contains("(1 + prior | school)"))
    #expect(
      text.contains(
        "random: {school: {variance: {intercept: 0.15, prior: 0.0375}, correlation: 0}}"))
  }
}
