/// The files that the page is made of, which are part of the program.
enum PageAssets {
  /// A file: its content, and what a browser is told it is.
  struct File {
    let bytes: [UInt8]
    let type: String
  }

  /// The page itself.
  static var page: File { files["page.html"]! }

  /// All of them by name.
  static let files: [String: File] = Dictionary(
    uniqueKeysWithValues: contents.map { name, bytes in
      (name, File(bytes: bytes, type: type(of: name)))
    })

  /// One line for each file of the folder.
  private static var contents: [(String, [UInt8])] {
    [
      ("announcer.js", PackageResources.announcer_js),
      ("chooser.js", PackageResources.chooser_js),
      ("comparison.js", PackageResources.comparison_js),
      ("connection.js", PackageResources.connection_js),
      ("data-figure.js", PackageResources.data_figure_js),
      ("design-form.js", PackageResources.design_form_js),
      ("design-text.js", PackageResources.design_text_js),
      ("design-view.js", PackageResources.design_view_js),
      ("downloads.js", PackageResources.downloads_js),
      ("element.js", PackageResources.element_js),
      ("event-stream.js", PackageResources.event_stream_js),
      ("facts.js", PackageResources.facts_js),
      ("field.js", PackageResources.field_js),
      ("figure-card.js", PackageResources.figure_card_js),
      ("frame-width.js", PackageResources.frame_width_js),
      ("icon.svg", PackageResources.icon_svg),
      ("learn-view.js", PackageResources.learn_view_js),
      ("lesson-view.js", PackageResources.lesson_view_js),
      ("live-figure.js", PackageResources.live_figure_js),
      ("live-run.js", PackageResources.live_run_js),
      ("look-view.js", PackageResources.look_view_js),
      ("page.css", PackageResources.page_css),
      ("page.html", PackageResources.page_html),
      ("page.js", PackageResources.page_js),
      ("picture.js", PackageResources.picture_js),
      ("power-table.js", PackageResources.power_table_js),
      ("progress.js", PackageResources.progress_js),
      ("quiz.js", PackageResources.quiz_js),
      ("readiness-view.js", PackageResources.readiness_view_js),
      ("scenario-choice.js", PackageResources.scenario_choice_js),
      ("server.js", PackageResources.server_js),
      ("share-button.js", PackageResources.share_button_js),
      ("slider.js", PackageResources.slider_js),
      ("state-link.js", PackageResources.state_link_js),
      ("studied-design.js", PackageResources.studied_design_js),
      ("words.js", PackageResources.words_js),
    ]
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
