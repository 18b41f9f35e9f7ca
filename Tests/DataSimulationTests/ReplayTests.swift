import DataSimulation
import DesignLanguage
import Numerics
import StudyDesign
import Testing

@Suite struct ReplayTests {
  private static let designs = [
    """
    levels: {subject: 3, item: 4, row: 2 per subject x item}
    predictors: {x: {level: row, assign: [0, 1], balance: item}}
    model: y ~ x + (1 | subject) + (1 + x || item)
    effects: {intercept: 0, x: 1}
    random: {subject: {sd: 1}, item: {sd: {intercept: 1, x: 1}}}
    residual: {sd: 1}
    """,
    """
    levels: {area: 6, list: 3, row: {per: list, size: 4, in: {area: distinct}}}
    model: y ~ 1 + (1 | list) + (1 | area)
    effects: {intercept: 0}
    random: {list: {sd: 1}, area: {sd: 1}}
    residual: {sd: 1}
    """,
    """
    levels: {nurse: 6, patient: {total: 20, members: {nurse: {count: 1..4}}}}
    predictors: {x: {level: nurse, assign: [0, 1]}}
    model: y ~ x + (1 | nurse)
    effects: {intercept: 0, x: 1}
    random: {nurse: {sd: 1}}
    residual: {sd: 1}
    """,
    """
    levels: {school: 5, class: {per: school, size: {poisson: 3}}, row: {per: class, size: {mean: 4, cv: 1}}}
    predictors: {x: {level: class, assign: [0, 1]}, z: {level: row, normal: {sd: 1}}}
    model: y ~ x + z + (1 | school) + (1 | class)
    effects: {intercept: 0, x: 1, z: 1}
    random: {school: {sd: 1}, class: {sd: 1}}
    residual: {sd: 1}
    """,
  ]

  /// Workers may draw any replicates in any order.
  @Test(arguments: designs)
  func `a data set does not depend on those that were drawn before it`(text: String) throws {
    let plan = try DesignReader.read(
      text: text, fileName: "design.yaml",
      environment: DesignEnvironment(
        loadTable: { _ in preconditionFailure() },
        fitParameters: { _, _, _ in preconditionFailure() }
      ))
    let study = plan.scenarios[0].study
    let hash = RandomStream.hash(path: study.canonicalPath)
    func response(_ simulator: inout StudySimulator, _ replicate: Int) -> [Double] {
      var stream = RandomStream(seed: 1, pathHash: hash, replicate: replicate)
      simulator.draw(&stream)
      return Array(
        UnsafeBufferPointer(start: simulator.response, count: simulator.nesting.rowCount))
        + simulator.columns.flatMap { column in
          Array(
            UnsafeBufferPointer(
              start: column.values, count: simulator.nesting.unitCount(column.level)))
        }
    }
    var busy = StudySimulator(study: study, carriesAllEffects: true)
    for replicate in [9, 2, 7] { _ = response(&busy, replicate) }
    var fresh = StudySimulator(study: study, carriesAllEffects: true)
    #expect(response(&busy, 5) == response(&fresh, 5))
  }
}
