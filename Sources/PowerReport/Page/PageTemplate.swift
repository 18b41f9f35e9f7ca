import Mustache

/// The templates of a page, which is XHTML as well as HTML. Values in two braces are escaped; those in
/// three are markup already.
enum PageTemplate {
  /// Fills in a page.
  static func render(_ page: PageContent) -> String {
    guard let text = library.render(page, withTemplate: "page") else {
      preconditionFailure("there is no template of a page")
    }
    return text
  }

  private static let library: MustacheLibrary = {
    MustacheContentTypes.register(EscapedText(), named: "ESCAPED")
    do {
      return MustacheLibrary(templates: [
        "page": try MustacheTemplate(string: escaping + page),
        "passage": try MustacheTemplate(string: escaping + passage),
        "picture": try MustacheTemplate(string: escaping + picture),
      ])
    } catch {
      preconditionFailure("a template is broken: \(error)")
    }
  }()

  private static let escaping = "{{% CONTENT_TYPE: ESCAPED}}"

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
    <p class="kind">{{kind}}</p>
    <h1>{{title}}</h1>
    {{#description}}
    <p>{{.}}</p>
    {{/description}}
    {{#notes}}
    <p class="note"><strong>Note:</strong> {{.}}</p>
    {{/notes}}
    <p class="byline">{{byline}}</p>
    <nav aria-label="Contents">
    <ul>
    {{#links}}
    <li><a href="#{{target}}">{{name}}</a></li>
    {{/links}}
    </ul>
    </nav>
    </header>
    <main>
    <section id="power">
    <h2>{{quantity}}</h2>
    <ul class="brief">
    {{#results}}
    <li>{{.}}</li>
    {{/results}}
    </ul>
    {{#leadingPictures}}
    <div class="leading">
    {{> picture}}
    </div>
    {{/leadingPictures}}
    {{#tests}}
    <h3>{{name}}</h3>
    <p class="wording">{{wording}}</p>
    {{#tables}}
    {{{.}}}
    {{/tables}}
    {{#warnings}}
    <p class="warning">{{.}}</p>
    {{/warnings}}
    {{#remarks}}
    <p class="remark">{{.}}</p>
    {{/remarks}}
    {{/tests}}
    {{#furtherPictures}}
    {{> picture}}
    {{/furtherPictures}}
    <div class="legend">
    {{#legend}}
    <p>{{.}}</p>
    {{/legend}}
    </div>
    </section>
    <section id="design">
    <h2>Design</h2>
    {{#parts}}
    <div class="part">
    {{#passages}}
    {{> passage}}
    {{/passages}}
    </div>
    {{/parts}}
    </section>
    <section id="methods">
    <h2>Methods text</h2>
    <p class="remark">To be taken over into a grant application or a preregistration.</p>
    <div class="methods" id="methods-text">
    {{#methods}}
    <p>{{.}}</p>
    {{/methods}}
    </div>
    </section>
    <section id="figures" class="wide">
    <h2>All figures</h2>
    <p class="remark">{{figureNotes}}</p>
    {{{figures}}}
    </section>
    <section id="references">
    <h2>References</h2>
    <ul class="references">
    {{#references}}
    <li>{{.}}</li>
    {{/references}}
    </ul>
    </section>
    <section id="file">
    <h2>Design file</h2>
    {{#changed}}
    <p>The run took the file <code>{{designName}}</code> below with these changes:</p>
    <ul class="changes">
    {{#changes}}
    <li><code>{{path}}</code> is <code>{{value}}</code></li>
    {{/changes}}
    </ul>
    {{/changed}}
    {{^changed}}
    <p>The run took the file <code>{{designName}}</code> as it stands here.</p>
    {{/changed}}
    <pre class="frame" tabindex="0" aria-label="Design file">{{designText}}</pre>
    </section>
    </main>
    <footer>
    <p>{{version}}, seed {{seed}}. The same design, seed and version give the same figures.</p>
    </footer>
    <script>
    //<![CDATA[
    {{{script}}}//]]>
    </script>
    </body>
    </html>

    """

  private static let passage = """
    {{#subheading}}
    <h3>{{.}}</h3>
    {{/subheading}}
    {{#sentences}}
    <p>{{#label}}<strong>{{.}}:</strong> {{/label}}{{text}}</p>
    {{/sentences}}
    {{#aside}}
    <p class="remark">{{.}}</p>
    {{/aside}}
    {{#grid}}
    {{{.}}}
    {{/grid}}
    {{#terms}}
    <dl>
    {{#entries}}
    <dt>{{term}}</dt>
    <dd>{{#place}}<span class="place">{{.}}:</span> {{/place}}{{words}}</dd>
    {{/entries}}
    </dl>
    {{/terms}}
    {{#formula}}
    <p class="formula"><code>{{.}}</code></p>
    {{/formula}}
    {{#equation}}
    <p class="equation">{{#pieces}}{{{.}}} {{/pieces}}</p>
    {{/equation}}
    {{#distributions}}
    <dl class="distributions">
    {{#levels}}
    <dt>{{level}}</dt>
    <dd>{{#pieces}}<span>{{{.}}}</span> {{/pieces}}</dd>
    {{/levels}}
    </dl>
    {{/distributions}}

    """

  private static let picture = """
    <figure>
    <div class="picture">
    {{{svg}}}
    </div>
    <figcaption><strong>Figure {{number}}.</strong> {{caption}}</figcaption>
    </figure>

    """
}
