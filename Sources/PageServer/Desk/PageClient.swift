/// Who asks: a tab of a browser on some computer.
struct PageClient: Hashable, Sendable {
  /// The computer's address, as its connection tells it.
  var address: String
  /// What the tab calls itself.
  var tab: String
}
