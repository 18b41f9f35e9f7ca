import PowerReport

/// The files of a report, and how each is recognised as this program's own.
enum ReportFile: String {
  case text = "power.txt"
  case table = "power.csv"
  case page = "report.html"
  case powerPicture = "power.svg"
  case estimatesPicture = "estimates.svg"
  case calibrationPicture = "calibration.svg"
  case thresholdText = "threshold.txt"
  case thresholdTable = "threshold.csv"
  case thresholdPicture = "threshold.svg"
  case thresholdPage = "threshold.html"
  case findText = "find.txt"
  case findTable = "find.csv"
  case findPicture = "find.svg"
  case handout = "handout.html"
  case answers = "answers.html"

  /// Those of a run, those of a threshold of publication, those of a search, and those of a handout.
  static let ofRun: [ReportFile] = [
    .text, .table, .page, .powerPicture, .estimatesPicture, .calibrationPicture,
  ]
  static let ofThreshold: [ReportFile] = [
    .thresholdText, .thresholdTable, .thresholdPicture, .thresholdPage, .page,
  ]
  static let ofSearch: [ReportFile] = [.findText, .findTable, .findPicture]
  static let ofHandout: [ReportFile] = [.handout, .answers]

  /// The file of a picture.
  init(_ picture: Picture) { self.init(rawValue: picture.name + ".svg")! }

  /// Whether it is there for some designs only: then one of an earlier run is removed.
  var isPicture: Bool {
    switch self {
    case .text, .table, .page, .thresholdText, .thresholdTable, .thresholdPage, .findText,
      .findTable, .handout, .answers:
      false
    case .powerPicture, .estimatesPicture, .calibrationPicture, .thresholdPicture, .findPicture:
      true
    }
  }

  /// Whether a file with this content was written by this program, of any version: the text ends
  /// with the program's name and version, the table begins with its header, the page names the program
  /// as its generator, and a picture names it in its metadata. Files of searches likewise.
  func isOwn(_ content: String) -> Bool {
    switch self {
    case .text, .thresholdText:
      content.contains("replicates per scenario")
        && content.split(whereSeparator: \.isWhitespace).suffix(2).first == "mlpower"
    case .table:
      content.prefix { !$0.isNewline }
        .contains("analysis,test,method,side,alpha,truth,observations,replicates,converged,")
    case .powerPicture, .estimatesPicture, .calibrationPicture, .thresholdPicture, .findPicture:
      content.hasPrefix("<svg ") && content.contains("<metadata>made by mlpower ")
    case .findText:
      content.contains("data sets in this search")
        && content.split(whereSeparator: \.isWhitespace).suffix(2).first == "mlpower"
    case .findTable:
      content.prefix { !$0.isNewline }
        .contains(
          "rows,cost,test,value,value_low,value_high,power,power_low,power_high,rejections,")
    case .page, .thresholdPage, .handout, .answers:
      content.contains("<meta name=\"generator\" content=\"mlpower ")
    case .thresholdTable:
      content.prefix { !$0.isNewline }
        .contains("level,estimator,view,answers_from,answers_to,replicates,singular,failed,")
    }
  }
}
