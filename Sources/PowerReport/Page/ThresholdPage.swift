public import PowerStudy
import StudyDesign

/// The report on a threshold of publication as a page for browsers and printers: one file that needs no
/// other. The same bytes for the same result.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func thresholdPage(
  result: ThresholdResult, picture: Picture, design: DesignSource, version: String
) -> String {
  PageTemplate.render(
    ThresholdPageComposition(result: result, picture: picture, design: design, version: version)
      .content)
}

/// The page made from its parts.
private struct ThresholdPageComposition {
  let result: ThresholdResult
  let picture: Picture
  let design: DesignSource
  let version: String

  private var plan: StudyPlan { result.plan }
  private var ending: ThresholdEnding { ThresholdEnding(result: result, version: version) }

  var content: PageContent {
    let sheet = AuditSheet(plan: plan)
    let methods = methods(sheet)
    let legend = columns + ending.remarks
    return PageContent(
      kind: "A threshold of publication, by simulation", title: plan.title, version: version,
      style: Markup(trusted: pageStyle), script: Markup(trusted: pageScript),
      description: plan.paragraphs, notes: plan.remarks, byline: byline, links: links,
      quantity: "How many answers", results: answers,
      leadingPictures: [
        PageContent.PlacedPicture(
          number: 1, caption: picture.caption, svg: picture.inlined(as: "figure-1"))
      ],
      tests: reports.flatMap(parts), furtherPictures: [], legend: legend, parts: sheet.pageParts,
      methods: methods,
      figureNotes:
        "In parentheses: Monte Carlo standard errors. The rows can be sorted by any column.",
      figures: ThresholdFigureTable(result: result).table.markup(label: "All figures"),
      references: Reference.cited(in: methods + legend + sheet.asides).map(\.text),
      changed: !design.lastChanges.isEmpty, changes: design.lastChanges, designName: design.name,
      designText: design.text, seed: String(plan.simulation.seed))
  }

  private var byline: String {
    let changed = design.lastChanges.isEmpty ? "" : " with changes"
    return "\(design.name)\(changed), \(ending.settings)"
  }

  private var links: [PageContent.Link] {
    [
      ("power", "How many answers"), ("design", "Design"), ("methods", "Methods text"),
      ("figures", "All figures"), ("references", "References"), ("file", "Design file"),
    ].map { PageContent.Link(target: $0.0, name: $0.1) }
  }

  /// Each scenario with the values of the grid, in words.
  private var reports: [(place: String, text: ThresholdScenarioText)] {
    zip(plan.scenarios, result.scenarios).map { scenario, figures in
      let place = Dictionary(
        uniqueKeysWithValues: zip(scenario.coordinates.indices, scenario.coordinates))
      return (
        plan.words(for: place), ThresholdScenarioText(scenario: figures, study: scenario.study)
      )
    }
  }

  private var answers: [String] {
    reports.flatMap { report in
      report.text.sentences.map {
        report.place.isEmpty ? $0 : "Where \(report.place): \($0)"
      }
    }
  }

  private func parts(
    _ report: (place: String, text: ThresholdScenarioText)
  ) -> [PageContent.TestPart] {
    report.text.scenario.threshold.estimators.map { estimator in
      let name = report.text.name(of: estimator)
      let tables = ThresholdRow.View.allCases.flatMap {
        report.text.titledTables(estimator, $0)
      }
      return PageContent.TestPart(
        name: name, wording: report.place.isEmpty ? "" : "Where \(report.place)",
        tables: tables.map { title, table in
          PageTable(table.text, caption: title).markup(label: "\(name): \(title)")
        }, warnings: [], remarks: [])
    }
  }

  private var columns: [String] {
    let columns = ThresholdColumn.tables(result.scenarios[0].threshold).flatMap { $0 }
    let names = columns.map { "\($0.title): \($0.legend)" }
    return ["Columns: \(names.joined(separator: "; "))."]
  }

  private func methods(_ sheet: AuditSheet) -> [String] {
    let study = plan.scenarios[0].study
    let words = ThresholdWords(study: study, threshold: result.scenarios[0].threshold)
    let count = NumberText.count(result.scenarios[0].replicates)
    let lead =
      "From how many answers on figures may be published was found by simulation with \(version) (seed "
      + "\(plan.simulation.seed)): \(count) data sets\(plan.scenarios.count > 1 ? " for each scenario" : "") "
      + "were generated, the figures computed that would be published, and held against the truth."
    let rules = words.lines.map { $0.capitalised + "." }.joined(separator: " ")
    return [lead, DataModelWords(sheet: sheet).text, rules, answers.joined(separator: " ")]
      .filter { !$0.isEmpty }
  }
}

/// All figures: a row for each scenario, estimator, view and candidate, which readers may sort.
struct ThresholdFigureTable {
  let result: ThresholdResult

  var table: PageTable {
    let plan = result.plan
    var table = PageTable(isSortable: true)
    let names = plan.axes.map(\.path) + ["figures", "groups", "answers from", "to"]
    table.headers = [
      names.map { PageTable.Header(text: $0, isText: true) }
        + figures.map { PageTable.Header(text: $0.name) }
    ]
    table.bodies = [
      zip(plan.scenarios, result.scenarios).flatMap { scenario, figures in
        let place = plan.axes.indices.map { plan.axes[$0].labels[scenario.coordinates[$0]] }
        return figures.rows.map { row(place, $0) }
      }
    ]
    return table
  }

  /// Those that some row has.
  private var figures: [ThresholdFigure] {
    ThresholdFigure.allCases.filter { figure in
      result.scenarios.contains { $0.rows.contains { $0.figures[figure] != nil } }
    }
  }

  private func row(_ place: [String], _ row: ThresholdRow) -> PageTable.Row {
    let names = place + [row.estimator.rawValue, row.view == .atLeast ? "at least" : "about"]
    let numbers = [String(row.candidate), row.largest.map(String.init) ?? ""]
    return PageTable.Row(
      cells: names.map { PageTable.Cell($0, .text) } + numbers.map { PageTable.Cell($0) }
        + figures.map { PageTable.Cell(text(row.figures[$0])) })
  }

  private func text(_ figure: Figure?) -> String {
    guard let figure else { return NumberText.none }
    let error = figure.mcse.map { " (\(NumberText.significant($0, digits: 2)))" }
    return NumberText.estimate(figure.value) + (error ?? "")
  }
}
