import ArgumentParser
import DesignFiles
import DesignLanguage
import Foundation
import PowerReport
import PowerStudy
import StudyDesign

/// `mlpower find`: the size, the combination of sizes or the effect that a design does not know.
struct FindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find the smallest or cheapest design with a power.",
    discussion: """
      Looks for what the design's 'search' and 'find' name: the smallest size with the power of \
      'target', with 'cost' the cheapest combination of several sizes, with a 'budget' the one with \
      the most power, the smallest effect that is detected ('find: effect'), or how far any other \
      number may go. A design that says neither is searched for the first size of its grid, once for \
      each combination of the other swept values. Prints the answer and writes it into \
      Reports/NAME/: find.txt, find.csv and, where sizes can be traded, find.svg. A search fits at \
      most twice as many data sets as --replicates says, four times where only rejections can tell.

      Example:
        mlpower find Designs/cheapest-trial.yaml --set target.power=0.9
      """)

  @Argument(help: ArgumentHelp("The design file.", valueName: "design"))
  var design: String

  @OptionGroup var changes: DesignOptions

  @OptionGroup var running: RunOptions

  @Flag(name: .shortAndLong, help: "No messages; the answer only.")
  var quiet = false

  func run() async throws {
    let file = try SearchFile(path: design, options: changes)
    let folder = ReportFolder(parent: running.out, name: file.name)
    try folder.check(canHold: ReportFile.ofSearch)
    let start = ContinuousClock.now
    let result = try await file.search(threads: running.workers)
    let elapsed = secondsIn(ContinuousClock.now - start)
    let text = findText(result: result, version: programVersion)
    // The answer reaches the reader even where the files cannot be written.
    let picture = findPicture(of: result, version: programVersion)
    let written = Result {
      let drawing = picture.map { [(file: ReportFile.findPicture, text: $0.svg)] } ?? []
      try folder.write(
        [(file: ReportFile.findText, text: text), (.findTable, findCSV(result: result))] + drawing)
      if picture == nil { try folder.remove(.findPicture) }
    }
    try StandardOutput.write(text)
    try written.get()
    if quiet { return }
    let spent = result.findings.reduce(0) { $0 + $1.replicates }
    let files = "find.txt\(picture == nil ? "" : ", find.svg") and find.csv"
    StandardError().line(
      "\(grouped(spent)) data sets in \(brief(elapsed)); \(files) are in \(folder.path)")
  }
}

/// A design file that has been read to be searched.
struct SearchFile {
  let name: String
  private let path: String
  private let design: SearchDesign

  init(path: String, options: DesignOptions) throws(CommandFailure) {
    let file = try DesignFile(path: path, options: options)
    try file.requireTests()
    name = file.name
    self.path = path
    do throws(DesignErrors) {
      design = try DesignReader.readSearch(
        text: file.text, fileName: path, overrides: file.overrides,
        maxFits: Double(options.maxFits), environment: DesignEnvironment(besides: path))
    } catch {
      throw .mistakes(error.diagnostics.map(\.description))
    }
  }

  /// Searches, and words why that cannot be done.
  func search(threads: Int) async throws -> SearchResult {
    let searcher = DesignSearcher(
      plan: design.plan, search: design.search, settings: design.settings, threads: threads
    ) { values, setting in
      design.scenario(values, setting: setting)
    }
    do {
      return try await searcher.run()
    } catch let refusal as SearchRefusal {
      throw CommandFailure.mistakes(["\(path): \(refusal.sentence)"])
    }
  }
}

extension SearchRefusal {
  fileprivate var sentence: String {
    switch self {
    case .needsStandardErrors(let test?, _):
      """
      '\(test)' has no power by the standard error method, on which a search for several sizes or within \
      a budget rests; look for one size, or take another test or method
      """
    case .needsStandardErrors(nil, _):
      """
      tests that count together have no power by the standard error method, on which a search for several \
      sizes or within a budget rests; look for one size, or let 'target' be 'of: each'
      """
    case .effectOf(let test):
      """
      'find: effect' wants tests of single coefficients or contrasts by a Wald test; '\(test)' is none: \
      leave it out, or look for an effect by 'search: {effects.NAME: 0.1..0.5 by 0.01}'
      """
    }
  }
}
