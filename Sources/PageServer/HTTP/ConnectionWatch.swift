internal import NIOCore
internal import NIOHTTPTypes

/// Ends connections that hold the server up: requests that take too long to arrive or never end, and
/// readers that do not read.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// What is allowed.
  struct Limits: Sendable {
    /// From the head of a request to its end.
    var request = TimeAmount.seconds(15)
    /// Without any of an answer being taken.
    var stalled = TimeAmount.seconds(20)
    /// Bytes of a body. More than what is served, so that somewhat larger ones get a message.
    var bytes: Int
  }

  private let limits: Limits
  private var bytes = 0
  private var isReading = false
  private var requestEnd: Scheduled<Void>?
  private var stallEnd: Scheduled<Void>?

  init(_ limits: Limits) { self.limits = limits }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      bytes = 0
      isReading = true
      requestEnd?.cancel()
      requestEnd = close(context, after: limits.request)
    case .body(let buffer):
      bytes += buffer.readableBytes
      if bytes > limits.bytes { return context.close(promise: nil) }
    case .end:
      isReading = false
      requestEnd?.cancel()
      requestEnd = nil
    }
    context.fireChannelRead(data)
  }

  /// What was answered before its end, because it is too long, has a moment to take the answer in.
  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data), isReading {
      requestEnd?.cancel()
      requestEnd = close(context, after: .seconds(2))
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stallEnd?.cancel()
    stallEnd = context.channel.isWritable ? nil : close(context, after: limits.stalled)
    context.fireChannelWritabilityChanged()
  }

  /// What is no HTTP is told so, and has a moment to take it in.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    forget()
    requestEnd = close(context, after: .seconds(1))
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    forget()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { forget() }

  private func forget() {
    requestEnd?.cancel()
    stallEnd?.cancel()
    requestEnd = nil
    stallEnd = nil
  }

  private func close(_ context: ChannelHandlerContext, after time: TimeAmount) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
