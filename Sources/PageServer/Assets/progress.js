const key = "mlpower lessons";

/** What somebody has done of the course. It is kept in this browser and nowhere else. */
export const progress = {
  /** `begun` or `done`, or nothing. */
  of(lesson) {
    return read().lessons[lesson] ?? null;
  },

  begin(lesson) {
    if (!this.of(lesson)) this.set(lesson, "begun");
  },

  set(lesson, state) {
    const all = read();
    all.lessons[lesson] = state;
    write(all);
  },

  /** The lesson at which the readiness quiz said to begin. */
  get suggestion() {
    return read().suggestion ?? null;
  },

  set suggestion(lesson) {
    write({ ...read(), suggestion: lesson });
  },

  forget() {
    write({ lessons: {} });
  },
};

function read() {
  try {
    const all = JSON.parse(localStorage.getItem(key));
    return typeof all?.lessons === "object" ? all : { lessons: {} };
  } catch {
    return { lessons: {} };
  }
}

function write(all) {
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing still shows the lessons.
  }
}
