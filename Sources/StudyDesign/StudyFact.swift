/// A rule of validity that a study breaks: where in the design, and what is wrong there.
public struct StudyProblem: Sendable, Equatable {
  /// Keys of the design from the outside in, such as `["effects", "treatment"]`.
  public var path: [String]
  /// What is wrong.
  public var fact: StudyFact

  /// Makes a problem.
  public init(_ path: [String], _ fact: StudyFact) {
    self.path = path
    self.fact = fact
  }
}

/// What can be wrong with a study whose every part is stated.
public enum StudyFact: Sendable, Equatable {
  // Names
  case nameIsNotAWord(String)
  case nameIsReserved(String)
  case nameIsReservedForLevels(String)
  case nameIsAResultColumn(String)
  case nameStandsTwice(String)

  // Sizes
  case sizeBelowOne(level: String, size: Double)
  case tooManyRows(rows: Double, limit: Double)
  case tooManyUnits(level: String, units: Double, limit: Double)
  case levelWithoutRows(level: String, rows: String)
  case sizesDoNotMatch(level: String, sizes: Int, above: [String], units: Int)
  case crossingOfDrawnSizes(level: String, parent: String)
  case drawFromDrawnSizes(level: String, target: String)
  case distinctOfUnequalSizes(level: String)
  case tooFewToDraw(level: String, from: String, wanted: Int, there: Int)
  case memberOfAll(level: String, of: String, there: Int)

  // Predictors
  case probabilityOutsideUnitInterval(Double)
  case probabilitiesDoNotSumToOne(sum: Double)
  case boundsOutOfOrder(low: Double, high: Double)
  case tooFewValues(count: Int)
  case valuesDoNotDivideUnits(values: Int, units: Int, level: String)
  case shareNotAboveZero(Double)
  case fewerUnitsThanValues(units: Int, values: Int, level: String)
  case balanceNotAbove(balance: String, level: String)
  case weightsAtOtherLevel(predictor: String, level: String)
  case weightNotAboveZero(predictor: String, value: Double)
  case weightsOfOtherKind(predictor: String)
  case balanceByDraw(balance: String, level: String)
  case strataElsewhere(predictor: String, level: String, predictorLevel: String)
  case strataOfMany(predictor: String)
  case sequenceOverHolder(level: String, over: String)
  case stepsOverOtherPeriods(steps: Int, level: String, units: Int)
  case inputElsewhere(level: String, input: String, inputLevel: String)
  case levelAboveInput(level: String, input: String, inputLevel: String)

  case reliabilityOutside(Double)
  case reliabilityOfComputed(predictor: String)
  case reliabilityWithoutSpread(predictor: String)
  case redrawOfComputed(predictor: String)
  case redrawOfDrawnUnits(predictor: String, level: String)
  case decidesUnits(predictor: String)
  case strataDrawnLater(predictor: String, strata: String)
  case redrawsDiffer(first: String, second: String)
  case changeOfCategories(key: String, predictor: String)
  case centreNotAbove(centre: String, level: String)
  case centreOfSeveral(centre: String, level: String)
  case meanOfCategories(predictor: String)
  case meanNotAbove(level: String, input: String, inputLevel: String)
  case partElsewhere(part: String, level: String)
  case correlationWithItself(predictor: String)
  case correlationOfOther(predictor: String)
  case correlationOfDiscreteMixture(predictor: String)
  case noCommonLevel(first: String, second: String)
  case notAtLevel(predictor: String, level: String)
  case correlationTwice(first: String, second: String, level: String)
  case correlationsCannotBe(level: String)

  // Distributions
  case meanNotAboveZero(Double)
  case cvBelowZero(Double)
  case degreesWithoutVariance(Double)
  case boundNotWhole(Double)
  case negativeBinomialSizeNotAboveZero(Double)
  case countMeanTooLarge(Double, limit: Double)
  case shapeWithoutSpread

  // Variances
  case varianceBelowZero(Double)
  case sdBelowZero(Double)
  case correlationOutside(Double)
  case iccOutside(Double)
  case iccsLeaveNothing(sum: Double)
  case totalBelowParts(total: Double, parts: Double)
  case notPositiveSemiDefinite(level: String)
  case residualNotAboveZero(Double)
  case residualCorrelationOutside(Double, least: Double)
  case residualCorrelationsImpossible
  case residualWithinRows(level: String)
  case residualWithinOffTheRowsOrder(level: String)
  case residualBesideCrossed(level: String)
  case residualLikeRandomTerm(level: String)

  // Families of responses
  case familyOfOtherResponse(ResponseFamily.Name, response: ResponseFamily.Name)
  case dispersionNotAboveZero(String, Double)
  case trialsNotWhole(predictor: String)
  case cutsNotAscending
  case estimatorOfOtherFamily(Analysis.Estimator, ResponseFamily.Name)
  case quadratureOfSeveral
  case quadraturePointsOutside(Double, most: Int)
  case quasiLikelihoodOfOther(ResponseFamily.Name)

  // Thresholds of publication
  case threshold(ThresholdFact)

  // Analyses and tests
  case tooFewObservations(rows: Int, coefficients: Int)
  case oneUnit(level: String)
  case asManyUnitsAsRows(level: String, rows: Int)
  case asManyEffectsAsRows(level: String, effects: Int, rows: Int)
  case alphaOutside(Double)
  case methodNeedsREML(StudyTest.Method)
  case betweenWithinOfCrossed
  case noDegreesOfFreedom(Double)
  case varianceByWald(StudyTest.Method)
  case likelihoodRatioWithSide
  case likelihoodRatioAgainst(Double)
  case likelihoodRatioOfOther
  case exactTestOfCoefficients
  case exactTestOfSeveralGroupings
  case exactTestOffTheRowsOrder
  case methodNeedsPlainResiduals(StudyTest.Method)
  case methodOfNormal(StudyTest.Method, ResponseFamily.Name)
  case likelihoodRatioOfQuasi(Analysis.Estimator)
  case likelihoodRatioOfNominal
}
