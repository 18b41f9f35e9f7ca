/// A shell script that submits the parts of a run and the job that joins them.
struct SlurmScript {
  let name: String
  let design: String
  let options: [String]
  let out: String
  let tasks: Int
  let threads: Int

  /// The script. The first argument it takes is the program, `mlpower` if there is none; the environment
  /// variables of `sbatch` (SBATCH_PARTITION, SBATCH_TIMELIMIT and so on) say the rest.
  var text: String {
    let run =
      (["run", design] + options + ["--out", out, "--threads", String(threads), "--quiet"])
      .map(quoted).joined(separator: " ")
    let folder = quoted(ReportFolder(parent: out, name: name).path)
    return """
      #!/bin/sh
      # Submits \(tasks) tasks that make the parts of \(name), and a job that joins them. Run it on the cluster, in
      # the folder from which the paths lead: sh job.sh [PROGRAM]. Options of sbatch are taken from the
      # environment, as in SBATCH_PARTITION=long sh job.sh.
      set -eu
      program=${1:-mlpower}
      mkdir -p \(folder)
      parts=$(sbatch --parsable --requeue --open-mode=append --job-name=\(quoted("mlpower-\(name)")) \\
        --array=1-\(tasks) --ntasks=1 --cpus-per-task=\(threads) --output=\(folder)/slurm-%a.log <<TASK
      #!/bin/sh
      exec '$program' \(heredoc(run)) --shard "\\$SLURM_ARRAY_TASK_ID/\(tasks)"
      TASK
      )
      sbatch --parsable --job-name=\(quoted("mlpower-\(name)-merge")) --dependency=afterok:"${parts%%;*}" \\
        --ntasks=1 --output=\(folder)/slurm-merge.log <<TASK
      #!/bin/sh
      exec '$program' merge \(heredoc(folder))/shard-*-of-\(tasks).sqlite --out \(heredoc(quoted(out))) --restart --quiet
      TASK

      """
  }

  /// A word that a shell takes as it is.
  private func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./=:,".unicodeScalars.contains($0)
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// What a shell keeps as it is between `<<TASK` and `TASK`.
  private func heredoc(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("$", with: "\\$").replacing("`", with: "\\`")
  }
}
