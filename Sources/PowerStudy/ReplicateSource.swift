internal import DataSimulation
internal import Numerics
internal import StudyDesign

/// A simulator with the random streams of one scenario: data set r is a function of the scenario, the
/// seed and r alone.
struct ReplicateSource {
  private(set) var simulator: StudySimulator
  private let study: Study
  private let seed: UInt64
  private let pathHash: UInt64
  private let carriesAllEffects: Bool
  /// How much more memory there is than usual for units whose numbers are drawn.
  private(set) var room: Double

  /// - Parameter room: what `room` begins with.
  init(
    study: Study, settings: SimulationSettings, carriesAllEffects: Bool = false, room: Double = 1
  ) {
    self.study = study
    seed = settings.seed
    pathHash = RandomStream.hash(path: settings.sharesStreams ? "" : study.canonicalPath)
    self.carriesAllEffects = carriesAllEffects
    self.room = room
    simulator = StudySimulator(study: study, carriesAllEffects: carriesAllEffects, room: room)
    drawOnce()
    while simulator.isOverfull { makeRoom() }
  }

  /// Draws a data set, counted from 1; false if there was not enough room for it.
  mutating func draw(_ replicate: Int) -> Bool {
    var stream = RandomStream(seed: seed, pathHash: pathHash, replicate: replicate)
    simulator.draw(&stream)
    return !simulator.isOverfull
  }

  /// Draws a data set, counted from 1, with another simulator if there is not enough room.
  mutating func drawMakingRoom(_ replicate: Int) {
    while !draw(replicate) { makeRoom() }
  }

  private mutating func makeRoom() {
    room *= 2
    simulator = StudySimulator(study: study, carriesAllEffects: carriesAllEffects, room: room)
    drawOnce()
  }

  private mutating func drawOnce() {
    var once = RandomStream(seed: seed, pathHash: pathHash, replicate: 0)
    simulator.drawOnce(&once)
  }
}
