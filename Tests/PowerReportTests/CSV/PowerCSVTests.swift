import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct PowerCSVTests {
  @Test(arguments: [
    ("plain", "plain"), ("a, b", "\"a, b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("", ""),
  ])
  func fieldsAreQuotedWhereRFC4180AsksForIt(text: String, field: String) {
    #expect(CSVField.text(text) == field)
  }

  @Test(arguments: [
    (25.0, "25"), (0.1, "0.1"), (-3.0, "-3"), (1e-7, "1e-07"), (1e300, "1e+300"), (-0.0, "0"),
    (0.30000000000000004, "0.30000000000000004"),
  ])
  func numbersReadBackAsTheSameDouble(value: Double, field: String) {
    #expect(CSVField.number(value) == field)
    #expect(Double(field) == value)
  }

  @Test func undefinedNumbersAreEmpty() {
    #expect(CSVField.number(nil) == "")
    #expect(CSVField.number(.nan) == "")
    #expect(CSVField.number(.infinity) == "")
  }

  @Test func headerIsThatOfTheContract() throws {
    let plan = try SamplePlans.ignoredClusters()
    let rejected = Array(repeating: [50, 60], count: 6)
    let text = powerCSV(summary: SampleResults.summary(plan, rejected: rejected))
    let figures =
      "analysis,test,method,side,alpha,truth,observations,replicates,converged,singular,failed,"
      + "power,power_mcse,power_low,power_high,power_se_method,power_se_method_low,"
      + "power_se_method_high,mean_estimate,bias,bias_mcse,empirical_se,empirical_se_mcse,model_se,"
      + "model_se_mcse,relative_error_se,relative_error_se_mcse,rmse,rmse_mcse,coverage,"
      + "coverage_mcse,bias_eliminated_coverage,bias_eliminated_coverage_mcse,type_s,type_s_mcse,"
      + "type_m,type_m_mcse,mean_df,against,null_rejection,null_rejection_low,null_rejection_high,"
      + "assurance,assurance_low,assurance_high,share_reaching_target,adjust"
    #expect(text.hasPrefix("school,pupil,effects.treatment,\(figures)\r\n"))
  }

  @Test func everyScenarioAndTestHasARow() throws {
    let summary = SampleResults.summary(
      try SamplePlans.ignoredClusters(), rejected: Array(repeating: [50, 60], count: 6))
    let records = powerCSV(summary: summary).split(separator: "\r\n")
    #expect(records.count == 1 + 6 * 2)
    let starts = records.dropFirst().map {
      $0.split(separator: ",").prefix(5).joined(separator: ",")
    }
    #expect(starts[0] == "20,10,0,multilevel,treatment")
    #expect(starts[1] == "20,10,0,clusters ignored,treatment")
    #expect(starts[2] == "20,10,0.25,multilevel,treatment")
    #expect(starts[11] == "60,10,0.25,clusters ignored,treatment")
  }

  @Test func figuresStandInFullPrecisionAndUndefinedOnesAreEmpty() throws {
    var plan = try SamplePlans.applicants()
    plan.axes[0].labels[0] = "few, at first"
    plan.scenarios = [plan.scenarios[0]]
    let summary = SampleResults.summary(plan, rejected: [[250]]) { test, _ in
      test.fits = SampleResults.fits(1000, singular: 2, failed: 1)
      test.meanDF = 19
      test.typeS = nil
      test.typeM = nil
    }
    let row = powerCSV(summary: summary).split(separator: "\r\n")[1]
    #expect(
      row == "\"few, at first\",model,intercept,t,two,0.05,105,400,1000,999,2,1,"
        + "0.25,0.013693063937629153,0.2241530989836914,0.27776028025908617,0.255,0.25,0.26,"
        + "105.001,0.001,0.0032,0.1,0.00225,0.099,0.0004,-1,2.2,0.1001,0.0023,"
        + "0.95,0.006892024376045114,0.95,0.006892024376045114,,,,,19,100,,,,,,,,")
  }

  @Test(arguments: [("few", "few"), ("2 * 10", "20"), ("20", "20"), ("not many", "not many")])
  func levelsPrintLabelsAndEvaluatedSizes(label: String, field: String) throws {
    var plan = try SamplePlans.applicants()
    plan.axes[0].labels[0] = label
    let summary = SampleResults.summary(plan, rejected: [[250], [300], [400]])
    #expect(powerCSV(summary: summary).split(separator: "\r\n")[1].hasPrefix(field + ","))
  }
}
