internal import DesignFiles
internal import PowerReport
internal import PowerStudy

/// A file of a run's report, as the command line writes it.
enum ReportFileName: String, CaseIterable {
  case table = "power.csv"
  case text = "power.txt"
  case power = "power.svg"
  case estimates = "estimates.svg"
  case page = "report.html"

  /// What a browser is told it is.
  var mediaType: String {
    switch self {
    case .table: "text/csv; charset=utf-8; header=present"
    case .text: "text/plain; charset=utf-8"
    case .power, .estimates: "image/svg+xml"
    case .page: "text/html; charset=utf-8"
    }
  }

  /// Its content; nil if it does not apply.
  func content(of design: PlannedDesign, _ summary: RunSummary) -> String? {
    switch self {
    case .table: powerCSV(summary: summary)
    case .text: RunDocuments(summary: summary, version: programVersion).text
    case .power: powerPicture(of: summary, version: programVersion)?.svg
    case .estimates: estimatesPicture(of: summary, version: programVersion)?.svg
    case .page:
      RunDocuments(summary: summary, version: programVersion).page(
        pictures: pictures(of: summary, version: programVersion), design: design.source)
    }
  }
}
