internal import DataSimulation
internal import Numerics
public import StudyDesign

/// Draws all data sets of a plan one after another, as its thresholds are simulated, and makes nothing of
/// them: the least time that a simulation takes.
///
/// - Returns: rows drawn.
public func drawDataSets(of plan: StudyPlan) -> Int {
  var rows = 0
  for scenario in plan.scenarios {
    var source = ReplicateSource(
      study: scenario.study, settings: plan.simulation, carriesAllEffects: true)
    for replicate in 1...plan.simulation.replicates {
      source.drawMakingRoom(replicate)
      rows += source.simulator.generatedNesting.rowCount
    }
  }
  return rows
}
