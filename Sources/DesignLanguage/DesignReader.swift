public import StudyDesign

/// Reads designs: YAML text in, all scenarios of the grid as resolved studies out.
public enum DesignReader {
  /// So many scenarios, at most, are read unless the caller allows fewer only.
  public static let mostScenarios = DesignReading.scenarioLimit

  /// More fits than this are taken for a mistake unless the caller allows them.
  public static let defaultMaxFits = 1e9

  /// Reads a design.
  ///
  /// - Parameters:
  ///   - text: The design file's text.
  ///   - fileName: What messages call the file.
  ///   - overrides: Values that replace what stands at paths of the design, in order.
  ///   - maxFits: How many fits (scenarios × replicates × analyses) the design may take.
  ///   - maxScenarios: How many scenarios it may have.
  ///   - environment: Where data files and fitted parameters come from.
  /// - Throws: Every mistake of the design, or its one syntax error.
  public static func read(
    text: String, fileName: String, overrides: [PathOverride] = [],
    maxFits: Double = defaultMaxFits, maxScenarios: Double = mostScenarios,
    environment: DesignEnvironment
  ) throws(DesignErrors) -> StudyPlan {
    var reading = try reading(text, fileName, overrides, environment)
    reading.maxScenarios = maxScenarios
    return try reading.plan(fileName: fileName, maxFits: maxFits)
  }

  /// Reads a design to look for what it does not know; as `read`.
  ///
  /// - Throws: Every mistake of the design, also that it does not say what to find.
  public static func readSearch(
    text: String, fileName: String, overrides: [PathOverride] = [],
    maxFits: Double = defaultMaxFits, environment: DesignEnvironment
  ) throws(DesignErrors) -> SearchDesign {
    var reading = try reading(text, fileName, overrides, environment)
    let plan = try reading.plan(fileName: fileName, maxFits: maxFits)
    return try reading.searchDesign(plan)
  }

  private static func reading(
    _ text: String, _ fileName: String, _ overrides: [PathOverride],
    _ environment: DesignEnvironment
  ) throws(DesignErrors) -> PlanReading {
    let document = YAMLDocument(text: text, file: fileName)
    let start = Position(file: fileName, line: 1, column: 1)
    guard let root = document.root, root.mapping != nil else {
      let empty = [Diagnostic(at: document.root?.position ?? start, YAMLWording.emptyFile)]
      throw DesignErrors(document.diagnostics.isEmpty ? empty : document.diagnostics)
    }
    var reading = PlanReading(
      root: root, diagnostics: document.diagnostics, sources: DesignSources(environment))
    reading.apply(overrides)
    return reading
  }
}

/// The reading of a design as a whole: its overrides, its grid, and one reading per scenario.
private struct PlanReading {
  private var root: DesignNode
  private var diagnostics: [Diagnostic]
  private let sources: DesignSources
  private var overridden: [[String]] = []
  private var statement: SearchStatement?
  private var axes: [GridPath] = []
  private var cost: StudyCost?
  var maxScenarios = DesignReader.mostScenarios

  init(root: DesignNode, diagnostics: [Diagnostic], sources: DesignSources) {
    self.root = root
    self.diagnostics = diagnostics
    self.sources = sources
  }

  /// Puts the values of overrides in their places.
  mutating func apply(_ overrides: [PathOverride]) {
    for override in overrides {
      let file = "--set \(override.path)=\(override.value)"
      let start = Position(file: file, line: 1, column: 1)
      let document = YAMLDocument(text: override.value, file: file)
      diagnostics += document.diagnostics
      do throws(PathMistake) {
        let path = try root.resolve(override.path)
        overridden.append(path.steps)
        guard var value = document.root else {
          if document.diagnostics.isEmpty {
            diagnostics.append(Diagnostic(at: start, YAMLWording.emptyOverride))
          }
          continue
        }
        // A text with a colon or a comma is what it is, not a mapping.
        if value.text == nil, !override.value.hasPrefix("{"), !override.value.hasPrefix("[") {
          value = DesignNode(content: .text(override.value), position: start)
        }
        root = root.replacing(path, with: value, keyPosition: start)
      } catch {
        diagnostics += error.message.map { [Diagnostic(at: start, $0.sentence)] } ?? []
      }
    }
  }

  mutating func plan(fileName: String, maxFits: Double) throws(DesignErrors) -> StudyPlan {
    var settings = DesignReading(root: root, sources: sources)
    // Mistakes under `let` are reported with the scenarios, which may replace its values.
    settings.readLet()
    settings.findings = []
    settings.checkSections()
    let title = settings.readText("title")
    let description = settings.readText("description")
    let simulation = settings.readSimulation()
    let target = settings.readTarget()
    axes = settings.readGrid(overridden: overridden)
    let statement = settings.readSearchStatement(
      grid: axes, overridden: overridden, hasTarget: root["target"] != nil)
    self.statement = statement
    diagnostics += settings.findings

    let tooLarge = sizeDiagnostic(axes, simulation, maxFits: maxFits)
    var scenarios = ScenarioSet(root: root, axes: tooLarge == nil ? axes : [], sources: sources)
    scenarios.read()
    if let stated = statement.cost, let study = scenarios.scenarios.first?.study {
      settings.findings = []
      cost = settings.finishCost(stated, of: study)
      diagnostics += settings.findings
    }
    let all = Set(diagnostics + scenarios.diagnostics + (tooLarge.map { [$0] } ?? []))
    guard all.isEmpty else { throw DesignErrors(sorted(all, fileName: fileName)) }
    // A plan without scenarios must not come out of a part that is broken and went unreported.
    guard !scenarios.scenarios.isEmpty else {
      throw DesignErrors([Diagnostic(at: root.position, Wording.unexplained.sentence)])
    }
    var plan = StudyPlan(
      title: title ?? bareName(fileName), description: description, axes: axes.map(\.axis),
      scenarios: scenarios.scenarios, simulation: simulation, target: target?.power,
      remarks: scenarios.remarks,
      statements: DesignStatements(
        root: root, simulation: simulation, redraws: settings.redraws, sources: sources
      ).values)
    plan.statedScenario = axes.reduce(0) {
      $0 * $1.values.count + $1.indexOfStated(in: root)
    }
    plan.targetRule = target?.rule ?? .each
    plan.cost = cost
    plan.search = statement.stated == nil ? nil : statement.search(cost: cost)
    return plan
  }

  /// The design of a plan that was read as a search.
  func searchDesign(_ plan: StudyPlan) throws(DesignErrors) -> SearchDesign {
    let paths = statement?.paths ?? []
    guard let search = plan.search ?? statement?.search(cost: cost) else {
      throw DesignErrors([Diagnostic(at: root.position, Wording.nothingToFind.sentence)])
    }
    if plan.target == nil, search.budget == nil {
      throw DesignErrors([Diagnostic(at: root.position, Wording.findWithoutTarget.sentence)])
    }
    let settings = axes.filter { axis in
      !paths.contains { $0.path.overlaps(axis.path) }
    }
    return SearchDesign(
      plan: plan, search: search, root: root, sources: sources, settings: settings)
  }

  /// What is wrong if the grid is too large to be read or run.
  private func sizeDiagnostic(
    _ axes: [GridPath], _ simulation: SimulationSettings, maxFits: Double
  ) -> Diagnostic? {
    let scenarios = axes.reduce(1) { $0 * Double($1.values.count) }
    let analyses = Double(max(1, root["analysis"]?.list?.count ?? 1))
    let fits = scenarios * Double(simulation.mostReplicates) * analyses
    let section = root.entry("grid") ?? root.entry("simulation")
    let place = section?.keyPosition ?? root.position
    if fits > maxFits {
      return Diagnostic(at: place, Wording.tooManyFits(fits, limit: maxFits).sentence)
    }
    if scenarios > maxScenarios {
      return Diagnostic(
        at: place, Wording.tooManyScenarios(scenarios, limit: maxScenarios).sentence)
    }
    return nil
  }

  /// The file's own diagnostics in its order, then those of overrides.
  private func sorted(_ diagnostics: Set<Diagnostic>, fileName: String) -> [Diagnostic] {
    diagnostics.sorted {
      let isOwn = ($0.file == fileName, $1.file == fileName)
      if isOwn.0 != isOwn.1 { return isOwn.0 }
      return ($0.position, $0.message) < ($1.position, $1.message)
    }
  }
}

/// A file's name without folders and extension.
private func bareName(_ fileName: String) -> String {
  let name = fileName.split(separator: "/").last.map(String.init) ?? fileName
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
  return String(name[..<dot])
}
