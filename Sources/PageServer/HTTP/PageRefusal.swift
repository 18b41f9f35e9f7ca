internal import HTTPTypes

/// Why a request is not served: the status, and a sentence that says what to do.
struct PageRefusal: Error {
  let status: HTTPResponse.Status
  let message: String

  init(_ status: HTTPResponse.Status, _ message: String) {
    self.status = status
    self.message = message
  }

  /// There is nothing of that name.
  static let notFound = PageRefusal(
    .notFound, "There is nothing here; begin at the first page, '/'.")

  /// As many jobs as can be served are there.
  init(_ refusal: Desk.Refusal) {
    switch refusal {
    case .busy:
      self.init(.serviceUnavailable, "Many are at work just now; wait a moment and try again.")
    case .tooMany:
      self.init(
        .tooManyRequests, "This page already has several runs at work; wait until one is done.")
    case .tooManyOfAddress:
      self.init(
        .tooManyRequests,
        "This computer already has many runs at work; wait until some of them are done.")
    }
  }
}
