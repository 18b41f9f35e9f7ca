import ModelFormula
import StudyDesign

/// The generating model in prose: its kind, formula, coefficients and variances.
struct DataModelWords {
  let sheet: AuditSheet

  var text: String {
    let model = study.model
    var sentences = ["Responses follow the \(kind) \(model.formula.text)\(place)."]
    sentences.append(coefficients + ".")
    let shape = sheet.shapes.isEmpty ? "normal, " : ""
    if !model.randomTerms.isEmpty {
      let terms = model.randomTerms.indices.map(words(ofTerm:)).joined(separator: "; ")
      sentences.append("Random effects are \(shape)\(terms).")
    }
    if model.family.isNormal { sentences.append("Residuals are \(shape)\(residual).") }
    sentences += sheet.shapes.map { "The distribution\($0.dropFirst("D(0, v)".count))." }
    sentences += drawn
    return sentences.joined(separator: " ")
  }

  private var study: Study { sheet.study }

  private var kind: String {
    let family = study.model.family
    let mixed = study.model.randomTerms.isEmpty ? "" : "mixed "
    guard !family.isNormal else { return "linear \(mixed)model" }
    let name = family.name.rawValue.replacing("_", with: " ")
    return "generalised linear \(mixed)model (\(name), \(family.link.rawValue) link\(dispersion))"
  }

  private var dispersion: String {
    guard let name = study.model.family.name.dispersion else { return "" }
    return ", \(name) \(sheet.dispersion)"
  }

  private var place: String {
    sheet.studies.count < sheet.plan.scenarios.count ? " (in the first scenario)" : ""
  }

  private var coefficients: String {
    let fixed = study.model.columns.fixed.enumerated().map { index, column in
      "\(column.plainName) \(sheet.variety { $0.model.coefficients[index] })"
    }
    var cuts: [String] = []
    if case .ordinal(let values) = study.model.family.distribution {
      cuts = values.indices.map { index in
        let text = sheet.variety { study in
          guard case .ordinal(let own) = study.model.family.distribution, index < own.count else {
            return .nan
          }
          return own[index]
        }
        return "cut \(index + 1)|\(index + 2) \(text)"
      }
    }
    let scale = study.model.family.isNormal ? "" : ", on the scale of the link"
    let noun = fixed.count + cuts.count == 1 ? "The coefficient is" : "The coefficients are"
    return "\(noun) \((fixed + cuts).joined(separator: ", "))\(scale)"
  }

  /// `between units of school with variance 0.15`, or variances by column with their correlations.
  private func words(ofTerm term: Int) -> String {
    let columns = study.model.columns.bars[term].columns
    let level = study.levels.title(of: study.model.randomTerms[term].level)
    let lead = "between units of \(level) with"
    if columns.count == 1, columns[0].parts.isEmpty {
      return "\(lead) variance \(sheet.variance(term, 0))"
    }
    let variances = columns.enumerated().map { place, column in
      "\(sheet.variance(term, place)) (\(column.plainName))"
    }
    let correlations = columns.indices.flatMap { row in
      (0..<row).compactMap { column in
        sheet.correlation(term, column, row).map {
          "\($0) (\(columns[column].plainName), \(columns[row].plainName))"
        }
      }
    }
    let nouns = [variances, correlations].map { $0.count == 1 ? "" : "s" }
    return "\(lead) variance\(nouns[0]) \(variances.listed)"
      + (correlations.isEmpty ? "" : ", correlation\(nouns[1]) \(correlations.listed)")
  }

  private var residual: String {
    guard let residual = study.model.residual else {
      return "with variance \(sheet.variance(nil, 0))"
    }
    let statements = Equations(study).residualStatements(variance: sheet.variance(nil, 0))
    return "with \(residual.words(levels: study.levels)): "
      + statements.map(\.text).joined(separator: ", ")
  }

  /// Parameters that are drawn.
  private var drawn: [String] {
    let entries = sheet.drawnEntries.map { "\($0.names[0]) (\($0.words))" }
    return entries.isEmpty
      ? [] : ["Parameters drawn anew for each data set: \(entries.joined(separator: "; "))."]
  }
}
