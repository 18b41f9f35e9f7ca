internal import StudyDesign

// What is dealt to units: 'assign', 'sequence' and 'steps'

extension Wording {
  static func allocationSentence(_ fact: StudyFact) -> String {
    switch fact {
    case .strataElsewhere(let predictor, let level, let predictorLevel):
      "'\(predictor)' varies at '\(predictorLevel)'; strata for '\(level)' are values that a "
        + "'\(level)' has, of a predictor at that level or one above"
    case .strataOfMany(let predictor):
      "strata need a predictor with a short list of values; group '\(predictor)' by an expression, "
        + "such as 'value: \(predictor) > 0'"
    case .sequenceOverHolder(let level, let over):
      "a '\(level)' lies in one '\(over)' only, so that no sequence can run over several; 'over' "
        + "names a level of which a '\(level)' meets several units"
    case .stepsOverOtherPeriods(let steps, let level, let units):
      "\(steps) \(steps == 1 ? "step takes" : "steps take") \(steps + 1) periods, but '\(level)' "
        + "has \(units)"
    default: preconditionFailure("not a fact about allocations")
    }
  }

  static func balancedByItself(_ name: String) -> Wording {
    Wording("'\(name)' cannot be balanced by itself; name another predictor")
  }

  static func overWithoutSequence(_ name: String) -> Wording {
    Wording("'over' goes with 'sequence' or 'steps', of which '\(name)' has none")
  }

  static func sequenceWithoutOver(_ key: String, levels: [String]) -> Wording {
    Wording(
      "'\(key)' needs 'over': the level along whose units it is read "
        + "(\(list(levels, "or")))")
  }

  static func wantsSequences(found: String) -> Wording {
    Wording(
      "'sequence' is a list of rows, each with a value for every position, such as "
        + "[[A, B], [B, A]], not \(found)")
  }

  static func sequencesOfOtherLength(_ first: Int, _ other: Int) -> Wording {
    Wording("all sequences have the same length, but the first has \(first) and this one \(other)")
  }
}
