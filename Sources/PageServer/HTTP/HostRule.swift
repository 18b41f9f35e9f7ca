internal import Glibc

/// Which hosts a request may be meant for. A page of another site can have a name of its own lead to this
/// machine (DNS rebinding), but an address or `localhost` cannot be made to look like that site.
struct HostRule: Sendable {
  /// Names besides `localhost` under which the server is known.
  var names: [String]

  /// Whether the `Host` of a request is that of this server.
  ///
  /// - Parameter port: the one that the server listens on.
  func allows(host: String, port: Int) -> Bool {
    guard let (name, stated) = split(host), stated == port else { return false }
    return name == "localhost" || isAddress(name) || names.contains { $0.lowercased() == name }
  }

  /// Whether a page at `origin` may ask: one that this server gave out under the same host.
  func allows(origin: String, host: String) -> Bool {
    origin.lowercased() == "http://" + host.lowercased()
  }

  /// Name and port; nil where it is neither `NAME`, `NAME:PORT` nor `[ADDRESS]:PORT`.
  private func split(_ host: String) -> (name: String, port: Int)? {
    let host = host.lowercased()
    var name = host[...]
    var port = 80
    if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
      let digits = host[host.index(after: colon)...]
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = Int(digits)
      else { return nil }
      port = number
      name = host[..<colon]
    }
    return name.isEmpty ? nil : (String(name), port)
  }

  /// Whether it is an address in digits: `127.0.0.1`, or `[::1]`.
  private func isAddress(_ name: String) -> Bool {
    var four = in_addr()
    var six = in6_addr()
    if name.hasPrefix("["), name.hasSuffix("]") {
      return inet_pton(AF_INET6, String(name.dropFirst().dropLast()), &six) == 1
    }
    return inet_pton(AF_INET, name, &four) == 1
  }
}
