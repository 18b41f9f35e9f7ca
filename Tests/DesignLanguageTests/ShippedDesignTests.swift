import DesignLanguage
import Foundation
import ModelFormula
import StudyDesign
import Testing

/// The plan of a design under `Designs/`.
private func shipped(_ name: String) throws -> StudyPlan {
  let file = packageFolder.appending(path: "Designs/\(name).yaml")
  let text = try String(contentsOf: file, encoding: .utf8)
  return try DesignReader.read(text: text, fileName: "\(name).yaml", environment: londonSchools)
}

@Suite struct ShippedDesignTests {
  private static let names = [
    "01-one-sample-mean", "02-individual-trial", "03-cluster-trial-unequal",
    "04-three-levels-middle", "06-multisite", "07-growth-dropout", "08-subjects-items",
    "08b-latin-square", "09-fife", "10-multiple-membership", "11-stepped-wedge",
    "13-partially-nested", "14-logistic-cluster-trial", "15-poisson-exposure", "16-ordinal-ratings",
    "17-pilot", "18-threshold", "19-dose-response", "21-forty-of-ten", "antenatal-care",
    "assurance",
    "cheapest-trial", "choice", "clusters-ignored", "contextual-effect", "costs", "course-scores",
    "crossover",
    "detectable-effect", "difference-in-differences",
    "estimators-of-yes-no", "growth-ar1", "growth-curve", "hospital-mortality", "litters",
    "london-schools",
    "measurement-error", "missing-by-response", "not-normal", "overdispersed-counts",
    "predictors-as-they-are", "pupils-classes-schools", "regression", "several-arms", "shares",
    "two-level-trial", "value-added",
  ]

  @Test(arguments: names)
  func aShippedDesignReadsExplainsItselfAndKeepsItsRules(name: String) throws {
    let plan = try shipped(name)
    #expect(plan.title != name)
    #expect((plan.description ?? "").count > 100)
    #expect(plan.scenarios.allSatisfy { $0.study.problems.isEmpty })
    #expect(plan.scenarios.allSatisfy { !$0.study.tests.isEmpty || $0.study.threshold != nil })
  }

  @Test func everyShippedDesignIsTested() throws {
    let folder = packageFolder.appending(path: "Designs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(files.sorted() == Self.names)
  }

  @Test func aOneSampleMeanIsTestedAgainstItsNorm() throws {
    let plan = try shipped("01-one-sample-mean")
    #expect(plan.axes == [GridAxis(path: "applicant", labels: ["20", "40", "60", "80", "100"])])
    #expect(plan.scenarios.map(\.study.rowCount) == [20, 40, 60, 80, 100])
    #expect(
      plan.scenarios.map(\.statedSizes)
        == [20, 40, 60, 80, 100].map { [Scenario.StatedSize(level: "applicant", size: $0)] })
    let study = plan.scenarios[1].study
    #expect(study.model.coefficients == [105])
    #expect(study.model.residualVariance == 225)
    #expect(study.model.randomTerms == [])
    #expect(
      study.tests == [
        StudyTest(name: "intercept", analysis: 0, coefficient: 0, against: 100, method: .t)
      ])
  }

  @Test func subjectsAndItemsAreCrossed() throws {
    let plan = try shipped("08-subjects-items")
    #expect(plan.scenarios.map(\.study.rowCount) == [1536, 2304, 3072, 4608, 4608, 6912])
    let study = plan.scenarios[3].study
    #expect(
      study.levels[4] == Level(name: "trial", units: .counted(perParent: 1), parents: [0, 1, 2, 3]))
    #expect(study.levels.spine == [0, 4])
    #expect(study.model.randomTerms.map(\.level) == [0, 1])
    #expect(study.analyses[0].groupingLevels == [0, 1])
    #expect(
      plan.scenarios[3].statedSizes.map(\.size) == [48, 24, 2, 2, 1])
  }

  @Test func pupilsOfFifeAreDrawnByATable() throws {
    let plan = try shipped("09-fife")
    #expect(plan.scenarios.map(\.study.rowCount) == (2...10).map { 38 * $0 })
    #expect(plan.scenarios[0].statedSizes.map(\.size) == [19, 148, 4])
    let pupil = plan.scenarios[0].study.levels[2]
    #expect(pupil.parents == [0])
    guard case .weighted(let table)? = pupil.memberships.first?.rule else {
      Issue.record("no table")
      return
    }
    #expect(table.given == [0])
    #expect(table.entries.count == 303)
    #expect(table.entries.reduce(0) { $0 + $1.weight } == 3435)
    #expect(table.entries[1] == ChanceTable.Entry(given: [0], unit: 4, weight: 53))
  }

  @Test func patientsHaveOneToThreeNurses() throws {
    let plan = try shipped("10-multiple-membership")
    #expect(plan.scenarios.map(\.study.rowCount) == [450, 900, 450, 900, 450, 900])
    #expect(plan.scenarios[1].statedSizes.map(\.size) == [30, 900])
    #expect(
      plan.scenarios[1].study.levels[1]
        == Level(
          name: "patient", units: .counted(perParent: 900),
          memberships: [Membership(level: 0, rule: .members(least: 1, most: 3))]))
  }

  @Test func classesAreRandomisedWithinSchools() throws {
    let plan = try shipped("04-three-levels-middle")
    #expect(plan.scenarios.count == 9)
    #expect(plan.scenarios[5].coordinates == [1, 2])
    let study = plan.scenarios[5].study
    #expect(
      study.levels == [
        Level(name: "school", units: .counted(perParent: 20)),
        Level(name: "class", units: .counted(perParent: 4), parents: [0]),
        Level(name: "pupil", units: .counted(perParent: 22), parents: [1]),
      ])
    #expect(study.rowCount == 1760)
    #expect(
      study.predictors == [
        Predictor(
          name: "treatment", level: 1, kind: .numeric,
          source: .assign(values: [0, 1], shares: [1, 1], balance: .within(level: 0)))
      ])
    #expect(study.model.coefficients == [0, 0.2])
    #expect(study.model.residualVariance == 0.82)
    let covariance = -0.3 * (0.10 * 0.02).squareRoot()
    #expect(
      study.model.randomTerms == [
        RandomTerm(level: 0, covariance: [[0.10, covariance], [covariance, 0.02]]),
        RandomTerm(level: 1, covariance: [[0.08]]),
      ])
    #expect(
      study.tests == [
        StudyTest(name: "treatment", analysis: 0, coefficient: 1, method: .satterthwaite)
      ])
    #expect(study.analyses.map(\.estimator) == [.reml])
    #expect(study.analyses[0].groupingLevels == [0, 1])
    #expect(study.analyses[0].generatingCoefficient == [0, 1])
  }

  @Test func sitesDifferInTheirTreatmentEffect() throws {
    let study = try shipped("06-multisite").scenarios[2].study
    #expect(study.levels.map(\.unitsPerParent) == [20, 40])
    #expect(study.model.coefficients == [0, 0.5 * 1.25.squareRoot()])
    #expect(study.model.randomTerms == [RandomTerm(level: 0, covariance: [[0.3, 0], [0, 0.5]])])
    #expect(study.model.residualVariance == 1.25)
    #expect(
      study.predictors[0].source
        == .assign(values: [-0.5, 0.5], shares: [1, 1], balance: .within(level: 0)))
  }

  @Test func letNamesKeepFourHundredPupils() throws {
    let plan = try shipped("21-forty-of-ten")
    #expect(plan.axes == [GridAxis(path: "schools", labels: ["10", "20", "40", "80"])])
    #expect(plan.scenarios.map(\.study.rowCount) == [400, 400, 400, 400])
    #expect(
      plan.scenarios.map { $0.statedSizes.map(\.size) } == [
        [10, 40], [20, 20], [40, 10], [80, 5],
      ])
    for scenario in plan.scenarios {
      #expect(scenario.study.model.randomTerms == [RandomTerm(level: 0, covariance: [[0.1]])])
      #expect(scenario.study.model.residualVariance == 0.9)
    }
  }

  @Test func eachDataSetIsAnalysedWithAndWithoutItsClusters() throws {
    let study = try shipped("clusters-ignored").scenarios[0].study
    #expect(study.analyses.map(\.name) == ["multilevel", "clusters ignored"])
    #expect(study.analyses.map(\.groupingLevels) == [[0], []])
    #expect(
      study.tests == [
        StudyTest(name: "treatment", analysis: 0, coefficient: 1, method: .satterthwaite),
        StudyTest(name: "treatment", analysis: 1, coefficient: 1, method: .t),
      ])
  }

  @Test func listedTimesAreAPredictor() throws {
    let study = try shipped("growth-curve").scenarios[0].study
    #expect(
      study.levels[1]
        == Level(
          name: "month", units: .listed(["0", "3", "6", "12", "24"]), parents: [0]))
    #expect(
      study.predictors[0]
        == Predictor(
          name: "month", level: 1, kind: .numeric, source: .listed([0, 3, 6, 12, 24])))
    #expect(
      study.model.columns.fixed.map(\.name)
        == ["(Intercept)", "month", "armtreated", "month:armtreated"])
    #expect(study.model.coefficients == [50, -0.2, 0, -0.25])
    #expect(study.model.randomTerms[0].covariance[1][1] == 0.3 * 0.3)
  }
}
