import Foundation
import Testing

/// Parts of a run that are made apart and joined.
@Suite struct MergeTests {
  private func parts(
    _ design: String, _ numbers: some Sequence<Int>, of count: Int
  ) throws -> Folder {
    let folder = try Folder(["study.yaml": design])
    for number in numbers {
      let ending = try Program.run(
        "run", "study.yaml", "--shard", "\(number)/\(count)", "--out", "parts", in: folder)
      #expect(ending.status == 0, "\(ending.messages)")
      #expect(ending.output.isEmpty)
    }
    return folder
  }

  @Test("Three parts joined in any order give the bytes of one run")
  func joined() throws {
    let folder = try parts(gridDesign, 1...3, of: 3)
    #expect(
      folder.files == (1...3).map { "parts/study/shard-\($0)-of-3.sqlite" } + ["study.yaml"])
    let once = try Program.run("run", "study.yaml", "--no-store", "--out", "once", in: folder)
    let merged = try Program.shell(
      "cd parts/study; mlpower merge shard-3* shard-1* shard-2* --out ../..", in: folder)
    #expect(merged.status == 0, "\(merged.messages)")
    #expect(merged.output == once.output)
    for file in ["power.csv", "report.html"] {
      #expect(try folder.read("study/\(file)") == folder.read("once/study/\(file)"))
    }
    #expect(try Program.run("report", "study", in: folder).output == once.output)
    let again = try Program.shell("mlpower merge parts/study/* --out .", in: folder)
    #expect(again.status == 73)
    #expect(again.messages.contains("study/run.sqlite is there already"))
    #expect(
      try Program.shell("mlpower merge parts/study/* --out . --restart", in: folder).status == 0)
    let more = try Program.run(
      "run", "study.yaml", "--replicates", "55", "--out", ".", in: folder)
    #expect(more.output.contains("55 replicates per scenario"))
  }

  @Test("A part that lacks, one that is there twice and one of another run are refused")
  func refused() throws {
    let folder = try parts(gridDesign, [1, 2, 4], of: 4)
    let same = try Program.shell(
      "f=$(ls parts/study/*.sqlite | head -1); mlpower merge $f $f", in: folder)
    #expect(same.status == 64 && same.messages.contains(".sqlite' is named twice."))
    let lacking = try Program.shell("mlpower merge parts/study/*", in: folder)
    #expect(lacking.status == 65)
    #expect(
      lacking.messages
        == "Error: replicates 21 to 30 of 40 are in none of the stores; part 3/4 is missing.\n")
    let twice = try Program.shell(
      "cp parts/study/shard-2-of-4.sqlite copy.sqlite; mlpower merge parts/study/* copy.sqlite",
      in: folder)
    #expect(twice.status == 65)
    #expect(
      twice.messages == """
        Error: replicates 11 to 20 are in parts/study/shard-2-of-4.sqlite and in copy.sqlite.

        """)
    let other = try Program.shell(
      """
      mlpower run study.yaml --seed 8 --shard 3/4 --out other --quiet && \
      mlpower merge parts/study/* other/study/*
      """, in: folder)
    #expect(other.status == 65)
    #expect(
      other.messages.contains("are not parts of one run:\n  simulation.seed: there 3, here 8"))
    #expect(!folder.files.contains { $0.hasPrefix("Reports") })
    let partial = try Program.run("report", "parts/study/shard-1-of-4.sqlite", in: folder)
    #expect(partial.status == 65)
    #expect(partial.messages.contains("is a part of a run; 'mlpower merge' joins it"))
  }
}
