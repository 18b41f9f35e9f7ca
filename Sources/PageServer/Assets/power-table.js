import { element } from "./element.js";
import { powerName, share } from "./words.js";

/** The figures of a run as a table: the same as the picture shows, for reading and for those who do not see it. */
export function powerTable(scenarios) {
  const paths = Object.keys(scenarios[0]?.place ?? {});
  const analyses = new Set(scenarios.flatMap((scenario) => scenario.tests.map((test) => test.analysis)));
  const name = powerName(scenarios).toLowerCase().replace("type i", "type I");
  const heads = [...paths, "test", ...(analyses.size > 1 ? ["analysis"] : []), name, "95% interval", "SE method"];
  const texts = new Set(["test", "analysis", ...paths]);
  const header = (head) => element("th", { scope: "col", class: texts.has(head) ? "text" : null }, head);
  return element(
    "table",
    {},
    element("caption", { class: "unseen" }, `${powerName(scenarios)} of every scenario and test`),
    element("thead", {}, element("tr", {}, heads.map(header))),
    element("tbody", {}, scenarios.flatMap((scenario) => rows(scenario, paths, analyses.size > 1))),
  );
}

function rows(scenario, paths, showsAnalysis) {
  return scenario.tests.map((test) =>
    element(
      "tr",
      {},
      paths.map((path) => element("td", { class: "text" }, scenario.place[path])),
      element("th", { scope: "row", class: "text" }, test.name),
      showsAnalysis ? element("td", { class: "text" }, test.analysis) : null,
      element("td", {}, share(test.power, 3)),
      element("td", {}, interval(test.low, test.high)),
      element("td", {}, share(test.seMethod, 3)),
    ),
  );
}

function interval(low, high) {
  return typeof low === "number" ? `${share(low, 3)}–${share(high, 3)}` : "–";
}
