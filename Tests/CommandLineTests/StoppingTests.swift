import Foundation
import Testing

/// Scenarios that get replicates until their power is known well enough.
@Suite struct StoppingTests {
  private let design =
    smallDesign.replacing(
      "simulation: {replicates: 40, seed: 3}",
      with: "simulation: {replicates: 50, seed: 3, until: {mcse: 0.03}, at_most: 320}")
    + "grid: {school: [6, 12, 40], effects.treatment: [0, 0.6]}\n"

  private func column(_ name: String, _ table: String) throws -> [Double] {
    let rows = table.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(rows[0].firstIndex { $0 == name })
    return rows.dropFirst().map { Double($0[place])! }
  }

  @Test("A scenario ends with the first block after which half its interval is small enough")
  func ends() throws {
    let folder = try Folder(["study.yaml": design])
    let ending = try Program.run("run", "study.yaml", in: folder)
    #expect(ending.status == 0, "\(ending.messages)")
    let table = try folder.read("Reports/study/power.csv")
    let counts = try column("replicates", table)
    let (low, high) = try (column("power_low", table), column("power_high", table))
    #expect(Set(counts).count > 2)
    for (count, width) in zip(counts, zip(low, high).map { $1 - $0 }) {
      #expect(count.truncatingRemainder(dividingBy: 50) == 0 || count == 320)
      #expect(width / 2 <= 1.96 * 0.03 || count == 320)
    }
    // One block fewer would not have been enough, wherever there was one before.
    for (index, count) in counts.enumerated() where count > 50 {
      let before = ((count - 1) / 50).rounded(.down) * 50
      let fixed = try Program.run(
        "run", "study.yaml", "--no-store", "--out", "fixed\(index)", "--set",
        "simulation={replicates: \(Int(before)), seed: 3}", in: folder)
      #expect(fixed.status == 0, "\(fixed.messages)")
      let other = try folder.read("fixed\(index)/study/power.csv")
      let widths = try zip(column("power_low", other), column("power_high", other)).map { $1 - $0 }
      #expect(widths[index] / 2 > 1.96 * 0.03)
    }
    let words = ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "replicates per scenario, in blocks until the Monte Carlo SE of every power is at most 0.03"
      ))
  }

  @Test("Threads, parts and an earlier run of other precision do not change a byte")
  func sameBytes() throws {
    let folder = try Folder(["study.yaml": design])
    let one = try Program.run(
      "run", "study.yaml", "--threads", "1", "--no-store", "--out", "one", in: folder)
    let five = try Program.run("run", "study.yaml", "--threads", "5", in: folder)
    #expect(one.status == 0)
    #expect(one.output == five.output)
    #expect(try Program.run("report", "study", in: folder).output == one.output)
    let rough = try Program.shell(
      """
      mlpower run study.yaml --set simulation.until.mcse=0.05 --out rough --quiet >/dev/null && \
      mlpower run study.yaml --out rough --quiet
      """, in: folder)
    #expect(rough.output == one.output)
    let merged = try Program.shell(
      """
      for k in 1 2 3; do mlpower run study.yaml --shard $k/3 --out parts --quiet; done; \
      mlpower merge parts/study/* --out joined --quiet
      """, in: folder)
    #expect(merged.output == one.output)
  }

  @Test("A check says how many replicates there are at most")
  func check() throws {
    let ending = try Program.run("check", "study.yaml", in: Folder(["study.yaml": design]))
    let text = ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("6 scenarios × up to 320 replicates × 1 analysis = up to 1,920 fits"))
    #expect(
      text.contains(
        "blocks of 50 replicates until the Monte Carlo SE of every power is at most 0.03"))
  }
}
