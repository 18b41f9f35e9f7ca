internal import DesignFiles
internal import Hummingbird
internal import JSONText
internal import NIOCore

/// What can be asked for without sending anything: the page and what it starts from.
struct PageRoutes<Context: RequestContext>: Sendable {
  let settings: ServerSettings
  let shelf: DesignShelf
  let course: PageCourse

  func add(to router: Router<Context>) {
    router.get("/") { _, _ in asset(PageAssets.page) }
    router.get("/favicon.ico") { _, _ in try self.asset(named: "icon.svg") }
    router.get("/assets/:name") { _, context in
      try self.asset(named: context.parameters.require("name"))
    }
    router.get("/api/start") { _, _ in Response.json(start) }
    router.get("/api/designs/:name") { _, context in
      guard let design = shelf[try context.parameters.require("name")] else {
        throw PageRefusal.notFound
      }
      return Response.text(design.text, type: "text/plain; charset=utf-8")
    }
    router.get("/api/lessons/:name") { _, context in
      guard let lesson = course.lesson(try context.parameters.require("name")) else {
        throw PageRefusal.notFound
      }
      return Response.json(lesson)
    }
  }

  private func asset(named name: String) throws -> Response {
    guard let file = PageAssets.files[name] else { throw PageRefusal.notFound }
    return asset(file)
  }

  private func asset(_ file: PageAssets.File) -> Response {
    .bytes(ByteBuffer(bytes: file.bytes), type: file.type)
  }

  private var start: JSONValue {
    .object([
      ("version", .text(programVersion)), ("classroom", .boolean(settings.isClassroom)),
      (
        "limits",
        .object([
          ("bytes", .count(settings.limits.bytes)), ("fits", .count(settings.limits.fits)),
          ("runs", .count(settings.limits.jobs)),
        ])
      ),
      ("designs", .list(shelf.entries.map(\.json))), ("lessons", .list(course.entries)),
      ("readiness", course.readiness),
    ])
  }
}
