import MixedModels
import Testing

@Suite struct DependentColumnsTests {
  private let ones = [1.0, 1, 1, 1, 1]
  private let x = [1.0, 2, 3, 5, 8]

  @Test("Independent columns are none")
  func independent() {
    #expect(dependentColumns([ones, x, [0, 1, 0, 1, 0]]) == [])
    #expect(dependentColumns([]) == [])
  }

  @Test("A combination names only the columns in it")
  func combination() {
    let z = [0.0, 1, 0, 0, 1]
    let sum = zip(x, ones).map { 2 * $0 - 3 * $1 }
    #expect(
      dependentColumns([ones, z, x, sum]) == [DependentColumn(column: 3, combined: [0, 2])])
  }

  @Test("Constant columns and zeros are told beside each other")
  func constant() {
    #expect(
      dependentColumns([ones, [4, 4, 4, 4, 4], [0, 0, 0, 0, 0], x]) == [
        DependentColumn(column: 1, combined: [0]), DependentColumn(column: 2, combined: []),
      ])
  }

  @Test("More columns than rows are dependent from that number on")
  func fewRows() {
    #expect(dependentColumns([[1, 1], [1, 2], [3, 5]]).map(\.column) == [2])
  }
}
