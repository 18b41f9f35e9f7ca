import Glibc

/// Under which addresses a browser finds the page.
enum ServedAddress {
  /// All of them; where the server listens on all addresses of the machine, those of its networks first.
  static func all(host: String, port: Int) -> [String] {
    guard host == "0.0.0.0" else { return [url(host, port)] }
    return (ofNetworks + ["127.0.0.1"]).map { url($0, port) }
  }

  private static func url(_ host: String, _ port: Int) -> String {
    host.contains(":") ? "http://[\(host)]:\(port)/" : "http://\(host):\(port)/"
  }

  /// The machine's addresses in the networks that it is in, of version 4.
  private static var ofNetworks: [String] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var addresses: [String] = []
    var next = first
    while let entry = next?.pointee {
      next = entry.ifa_next
      guard let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET),
        entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0
      else { continue }
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = getnameinfo(
        address, socklen_t(MemoryLayout<sockaddr_in>.size), &text, socklen_t(text.count), nil, 0,
        NI_NUMERICHOST)
      if status == 0 {
        addresses.append(
          String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
    }
    return addresses
  }
}
