import PowerStudy
import Synchronization

/// One line on a terminal: how much of a run is done, how fast, and how long the rest will take.
final class ProgressBar: Sendable {
  private let output: StandardError
  private let name: String
  private let start = ContinuousClock.now
  private let nextDrawing: Mutex<ContinuousClock.Instant>

  /// A bar headed by the name of a design; nil where standard error is no terminal.
  init?(name: String, output: StandardError) {
    guard output.isTerminal else { return nil }
    self.output = output
    self.name = name
    nextDrawing = Mutex(start.advanced(by: .milliseconds(200)))
  }

  /// Draws the bar anew if the last drawing is a tenth of a second old. May be called on any thread.
  func show(_ progress: RunProgress) {
    let now = ContinuousClock.now
    nextDrawing.withLock { next in
      guard now >= next else { return }
      next = now.advanced(by: .milliseconds(100))
      output.redraw(line(for: progress, after: secondsIn(now - start)))
    }
  }

  /// Takes the bar off the screen.
  func clear() {
    nextDrawing.withLock { _ in output.redraw("") }
  }

  private func line(for progress: RunProgress, after elapsed: Double) -> String {
    let share = Double(progress.replicatesDone) / Double(max(progress.replicatesTotal, 1))
    let rate = Double(progress.replicatesDone) / max(elapsed, 1e-9)
    let left = Double(progress.replicatesTotal - progress.replicatesDone) / max(rate, 1e-9)
    let figures =
      " \(Int(share * 100))%  \(grouped(Int(rate))) replicates/s"
      + "  \(clockTime(left)) left"
    let room = min(output.width - 1, 100) - name.count - figures.count - 3
    return fitting("\(name) \(bar(share, width: room))\(figures)")
  }

  private func bar(_ share: Double, width: Int) -> String {
    guard width >= 8 else { return "" }
    let full = Int(share * Double(width))
    return "[" + String(repeating: "=", count: full)
      + String(repeating: " ", count: width - full) + "]"
  }

  private func fitting(_ text: String) -> String { String(text.prefix(output.width - 1)) }
}
