internal import DataSimulation
internal import MixedModels
internal import Numerics
internal import StudyDesign

extension ScenarioEngine {
  /// Simulates a data set and, instead of fitting it, records the figures that its models have at the
  /// generating values: standard errors and degrees of freedom as if variances were known.
  ///
  /// - Returns: false if there are no such figures of one of the tested analyses.
  mutating func evaluateAtTruth(_ replicate: Int, into store: borrowing ReplicateStore) -> Bool {
    simulate(replicate)
    store.record(rows: source.simulator.nesting.rowCount, replicate: replicate)
    store.record(draws: source.simulator.parameterDraws, replicate: replicate)
    for index in 0..<models.count {
      store.record(.converged, model: index, replicate: replicate)
    }
    for index in Set(study.tests.map(\.analysis)).sorted() {
      guard !models.isGeneralised(index) else { return false }
      let isOther = study.startingPoint(ofAnalysis: index) == .other
      let variance = isOther ? nil : study.model.residualVariance
      guard linear.evaluateAtStart(models.place(of: index), variance: variance) else {
        return false
      }
    }
    for (index, recorder) in recorders.enumerated() where measures.all[index].isOfCoefficients {
      let figures = store.figures(index, replicate: replicate)
      recorder.record(linear, nil, to: figures, stride: store.stride)
    }
    return true
  }

  /// Simulates and fits a replicate, and writes how far its data set departs from the generating values;
  /// see `LinearFitter.evaluateAtStart`.
  ///
  /// - Parameter departures: room for `departureCounts` numbers, one analysis after the other.
  mutating func run(
    _ replicate: Int, into store: borrowing ReplicateStore,
    departures: UnsafeMutablePointer<Double>, of counts: [Int]
  ) {
    simulate(replicate)
    var next = 0
    for index in counts.indices where counts[index] > 0 {
      let place = models.place(of: index)
      let isThere = linear.evaluateAtStart(
        place, variance: study.model.residualVariance, departures: departures + next)
      if !isThere { (departures + next).update(repeating: 0, count: counts[index]) }
      next += counts[index]
    }
    fit(replicate, into: store)
  }

  /// For each analysis how many departures it has: none unless their mean is known to be 0.
  var departureCounts: [Int] {
    study.analyses.indices.map { index in
      guard !models.isGeneralised(index), study.startingPoint(ofAnalysis: index) == .truth,
        study.tests.contains(where: { $0.analysis == index }),
        linear.hasFiguresAtStart(models.place(of: index))
      else { return 0 }
      return linear.departureCount(of: models.place(of: index))
    }
  }
}

extension Measure {
  /// Whether it is read of the coefficients of one fit.
  fileprivate var isOfCoefficients: Bool {
    switch self {
    case .contrast, .joint: true
    case .ratio, .variance, .exactF: false
    }
  }
}
