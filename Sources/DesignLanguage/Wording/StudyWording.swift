internal import StudyDesign

extension Wording {
  /// The sentence about a rule that a study breaks.
  init(_ fact: StudyFact) { self.init(Self.sentence(fact)) }

  private static func sentence(_ fact: StudyFact) -> String {
    switch fact {
    case .nameIsNotAWord, .nameIsReserved, .nameIsReservedForLevels, .nameIsAResultColumn,
      .nameStandsTwice:
      nameSentence(fact)
    case .probabilityOutsideUnitInterval,
      .probabilitiesDoNotSumToOne, .boundsOutOfOrder, .tooFewValues, .valuesDoNotDivideUnits,
      .shareNotAboveZero, .fewerUnitsThanValues, .balanceNotAbove, .balanceByDraw,
      .weightsAtOtherLevel, .weightNotAboveZero, .weightsOfOtherKind,
      .levelAboveInput, .inputElsewhere:
      predictorSentence(fact)
    case .reliabilityOutside, .reliabilityOfComputed, .reliabilityWithoutSpread, .redrawOfComputed,
      .redrawOfDrawnUnits, .decidesUnits, .strataDrawnLater,
      .redrawsDiffer, .changeOfCategories, .centreNotAbove, .centreOfSeveral, .meanOfCategories,
      .meanNotAbove, .partElsewhere:
      measurementSentence(fact)
    case .correlationWithItself, .correlationOfOther, .correlationOfDiscreteMixture, .noCommonLevel,
      .notAtLevel, .correlationTwice, .correlationsCannotBe:
      correlationSentence(fact)
    case .meanNotAboveZero, .cvBelowZero, .degreesWithoutVariance, .boundNotWhole,
      .negativeBinomialSizeNotAboveZero, .countMeanTooLarge,
      .shapeWithoutSpread:
      distributionSentence(fact)
    case .strataElsewhere, .strataOfMany, .sequenceOverHolder, .stepsOverOtherPeriods:
      allocationSentence(fact)
    case .varianceBelowZero, .sdBelowZero, .correlationOutside, .iccOutside, .iccsLeaveNothing,
      .totalBelowParts, .notPositiveSemiDefinite, .residualNotAboveZero:
      varianceSentence(fact)
    case .familyOfOtherResponse, .dispersionNotAboveZero, .trialsNotWhole, .cutsNotAscending,
      .estimatorOfOtherFamily, .quadratureOfSeveral, .quadraturePointsOutside,
      .quasiLikelihoodOfOther:
      familySentence(fact)
    case .residualCorrelationOutside, .residualCorrelationsImpossible, .residualWithinRows,
      .residualWithinOffTheRowsOrder, .residualBesideCrossed, .residualLikeRandomTerm:
      residualSentence(fact)
    case .sizeBelowOne, .tooManyRows, .tooManyUnits, .levelWithoutRows, .tooFewToDraw,
      .memberOfAll, .sizesDoNotMatch,
      .crossingOfDrawnSizes, .drawFromDrawnSizes, .distinctOfUnequalSizes:
      levelSentence(fact)
    case .threshold(let fact): thresholdSentence(fact)
    case .tooFewObservations, .oneUnit, .asManyUnitsAsRows,
      .asManyEffectsAsRows, .alphaOutside:
      sizeSentence(fact)
    case .methodNeedsREML, .betweenWithinOfCrossed, .noDegreesOfFreedom, .varianceByWald,
      .likelihoodRatioWithSide,
      .likelihoodRatioAgainst,
      .likelihoodRatioOfOther, .exactTestOfCoefficients, .exactTestOfSeveralGroupings,
      .exactTestOffTheRowsOrder, .methodNeedsPlainResiduals, .methodOfNormal,
      .likelihoodRatioOfQuasi, .likelihoodRatioOfNominal:
      testSentence(fact)
    }
  }

  private static func nameSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .nameIsNotAWord(let name):
      "'\(name)' is not a name; a name is a letter followed by letters, digits, '_' or '.'"
    case .nameIsReserved(let name):
      "'\(name)' is the model's own name for a coefficient; choose another one"
    case .nameIsReservedForLevels(let name):
      "a level cannot be called '\(name)', a word of sizes and 'balance'; choose another name"
    case .nameIsAResultColumn(let name):
      "'\(name)' is a column of power.csv; choose another name for the level or 'let' name"
    case .nameStandsTwice(let name):
      "the name '\(name)' is taken; response, levels, predictors and 'let' names share one table"
    default: preconditionFailure("not a fact about names")
    }
  }

  private static func predictorSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .probabilityOutsideUnitInterval(let value):
      "a probability lies between 0 and 1, but this one is \(number(value))"
    case .probabilitiesDoNotSumToOne(let sum):
      "the probabilities must sum to 1, but sum to \(number(sum))"
    case .boundsOutOfOrder(let low, let high):
      "the lower bound must be below the upper one, but \(number(low)) is not below \(number(high))"
    case .tooFewValues(let count):
      "two values or more are needed, but \(count == 1 ? "there is one" : "there are none")"
    case .valuesDoNotDivideUnits(let values, let units, let level):
      "\(values) values cannot be dealt evenly to \(units) units of '\(level)'; "
        + "their number must divide the units"
    case .shareNotAboveZero(let share): "a share must be above 0, but is \(number(share))"
    case .fewerUnitsThanValues(let units, let values, let level):
      "\(values) values cannot be dealt to \(units) \(units == 1 ? "unit" : "units") of "
        + "'\(level)'; some would never occur"
    case .balanceNotAbove(let balance, let level):
      "'balance' names a level above '\(level)', where the predictor varies; '\(balance)' is not"
    case .weightsAtOtherLevel(let predictor, let level):
      "'\(predictor)' gives the weights of units of '\(level)' and must vary at that level"
    case .weightNotAboveZero(let predictor, let value):
      "weights must be above 0, but '\(predictor)' can be \(number(value))"
    case .weightsOfOtherKind(let predictor):
      notServed(
        "weights by a predictor other than numeric 'values', 'assign' or 'uniform' ('\(predictor)')"
      )
      .sentence
    case .balanceByDraw(let balance, let level):
      "'balance' names a level in which '\(level)' lies by 'per', but it is drawn in which "
        + "'\(balance)' each one lies"
    case .inputElsewhere(let level, let input, let inputLevel):
      "the predictor is said to vary at '\(level)', but its input '\(input)' varies at "
        + "'\(inputLevel)', in which no '\(level)' lies; leave 'level' out"
    case .levelAboveInput(let level, let input, let inputLevel):
      "the predictor is said to vary at '\(level)', but its input '\(input)' varies at "
        + "'\(inputLevel)', which lies below; write 'level: \(inputLevel)' or leave it out"
    default: preconditionFailure("not a fact about predictors")
    }
  }

  private static func varianceSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .varianceBelowZero(let value): "a variance cannot be below 0, but is \(number(value))"
    case .sdBelowZero(let value):
      "a standard deviation cannot be below 0, but is \(number(value))"
    case .correlationOutside(let value):
      "a correlation lies between -1 and 1, but this one is \(number(value))"
    case .iccOutside(let value):
      "an icc is a share from 0 to below 1, but this one is \(number(value))"
    case .iccsLeaveNothing(let sum):
      "the iccs sum to \(number(sum)), which leaves nothing for the residual"
    case .totalBelowParts(let total, let parts):
      "the total variance \(number(total)) leaves nothing for the residual: the random "
        + "intercepts have variance \(number(parts))"
    case .notPositiveSemiDefinite(let level):
      "no random effects of '\(level)' can have these correlations: the matrix is not positive "
        + "semi-definite; bring the correlations closer to 0 or to each other"
    case .residualNotAboveZero(let value):
      "the residual needs a variance above 0, but has \(number(value))"
    default: preconditionFailure("not a fact about variances")
    }
  }

  private static func levelSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .sizeBelowOne(let level, let size):
      "'\(level)' needs at least 1 unit, but has \(number(size))"
    case .tooManyRows(let rows, let limit):
      "the design has \(count(rows)) rows, more than the \(count(limit)) that can be meant"
    case .tooManyUnits(let level, let units, let limit):
      "'\(level)' has \(count(units)) units, more than the \(count(limit)) that can be meant"
    case .levelWithoutRows(let level, let rows):
      "no row lies in a '\(level)': the rows are '\(rows)', the last level; write 'per \(level)' "
        + "(or 'per A x \(level)') at a level below it, or remove it"
    case .tooFewToDraw(let level, let from, let wanted, let there):
      "\(wanted) different units of '\(from)' cannot be drawn for '\(level)'; there "
        + (there == 1 ? "is 1" : "are \(there)")
    case .memberOfAll(let level, let holder, let there):
      "each '\(level)' belongs to "
        + (there == 1 ? "the only unit" : "all \(there) units")
        + " of '\(holder)' with the same weight, so that nothing tells these apart; "
        + "let 'count' be less, or have more of '\(holder)'"
    case .sizesDoNotMatch(let level, let sizes, let above, let units):
      "'\(level)' lists \(sizes) sizes, but there "
        + (units == 1 ? "is 1 unit" : "are \(units) units")
        + (above.isEmpty ? " above it" : " of \(above.joined(separator: " x "))")
        + "; list one for each"
    case .crossingOfDrawnSizes(let level, let parent):
      "'\(level)' lies in each combination of units, but the number of units of '\(parent)' is drawn; "
        + "state a fixed number there"
    case .drawFromDrawnSizes(let level, let target):
      "units of '\(level)' are drawn into units of '\(target)', whose number is drawn itself; state a "
        + "fixed number there"
    case .distinctOfUnequalSizes(let level):
      "'distinct' wants the same number of '\(level)' in each unit above it"
    default: preconditionFailure("not a fact about levels")
    }
  }

  private static func sizeSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .tooFewObservations(let rows, let coefficients):
      "\(rows) observations are too few to estimate \(coefficients) coefficients and a variance"
    case .oneUnit(let level):
      "'\(level)' has only one unit, so its random effects have no variance to estimate"
    case .asManyUnitsAsRows(let level, let rows):
      "'\(level)' has as many units as there are observations (\(rows)), so its random effects "
        + "cannot be told from the residual"
    case .asManyEffectsAsRows(let level, let effects, let rows):
      "'\(level)' has \(effects) random effects in one term for \(rows) observations, so they "
        + "cannot be told from the residual"
    case .alphaOutside(let alpha):
      "'alpha' lies between 0 and 1, but is \(number(alpha))"
    default: preconditionFailure("not a fact about sizes")
    }
  }
}
