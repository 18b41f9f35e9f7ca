import ModelFormula
import StudyDesign

extension ResponseFamily {
  /// The trials of a binomial response as a column; nil of all others, and where each row has one.
  var trialsRecipe: ColumnRecipe? {
    trials.map { trials in
      let value: Expression =
        switch trials {
        case .number(let number): .number(Double(number))
        case .predictor(let name): .name(name)
        }
      return ColumnRecipe(name: "trials", term: Term([value]), parts: [.numeric(value)])
    }
  }
}
