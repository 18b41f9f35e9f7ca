internal import HTTPTypes
internal import Hummingbird
internal import JSONText
internal import NIOCore

/// What all answers have in common: headers that keep a browser from doing anything that the page does not
/// need, and refusals as JSON.
struct Envelope<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await answer(request, context: context, next: next)
    for (name, value) in Self.headers { response.headers[name] = value }
    return response
  }

  private func answer(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let refusal as PageRefusal {
      return .refusal(refusal)
    } catch let refusal as Desk.Refusal {
      return .refusal(PageRefusal(refusal))
    } catch is NIOTooManyBytesError {
      return .refusal(
        PageRefusal(.contentTooLarge, "That is too much text; a design has at most 256 kB."))
    } catch let error as HTTPError where error.status == .notFound {
      return .refusal(.notFound)
    } catch let error as any HTTPResponseError {
      return .refusal(PageRefusal(error.status, "This request cannot be read."))
    } catch is CancellationError {
      return .refusal(
        PageRefusal(.serviceUnavailable, "A newer request took the place of this one."))
    } catch {
      return .refusal(
        PageRefusal(.internalServerError, "A mistake in mlpower; please report what led to it."))
    }
  }

  private static var headers: [(HTTPField.Name, String)] {
    [
      (.contentSecurityPolicy, contentSecurityPolicy),
      (.xContentTypeOptions, "nosniff"),
      (HTTPField.Name("Referrer-Policy")!, "no-referrer"),
      (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
      (HTTPField.Name("Cross-Origin-Resource-Policy")!, "same-origin"),
      (.cacheControl, "no-store"),
    ]
  }

  private static var contentSecurityPolicy: String {
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
      + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  }
}

extension Response {
  /// A text of some media type.
  static func text(
    _ text: String, type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    bytes(ByteBuffer(string: text), type: type, status: status)
  }

  /// Bytes of some media type.
  static func bytes(
    _ bytes: ByteBuffer, type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: bytes))
  }

  /// A value as JSON.
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    text(value.text, type: "application/json", status: status)
  }

  /// Why a request is not served.
  static func refusal(_ refusal: PageRefusal) -> Response {
    json(.object([("message", .text(refusal.message))]), status: refusal.status)
  }
}
