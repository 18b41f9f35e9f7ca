import Foundation
import Testing

/// The script for Slurm, run with a stand-in for `sbatch` that runs what it is given at once.
@Suite struct SlurmTests {
  /// Runs the script on its standard input, once or for each task of an array.
  private let sbatch = """
    #!/bin/sh
    tasks=0
    for word; do
      case $word in --array=1-*) tasks=${word#--array=1-} ;; esac
      printf '%s\\n' "$word" >>sbatch.log
    done
    cat >task.sh
    if [ "$tasks" -gt 0 ]; then
      task=1
      while [ "$task" -le "$tasks" ]; do
        SLURM_ARRAY_TASK_ID=$task sh task.sh || exit 1
        task=$((task + 1))
      done
    else
      sh task.sh >&2
    fi
    echo '7;cluster'

    """

  @Test("The script's parts and their merge give the bytes of one run, whatever the names are")
  func script() throws {
    let folder = try Folder(["my $study's.yaml": gridDesign, "bin/sbatch": sbatch])
    let options =
      "--replicates 30 --set 'effects.treatment=0.5' --calibrate --out 'all $my reports'"
    let written = try Program.shell(
      """
      chmod +x bin/sbatch; mlpower slurm "my \\$study's.yaml" \(options) --nodes 4 > job.sh
      PATH="$PWD/bin:$PATH" sh job.sh '\(Program.path)'
      """, in: folder)
    #expect(written.status == 0, "\(written.messages)")
    let once = try Program.shell(
      "mlpower run \"my \\$study's.yaml\" \(options) --no-store --out once --quiet".replacing(
        "--out 'all $my reports'", with: ""), in: folder)
    #expect(once.status == 0, "\(once.messages)")
    #expect(try folder.read("all $my reports/my $study's/power.txt") == once.output)
    let log = try folder.read("sbatch.log")
    #expect(log.contains("--array=1-4\n"))
    #expect(log.contains("--dependency=afterok:7\n"))
    #expect(log.contains("--requeue\n"))
  }
}
