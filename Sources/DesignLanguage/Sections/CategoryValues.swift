internal import ModelFormula

/// Listed values of a predictor: numbers, or categories by index.
struct CategoryValues {
  let kind: VariableKind
  /// One number for each item: the number itself, or the index of its category.
  let numbers: [Double]
}

extension DesignReading {
  /// All-number values are numeric; others are a factor with its categories in listed order.
  mutating func categoryValues(_ items: [DesignNode], of owner: String) -> CategoryValues? {
    var texts: [String] = []
    for item in items {
      guard let text = item.text else {
        report(.wantsValues(owner, found: item.kindInWords), at: item)
        return nil
      }
      texts.append(text)
    }
    for item in items {
      if let expression = item.text.flatMap({ try? sources.expression($0) }),
        reportDrawn(expression, at: item)
      {
        return nil
      }
    }
    let numbers = texts.map { silentNumber($0) }
    if let wrong = items.first(where: { isNotFinite($0.text ?? "") }),
      numbers.contains(where: { $0 != nil })
    {
      report(.notFinite(wrong.text ?? ""), at: wrong)
      return nil
    }
    if numbers.allSatisfy({ $0 != nil }) {
      return CategoryValues(kind: .numeric, numbers: numbers.compactMap { $0 })
    }
    var categories: [String] = []
    for text in texts where !categories.contains(text) { categories.append(text) }
    let codes = texts.map { text in Double(categories.firstIndex(of: text) ?? 0) }
    return CategoryValues(kind: .factor(categories: categories), numbers: codes)
  }
}
