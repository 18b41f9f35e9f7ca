import Numerics
import StudyDesign
import Testing

@testable import PowerStudy

@Suite struct AdjustedMeanTests {
  private func draws(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, pathHash: 1, replicate: 1)
    return (0..<count).map { _ in stream.normal() }
  }

  @Test func whatControlsExplainIsTakenOff() {
    let (x, noise) = (draws(400, seed: 1), draws(400, seed: 2))
    let values = zip(x, noise).map { 7 + 3 * $0 + 0.01 * $1 }
    let plain = AdjustedMean(values, controls: [])
    let adjusted = AdjustedMean(values, controls: [x])
    #expect(abs(plain.standardError - 3 / 20) < 0.02)
    #expect(adjusted.standardError < 0.0006)
    #expect(abs(adjusted.value - 7) < 5 * 0.0005)
  }

  @Test func controlsThatRepeatOthersChangeNothing() {
    let (x, y) = (draws(200, seed: 3), draws(200, seed: 4))
    let values = zip(x, y).map { 1 + $0 * $0 + $1 }
    let one = AdjustedMean(values, controls: [x, y])
    let more = AdjustedMean(
      values, controls: [x, y, zip(x, y).map { 2 * $0 - $1 }, x.map { _ in 0 }])
    #expect(abs(one.value - more.value) < 1e-9)
  }

  @Test func withFewReplicatesItIsTheMean() {
    let values = [1.0, 2, 3, 4, 5]
    let mean = AdjustedMean(values, controls: [[1, -1, 2, -2, 0]])
    #expect(mean.value == 3)
    #expect(AdjustedMean([2, 2, 2], controls: []).standardError == 0)
  }

  @Test func aCorrectionIsTheLineThroughItsPoints() {
    var line = Correction(.init(slope: 0, slopeError: 100, curvature: 0))
    #expect(line.at(1).error == .infinity)
    line.add(x: 1, difference: 2, error: 0.1)
    line.add(x: 3, difference: 6, error: 0.1)
    #expect(abs(line.at(2).value - 4) < 1e-4)
    #expect(abs(line.at(2).error - 0.1 / 2.0.squareRoot()) < 1e-4)
    // With a prior that knows the slope one point says all.
    var known = Correction(.init(slope: 5, slopeError: 1e-6, curvature: 0))
    known.add(x: 1, difference: 2, error: 0.1)
    #expect(abs(known.at(3).value - 12) < 1e-4)
  }
}
