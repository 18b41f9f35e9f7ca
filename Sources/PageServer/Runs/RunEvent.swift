internal import JSONText

/// One message of a stream of figures.
struct RunEvent: Sendable {
  /// What it is: `figures`, `done`, `refused`, `busy`.
  let name: String
  let data: JSONValue

  /// As server-sent events are written.
  var text: String { "event: \(name)\ndata: \(data.text)\n\n" }

  /// Nothing can be run.
  static func refused(_ sentence: String) -> RunEvent { message("refused", sentence) }

  /// Too much is asked for at once.
  static func busy(_ sentence: String) -> RunEvent { message("busy", sentence) }

  /// The run is complete.
  static func done(replicates: Int, fits: Int, seconds: Double) -> RunEvent {
    RunEvent(
      name: "done",
      data: .object([
        ("replicates", .count(replicates)), ("fits", .count(fits)), ("seconds", .number(seconds)),
      ]))
  }

  private static func message(_ name: String, _ sentence: String) -> RunEvent {
    RunEvent(name: name, data: .object([("message", .text(sentence))]))
  }
}
