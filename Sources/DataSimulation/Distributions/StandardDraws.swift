internal import Numerics
internal import StudyDesign

/// Independent draws with mean 0 and variance 1 of a stated shape.
struct StandardDraws {
  /// nil for the standard normal.
  private let shape: (sampler: DistributionSampler, mean: Double, scale: Double)?

  /// - Parameter distribution: the shape, with a variance above 0; nil for the normal.
  init(_ distribution: Distribution?) {
    switch distribution {
    case nil, .normal: shape = nil
    case let distribution?:
      shape = (DistributionSampler(distribution), distribution.mean, 1 / distribution.sd!)
    }
  }

  /// Overwrites `values`.
  func fill(_ values: UnsafeMutableBufferPointer<Double>, _ stream: inout RandomStream) {
    guard let shape else { return stream.fillNormals(values) }
    shape.sampler.fill(values, &stream)
    for index in values.indices { values[index] = (values[index] - shape.mean) * shape.scale }
  }
}
