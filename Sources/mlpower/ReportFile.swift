import PowerReport

/// The files of a report, and how each is recognised as this program's own.
enum ReportFile: String, CaseIterable {
  case text = "power.txt"
  case table = "power.csv"
  case page = "report.html"
  case powerPicture = "power.svg"
  case estimatesPicture = "estimates.svg"
  case calibrationPicture = "calibration.svg"

  /// The file of a picture.
  init(_ picture: Picture) { self.init(rawValue: picture.name + ".svg")! }

  /// Whether it is there for some designs only: then one of an earlier run is removed.
  var isPicture: Bool {
    switch self {
    case .text, .table, .page: false
    case .powerPicture, .estimatesPicture, .calibrationPicture: true
    }
  }

  /// Whether a file with this content was written by this program, of any version: the text ends
  /// with the program's name and version, the table begins with its header, the page names the program
  /// as its generator, and a picture names it in its metadata.
  func isOwn(_ content: String) -> Bool {
    switch self {
    case .text:
      content.contains("replicates per scenario")
        && content.split(whereSeparator: \.isWhitespace).suffix(2).first == "mlpower"
    case .table:
      content.prefix { !$0.isNewline }
        .contains("analysis,test,method,side,alpha,truth,observations,replicates,converged,")
    case .powerPicture, .estimatesPicture, .calibrationPicture:
      content.hasPrefix("<svg ") && content.contains("<metadata>made by mlpower ")
    case .page:
      content.contains("<meta name=\"generator\" content=\"mlpower ")
    }
  }
}
