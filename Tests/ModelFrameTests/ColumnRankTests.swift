import Testing

@testable import ModelFrame

@Suite struct ColumnRankTests {
  private let ones = [Double](repeating: 1, count: 6)
  private let years: [Double] = [2001, 2002, 2003, 2004, 2005, 2006]

  @Test func `columns that only lie close are told apart`() {
    #expect(ColumnRank.firstDependence([ones, years, years.map { $0 * $0 }]) == nil)
    #expect(ColumnRank.firstDependence([ones, years.map { $0 * 1e-200 }]) == nil)
    #expect(ColumnRank.firstDependence([ones, years.map { $0 * 1e200 }]) == nil)
  }

  @Test func `the first determined column is found, with what determines it`() {
    let other: [Double] = [1, 0, 1, 0, 0, 1]
    let sum = zip(years, other).map { 3 * $0 - $1 }
    #expect(
      ColumnRank.firstDependence([ones, other, years, sum, sum])
        == .isDetermined(3, by: [1, 2]))
    #expect(ColumnRank.firstDependence([years, ones.map { $0 * 0 }]) == .isZero(1))
    #expect(
      ColumnRank.firstDependence([other, other.map { 1 - $0 }, ones])
        == .isDetermined(2, by: [0, 1]))
  }
}
