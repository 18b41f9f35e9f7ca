import Glibc
import Foundation

/// Requests as bytes and answers as bytes, on a connection of their own to this machine.
struct HTTPExchange {
  let port: Int

  /// What came back before the connection ended.
  struct Answer {
    /// 0 where nothing came.
    var status: Int
    /// By lower-case names.
    var headers: [String: String]
    var body: String

    /// The body as JSON.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    /// The sentence of a refusal.
    var message: String { json["message"] as? String ?? "" }

    /// Names and data of server-sent events.
    var events: [(name: String, data: [String: Any])] {
      body.components(separatedBy: "\n\n").compactMap { block in
        let lines = block.components(separatedBy: "\n")
        guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: ") else {
          return nil
        }
        let data = try? JSONSerialization.jsonObject(with: Data(lines[1].dropFirst(6).utf8))
        return (String(lines[0].dropFirst(7)), data as? [String: Any] ?? [:])
      }
    }
  }

  /// A request in full; `Host` and what a POST of the page has besides are added unless given.
  func request(
    _ method: String, _ path: String, headers: [String: String] = [:], body: String = ""
  ) -> [UInt8] {
    var all = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
    if method == "POST" {
      all["Content-Type"] = "application/json"
      all["X-Client"] = "tests"
      all["Content-Length"] = String(body.utf8.count)
    }
    all.merge(headers) { $1 }
    let lines = all.filter { !$0.value.isEmpty }.map { "\($0): \($1)\r\n" }.sorted()
    return Array("\(method) \(path) HTTP/1.1\r\n\(lines.joined())\r\n\(body)".utf8)
  }

  /// Sends a request and reads its answer.
  func send(
    _ method: String, _ path: String, headers: [String: String] = [:], body: String = ""
  ) async throws -> Answer {
    answer(try await exchange(request(method, path, headers: headers, body: body)))
  }

  /// Posts a value as JSON.
  func post(
    _ path: String, _ value: [String: Any], headers: [String: String] = [:]
  ) async throws -> Answer {
    let body = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    return try await send("POST", path, headers: headers, body: body)
  }

  /// Sends bytes and reads until the other side ends, at most so many seconds.
  ///
  /// - Parameters:
  ///   - most: bytes after which it hangs up.
  ///   - saysSo: whether it tells that it has no more to send.
  ///   - heard: called with what has come whenever more has.
  func exchange(
    _ bytes: [UInt8], seconds: Int = 600, most: Int = .max, saysSo: Bool = false,
    heard: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) async throws -> [UInt8] {
    let port = port
    return try await withCheckedThrowingContinuation { continuation in
      // Blocking calls have no place on the threads that tasks run on.
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let socket = try Socket(port: port)
            socket.send(bytes)
            if saysSo { socket.end() }
            return try socket.receive(seconds: seconds, most: most, heard: heard)
          })
      }
    }
  }

  /// Posts a value as JSON, and waits for the beginning of the answer only.
  func begin(
    _ path: String, _ value: [String: Any], headers: [String: String] = [:]
  ) async throws -> Beginning {
    let body = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    let bytes = request("POST", path, headers: headers, body: body)
    let port = port
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let socket = try Socket(port: port)
            socket.send(bytes)
            let first = try socket.receive(seconds: 600, most: 1)
            return Beginning(http: self, socket: socket, first: first)
          })
      }
    }
  }

  /// An answer that has begun.
  struct Beginning: Sendable {
    fileprivate let http: HTTPExchange
    fileprivate let socket: Socket
    fileprivate let first: [UInt8]

    /// The whole of it, once it has ended.
    func end() async throws -> Answer {
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(
            with: Result {
              http.answer(first + (try socket.receive(seconds: 600, most: .max)))
            })
        }
      }
    }
  }

  /// Takes an answer apart.
  func answer(_ bytes: [UInt8]) -> Answer {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else {
      return Answer(status: 0, headers: [:], body: text)
    }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    let words = lines[0].split(separator: " ")
    var body = String(text[end.upperBound...])
    if headers["transfer-encoding"] == "chunked" { body = unchunked(body) }
    return Answer(status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers, body: body)
  }

  private func unchunked(_ text: String) -> String {
    var rest = Array(text.utf8)[...]
    var body: [UInt8] = []
    while let line = rest.firstIndex(of: UInt8(ascii: "\r")),
      let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16), size > 0
    {
      let first = line + 2
      body += rest[first..<min(first + size, rest.endIndex)]
      rest = rest[min(first + size + 2, rest.endIndex)...]
    }
    return String(decoding: body, as: UTF8.self)
  }
}

/// A connection to a port of this machine.
private final class Socket: Sendable {
  private let descriptor: Int32

  struct Failure: Error { let reason: Int32 }

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure(reason: errno) }
  }

  deinit { close(descriptor) }

  /// The other side may hang up before all is sent; what it said first is still there to read.
  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { break }
      sent += count
    }
  }

  /// Tells that there is nothing more to send.
  func end() { shutdown(descriptor, Int32(SHUT_WR)) }

  func receive(
    seconds: Int, most: Int, heard: ([UInt8]) -> Void = { _ in }
  ) throws -> [UInt8] {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while received.count < most {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0 && errno == EAGAIN { throw Failure(reason: EAGAIN) }
      if count <= 0 { break }
      received += chunk[..<count]
      heard(received)
    }
    return received
  }
}
