import Foundation
import Glibc
import Testing

/// A store of a million rows; runs where MLPOWER_SLOW is 1.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MLPOWER_SLOW"] == "1"))
struct LargeStoreTests {
  @Test("A report of a million rows needs less than 300 MB, and a row less than 100 bytes on disk")
  func million() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let run = try Program.run(
      "run", "study.yaml", "--replicates", "1000000", "--quiet", in: folder)
    #expect(run.status == 0)
    // The shell's own record of its children; blocks of 1 kB.
    let report = try Program.shell(
      "ulimit -v 2000000; mlpower report study --quiet & pid=$!; peak=0; "
        + "while now=$(awk '/VmHWM/ {print $2}' /proc/$pid/status 2>/dev/null) && [ -n \"$now\" ]; "
        + "do peak=$now; sleep 0.005; done; wait $pid; echo $peak >peak", in: folder)
    #expect(report.output == run.output)
    let peak = try #require(Int(folder.read("peak").filter(\.isNumber)))
    #expect(peak > 10_000 && peak < 300_000)
    let file = folder.url.appendingPathComponent("Reports/study/run.sqlite").path
    let facts = try FileManager.default.attributesOfItem(atPath: file)
    let bytes = try #require(facts[.size] as? Int)
    #expect(bytes < 100_000_000)
  }
}
