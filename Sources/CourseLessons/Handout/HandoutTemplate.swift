internal import Mustache
internal import PowerReport

/// The template of a handout's sheets, HTML and XML at once. Values in two braces are escaped; those in
/// three are markup already.
enum HandoutTemplate {
  /// Fills in a sheet.
  static func render(_ page: HandoutPage) -> String {
    guard let text = library.render(page, withTemplate: "handout") else {
      preconditionFailure("there is no template of a handout")
    }
    return text
  }

  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(EscapedText(), named: "ESCAPED")
    do {
      return MustacheLibrary(templates: [
        "handout": try MustacheTemplate(string: "{{% CONTENT_TYPE: ESCAPED}}" + page)
      ])
    } catch {
      preconditionFailure("a template is broken: \(error)")
    }
  }()

  private static let page = """
    <!DOCTYPE html>
    <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
    <head>
    <meta charset="utf-8"/>
    <title>{{title}}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="generator" content="{{version}}"/>
    <style>
    {{{style}}}</style>
    </head>
    <body>
    <header>
    <p class="kind">{{kind}}<span class="serial">No. {{seed}}</span></p>
    <h1>{{name}}</h1>
    {{#lead}}
    <p class="lead">{{.}}</p>
    {{/lead}}
    {{^hasAnswers}}
    <p class="who"><span>Name</span><span>Date</span></p>
    {{/hasAnswers}}
    </header>
    <main>
    {{#texts}}
    <section>
    {{#heading}}
    <h2>{{.}}</h2>
    {{/heading}}
    {{{html}}}</section>
    {{/texts}}
    {{#figures}}
    <figure>
    <div class="picture">
    {{{svg}}}
    </div>
    <figcaption><strong>Figure {{number}}.</strong> {{caption}}</figcaption>
    </figure>
    {{/figures}}
    {{#hasQuiz}}
    <section>
    <h2>Questions</h2>
    {{#questions}}
    <div class="task whole">
    <p class="asked"><b>{{number}}</b> {{{text}}}</p>
    <ul class="choices">
    {{#choices}}
    <li{{#isRight}} class="right"{{/isRight}}><span class="letter">{{letter}}</span> <span class="words">{{{text}}}{{#isRight}} <strong>Right.</strong>{{/isRight}}</span>
    {{#feedback}}
    <div class="feedback">{{{.}}}</div>
    {{/feedback}}
    </li>
    {{/choices}}
    </ul>
    </div>
    {{/questions}}
    </section>
    {{/hasQuiz}}
    {{#hasTasks}}
    <section>
    <h2>Exercises</h2>
    {{#tasks}}
    <div class="task">
    {{#stem}}
    <p class="asked"><b>{{number}}</b> {{.}}</p>
    {{/stem}}
    {{#parts}}
    <div class="part">
    <p class="place">{{place}}</p>
    <div>
    {{#lines}}
    <div class="line">
    <div class="asked">{{{question}}}</div>
    {{#answer}}
    <p class="answer"><strong>{{.}}</strong></p>
    {{/answer}}
    {{^answer}}
    <p class="room"></p>
    {{/answer}}
    {{#remark}}
    <p class="remark">{{.}}</p>
    {{/remark}}
    {{#finding}}
    <p class="remark"><code>{{.}}</code></p>
    {{/finding}}
    </div>
    {{/lines}}
    </div>
    </div>
    {{/parts}}
    </div>
    {{/tasks}}
    </section>
    {{/hasTasks}}
    {{#further}}
    <section>
    <h2>{{heading}}</h2>
    {{{html}}}</section>
    {{/further}}
    {{^hasAnswers}}
    <section class="design">
    <h2>The design</h2>
    <p class="remark">The file <code>{{designName}}</code>. <code>{{running}}</code> runs it; <code>--set PATH=NUMBER</code>
    behind that puts in another number.</p>
    <pre>{{designText}}</pre>
    </section>
    {{/hasAnswers}}
    </main>
    <footer>
    <p>Seed {{seed}}, {{version}}. <code>{{remaking}}</code> makes this sheet and its answers again.</p>
    </footer>
    </body>
    </html>

    """
}

/// What a handout has beside the style of all pages.
let handoutStyle = """
    body { max-width: 46rem; }
    .serial { float: right; letter-spacing: 0; text-transform: none; }
    .lead { font-size: 1.15rem; font-style: italic; }
    .who { display: flex; gap: 2rem; font: 0.85rem/1.4 var(--figures); color: var(--soft); margin-top: 1.5rem; }
    .who span { border-bottom: 1px solid var(--ink); flex: 1; padding-bottom: 0.15rem; }
    .who span:first-child { flex: 3; }
    .task { max-width: 42rem; margin: 0 0 1.25rem; }
    .task > .asked { margin-bottom: 0.35rem; padding-left: 1.9rem; text-indent: -1.9rem; }
    .task > .asked b { display: inline-block; min-width: 1.9rem; text-indent: 0; }
    .choices { list-style: none; padding-left: 1.9rem; margin: 0; }
    .choices li { margin-bottom: 0.25rem; position: relative; padding-left: 1.9rem; }
    .letter { position: absolute; left: 0; border: 1px solid var(--ink); border-radius: 50%; width: 1.3rem; height: 1.3rem;
      font: 0.75rem/1.22rem var(--figures); text-align: center; }
    .right .letter { background: var(--ink); color: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .feedback, .feedback p { color: var(--soft); margin: 0; }
    .part { display: grid; grid-template-columns: 2rem minmax(0, 1fr); gap: 0.4rem; margin-bottom: 0.75rem; }
    .part .place { font-weight: 600; color: var(--ink); margin: 0; }
    .line p { margin-bottom: 0.25rem; }
    .line { margin-bottom: 0.5rem; }
    .room { border-bottom: 1px dotted var(--soft); height: 1.9rem; margin-bottom: 0.6rem; max-width: 20rem; }
    .answer { font-size: 1.1rem; }
    h2 { margin-top: 2rem; }
    pre { margin-bottom: 0.75rem; overflow-x: auto; }
    @media print {
      h2 { margin-top: 1.2rem; }
      body, p, ul, .task, figcaption { max-width: none; }
      .whole, .part, .design { break-inside: avoid; }
      .task > .asked { break-after: avoid; }
      .picture svg { max-height: 165mm; }
      figure:has(+ figure) svg, figure + figure svg { max-height: 90mm; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .line .remark { margin-bottom: 0.1rem; }
    }

  """
