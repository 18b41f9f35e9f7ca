/// A publication that texts of a report cite.
struct Reference: Equatable {
  /// As texts cite it: `Kenward & Roger`.
  var authors: String
  var year: Int
  /// The whole reference.
  var text: String

  /// The publications that are cited in some texts, by author.
  static func cited(in texts: [String]) -> [Reference] {
    all.filter { reference in
      texts.contains {
        $0.contains("\(reference.authors) \(reference.year)")
          || $0.contains("\(reference.authors) (\(reference.year))")
      }
    }
  }

  private init(_ authors: String, _ year: Int, _ text: String) {
    self.authors = authors
    self.year = year
    self.text = text
  }

  /// By the names of their authors.
  static let all = [
    Reference(
      "Bates, Mächler, Bolker & Walker", 2015,
      "Bates D, Mächler M, Bolker B, Walker S (2015). Fitting linear mixed-effects models using lme4. Journal of Statistical Software 67(1), 1–48."
    ),
    Reference(
      "Benjamini & Hochberg", 1995,
      "Benjamini Y, Hochberg Y (1995). Controlling the false discovery rate: a practical and powerful approach to multiple testing. Journal of the Royal Statistical Society B 57(1), 289–300."
    ),
    Reference(
      "Breslow & Clayton", 1993,
      "Breslow NE, Clayton DG (1993). Approximate inference in generalized linear mixed models. Journal of the American Statistical Association 88(421), 9–25."
    ),
    Reference(
      "Browne, Golalizadeh Lahi & Parker", 2009,
      "Browne WJ, Golalizadeh Lahi M, Parker RMA (2009). A guide to sample size calculations for random effect models via simulation and the MLPowSim software package. University of Bristol."
    ),
    Reference(
      "Browne, Subramanian, Jones & Goldstein", 2005,
      "Browne WJ, Subramanian SV, Jones K, Goldstein H (2005). Variance partitioning in multilevel logistic models that exhibit overdispersion. Journal of the Royal Statistical Society A 168(3), 599–613."
    ),
    Reference(
      "Dunn", 1961,
      "Dunn OJ (1961). Multiple comparisons among means. Journal of the American Statistical Association 56(293), 52–64."
    ),
    Reference(
      "Fai & Cornelius", 1996,
      "Fai AH-T, Cornelius PL (1996). Approximate F-tests of multiple degree of freedom hypotheses in generalized least squares analyses of unbalanced split-plot experiments. Journal of Statistical Computation and Simulation 54(4), 363–378."
    ),
    Reference(
      "Gelman & Carlin", 2014,
      "Gelman A, Carlin J (2014). Beyond power calculations: assessing type S (sign) and type M (magnitude) errors. Perspectives on Psychological Science 9(6), 641–651."
    ),
    Reference(
      "Giesbrecht & Burns", 1985,
      "Giesbrecht FG, Burns JC (1985). Two-stage analysis based on a mixed model: large-sample asymptotic theory and small-sample simulation results. Biometrics 41(2), 477–486."
    ),
    Reference(
      "Goldstein", 1991,
      "Goldstein H (1991). Nonlinear multilevel models, with an application to discrete response data. Biometrika 78(1), 45–51."
    ),
    Reference(
      "Goldstein & Rasbash", 1996,
      "Goldstein H, Rasbash J (1996). Improved approximations for multilevel models with binary responses. Journal of the Royal Statistical Society A 159(3), 505–513."
    ),
    Reference(
      "Holm", 1979,
      "Holm S (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2), 65–70."
    ),
    Reference(
      "Kenward & Roger", 1997,
      "Kenward MG, Roger JH (1997). Small sample inference for fixed effects from restricted maximum likelihood. Biometrics 53(3), 983–997."
    ),
    Reference(
      "Larsen & Merlo", 2005,
      "Larsen K, Merlo J (2005). Appropriate assessment of neighborhood effects on individual health: integrating random and fixed effects in multilevel logistic regression. American Journal of Epidemiology 161(1), 81–88."
    ),
    Reference(
      "Morris, White & Crowther", 2019,
      "Morris TP, White IR, Crowther MJ (2019). Using simulation studies to evaluate statistical methods. Statistics in Medicine 38(11), 2074–2102."
    ),
    Reference(
      "O'Hagan, Stevens & Campbell", 2005,
      "O'Hagan A, Stevens JW, Campbell MJ (2005). Assurance in clinical trial design. Pharmaceutical Statistics 4(3), 187–201."
    ),
    Reference(
      "Pinheiro & Bates", 2000,
      "Pinheiro JC, Bates DM (2000). Mixed-effects models in S and S-PLUS. Springer, New York."
    ),
    Reference(
      "Pinheiro & Chao", 2006,
      "Pinheiro JC, Chao EC (2006). Efficient Laplacian and adaptive Gaussian quadrature algorithms for multilevel generalized linear mixed models. Journal of Computational and Graphical Statistics 15(1), 58–81."
    ),
    Reference(
      "Schuirmann", 1987,
      "Schuirmann DJ (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics 15(6), 657–680."
    ),
    Reference(
      "Seely & El-Bassiouni", 1983,
      "Seely JF, El-Bassiouni Y (1983). Applying Wald's variance component test. Annals of Statistics 11(1), 197–201."
    ),
    Reference(
      "Self & Liang", 1987,
      "Self SG, Liang K-Y (1987). Asymptotic properties of maximum likelihood estimators and likelihood ratio tests under nonstandard conditions. Journal of the American Statistical Association 82(398), 605–610."
    ),
    Reference(
      "Stram & Lee", 1994,
      "Stram DO, Lee JW (1994). Variance components testing in the longitudinal mixed effects model. Biometrics 50(4), 1171–1177."
    ),
    Reference(
      "Wilson", 1927,
      "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association 22(158), 209–212."
    ),
  ]
}
