internal import Numerics
public import StudyDesign

/// How many of a number of draws from a study's prior give parameters that cannot be: variances that
/// are not above 0, or correlations that do not go together.
public func impossibleDraws(of study: Study, among count: Int, seed: UInt64) -> Int {
  let buffers = Buffers()
  let parameters = ModelParameters(study: study, buffers: buffers)
  var stream = RandomStream(seed: seed, pathHash: RandomStream.hash(path: "prior"), replicate: 0)
  return withExtendedLifetime(buffers) {
    (0..<count).count { _ in !parameters.drawOnce(&stream) }
  }
}
