/// What can be wrong with a threshold of publication, or with a study that has one.
public enum ThresholdFact: Sendable, Equatable {
  case candidatesNotAscending(Int, after: Int)
  case rateOutside(Double)
  case distanceNotAboveZero(Double)
  case marginBelowZero(Double)
  case requirementOutside(Double)
  case distanceNotStated
  case estimatorNotComputed(PublicationThreshold.Estimator)
  case estimatorTwice(PublicationThreshold.Estimator)
  case belowWithoutBenchmark
  case benchmarkOutside(Double)
  case belowOutside(Double)

  // Studies
  case levelOfRows(String)
  case levelWithoutEffects(String, grouping: [String])
  case levelDrawn(String)
  case family(ResponseFamily.Name)
  case link(ResponseFamily.Link)
  case trials
  case slopes(String)
  case effectsBelow(String, published: String)
  case tooManyGroupings
  case offset
  case predictorsOfYesNo
  case measurementError
  case residualStructure
  case shapeOfYesNo
  case drawnParameters
  case otherFamily
  case otherEffects(String)
}
