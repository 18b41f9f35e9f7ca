import ArgumentParser
import CourseLessons
import DesignFiles
import DesignLanguage

/// `mlpower handout`: exercises on paper, and their answers.
struct HandoutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract: "Make exercises to print, and their answers.",
    discussion: """
      Of a lesson the page has its text, its questions and its exercises, of any other design exercises made \
      from it: powers to read off, the size that reaches the target, design effects, Monte Carlo errors. \
      The numbers in them are drawn from a seed that stands on the page; the same seed makes the same page \
      again. Answers are worked out by running the design with these numbers. Writes handout.html and \
      answers.html into Handouts/NAME/.

      A lesson is named by its text (Lessons/03-clusters-ignored.md), by its design, or, in the folder \
      Lessons, by its name alone.

      Examples:
        mlpower handout 03-clusters-ignored
        mlpower handout Designs/two-level-trial.yaml --seed 12
      """)

  @Argument(
    help: ArgumentHelp("The lesson or the design file.", valueName: "lesson|design"))
  var source: String

  @Option(
    parsing: .unconditional,
    help: "Draws the numbers; another one for each class unless it is given.",
    transform: seedNumber)
  var seed: UInt64?

  @Option(help: ArgumentHelp("Folder to write into, in place of Handouts.", valueName: "dir"))
  var out: String = "Handouts"

  @Option(
    parsing: .unconditional,
    help: "Workers that simulate side by side. (default: all cores)")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No progress bar and no messages.")
  var quiet = false

  mutating func validate() throws {
    try RunOptions.check(threads: threads, out: out)
  }

  func run() async throws {
    let source = try HandoutSource(source)
    let seed = seed ?? UInt64.random(in: 1...99_999)
    let folder = ReportFolder(parent: out, name: source.name)
    try folder.check(canHold: ReportFile.ofHandout)
    let bar = quiet ? nil : ProgressBar(name: source.name, output: StandardError())
    let handout: Handout
    do {
      defer { bar?.clear() }
      handout = try await source.handout(
        seed: seed, command: "mlpower handout \(self.source) --seed \(seed)",
        threads: RunOptions.workers(threads)
      ) { bar?.show($0) }
    }
    try folder.write([(.handout, handout.sheet), (.answers, handout.answers)])
    if quiet { return }
    StandardError().line("handout.html and answers.html, number \(seed), are in \(folder.path)")
  }
}
