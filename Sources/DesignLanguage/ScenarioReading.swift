internal import DataTable
internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  static let scenarioLimit = 100_000.0

  /// Reads all sections of a scenario; nil if something is wrong, which has then been reported.
  mutating func readScenario(coordinates: [Int]) -> Scenario? {
    for section in DesignSection.all {
      if case .scenario(let read) = section.role { read(&self) }
    }
    report(NameRules.problems(names))
    for entry in root["let"]?.mapping ?? [] where table?[entry.key] != nil {
      report(Wording(.nameStandsTwice(entry.key)), at: entry.keyPosition)
    }
    guard findings.isEmpty, let study else { return nil }
    report(ThresholdRules.problems(study))
    guard findings.isEmpty else { return nil }
    return Scenario(coordinates: coordinates, statedSizes: statedSizes, study: study)
  }

  private var study: Study? {
    guard let formula, let columns, let coefficients, let covariances, let residualVariance,
      !analyses.isEmpty
    else { return nil }
    let terms = zip(groupingLevels, covariances).map { level, covariance in
      RandomTerm(
        level: level, covariance: covariance.map { $0.map(\.value) },
        distribution: effectDistributions[level])
    }
    let prior = ParameterPrior(
      draws: draws, coefficients: coefficients.map(\.expression),
      covariances: covariances.map { $0.map { $0.map(\.expression) } },
      residualVariance: residualVariance.expression)
    return Study(
      levels: levels, data: table, predictors: predictors, correlations: correlations,
      model: GeneratingModel(
        formula: formula, columns: columns, coefficients: coefficients.map(\.value),
        randomTerms: terms, residualVariance: residualVariance.value,
        residualDistribution: residualDistribution, residual: residualModel,
        prior: draws.isEmpty ? nil : prior, family: responseFamily),
      analyses: analyses, tests: tests, families: families, redrawsPredictors: redraws,
      missing: missing == MissingData() ? nil : missing,
      resampling: resampling, threshold: threshold)
  }

  /// Every name that the author chose, in the order of the language's sections.
  private var names: [NameRules.Use] {
    var uses: [NameRules.Use] = []
    func add(_ section: String, _ role: NameRules.Role) {
      for entry in root[section]?.mapping ?? [] where table?[entry.key] == nil {
        uses.append(NameRules.Use(entry.key, as: role, at: [section, entry.key]))
      }
    }
    add("let", .letName)
    add("levels", .level)
    add("predictors", .predictor)
    if case .name(let response)? = formula?.response {
      uses.append(NameRules.Use(response, as: .response, at: ["model"]))
    }
    return uses
  }

  /// Reports keys that are no section of the language, or that are not served.
  mutating func checkSections() {
    _ = fields(root, DesignSection.keys)
  }
}
