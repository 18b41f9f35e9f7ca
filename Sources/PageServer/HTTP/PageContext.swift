internal import Hummingbird
internal import NIOCore

/// What is known of a request besides what it says: where it comes from.
struct PageContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The address of the computer that asks, without the port.
  let address: String

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? ""
  }
}
