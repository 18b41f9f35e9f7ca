import PowerReport
import PowerStudy
import StudyDesign
import Testing

/// Texts and tables of searches with hand-set results.
@Suite struct FindTextTests {
  private static let axis = SearchAxis(path: "school", values: [20, 22, 24], isSize: true)

  private func figures(
    _ values: [Double], _ power: Double, cost: Double? = nil, replicates: Int = 0
  ) -> CandidateFigures {
    CandidateFigures(
      values: values, cost: cost, rows: Int(values[0]) * 10, replicates: replicates,
      tests: [
        .init(
          name: "treatment", power: power, interval: power - 0.004...power + 0.004,
          rejections: replicates > 0
            ? Share(count: replicates * 4 / 5, total: replicates) : nil)
      ])
  }

  private func result(
    _ finding: SearchFinding, _ search: StudySearch = StudySearch(unknowns: .values([axis]))
  ) throws -> SearchResult {
    var plan = try SamplePlans.single()
    plan.scenarios[0].study.tests = [plan.scenarios[0].study.tests[0]]
    plan.search = search
    return SearchResult(plan: plan, search: search, findings: [finding])
  }

  private func finding(_ outcome: SearchFinding.Outcome) -> SearchFinding {
    SearchFinding(
      setting: [], method: .standardErrors, outcome: outcome, replicates: 750, candidates: 3)
  }

  private func answer(_ finding: SearchFinding) throws -> String {
    let text = findText(result: try result(finding), version: "mlpower 1.2.3")
    let parts = text.split(separator: "\n\n")
    return parts.first { $0.hasPrefix("Answer: ") }.map(String.init) ?? ""
  }

  @Test func anAnswerStandsBetweenItsNeighbours() throws {
    var found = finding(.found)
    found.answer = figures([22], 0.8127, replicates: 500)
    found.neighbours = [figures([20], 0.7942, replicates: 250), figures([24], 0.84)]
    found.certainty = .init(exact: 0.9712, withinOne: 0.99999)
    found.frontier = Frontier(
      path: "school", given: "pupil",
      points: [
        .init(given: 5, value: nil, power: nil, cost: nil, rows: nil),
        .init(given: 10, value: 22, power: 0.8127, cost: nil, rows: 220),
      ])
    let text = findText(result: try result(found), version: "mlpower 1.2.3")
    #expect(
      text == """
        One design
        ==========

        Search
          school  from 20 to 24, 3 values
          for power 0.8

        Answer: school = 22 is the smallest value with power 0.8.

          school  power  95% interval  rejects  95% interval  fits
             20    .794     .790–.798     .800     .746–.845   250
             22*   .813     .809–.817     .800     .763–.833   500
             24    .840     .836–.844        –             –     –

        The chance that this is the right answer by the method is .971, that the right
        one is it or next to it above .999.
        750 data sets were fitted; a grid of all 3 candidates with 1,000 each would have
        taken 3,000.

        The smallest school by pupil, if that were another one
          pupil  school  rows  power
              5       –     –      –
             10      22   220   .813

        To report
          With 20 units of school, 10 of pupil per school (220 rows), the test of
          treatment (two-sided z test against 0 at alpha 0.05) has a power of .813 for a
          true value of 0.25 (standard error method, 95% interval .809–.817; simulation
          of 750 data sets).

        * the answer
        Power is that of the standard error method, from the mean squared standard error
        and the true value (Browne, Golalizadeh Lahi & Parker 2009). It rests on all
        data sets of the search at once: errors at known variances, corrected by what
        estimates add, and freed of what the departures of each data set from its
        expectation explain (control variates). Rejects: the share of data sets in which
        the test rejects, with Wilson's 95% interval; it does not move the answer.
        Combinations beside the answer follow from the same errors, without data sets of
        their own.
        With random terms a z test rejects too often when clusters are few: at a nominal
        5%, in a balanced trial of two arms, a true null value in some 10% of studies
        with 6 clusters, 8% with 10 and 6.5% with 20; power is overstated likewise.
        Method satterthwaite, the default with REML, has small-sample degrees of
        freedom.
        750 data sets in this search, seed 1, mlpower 1.2.3.

        """)
  }

  @Test func whyThereIsNoAnswerIsSaid() throws {
    #expect(
      try answer(finding(.noEffect(test: "treatment"))).hasPrefix(
        "Answer: there is none: the true value of treatment is its null value"))
    #expect(try answer(finding(.impossible)).hasPrefix("Answer: there is none: no value within"))
    var far = finding(.outOfReach(beyond: 41, cap: nil))
    far.answer = figures([24], 0.61)
    #expect(
      try answer(far) == """
        Answer: no value within the bounds reaches power 0.8; school = 24 has .610. It
                would take about school = 41.
        """)
    far.outcome = .outOfReach(beyond: nil, cap: 0.7)
    #expect(try answer(far).contains("However large school is, power does not"))
    var first = finding(.atFirst)
    first.answer = figures([20], 0.9)
    #expect(try answer(first).contains("It is the first one"))
    let least = StudySearch(
      unknowns: .values([Self.axis]), cost: StudyCost(fixed: 1, units: []), budget: 1000)
    let text = findText(
      result: try result(finding(.tooDear(1234.5)), least), version: "mlpower 1.2.3")
    #expect(
      text.contains("the smallest design within the bounds costs 1,234.50,\n"))
  }

  @Test func wideTablesLeaveColumnsOut() throws {
    let path = "random.school.variance.intercept"
    let axes = [
      SearchAxis(path: path, values: [1, 2], isSize: false)
    ]
    var found = finding(.found)
    found.answer = figures([1], 0.81, cost: 1_234_567, replicates: 100)
    let search = StudySearch(
      unknowns: .values(axes), cost: StudyCost(fixed: 1_234_567, units: []))
    let text = findText(result: try result(found, search), version: "mlpower 1.2.3")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("  cost  power  95% interval"))
  }

  @Test func effectsAreListed() throws {
    var found = finding(.found)
    found.effects = [
      DetectableEffect(
        test: "treatment", value: 0.62891, effect: 0.62891, interval: 0.628...0.6299,
        rejections: Share(count: 803, total: 1000), stated: 0.25)
    ]
    let text = findText(
      result: try result(found, StudySearch(unknowns: .effect)), version: "mlpower 1.2.3")
    #expect(text.contains("Answer: with power 0.8 the design detects 0.6289 of treatment.\n"))
    #expect(
      text.contains(
        """
                     detected  95% interval  as stated  rejects  95% interval
          treatment    0.6289  0.628–0.6299       0.25     .803     .777–.826
        """))
    #expect(text.contains("has a power of 0.8 if the true\n"))
  }

  @Test func theTableHasOneRowForEachFigure() throws {
    var found = finding(.found)
    found.setting = [.init(path: "effects.treatment", label: "a, b")]
    found.answer = figures([22], 0.8125, cost: 100, replicates: 500)
    found.neighbours = [figures([20], 0.79)]
    found.frontier = Frontier(
      path: "school", given: "pupil",
      points: [.init(given: 10, value: 22, power: 0.8125, cost: 100, rows: 220)])
    let share = Share(count: 400, total: 500).interval
    #expect(
      findCSV(result: try result(found)).split(separator: "\r\n").map(String.init) == [
        "effects.treatment,role,school,pupil,rows,cost,test,value,value_low,value_high,power,"
          + "power_low,power_high,rejections,rejections_low,rejections_high,replicates",
        "\"a, b\",answer,22,,220,100,treatment,,,,0.8125,0.8085,0.8165,0.8,"
          + "\(share.lowerBound),\(share.upperBound),500",
        "\"a, b\",neighbour,20,,200,,treatment,,,,0.79,0.786,0.794,,,,0",
        "\"a, b\",frontier,22,10,220,100,,,,,0.8125,,,,,,",
      ])
  }
}
