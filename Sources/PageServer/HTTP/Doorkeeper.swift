internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Turns away requests that pages of other sites could have made a browser send.
struct Doorkeeper<Context: RequestContext>: RouterMiddleware {
  let rule: HostRule
  let port: BoundPort

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard let host = request.head.authority, rule.allows(host: host, port: port.number) else {
      throw PageRefusal(
        .forbidden,
        "This server is known by its address, as in http://127.0.0.1:\(port.number)/; "
          + "'--name' at its start gives it another name.")
    }
    if let origin = request.headers[.origin], !rule.allows(origin: origin, host: host) {
      throw foreign
    }
    if request.uri.path.hasPrefix("/api/"),
      let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!],
      site != "same-origin", site != "none"
    {
      throw foreign
    }
    return try await next(request, context)
  }

  private var foreign: PageRefusal {
    PageRefusal(.forbidden, "Only the page that this server gives out may ask it for anything.")
  }
}

/// The port that the server listens on, known once it does.
final class BoundPort: Sendable {
  private let stored: Atomic<Int>

  init(_ number: Int) { stored = Atomic(number) }

  var number: Int {
    get { stored.load(ordering: .relaxed) }
    set { stored.store(newValue, ordering: .relaxed) }
  }
}
