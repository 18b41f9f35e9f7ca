public import MixedModels

/// What distribution a response has, as it is asked for.
public struct ResponseRequest: Sendable, Hashable {
  /// Distributions, as they are written.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case binomial
    case poisson
    case negativeBinomial = "negative_binomial"
    case ordinal
    case nominal
    case gamma
    case beta

    /// The links there are, the default first.
    public var links: [Family.Link] {
      switch self {
      case .binomial, .ordinal: [.logit, .probit, .cloglog]
      case .poisson, .negativeBinomial, .gamma: [.log]
      case .beta, .nominal: [.logit]
      }
    }
  }

  /// The distribution.
  public var kind: Kind
  /// The link.
  public var link: Family.Link
  /// The column of the trials of a binomial response.
  public var trials: String?

  /// Makes a request.
  ///
  /// - Parameter link: one of the kind's; nil for its default.
  public init(_ kind: Kind, link: Family.Link? = nil, trials: String? = nil) {
    self.kind = kind
    self.link = link ?? kind.links[0]
    self.trials = trials
    precondition(kind.links.contains(self.link))
  }
}
