/** A share as it is printed in tables of the field: `.80`, `1.00`. */
export function share(value, digits = 2) {
  if (value === null || value === undefined) return "–";
  return value.toFixed(digits).replace(/^(-?)0\./, "$1.");
}

/** A count with commas between thousands. */
export function count(value) {
  return value.toLocaleString("en-US");
}

/** `1 scenario`, `2 scenarios`. */
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** The place of a scenario on the grid: `school 20, pupil 10`. */
export function placeWords(place) {
  return Object.entries(place).map(([path, value]) => `${path} ${value}`).join(", ");
}

/** What a run has found so far: `Power .80, 200 of 200 replicates`. */
export function foundWords(figures) {
  return [powerWords(figures.scenarios), progressWords(figures)].filter((words) => words !== "").join(", ");
}

/** What a share of rejections is called: where there is no effect to find, it is the type I error. */
export function powerName(scenarios) {
  const tests = scenarios.flatMap((scenario) => scenario.tests);
  return tests.length > 0 && tests.every((test) => test.typeIError) ? "Type I error" : "Power";
}

/** Power as one reads it aloud: of one test, of few, or its range over many. */
function powerWords(scenarios) {
  const tests = scenarios.flatMap((scenario) => scenario.tests).filter((test) => typeof test.power === "number");
  if (tests.length === 0) return "";
  const power = powerName(scenarios);
  if (tests.length === 1) return `${power} ${share(tests[0].power)}`;
  if (scenarios.length === 1 && tests.length <= 3) {
    const names = new Set(tests.map((test) => test.name));
    const name = (test) => (names.size === tests.length ? test.name : `${test.name} (${test.analysis})`);
    return `${power}: ${tests.map((test) => `${name(test)} ${share(test.power)}`).join(", ")}`;
  }
  const over = scenarios.length > 1 ? counted(scenarios.length, "scenario") : counted(tests.length, "test");
  const errors = tests.filter((test) => test.typeIError);
  if (errors.length === 0 || errors.length === tests.length) return `${range(power, tests)} over ${over}`;
  const others = tests.filter((test) => !test.typeIError);
  return `${range("Power", others)} and ${range("type I error", errors)} over ${over}`;
}

/** `Power from .20 to .85`, or `Power .85`. */
function range(name, tests) {
  const [least, most] = [Math.min, Math.max].map((end) => share(end(...tests.map((test) => test.power))));
  return least === most ? `${name} ${least}` : `${name} from ${least} to ${most}`;
}

/** How far a run is: `200 of 1,000 replicates`. */
function progressWords(figures) {
  return `${count(figures.replicates)} of ${counted(figures.of, "replicate")}`;
}

/** Seconds for people. */
export function secondsWords(seconds) {
  if (seconds < 0.95) return `${Math.max(1, Math.round(seconds * 100) * 10)} ms`;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
