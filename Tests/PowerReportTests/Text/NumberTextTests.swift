import Testing

@testable import PowerReport

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.8234, ".823"), (0.8236, ".824"), (1.0, "1.000"), (0.0, ".000"), (0.9996, "1.000"),
    (Double.nan, "–"),
  ])
  func probabilitiesHaveThreeDecimals(value: Double, text: String) {
    #expect(NumberText.probability(value) == text)
  }

  @Test(arguments: [
    (0.25, "0.25"), (105.0, "105"), (-0.2, "-0.2"), (0.1 + 0.2, "0.3"), (0.0, "0"), (-0.0, "0"),
    (1.0 / 3, "0.3333333"), (1234567.8, "1234568"), (1.5e-7, "1.5e-07"), (2e18, "2e+18"),
    (9.99999999, "10"), (100000.0, "100000"),
  ])
  func valuesAreShort(value: Double, text: String) {
    #expect(NumberText.value(value) == text)
  }

  @Test(arguments: [Double.infinity, -.infinity, 0, .nan])
  func decimalsOfWhatHasNoLeadingDigitAreFinite(value: Double) {
    #expect(NumberText.decimals(of: value, digits: 4) == 3)
  }

  @Test func percentagesHaveTwoDigits() {
    #expect(NumberText.percent(0.024) == "2.4%")
    #expect(NumberText.percent(0.1234) == "12%")
    #expect(NumberText.percent(0) == "0%")
    #expect(NumberText.percent(1) == "100%")
  }

  @Test func countsHaveCommas() {
    #expect(NumberText.count(1_234_567) == "1,234,567")
    #expect(NumberText.count(1000) == "1,000")
    #expect(NumberText.count(999) == "999")
  }

  @Test func fixedDecimalsKeepNoSignOnZero() {
    #expect(NumberText.fixed(-0.0004, decimals: 3) == "0.000")
    #expect(NumberText.fixed(-1.25, decimals: 1) == "-1.3")
    #expect(NumberText.fixed(12, decimals: 0) == "12")
    #expect(NumberText.fixed(1e12, decimals: 9) == "1000000000000.0")
  }
}
