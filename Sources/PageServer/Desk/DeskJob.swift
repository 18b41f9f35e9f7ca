/// Something that a client wants done, in slices.
protocol DeskJob: AnyObject, Sendable {
  /// How many workers may be at it at once.
  var mostWorkers: Int { get }

  /// Works until it has nothing to do or its turn is over.
  func slice(until isOver: () -> Bool) -> TurnOutcome

  /// Nobody wants it any more. Called by any thread, also while a slice is at work.
  func cancel()
}

/// What a worker found when a turn was over.
enum TurnOutcome {
  /// There is more to do.
  case more
  /// There is more to do, but others have it in their hands.
  case parked
  /// There is nothing more to do.
  case ended
}
