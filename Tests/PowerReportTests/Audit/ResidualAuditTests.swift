import ModelFormula
import StudyDesign
import Testing

@testable import PowerReport

/// How `check` words residuals that correlate or differ.
@Suite struct ResidualAuditTests {
  private func audit(_ residual: ResidualModel, ignored: Bool = false) throws -> String {
    var study = try SampleStudies.tutoring(schools: 40, pupils: 25)
    study.model.residual = residual
    study.analyses[0].residual = ignored ? nil : residual
    return auditText(
      plan: StudyPlan(
        title: "t", description: nil, axes: [],
        scenarios: [Scenario(coordinates: [], statedSizes: [], study: study)],
        simulation: SimulationSettings(), target: nil))
  }

  /// Variances .15 between schools and .6: (.15 + .6 · .5)/.75 = .6 one apart, then .4, .3, …
  @Test func `AR(1) residuals are shown with the correlations they come to`() throws {
    let text = try audit(ResidualModel(correlation: .autoregressive(0.5), within: 0))
    #expect(
      text.contains(
        """
          pupil (i)   e_ij ~ N(0, 0.6),
                      cor of two e_ij of one school, d rows apart = 0.5^d
        """))
    #expect(
      text.contains(
        """
        Correlation of two rows of one school, random effects and residuals together: 1
        apart .600, 2 apart .400, 3 apart .300, 4 apart .250, 5 apart .225.
        """))
    #expect(text.contains("REML, residuals: AR(1) within\n         school\n"))
    // The design effect of independent residuals would be wrong.
    #expect(!text.contains("esign effect"))
  }

  @Test func `variances by group, and an analysis that ignores them`() throws {
    let text = try audit(
      ResidualModel(
        groups: .init(
          predictor: "treatment", values: [0, 1], names: ["0", "1"], variances: [0.6, 1.2])),
      ignored: true)
    #expect(
      text.contains(
        """
          pupil (i)   e_ij ~ N(0, 0.6) where treatment = 0,
                      e_ij ~ N(0, 1.2) where treatment = 1
        """))
    #expect(text.contains("Variance around the fixed part at treatment = 0\n"))
    #expect(
      text.contains(
        "REML, residuals taken as\n         independent with one variance\n"))
  }

  @Test func `a variance function is written out`() throws {
    let columns = try SampleStudies.tutoring(schools: 2, pupils: 2).model.columns.fixed
    let text = try audit(
      ResidualModel(
        function: .init(
          columns: [columns[0], columns[2]], covariance: [[0.6, 0.1], [0.1, 0.25]])))
    #expect(text.contains("e_ij ~ N(0, 0.6 + 0.2 prior + 0.25 prior²)\n"))
  }
}
