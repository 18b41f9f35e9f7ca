import StudyDesign

extension Distribution {
  /// The distribution with its parameters, and mean and SD where they are not among these.
  ///
  /// - Parameter text: how a value is printed.
  func words(_ text: (Double) -> String) -> String {
    let number = NumberText.value
    switch self {
    case .normal(let mean, let sd): return "normal, mean \(number(mean)), SD \(number(sd))"
    case .lognormal(let mean, let cv):
      return "lognormal, mean \(number(mean)), SD \(number(mean * cv)) (CV \(number(cv)))"
    case .gamma(let mean, let cv):
      return "gamma, mean \(number(mean)), SD \(number(mean * cv)) (CV \(number(cv)))"
    case .t(let df, let mean, let sd):
      return "t with \(number(df)) degrees of freedom, mean \(number(mean)), SD \(number(sd))"
    case .uniform(let low, let high): return "uniform from \(number(low)) to \(number(high))"
    case .integers(let low, let high):
      return "whole numbers from \(number(low)) to \(number(high)), equal chances"
    case .exponential(let mean): return "exponential, mean and SD \(number(mean))"
    case .poisson(let mean): return "Poisson, mean \(number(mean))\(spread)"
    case .negativeBinomial(let mean, let size):
      return "negative binomial, mean \(number(mean)), size \(number(size))\(spread)"
    case .binary(let probability): return "1 with probability \(number(probability)), else 0"
    case .discrete(let values, let probabilities):
      return zip(values, probabilities)
        .map { "\(text($0)) with probability \(number($1))" }.joined(separator: ", ")
    case .anyOf(let values):
      if values.count <= 12 {
        return "one of \(values.map(text).joined(separator: ", ")), equal chances"
      }
      return "one of \(NumberText.count(values.count)) values, equal chances: mean "
        + "\(NumberText.estimate(mean))\(spread)"
    case .mixture(let parts):
      let list = parts.map { "\(number($0.weight)) \($0.distribution.words(text))" }
      return
        "mixture of \(list.joined(separator: "; ")): mean \(NumberText.estimate(mean))\(spread)"
    }
  }

  private var spread: String { sd.map { ", SD \(NumberText.estimate($0))" } ?? "" }
}
