public import PowerStudy
import StudyDesign

/// The report on a run, as text and as a page; what follows from the design alone is worked out once
/// for both.
public struct RunDocuments {
  private let summary: RunSummary
  private let version: String
  private let sheet: AuditSheet

  /// Takes the figures of a run; `version` names the program, as in `mlpower 1.0.0`.
  public init(summary: RunSummary, version: String) {
    self.summary = summary
    self.version = version
    sheet = AuditSheet(plan: summary.plan)
  }

  /// The report that a planner reads: the audit of the design, then for each test its tables of power,
  /// and below them what the figures are. Lines have at most 80 characters; ends with a line break.
  public var text: String {
    let blocks = TestBlock.blocks(of: summary.plan.scenarios[0].study)
    let parts = blocks.map { BlockText(summary: summary, block: $0).lines }
    let ending = ReportEnding(summary: summary, version: version).lines
    let texts = (parts + [ending]).map { $0.joined(separator: "\n") + "\n" }
    return ([sheet.text] + texts).joined(separator: "\n")
  }

  /// A page for browsers and printers: one file that needs no other. HTML and well-formed XML at once;
  /// the same bytes for the same figures.
  ///
  /// - Parameter pictures: in the order in which they are numbered; `power` comes before the tables.
  public func page(pictures: [Picture], design: DesignSource) -> String {
    let composition = PageComposition(
      summary: summary, sheet: sheet, pictures: pictures, design: design, version: version)
    return PageTemplate.render(composition.content)
  }
}
