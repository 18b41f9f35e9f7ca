internal import DesignLanguage

/// What fields are called, and what is said about them.
struct FieldWords {
  private let statement: DesignStatement

  init(_ statement: DesignStatement) { self.statement = statement }

  func label(of steps: [String], _ node: DesignNode) -> String {
    guard steps.count > 1 else { return Self.sections[steps[0]] ?? Self.word(steps[0]) }
    switch steps[0] {
    case "grid": return steps[1]
    case "levels" where steps.count == 2:
      let parents = node.text.map { LevelSize($0).parents } ?? ""
      return parents.isEmpty ? steps[1] : "\(steps[1]) per \(parents)"
    case "tests", "analysis":
      let number = steps[1]
      let item = statement.value(at: Array(steps.prefix(2)))
      let name = item?["name"]?.text ?? item?["term"]?.text ?? item?.text
      let own = name.map { "\(number): \($0)" } ?? number
      return Self.joined(own, steps.dropFirst(2))
    case "simulation", "target", "residual", "cost", "missing", "dropout", "search", "threshold":
      return Self.joined(Self.word(steps[1]), steps.dropFirst(2))
    default: return Self.joined(steps[1], steps.dropFirst(2))
    }
  }

  private static func joined(_ name: String, _ keys: ArraySlice<String>) -> String {
    keys.isEmpty ? name : name + ": " + keys.map(word).joined(separator: " ")
  }

  private static func word(_ key: String) -> String { keyLabels[key] ?? key }

  func hint(of steps: [String], _ node: DesignNode) -> String {
    let last = steps[steps.count - 1]
    switch steps[0] {
    case "levels" where steps.count == 2: return levelHint(steps[1], node)
    case "predictors" where steps.count == 2: return "how the values of \(last) come about"
    case "predictors" where node.text != nil && steps.contains("assign") && last != "assign":
      return "the share of \(last), against the shares of the others"
    case "predictors"
    where node.text != nil && steps.contains("categories") && last != "categories":
      return "the probability of \(last)"
    case "effects" where steps.count > 1: return effectHint(steps, node)
    case "random" where steps.count == 2: return "how units of \(last) differ"
    case "random", "residual": return varianceHint(steps)
    case "grid" where steps.count == 2:
      return "the values that \(last) takes, one scenario for each combination: a list, or a range "
        + "such as 20..60 by 10"
    case "let": return "a number that other values refer to by its name"
    case "tests" where steps.count == 2:
      return node.text == nil
        ? "one test, with how it is made" : "a coefficient that is tested against 0"
    case "analysis" where steps.count == 2: return "one way to analyse each data set"
    case "cost": return "what a unit of \(last) costs; 'study' is what is paid in any case"
    default: return Self.hints[last] ?? Self.hints[steps[0]] ?? ""
    }
  }

  private func levelHint(_ name: String, _ node: DesignNode) -> String {
    guard let text = node.text else { return "the units of \(name) and where they lie" }
    let parents = LevelSize(text).parents
    if !parents.isEmpty { return "how many units of \(name) there are in each \(parents)" }
    return "how many units of \(name) there are in all"
  }

  private func effectHint(_ steps: [String], _ node: DesignNode) -> String {
    let name = steps[1]
    let last = steps[steps.count - 1]
    if steps.count > 2, let hint = Self.hints[last] { return hint }
    if steps.count == 2, statement.family == "nominal", node.mapping != nil {
      return "the coefficients of \(name), \(statement.scale)"
    }
    if last == "intercept" {
      return "what is expected of \(statement.response) where every predictor is 0 or at its first "
        + "category, \(statement.scale)"
    }
    let factors = name.split(separator: ":")
    if factors.count > 1 {
      return "how much more \(factors[0]) does for one more of "
        + "\(factors.dropFirst().joined(separator: " and ")), \(statement.scale)"
    }
    if steps.count > 2 { return "the effect of \(last), \(statement.scale)" }
    if !statement.categories(of: name).isEmpty {
      return "the effects of the categories of \(name) against the first, \(statement.scale)"
    }
    return "the effect of one more of \(name), \(statement.scale)"
  }

  private func varianceHint(_ steps: [String]) -> String {
    let last = steps[steps.count - 1]
    let isOfUnits = steps[0] == "random"
    switch last {
    case "variance" where isOfUnits:
      return "the variance between units of \(steps[1]), in squared units"
    case "sd" where isOfUnits:
      return "the standard deviation between units of \(steps[1])"
    case "variance": return "the variance within the smallest units, in squared units"
    case "sd": return "the standard deviation within the smallest units"
    case "icc":
      return "how alike two units of one \(steps[1]) are: the share of the variance that lies "
        + "between units of \(steps[1])"
    default: break
    }
    if let hint = Self.hints[last] { return hint }
    if steps.contains("correlation") { return "a correlation of random effects" }
    if steps.contains("distribution") { return Self.hints["distribution"] ?? "" }
    return steps.contains("sd") || steps.contains("variance")
      ? "the spread of \(last) between units" : ""
  }
}

extension FieldWords {
  private static let sections = [
    "title": "title", "description": "description", "model": "model", "family": "kind of response",
    "missing": "missing responses", "response_rate": "response rate", "find": "find",
  ]

  private static let keyLabels = [
    "sd": "SD", "icc": "ICC", "cv": "CV", "odds_ratio": "odds ratio", "rate_ratio": "rate ratio",
    "mean_of": "mean of", "total_variance": "total variance", "total_sd": "total SD",
    "ar1": "AR(1) correlation", "at_most": "at most", "negative_binomial": "negative binomial",
    "any_of": "any of", "assign": "dealt", "mcse": "Monte Carlo error", "r2": "R²",
    "calibrate": "type I errors too", "common": "same streams", "normal": "normal",
    "response_at_least": "response at least", "over": "over",
  ]

  private static let hints = [
    "title": "what the study is called", "description": "what the study is about, in your words",
    "model": "the model that makes the data: response ~ predictors + (random effects | level)",
    "family": "what the response is: normal, yes or no (binomial), a count (poisson), a rating "
      + "(ordinal), …",
    "link": "how the mean of the response follows from the predictors",
    "level": "the level whose units each have a value", "mean": "the mean",
    "sd": "the standard deviation",
    "cv": "the standard deviation as a share of the mean",
    "assign":
      "the values that units are dealt to at random, in equal shares unless it says otherwise",
    "balance": "within what the shares are exact", "values": "the values, one for each position",
    "value": "a formula of other predictors", "mean_of": "the predictor whose means these are",
    "by": "the units or categories that differ",
    "centre": "what is subtracted: the grand mean, or that of each unit",
    "standardise": "whether values are divided by their standard deviation",
    "reliability": "the share of the variance seen that is not measurement error",
    "redraw": "whether each data set has values of its own",
    "binary": "the probability of 1", "categories": "the categories",
    "steps": "how many steps the wedge has",
    "over": "the level along whose units the values change",
    "sequence": "the rows of values that units are dealt to",
    "odds_ratio": "the odds for one more, divided by the odds before",
    "rate_ratio": "the rate for one more, divided by the rate before",
    "probability": "the probability that follows, where random effects are 0",
    "rate": "the rate that follows, where random effects are 0",
    "d": "the difference in standard deviations", "of": "what the standard deviation is of",
    "r2": "the share of the variance that the predictor explains",
    "marginal": "whether it is averaged over random effects",
    "correlation": "how the random effects of a unit go together",
    "distribution": "the shape of the distribution",
    "total_variance": "the variance of the response in all",
    "total_sd": "the standard deviation of the response in all",
    "within": "the level within whose units residuals correlate",
    "ar1": "the correlation of neighbouring occasions",
    "latent": "on the scale behind the response", "observed": "on the scale of the response",
    "missing": "the probability that a response is missing",
    "nonresponse": "the probability that a whole unit is missing",
    "dropout": "who leaves before the end", "share": "the share that has left at the last occasion",
    "shape": "1: as likely at any time; above 1: later; below 1: earlier",
    "response_rate": "the share of those there are who answer",
    "name": "what it is called in reports", "term": "the coefficient",
    "joint": "coefficients that are tested together",
    "contrast": "weights of coefficients or categories, summing to 0",
    "equivalence": "a coefficient that should lie between two margins",
    "precision": "a coefficient whose interval should be narrow",
    "variance": "a variance that is tested against 0",
    "against": "the value that the test is against",
    "side": "whether both directions count",
    "alpha": "the chance of a significant result if there is nothing",
    "method": "how the test statistic is judged", "adjust": "how several tests share the level",
    "analysis": "the analysis whose estimate is tested", "tests": "what is tested",
    "estimator": "how the model is fitted",
    "residual": "whether residuals correlate as they do in the data",
    "replicates": "how many data sets are simulated for each scenario",
    "seed": "where the random numbers begin: the same seed gives the same data",
    "calibrate": "whether the type I error of every test is simulated too",
    "common": "whether all scenarios share their random numbers",
    "mcse": "how small the simulation error of every power is to be",
    "at_most": "replicates after which a scenario ends in any case",
    "power": "the power aimed at", "budget": "what the study may cost",
    "find": "what is looked for",
    "min": "the smallest size", "max": "the largest size", "size": "how many",
    "per": "the level in which the units lie",
    "sizes": "how many in each of the units above", "total": "how many in all",
    "data": "the data file",
    "parameters": "'fitted': as estimated from the data",
    "df": "degrees of freedom: the fewer the heavier the tails",
    "candidates": "numbers of answers from which on a figure might be published",
    "estimators": "raw means, or means shrunken towards the overall mean",
    "require": "what a figure must reach to be published",
  ]
}
