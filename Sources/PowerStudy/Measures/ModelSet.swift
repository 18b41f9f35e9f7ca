internal import MixedModels

/// The models that are fitted to each data set of a study, of both kinds.
struct ModelSet {
  /// In the order of the study's measures.
  let fitted: [FittedModel]
  /// Those of normal responses, as numbers.
  private(set) var linear: [LinearModel] = []
  /// Those of other families.
  private(set) var generalised: [GeneralisedModel] = []
  /// For each model whether it starts at the generating values; the others need a pilot.
  private(set) var startsAtTruth: [Bool] = []
  private var places: [Place] = []

  /// Where a model stands among those of its kind.
  private enum Place {
    case linear(Int)
    case generalised(Int)
  }

  init(_ fitted: [FittedModel], _ assembly: AnalysisAssembly) {
    self.fitted = fitted
    for model in fitted {
      let made = assembly.linearModel(model)
      startsAtTruth.append(made.startsAtTruth)
      if let other = assembly.generalisedModel(model, as: made.model) {
        places.append(.generalised(generalised.count))
        generalised.append(other)
      } else {
        places.append(.linear(linear.count))
        linear.append(made.model)
      }
    }
  }

  /// How many there are.
  var count: Int { fitted.count }

  func index(of model: FittedModel) -> Int { fitted.firstIndex(of: model)! }

  func isGeneralised(_ index: Int) -> Bool {
    if case .generalised = places[index] { true } else { false }
  }

  /// The place of a model among those of its kind.
  func place(of index: Int) -> Int {
    switch places[index] {
    case .linear(let place), .generalised(let place): place
    }
  }

  /// How many effects each random term of an analysis has.
  func termOrders(ofAnalysis index: Int) -> [Int] {
    switch places[index] {
    case .linear(let place): linear[place].terms.map(\.columns.count)
    case .generalised(let place):
      generalised[place].terms.map {
        $0.columns.count * generalised[place].family.predictorCount
      }
    }
  }
}
