import ModelFormula
import StudyDesign

extension AuditSheet {
  /// The models fitted to each data set, and the tests.
  var analyses: [Passage] {
    let models = study.analyses.map {
      Passage.Entry($0.name, words: "\($0.formula.text), \(fitting(of: $0))")
    }
    let tests = TestBlock.blocks(of: study).map {
      Passage.Entry(name(of: $0), words: $0.wording(studies: plan.scenarios.map(\.study)))
    }
    return [
      .heading(study.analyses.count == 1 ? "Analysis" : "Analyses"), .entries(models),
    ] + (tests.isEmpty ? [] : [.heading("Tests"), .entries(tests)])
  }

  /// The family, the estimator and the residuals of an analysis.
  func fitting(of analysis: Analysis) -> String {
    family(of: analysis) + analysis.estimatorName + residuals(of: analysis)
  }

  /// The family that an analysis takes responses to be of, unless all are normal.
  private func family(of analysis: Analysis) -> String {
    let family = analysis.family
    if study.model.family.isNormal && family.isNormal { return "" }
    let isKnown = analysis.takesDispersionAsKnown && family.name.dispersion != nil
    let known = isKnown ? " with known \(family.name.dispersion ?? "")" : ""
    let name = family.name.rawValue.replacing("_", with: " ")
    return family.isNormal ? "normal, " : "\(name) \(family.link.rawValue)\(known), "
  }

  /// How an analysis takes residuals that the model makes correlate or differ.
  private func residuals(of analysis: Analysis) -> String {
    guard study.model.residual != nil else { return "" }
    guard let residual = analysis.residual else {
      return ", residuals taken as independent with one variance"
    }
    return ", residuals: \(residual.words(levels: study.levels))"
  }

  /// The grid and the number of fits.
  var simulation: [Passage] {
    let grid = plan.axes.map {
      Passage.Entry($0.path, words: $0.labels.joined(separator: ", "))
    }
    let most = plan.simulation.until == nil ? "" : "up to "
    let factors = [
      counted(plan.scenarios.count, "scenario"),
      most + counted(plan.simulation.mostReplicates, "replicate"),
      study.analyses.count == 1 ? "1 analysis" : "\(study.analyses.count) analyses",
    ]
    let product = factors.joined(separator: " × ") + " = " + most + counted(audit.fits, "fit")
    let words = "\(product), seed \(plan.simulation.seed)\(calibration)\(stopping)"
    return (grid.isEmpty ? [] : [.heading("Grid"), .entries(grid)])
      + [.paragraph(words, label: "Simulation")]
  }

  private var stopping: String {
    plan.simulation.until.map {
      "; each scenario gets blocks of \(NumberText.count(plan.simulation.replicates)) replicates "
        + "until the Monte Carlo SE of every power is at most \(NumberText.value($0.mcse))"
    } ?? ""
  }

  private var calibration: String {
    plan.simulation.calibrates ? ", with the type I error of every test" : ""
  }

  func name(of block: TestBlock) -> String { study.tests[block.tests[0]].name }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Analysis {
  /// Least squares for independent rows with one variance, else REML or ML.
  var estimatorName: String {
    if isLeastSquares { return "least squares" }
    if family.isNormal { return estimator.keyword.uppercased() }
    return columns.bars.isEmpty ? "maximum likelihood" : estimator.words
  }
}

extension Analysis.Estimator {
  /// In words of the field.
  var words: String {
    switch self {
    case .reml: "REML"
    case .ml: "ML"
    case .laplace: "Laplace"
    case .quadrature(let points): "adaptive quadrature with \(points) points"
    case .conditionalModes: "Laplace over the variances alone (nAGQ = 0)"
    case .marginalQuasi(let order): "marginal quasi-likelihood of order \(order)"
    case .penalisedQuasi(let order): "penalised quasi-likelihood of order \(order)"
    }
  }
}
