import ArgumentParser
import CGSL
import COpenBLAS
import DesignFiles

/// The `mlpower` command: options in, exit status out. What the subcommands throw ends up here.
@main
struct Program: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlpower",
    abstract: "Power of multilevel designs, by simulation.",
    discussion: """
      A design is a YAML file that says who is measured, what varies, which model holds and \
      what is tested. See the files in Designs/.

      Examples:
        mlpower check Designs/two-level-trial.yaml
        mlpower run Designs/two-level-trial.yaml
        mlpower run Designs/regression.yaml --set effects.treatment=0.3
        mlpower find Designs/cheapest-trial.yaml
        mlpower report two-level-trial --set target.power=0.9
        mlpower simulate Designs/regression.yaml --replicate 7 --scenario person=80
        mlpower fit Designs/data/Exam.csv 'normexam ~ standLRT + (1 | school)'
      """,
    version: programVersion,
    subcommands: [
      RunCommand.self, FindCommand.self, ThresholdCommand.self, CheckCommand.self,
      SimulateCommand.self, FitCommand.self, ReportCommand.self, MergeCommand.self,
      SlurmCommand.self, ServeCommand.self, HandoutCommand.self,
    ])

  static func main() async {
    prepareProcess()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      end(with: failure)
    } catch {
      endParsing(with: error)
    }
  }

  /// Silences what the numerical libraries would do on their own, and takes over signals.
  private static func prepareProcess() {
    StandardOutput.reserveDescriptors()
    openblas_set_num_threads(1)
    _ = gsl_set_error_handler_off()
    Signals.handle()
  }

  private static func end(with failure: CommandFailure) -> Never {
    StandardError().show(failure)
    failure.status.exit()
  }

  /// Help, version and wrong usage are the argument parser's own; anything else is our fault.
  private static func endParsing(with error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success || code == .validationFailure { exit(withError: error) }
    end(with: .internalFault(String(describing: error)))
  }
}
