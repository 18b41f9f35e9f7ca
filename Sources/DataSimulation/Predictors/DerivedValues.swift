internal import Numerics

/// How the values of a variable follow from those of others, and from errors drawn for them.
enum DerivedValues {
  /// Written by the variable that draws the correlated scores of several.
  case drawnElsewhere
  case scores(CorrelatedScores)
  case quantiles(ScoreTransform, of: UnsafePointer<Double>)
  case sum(SumOfParts)
  case groupMeans(GroupMeans)
  case rescaled(Rescaling)
  /// Values plus independent normal errors with this SD.
  case measured(UnsafePointer<Double>, errorSD: Double)

  /// Overwrites `values`.
  func fill(_ values: UnsafeMutableBufferPointer<Double>, _ stream: inout RandomStream) {
    switch self {
    case .drawnElsewhere: break
    case .scores(let scores): scores.draw(count: values.count, &stream)
    case .quantiles(let transform, let scores): transform.fill(values, from: scores)
    case .sum(let sum): sum.fill(values)
    case .groupMeans(let means): means.fill(values)
    case .rescaled(let rescaling): rescaling.fill(values)
    case .measured(let truth, let sd):
      stream.fillNormals(values)
      for unit in values.indices { values[unit] = truth[unit] + sd * values[unit] }
    }
  }
}
