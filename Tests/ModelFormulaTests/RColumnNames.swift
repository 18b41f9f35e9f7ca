/// What `colnames(model.matrix(y ~ FORMULA, d))` gives in R 4.2.2: the right-hand side of a formula,
/// then, indented, the names, separated by semicolons. In d, x, z and period are numeric; arm has
/// the levels control and new, dose none, low and high, site a to d, period the values 1, 2, 10.
let fixedColumnNamesOfR = """
  1
    (Intercept)
  x
    (Intercept); x
  arm
    (Intercept); armnew
  0 + arm
    armcontrol; armnew
  arm - 1
    armcontrol; armnew
  0 + x
    x
  -1 + x + arm
    x; armcontrol; armnew
  0 + x:arm
    x:armcontrol; x:armnew
  x:arm
    (Intercept); x:armcontrol; x:armnew
  x + x:arm
    (Intercept); x; x:armnew
  arm + x:arm
    (Intercept); armnew; armcontrol:x; armnew:x
  x * arm
    (Intercept); x; armnew; x:armnew
  arm * x
    (Intercept); armnew; x; armnew:x
  arm:x
    (Intercept); armcontrol:x; armnew:x
  arm:x + x
    (Intercept); x; armnew:x
  arm * dose
    (Intercept); armnew; doselow; dosehigh; armnew:doselow; armnew:dosehigh
  arm:dose
    (Intercept); armcontrol:dosenone; armnew:dosenone; armcontrol:doselow; armnew:doselow;
    armcontrol:dosehigh; armnew:dosehigh
  0 + arm:dose
    armcontrol:dosenone; armnew:dosenone; armcontrol:doselow; armnew:doselow;
    armcontrol:dosehigh; armnew:dosehigh
  dose + arm:dose
    (Intercept); doselow; dosehigh; dosenone:armnew; doselow:armnew; dosehigh:armnew
  arm + arm:dose
    (Intercept); armnew; armcontrol:doselow; armnew:doselow; armcontrol:dosehigh;
    armnew:dosehigh
  arm + dose:arm
    (Intercept); armnew; armcontrol:doselow; armnew:doselow; armcontrol:dosehigh;
    armnew:dosehigh
  dose:arm + arm
    (Intercept); armnew; doselow:armcontrol; dosehigh:armcontrol; doselow:armnew;
    dosehigh:armnew
  0 + dose:arm + arm
    armcontrol; armnew; doselow:armcontrol; dosehigh:armcontrol; doselow:armnew;
    dosehigh:armnew
  0 + arm + dose
    armcontrol; armnew; doselow; dosehigh
  0 + dose + arm
    dosenone; doselow; dosehigh; armnew
  arm/dose
    (Intercept); armnew; armcontrol:doselow; armnew:doselow; armcontrol:dosehigh;
    armnew:dosehigh
  dose/arm
    (Intercept); doselow; dosehigh; dosenone:armnew; doselow:armnew; dosehigh:armnew
  arm/x
    (Intercept); armnew; armcontrol:x; armnew:x
  x/arm
    (Intercept); x; x:armnew
  0 + arm/x
    armcontrol; armnew; armcontrol:x; armnew:x
  0 + x + x:arm
    x; x:armcontrol; x:armnew
  0 + x*arm
    x; armcontrol; armnew; x:armnew
  arm * dose * x
    (Intercept); armnew; doselow; dosehigh; x; armnew:doselow; armnew:dosehigh; armnew:x;
    doselow:x; dosehigh:x; armnew:doselow:x; armnew:dosehigh:x
  arm:dose:x
    (Intercept); armcontrol:dosenone:x; armnew:dosenone:x; armcontrol:doselow:x;
    armnew:doselow:x; armcontrol:dosehigh:x; armnew:dosehigh:x
  arm:dose + arm:dose:x
    (Intercept); armcontrol:dosenone; armnew:dosenone; armcontrol:doselow; armnew:doselow;
    armcontrol:dosehigh; armnew:dosehigh; armcontrol:dosenone:x; armnew:dosenone:x;
    armcontrol:doselow:x; armnew:doselow:x; armcontrol:dosehigh:x; armnew:dosehigh:x
  x + arm:dose:x
    (Intercept); x; x:armcontrol:dosenone; x:armnew:dosenone; x:armcontrol:doselow;
    x:armnew:doselow; x:armcontrol:dosehigh; x:armnew:dosehigh
  arm * dose * site - arm:dose:site
    (Intercept); armnew; doselow; dosehigh; siteb; sitec; sited; armnew:doselow;
    armnew:dosehigh; armnew:siteb; armnew:sitec; armnew:sited; doselow:siteb; dosehigh:siteb;
    doselow:sitec; dosehigh:sitec; doselow:sited; dosehigh:sited
  (arm + dose + x)^2
    (Intercept); armnew; doselow; dosehigh; x; armnew:doselow; armnew:dosehigh; armnew:x;
    doselow:x; dosehigh:x
  (arm + x)^3
    (Intercept); armnew; x; armnew:x
  arm:dose + dose:site
    (Intercept); armcontrol:dosenone; armnew:dosenone; armcontrol:doselow; armnew:doselow;
    armcontrol:dosehigh; armnew:dosehigh; dosenone:siteb; doselow:siteb; dosehigh:siteb;
    dosenone:sitec; doselow:sitec; dosehigh:sitec; dosenone:sited; doselow:sited;
    dosehigh:sited
  arm + dose:site
    (Intercept); armnew; dosenone:sitea; doselow:sitea; dosehigh:sitea; dosenone:siteb;
    doselow:siteb; dosehigh:siteb; dosenone:sitec; doselow:sitec; dosehigh:sitec;
    dosenone:sited; doselow:sited; dosehigh:sited
  arm:dose:site
    (Intercept); armcontrol:dosenone:sitea; armnew:dosenone:sitea; armcontrol:doselow:sitea;
    armnew:doselow:sitea; armcontrol:dosehigh:sitea; armnew:dosehigh:sitea;
    armcontrol:dosenone:siteb; armnew:dosenone:siteb; armcontrol:doselow:siteb;
    armnew:doselow:siteb; armcontrol:dosehigh:siteb; armnew:dosehigh:siteb;
    armcontrol:dosenone:sitec; armnew:dosenone:sitec; armcontrol:doselow:sitec;
    armnew:doselow:sitec; armcontrol:dosehigh:sitec; armnew:dosehigh:sitec;
    armcontrol:dosenone:sited; armnew:dosenone:sited; armcontrol:doselow:sited;
    armnew:doselow:sited; armcontrol:dosehigh:sited; armnew:dosehigh:sited
  arm*dose - arm
    (Intercept); doselow; dosehigh; armnew:dosenone; armnew:doselow; armnew:dosehigh
  arm*dose - dose
    (Intercept); armnew; armcontrol:doselow; armnew:doselow; armcontrol:dosehigh;
    armnew:dosehigh
  0 + arm*dose - arm
    dosenone; doselow; dosehigh; armnew:dosenone; armnew:doselow; armnew:dosehigh
  arm*x - x
    (Intercept); armnew; armcontrol:x; armnew:x
  factor(period)
    (Intercept); factor(period)2; factor(period)10
  0 + factor(period)
    factor(period)1; factor(period)2; factor(period)10
  factor(period) * arm
    (Intercept); factor(period)2; factor(period)10; armnew; factor(period)2:armnew;
    factor(period)10:armnew
  x * factor(period)
    (Intercept); x; factor(period)2; factor(period)10; x:factor(period)2; x:factor(period)10
  I(x^2)
    (Intercept); I(x^2)
  x + I(x^2) + I(x^3)
    (Intercept); x; I(x^2); I(x^3)
  I((x - 1)^2) * arm
    (Intercept); I((x - 1)^2); armnew; I((x - 1)^2):armnew
  I(x > 0)
    (Intercept); I(x > 0)TRUE
  I(x^2):arm
    (Intercept); I(x^2):armcontrol; I(x^2):armnew
  log(z)
    (Intercept); log(z)
  exp(x) + sqrt(z)
    (Intercept); exp(x); sqrt(z)
  I(x*z)
    (Intercept); I(x * z)
  I(x/2 + 1e5)
    (Intercept); I(x/2 + 1e+05)
  I(-x)
    (Intercept); I(-x)
  I(arm=='new')
    (Intercept); I(arm == "new")TRUE
  I(period %% 2)
    (Intercept); I(period%%2)
  I(1e-3*x)
    (Intercept); I(0.001 * x)
  log(z + 1):dose
    (Intercept); log(z + 1):dosenone; log(z + 1):doselow; log(z + 1):dosehigh
  dose:x + arm
    (Intercept); armnew; dosenone:x; doselow:x; dosehigh:x
  x:z
    (Intercept); x:z
  x*z*arm
    (Intercept); x; z; armnew; x:z; x:armnew; z:armnew; x:z:armnew
  x:z:arm
    (Intercept); x:z:armcontrol; x:z:armnew
  x + z + x:z:arm
    (Intercept); x; z; x:z:armcontrol; x:z:armnew
  arm:x:dose
    (Intercept); armcontrol:x:dosenone; armnew:x:dosenone; armcontrol:x:doselow;
    armnew:x:doselow; armcontrol:x:dosehigh; armnew:x:dosehigh
  x + dose + arm:x + arm:dose
    (Intercept); x; doselow; dosehigh; x:armnew; doselow:armnew; dosehigh:armnew
  (arm + dose)/x
    (Intercept); armnew; doselow; dosehigh; armcontrol:dosenone:x; armnew:dosenone:x;
    armcontrol:doselow:x; armnew:doselow:x; armcontrol:dosehigh:x; armnew:dosehigh:x
  (x + z):arm
    (Intercept); x:armcontrol; x:armnew; z:armcontrol; z:armnew
  arm + (dose + x):arm
    (Intercept); armnew; armcontrol:doselow; armnew:doselow; armcontrol:dosehigh;
    armnew:dosehigh; armcontrol:x; armnew:x
  dose + x:arm + arm
    (Intercept); doselow; dosehigh; armnew; x:armcontrol; x:armnew
  x:dose + x:arm
    (Intercept); x:dosenone; x:doselow; x:dosehigh; x:armnew
  x:dose + x:arm + arm
    (Intercept); armnew; x:dosenone; x:doselow; x:dosehigh; x:armnew
  0 + x:dose + x:arm
    x:dosenone; x:doselow; x:dosehigh; x:armnew
  0 + x:z
    x:z
  0 + x + arm:dose
    x; armcontrol:dosenone; armnew:dosenone; armcontrol:doselow; armnew:doselow;
    armcontrol:dosehigh; armnew:dosehigh
  0 + x:arm + dose
    dosenone; doselow; dosehigh; x:armcontrol; x:armnew
  site:x + dose:x:arm
    (Intercept); sitea:x; siteb:x; sitec:x; sited:x; x:dosenone:armcontrol;
    x:doselow:armcontrol; x:dosehigh:armcontrol; x:dosenone:armnew; x:doselow:armnew;
    x:dosehigh:armnew
  I(ifelse(arm=='new',1,0))
    (Intercept); I(ifelse(arm == "new", 1, 0))
  z:arm + dose:x
    (Intercept); z:armcontrol; z:armnew; dosenone:x; doselow:x; dosehigh:x
  arm + x + z + arm:z + arm:x:z
    (Intercept); armnew; x; z; armnew:z; armcontrol:x:z; armnew:x:z
  """

/// What `lFormula(y ~ 1 + BAR, d)$reTrms$cnms` gives in lme4 1.1-31 on the same data: the random
/// terms, then, indented, the grouping factor and the names for each. A nested `g/h` is `h:g`
/// there and sorted by the number of its levels.
let randomColumnNamesOfLme4 = """
  (1 | g)
    g ~ (Intercept)
  (x | g)
    g ~ (Intercept); x
  (1 + x | g)
    g ~ (Intercept); x
  (0 + x | g)
    g ~ x
  (arm | g)
    g ~ (Intercept); armnew
  (0 + arm | g)
    g ~ armcontrol; armnew
  (x * arm | g)
    g ~ (Intercept); x; armnew; x:armnew
  (0 + x:arm | g)
    g ~ x:armcontrol; x:armnew
  (x:arm | g)
    g ~ (Intercept); x:armcontrol; x:armnew
  (dose + x | g)
    g ~ (Intercept); doselow; dosehigh; x
  (factor(period) | g)
    g ~ (Intercept); factor(period)2; factor(period)10
  (0 + factor(period) | g)
    g ~ factor(period)1; factor(period)2; factor(period)10
  (I(x^2) + x | g)
    g ~ (Intercept); I(x^2); x
  (1 | g) + (0 + x | g)
    g ~ (Intercept)
    g ~ x
  (x || g)
    g ~ (Intercept)
    g ~ x
  (x + z || g)
    g ~ (Intercept)
    g ~ x
    g ~ z
  (1 | g/h)
    h:g ~ (Intercept)
    g ~ (Intercept)
  (x | g:h)
    g:h ~ (Intercept); x
  (1 | g) + (x | h)
    g ~ (Intercept)
    h ~ (Intercept); x
  (log(z) - 1 | g)
    g ~ log(z)
  (x*z || g)
    g ~ (Intercept)
    g ~ x
    g ~ z
    g ~ x:z
  (0 + x + z || g)
    g ~ x
    g ~ z
  (0 + arm + x | g)
    g ~ armcontrol; armnew; x
  (-1 + arm:x | g)
    g ~ armcontrol:x; armnew:x
  """
