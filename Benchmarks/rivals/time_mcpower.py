"""MCPower 1.4.1 on one thread, as a partner of the benchmark.

Reads lines "CASE REPLICATES", answers each with the seconds that drawing, fitting and testing took.
Needs `pip install mcpower==1.4.1`.
"""
import os
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"

import mcpower
from mcpower import MCPower

mcpower._engine.set_n_threads(1)


def two_level(clusters, size, **slope):
    random = "(1+x|g)" if slope else "(1|g)"
    model = MCPower(f"y = x + {random}", family="lme")
    model.set_effects("x=0.14")
    model.set_cluster("g", ICC=0.2, n_clusters=clusters, **slope)
    return model, clusters * size


def three_levels(schools, classes, pupils):
    model = MCPower("y = treatment + (1|school/class)", family="lme")
    model.set_variable_type("treatment=binary")
    model.set_effects("treatment=0.3")
    model.set_cluster("school", ICC=0.15, n_clusters=schools, cluster_level_vars=["treatment"])
    model.set_cluster("school:class", ICC=0.1, n_per_parent=classes)
    return model, schools * classes * pupils


def crossed(subjects, items):
    model = MCPower("y = x + (1+x|subject) + (1|item)", family="lme")
    model.set_effects("x=0.14")
    model.set_cluster(
        "subject", ICC=0.2, n_clusters=subjects, random_slopes=["x"], slope_variance=0.1,
        slope_intercept_corr=0.3
    )
    model.set_cluster("item", ICC=0.15 / 1.15, n_clusters=items)
    return model, subjects * items


def logistic(clusters, size):
    model = MCPower("y = x + (1|g)", family="logit")
    model.set_effects("x=0.14")
    model.set_baseline_probability(0.4)
    model.set_cluster("g", ICC=0.2, n_clusters=clusters)
    return model, clusters * size


def poisson(clusters, size):
    model = MCPower("y = x + (1|g)", family="poisson")
    model.set_effects("x=0.14")
    model.set_baseline_rate(2)
    model.set_cluster("g", tau_squared=0.25, n_clusters=clusters)
    return model, clusters * size


CASES = {
    "two-level-20x20": lambda: two_level(20, 20),
    "two-level-100x50": lambda: two_level(100, 50),
    "slope-60x20": lambda: two_level(
        60, 20, random_slopes=["x"], slope_variance=0.1, slope_intercept_corr=0.3
    ),
    "three-levels-20x4x25": lambda: three_levels(20, 4, 25),
    "crossed-50x30": lambda: crossed(50, 30),
    "logistic-20x20": lambda: logistic(20, 20),
    "logistic-60x20": lambda: logistic(60, 20),
    "poisson-60x20": lambda: poisson(60, 20),
}
# Standard errors from the observed Hessian instead of those of given variances.
HESSIAN = "-hessian"


def measure(case, replicates):
    options = {"df_method": "asymptotic"}
    if case.startswith(("logistic", "poisson")):
        options = {"wald_se": "hessian" if case.endswith(HESSIAN) else "rx"}
    model, size = CASES[case.removesuffix(HESSIAN)]()
    model.set_simulations(replicates)
    model.set_seed(1)
    start = time.perf_counter()
    model.find_power(size, progress_callback=False, verbose=False, **options)
    return time.perf_counter() - start


for line in sys.stdin:
    case, replicates = line.split()
    print(f"{measure(case, int(replicates)):.9f}", flush=True)
