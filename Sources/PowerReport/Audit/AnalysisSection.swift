import ModelFormula
import StudyDesign

extension AuditSheet {
  /// The models fitted to each data set, and the tests.
  var analyses: [String] {
    let nameWidth = study.analyses.map(\.name.count).max() ?? 0
    let models = study.analyses.flatMap { analysis in
      wrapped(
        "\(analysis.formula.text), \(family(of: analysis))\(analysis.estimatorName)\(residuals(of: analysis))",
        first: "  \(analysis.name.padded(to: nameWidth))  ")
    }
    let blocks = TestBlock.blocks(of: study)
    let testWidth = blocks.map { name(of: $0).count }.max() ?? 0
    let tests = blocks.flatMap { block in
      wrapped(
        block.wording(studies: plan.scenarios.map(\.study)),
        first: "  \(name(of: block).padded(to: testWidth))  ")
    }
    return [study.analyses.count == 1 ? "Analysis" : "Analyses"] + models + ["Tests"] + tests
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
  var simulation: [String] {
    let width = plan.axes.map(\.path.count).max() ?? 0
    let grid = plan.axes.flatMap { axis in
      wrapped(
        axis.labels.joined(separator: ", "), first: "  \(axis.path.padded(to: width))  ")
    }
    let most = plan.simulation.until == nil ? "" : "up to "
    let factors = [
      counted(plan.scenarios.count, "scenario"),
      most + counted(plan.simulation.mostReplicates, "replicate"),
      study.analyses.count == 1 ? "1 analysis" : "\(study.analyses.count) analyses",
    ]
    let product = factors.joined(separator: " × ") + " = " + most + counted(audit.fits, "fit")
    return (grid.isEmpty ? [] : ["Grid"] + grid)
      + wrapped(
        "\(product), seed \(plan.simulation.seed)\(calibration)\(stopping)", first: "Simulation: ")
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

  private func name(of block: TestBlock) -> String { study.tests[block.tests[0]].name }

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
