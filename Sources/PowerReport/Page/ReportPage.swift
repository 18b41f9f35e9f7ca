public import PowerStudy
public import StudyDesign

/// A design file as a report shows it.
public struct DesignSource: Sendable, Equatable {
  /// The file's name, without folders.
  public var name: String
  /// Its text as it was read.
  public var text: String
  /// What options put in the place of its values, in order.
  public var changes: [StatedValue]

  /// Makes one.
  public init(name: String, text: String, changes: [StatedValue]) {
    self.name = name
    self.text = text
    self.changes = changes
  }
}

/// The page of a run's report; see `RunDocuments`.
public func reportPage(
  summary: RunSummary, pictures: [Picture], design: DesignSource, version: String
) -> String {
  RunDocuments(summary: summary, version: version).page(pictures: pictures, design: design)
}

/// A page made from its parts.
struct PageComposition {
  let summary: RunSummary
  let sheet: AuditSheet
  let pictures: [Picture]
  let design: DesignSource
  let version: String

  private var ending: ReportEnding { ReportEnding(summary: summary, version: version) }

  /// Everything that the templates want.
  var content: PageContent {
    let placed = placedPictures
    let methods = MethodsText(summary: summary, sheet: sheet, version: version).paragraphs
    let figures = FigureTable(summary)
    return PageContent(
      title: summary.plan.title, version: version, style: Markup(trusted: pageStyle),
      script: Markup(trusted: pageScript), description: summary.plan.paragraphs,
      notes: summary.plan.remarks,
      byline: byline, links: links, quantity: quantity,
      results: ResultWords(summary: summary).sentences, leadingPictures: placed.leading,
      tests: blocks.map(part(of:)), furtherPictures: placed.further, legend: ending.sentences,
      parts: sheet.pageParts, methods: methods, figureNotes: notes(figures),
      figures: figures.table.markup(label: "All figures"),
      references: Reference.cited(in: methods + ending.sentences + sheet.asides).map(\.text),
      changed: !changes.isEmpty, changes: changes, designName: design.name,
      designText: design.text, seed: String(summary.plan.simulation.seed))
  }

  private var blocks: [TestBlock] { TestBlock.blocks(of: summary.plan.scenarios[0].study) }

  private var byline: String {
    let changed = changes.isEmpty ? "" : " with changes"
    return "\(design.name)\(changed), seed \(summary.plan.simulation.seed), \(ending.replicates) "
      + "replicates per scenario, \(version)"
  }

  private var quantity: String {
    PowerTable.quantity(summary.scenarios.flatMap(\.tests)).capitalised
  }

  private var links: [PageContent.Link] {
    [
      ("power", quantity), ("design", "Design"), ("methods", "Methods text"),
      ("figures", "All figures"), ("references", "References"), ("file", "Design file"),
    ].map { PageContent.Link(target: $0.0, name: $0.1) }
  }

  /// The power's pictures, which come first, and the others.
  private var placedPictures:
    (leading: [PageContent.PlacedPicture], further: [PageContent.PlacedPicture])
  {
    let leading = pictures.filter { $0.name == "power" }
    let placed = (leading + pictures.filter { $0.name != "power" }).enumerated().map {
      PageContent.PlacedPicture(
        number: $0 + 1, caption: $1.caption, svg: $1.inlined(as: "figure-\($0 + 1)"))
    }
    return (Array(placed.prefix(leading.count)), Array(placed.dropFirst(leading.count)))
  }

  private func part(of block: TestBlock) -> PageContent.TestPart {
    let text = BlockText(summary: summary, block: block)
    let notes = BlockNotes(summary: summary, block: block).sentences
    let warnings = notes.filter { $0.hasPrefix("! ") }
    return PageContent.TestPart(
      name: text.name, wording: text.wording.capitalised,
      tables: GridTables(summary: summary, block: block).tables.map {
        $0.markup(label: "\(text.name): \($0.caption)")
      },
      warnings: warnings.map { String($0.dropFirst(2)) },
      remarks: notes.filter { !$0.hasPrefix("! ") })
  }

  private func notes(_ figures: FigureTable) -> String {
    let lead = "In parentheses: Monte Carlo standard errors. The rows can be sorted by any column."
    return [figures.settings, lead].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var changes: [StatedValue] { design.lastChanges }
}

extension AuditSheet {
  /// The sections of the design as a page shows them.
  var pageParts: [PageContent.Part] {
    sections.enumerated().filter { !$1.isEmpty }.map { index, passages in
      let titled = index == 0 ? [.heading("Model")] + passages : passages
      var heading = ""
      return PageContent.Part(
        passages: titled.compactMap { passage in
          if case .heading(let text) = passage { heading = text }
          return SetPassage(passage, below: heading)
        })
    }
  }

  /// What the sections say beside their tables.
  var asides: [String] {
    sections.flatMap { $0 }.compactMap {
      if case .remark(let text) = $0 { text } else { nil }
    }
  }
}

extension DesignSource {
  /// The last change of each value.
  var lastChanges: [StatedValue] {
    changes.enumerated().filter { index, change in
      !changes[(index + 1)...].contains { $0.path == change.path }
    }.map(\.element)
  }
}

extension StudyPlan {
  /// The paragraphs of the description.
  var paragraphs: [String] { (description ?? "").split(separator: "\n\n").map(String.init) }
}
