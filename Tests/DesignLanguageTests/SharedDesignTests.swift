import StudyDesign
import Testing

@Test func readsAOneSampleDesign() throws {
  let plan = try plan(
    """
    title: Applicants against the norm of 100
    levels: {applicant: 40}
    model: iq ~ 1
    effects: {intercept: 105}
    residual: {sd: 15}
    tests: [{term: intercept, against: 100}]
    grid: {applicant: 20..100 by 20}
    """)
  #expect(plan.title == "Applicants against the norm of 100")
  #expect(plan.axes == [GridAxis(path: "applicant", labels: ["20", "40", "60", "80", "100"])])
  #expect(plan.scenarios.map(\.study.rowCount) == [20, 40, 60, 80, 100])
  let study = plan.scenarios[1].study
  #expect(study.model.coefficients == [105])
  #expect(study.model.residualVariance == 225)
  #expect(
    study.tests == [
      StudyTest(name: "intercept", analysis: 0, coefficient: 0, against: 100, method: .t)
    ])
}
