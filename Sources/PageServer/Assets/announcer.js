let timer = 0;

/** Says a sentence to those who do not see the page, once things have been still for a moment. */
export function announce(sentence) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    document.getElementById("announcer").textContent = sentence;
  }, 300);
}
