import Foundation
import Glibc
import Testing

/// A run that is killed at any moment goes on where its store ends.
@Suite struct KillTests {
  /// Some kills, and with MLPOWER_SLOW fifty.
  static let kills = ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1" ? 50 : 5

  /// Coefficients, joint tests, likelihood ratios, two analyses and rows that are lost, so
  /// that most of what is kept is needed.
  private let design = """
    levels: {school: 12, pupil: 6 per school}
    predictors:
      treatment: {level: school, assign: [0, 1]}
      age: {level: pupil, normal: {mean: 0, sd: 1}}
    model: score ~ treatment + age + (1 | school)
    effects: {intercept: 0, treatment: 0.6, age: 0.2}
    random: {school: {variance: 0.2}}
    residual: {variance: 0.8}
    missing: 0.1
    analysis:
      - {name: full}
      - {name: plain, model: score ~ treatment + (1 | school)}
    tests:
      - treatment
      - {term: treatment, analysis: plain, side: greater}
      - {joint: [treatment, age]}
      - {term: age, method: lrt}
      - {variance: school}
    grid: {school: [8, 12], effects.age: [0.1, 0.2]}
    simulation: {replicates: 1500, seed: 5}

    """

  @Test("Killed at random moments and continued, a run gives the bytes of one that was left alone")
  func killed() throws {
    let folder = try Folder(["study.yaml": design])
    let start = ContinuousClock.now
    let whole = try Program.run("run", "study.yaml", "--quiet", "--out", "whole", in: folder)
    let duration = (ContinuousClock.now - start) / .microseconds(1)
    try #require(whole.status == 0, "\(whole.messages)")
    func files(_ out: String) throws -> [String] {
      try ["power.csv", "report.html"].map { try folder.read("\(out)/study/\($0)") }
    }
    let tables = try files("whole")
    // Moments spread evenly over the run by the golden ratio; what is done by then is chance.
    var share = 0.0
    for kill in 1...Self.kills {
      let out = "killed\(kill)"
      // Now and then a run is killed twice before it may end.
      for _ in 0...(kill % 3 == 0 ? 1 : 0) {
        let process = Program.process(
          Program.path, ["run", "study.yaml", "--quiet", "--out", out], folder, [:])
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        share = (share + 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
        usleep(UInt32(share * duration))
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      let resumed = try Program.run("run", "study.yaml", "--quiet", "--out", out, in: folder)
      #expect(resumed.status == 0, "\(resumed.messages)")
      #expect(resumed.output == whole.output)
      #expect(try files(out) == tables)
      // A report reads every row and refuses a store with one too many or too few.
      let report = try Program.run("report", "\(out)/study", in: folder)
      #expect(report.output == whole.output)
    }
  }
}
