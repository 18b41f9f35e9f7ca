internal import DesignFiles
internal import DesignLanguage
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// The page on which a planner designs and a student learns: answers requests on a port of this machine.
public struct PageServer: Sendable {
  private let settings: ServerSettings
  private let shelf: DesignShelf
  private let course: PageCourse
  private let rules: DesignRules

  /// Reads the folders.
  ///
  /// - Throws: `LessonMistakes`, and what the system says about a folder.
  public init(_ settings: ServerSettings) throws {
    self.settings = settings
    let data = DataFolder(path: settings.data)
    rules = DesignRules(
      mostFits: Double(settings.limits.fits), limits: settings.limits.sizes,
      environment: DesignEnvironment(files: { try data.bytes(of: $0) }))
    shelf = DesignShelf(folder: settings.designs)
    course = try PageCourse(folder: settings.lessons, environment: rules.environment)
  }

  /// Why the server cannot start.
  public enum Failure: Error {
    /// Another program listens on the port.
    case portInUse(Int)
    /// The address is none of this machine, or the port needs more rights; with the system's reason.
    case cannotListen(String)
  }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter whenListening: called once with the port.
  /// - Throws: `Failure`.
  public func run(whenListening: @escaping @Sendable (Int) -> Void) async throws {
    let desk = Desk(
      threads: settings.threads,
      limits: Desk.Limits(
        jobs: settings.limits.jobs, jobsOfClient: settings.limits.jobsOfClient,
        jobsOfAddress: settings.limits.jobsOfAddress))
    defer { desk.close() }
    let port = BoundPort(settings.port)
    let router = router(desk, port)
    let application = Application(
      router: router, server: .http1(configuration: connections),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: .maximum(settings.limits.connections, logger: silence)),
      onServerRunning: { channel in
        port.number = channel.localAddress?.port ?? port.number
        whenListening(port.number)
      },
      logger: silence)
    do {
      try await application.run()
    } catch let error as IOError {
      throw error.errnoCode == EADDRINUSE
        ? Failure.portInUse(settings.port)
        : Failure.cannotListen(String(cString: strerror(error.errnoCode)))
    }
  }

  private func router(_ desk: Desk, _ port: BoundPort) -> Router<PageContext> {
    let router = Router(context: PageContext.self)
    router.add(middleware: Envelope())
    router.add(middleware: Doorkeeper(rule: HostRule(names: settings.names), port: port))
    PageRoutes(settings: settings, shelf: shelf, course: course).add(to: router)
    DesignRoutes(
      desk: desk, rules: rules, limits: settings.limits, workers: settings.threads
    ).add(to: router)
    return router
  }

  private var connections: HTTP1Channel.Configuration {
    let watched = ConnectionWatch.Limits(bytes: 4 * settings.limits.bytes)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionWatch(watched)], idleTimeout: .seconds(30),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))
  }

  /// Nothing that the server has to say goes anywhere but into its answers.
  private var silence: Logger { Logger(label: "page") { _ in SwiftLogNoOpLogHandler() } }
}
