extension DesignNode {
  /// The node on one line as it could be typed at the place where it stands: a text as it is, lists and
  /// mappings in brackets and braces with quotes where they are needed.
  package var typedText: String { text ?? ValueText.line(self, inFlow: false) }
}
