import DataTable
import Foundation
import MixedModels
import ModelFormula
import ModelFrame

/// One fit of a large data set, ours beside lme4's: a fifth of the ratings of lecturers by students
/// that lme4 calls InstEval, 2,823 students crossed with 1,108 lecturers.
enum LargeFitReport {
  private static let formula = "y ~ service + (1 | s) + (1 | d)"
  private static let promise = 3.0

  /// Measures and prints.
  static func measure(folder: String, rounds: Int) throws {
    let path = "\(folder)/../Tests/MixedModelsTests/Fixtures/InstEval20.csv"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let table = try DataTable(csv: Array(bytes))
    let frame = try ModelFrame(table: table, formula: try Formula.parse(formula))
    let lme4 = Rival.lme4(in: folder)
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      _ = try frame.fit(.reml, degreesOfFreedom: .wald)
      ours.append((ContinuousClock.now - start) / .seconds(1))
      if let seconds = lme4?.secondsToFit(path) { theirs.append(seconds) }
    }
    show(
      "\nOne fit of 14,684 ratings by 2,823 students of 1,108 lecturers, without degrees of freedom, seconds"
    )
    let own = String(format: "  ours %.3f", median(ours))
    guard theirs.count == rounds else { return show(own) }
    let ratio = median(zip(theirs, ours).map { $0 / $1 })
    show(
      own
        + String(
          format: ", lme4 %.3f, ratio %.1f (promised: %.1f)", median(theirs), ratio, promise))
  }
}
