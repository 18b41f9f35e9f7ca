internal import DesignFiles
internal import DesignLanguage
internal import Hummingbird
internal import JSONText
internal import NIOCore
internal import PowerStudy

/// What is asked about a design that is sent along.
struct DesignRoutes: Sendable {
  let desk: Desk
  let rules: DesignRules
  let limits: ServerLimits
  let workers: Int

  func add(to router: Router<PageContext>) {
    router.post("/api/design") { try await self.design($0, $1) }
    router.post("/api/edit") { try await self.edit($0, $1) }
    router.post("/api/data") { try await self.data($0, $1) }
    router.post("/api/run") { try await self.run($0, $1) }
    router.post("/api/files/:name") { request, context in
      guard let file = ReportFileName(rawValue: try context.parameters.require("name")) else {
        throw PageRefusal.notFound
      }
      return try await self.file(file, request, context)
    }
  }

  private struct DesignText: Decodable {
    var text: String
    /// Index of the scenario whose facts are told.
    var scenario: Int?
  }

  private func design(_ request: Request, _ context: PageContext) async throws -> Response {
    let client = try request.client(at: context.address)
    var request = request
    let wanted = try await request.read(DesignText.self, upTo: limits.bytes)
    let answer = DesignAnswer(text: wanted.text, rules: rules, scenario: wanted.scenario)
    return .json(try await desk.perform(for: client) { answer.json })
  }

  private func edit(_ request: Request, _ context: PageContext) async throws -> Response {
    let client = try request.client(at: context.address)
    var request = request
    let wanted = try await request.read(EditRequest.self, upTo: limits.bytes)
    return .json(
      try await desk.perform(for: client) {
        do throws(EditRefusal) {
          let text = try wanted.editedText()
          let answer = DesignAnswer(text: text, rules: rules, scenario: wanted.scenario)
          return .object([("text", .text(text))] + answer.members)
        } catch {
          throw PageRefusal(.unprocessableContent, error.message)
        }
      })
  }

  private func data(_ request: Request, _ context: PageContext) async throws -> Response {
    let client = try request.client(at: context.address)
    var request = request
    let wanted = try await request.read(DataRequest.self, upTo: limits.bytes)
    return .json(try await desk.perform(for: client) { try wanted.answer(rules) })
  }

  /// Starts a run and streams its figures; it ends with the connection.
  private func run(_ request: Request, _ context: PageContext) async throws -> Response {
    let client = try request.client(at: context.address)
    var request = request
    let wanted = try await request.read(RunRequest.self, upTo: limits.bytes)
    let slot = wanted.slot ?? "a"
    guard ["a", "b"].contains(slot) else {
      throw PageRefusal(.badRequest, "A slot is 'a' or 'b'.")
    }
    if let name = wanted.name { try requirePlain(name) }
    let figures = wanted.figures ?? []
    guard figures.allSatisfy(RunRequest.knownFigures.contains), Set(figures).count == figures.count
    else {
      throw PageRefusal(
        .badRequest,
        "Figures are some of \(RunRequest.knownFigures.joined(separator: ", ")), each once.")
    }
    let job = RunJob(wanted, rules: rules, workers: workers)
    let ticket = try desk.submit(job, client: client, slot: slot)
    let body = request.body
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        defer { desk.cancel(ticket) }
        try await body.consumeWithInboundCloseHandler { _ in
          for await event in job.events {
            try await writer.write(ByteBuffer(string: event.text))
          }
        } onInboundClosed: {
          desk.cancel(ticket)
        }
        try await writer.finish(nil)
      })
  }

  private func requirePlain(_ name: String) throws {
    guard isPlainName(name) else {
      throw PageRefusal(
        .badRequest, "A name has up to 64 letters, digits, '-' and '_', without an ending.")
    }
  }

  private struct FileRequest: Decodable {
    var text: String
    var name: String?
  }

  /// A file of the report, made by a run of its own.
  private func file(
    _ file: ReportFileName, _ request: Request, _ context: PageContext
  ) async throws -> Response {
    let client = try request.client(at: context.address)
    var request = request
    let wanted = try await request.read(FileRequest.self, upTo: limits.bytes)
    let name = wanted.name ?? "design"
    try requirePlain(name)
    let design = try await desk.perform(for: client) {
      do throws(DesignErrors) {
        return try rules.read(wanted.text, name: name)
      } catch {
        throw PageRefusal(error)
      }
    }
    if let reason = design.reasonNotToRun { throw PageRefusal(.unprocessableContent, reason) }
    let summary = try await desk.result(for: client) {
      SummaryJob($0, design, workers: workers)
    }
    let content = try await desk.perform(for: client) { file.content(of: design, summary) }
    guard let content else {
      throw PageRefusal(.unprocessableContent, "This design has no \(file.rawValue).")
    }
    return .text(content, type: file.mediaType)
  }
}

extension PageRefusal {
  /// A design that cannot be run, by its first mistake.
  init(_ errors: DesignErrors) {
    let first = errors.diagnostics[0]
    self.init(.unprocessableContent, "Line \(first.line): \(first.message)")
  }
}
