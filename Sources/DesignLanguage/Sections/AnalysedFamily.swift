internal import Numerics
internal import StudyDesign

/// The family and estimator of an analysis, which may differ from those of the responses.
extension DesignReading {
  /// The family that an analysis takes responses to be of, and whether it takes their dispersion for
  /// known; the generating one if it states none. Nil if that is not known.
  mutating func analysedFamily(
    _ node: DesignNode?
  ) -> (family: ResponseFamily, knowsDispersion: Bool)? {
    guard let node else { return familyIsKnown ? (responseFamily, false) : nil }
    guard let stated = statedFamily(node), familyIsKnown else { return nil }
    guard trialsAreKnown(stated.trials?.value, at: stated.trials?.node) else { return nil }
    if let fact = FamilyRules.fact(stated.name, of: responseFamily) {
      report(Wording(fact), at: node)
      return nil
    }
    let family = analysedFamily(stated)
    if let categories = stated.categories, family.distribution != responseFamily.distribution {
      report(.otherCategories(categories), at: node)
      return nil
    }
    return (family, stated.name == .negativeBinomial && stated.dispersion != nil)
  }

  /// What is not stated is that of the generating family if it is of this name.
  private func analysedFamily(_ stated: StatedFamily) -> ResponseFamily {
    let own = responseFamily.distribution
    let isOwn = stated.name == responseFamily.name
    let link = stated.link ?? (isOwn ? responseFamily.link : stated.name.links[0])
    switch stated.name {
    case .normal: return .normal
    case .poisson: return ResponseFamily(.poisson, link: link)
    case .binomial:
      if let trials = stated.trials?.value {
        return ResponseFamily(.binomial(trials: trials), link: link)
      }
    case .negativeBinomial:
      if let size = stated.dispersion ?? (isOwn ? nil : Self.startOfSize) {
        return ResponseFamily(.negativeBinomial(size: size), link: link)
      }
    case .gamma:
      if let shape = stated.dispersion { return ResponseFamily(.gamma(shape: shape), link: link) }
    case .beta:
      if let precision = stated.dispersion {
        return ResponseFamily(.beta(precision: precision), link: link)
      }
    case .ordinal:
      if case .ordinal(let cuts) = own {
        let moved = cuts.map { link.predictor(of: responseFamily.link.mean(at: $0)) }
        return ResponseFamily(.ordinal(cuts: moved), link: link)
      }
    case .nominal:
      if let categories = stated.categories {
        return ResponseFamily(.nominal(categories: categories), link: link)
      }
    }
    return ResponseFamily(own, link: link)
  }

  /// Where the estimation of a size starts whose truth is infinite, that of Poisson counts.
  private static let startOfSize = 10.0

  /// `estimator`: a word or `{agq: K}`; REML for normal responses, else Laplace's approximation.
  mutating func estimator(_ node: DesignNode?, of family: ResponseFamily?) -> Analysis.Estimator {
    let usual: Analysis.Estimator = family?.isNormal ?? true ? .reml : .laplace
    guard let node else { return usual }
    if let entry = node.mapping?.first, entry.key == "agq", node.mapping?.count == 1 {
      guard let points = wholeNumber(entry.value, atLeast: 1) else { return usual }
      guard points <= Double(FamilyRules.mostPoints) else {
        report(
          Wording(.quadraturePointsOutside(points, most: FamilyRules.mostPoints)), at: entry.value)
        return usual
      }
      return .quadrature(points: Int(points))
    }
    if node.text == "agq" {
      report(.quadratureWithoutPoints, at: node)
      return usual
    }
    let words = Analysis.Estimator.words
    let word = word(node, of: "estimator", served: words.map(\.keyword) + ["agq"])
    return words.first { $0.keyword == word } ?? usual
  }
}
