internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
  /// Who asks, by address and by the random name that a tab of a browser gave itself.
  ///
  /// Browsers let pages of other sites send neither this header nor this type of content unasked.
  func client(at address: String) throws -> PageClient {
    guard headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw PageRefusal(
        .unsupportedMediaType, "The body must be JSON, with Content-Type application/json.")
    }
    guard let tab = headers[HTTPField.Name("X-Client")!], isPlainName(tab) else {
      throw PageRefusal(
        .badRequest, "X-Client must be a name of up to 64 letters, digits, '-' and '_'.")
    }
    return PageClient(address: address, tab: tab)
  }

  /// Reads the body.
  mutating func read<Value: Decodable>(_ type: Value.Type, upTo limit: Int) async throws -> Value {
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw NIOTooManyBytesError(maxBytes: limit)
    }
    let bytes: ByteBuffer
    do {
      bytes = try await collectBody(upTo: limit)
    } catch let error as NIOTooManyBytesError {
      throw error
    } catch {
      throw PageRefusal(.badRequest, "The body ended before its time.")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
    } catch {
      throw PageRefusal(.badRequest, "The body is not the JSON that belongs here.")
    }
  }
}

/// Whether a text is 1 to 64 letters, digits, `-` and `_`.
func isPlainName(_ text: String) -> Bool {
  (1...64).contains(text.utf8.count)
    && text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
}
