public import DesignFiles

/// How the server is started.
public struct ServerSettings: Sendable {
  /// The address that it listens on; `0.0.0.0` for all of the machine's.
  public var host = "127.0.0.1"
  /// The port; 0 for one that is free.
  public var port = 8765
  /// Names besides `localhost` that requests may call it by.
  public var names: [String] = []
  /// Whether a class of some thirty shares it.
  public var isClassroom = false
  /// Designs to start from; nil: none.
  public var designs: String?
  /// Lessons; nil: none.
  public var lessons: String?
  /// The folder from which designs may have data read; nil: none.
  public var data: String?
  /// Threads that simulate.
  public var threads: Int
  /// What it takes on.
  public var limits: ServerLimits

  /// Settings for one user, or for a class.
  public init(threads: Int, isClassroom: Bool = false) {
    self.threads = threads
    self.isClassroom = isClassroom
    limits = isClassroom ? .classroom : .single
  }
}

/// What a server takes on; more is refused with a message.
public struct ServerLimits: Sendable {
  /// Bytes of a request's body.
  public var bytes = 256_000
  /// Fits that a design may ask for: scenarios times replicates times analyses.
  public var fits: Int
  /// Scenarios, rows and figures of a design.
  public var sizes: DesignLimits
  /// What may be under way at once for all clients: runs, checks of designs, files.
  public var jobs: Int
  /// What may be under way at once for one client.
  public var jobsOfClient: Int
  /// What may be under way at once for all clients at one computer's address, so that somebody who takes
  /// many names leaves room for others; a whole class may have one address.
  public var jobsOfAddress: Int
  /// Connections at once; more wait.
  public var connections: Int

  /// For one user.
  public static let single = ServerLimits(
    fits: 2_000_000,
    sizes: DesignLimits(
      scenarios: 2000, rows: 200_000, rowsOfAll: 4_000_000, figures: 10_000_000),
    jobs: 32, jobsOfClient: 12, jobsOfAddress: 32, connections: 128)
  /// For a class: less for each, so that there is something for all.
  public static let classroom = ServerLimits(
    fits: 200_000,
    sizes: DesignLimits(scenarios: 500, rows: 20_000, rowsOfAll: 400_000, figures: 1_000_000),
    jobs: 120, jobsOfClient: 6, jobsOfAddress: 80, connections: 512)

  private init(
    fits: Int, sizes: DesignLimits, jobs: Int, jobsOfClient: Int, jobsOfAddress: Int,
    connections: Int
  ) {
    self.fits = fits
    self.sizes = sizes
    self.jobs = jobs
    self.jobsOfClient = jobsOfClient
    self.jobsOfAddress = jobsOfAddress
    self.connections = connections
  }
}
