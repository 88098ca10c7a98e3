// Counts the words of a field as one types, in the words that motions/texts/limits.py uses. The server has counted already
// when the page is drawn, and counts again when it is saved. Needs wordcount.js.
// Hooks: a field with data-words="<id of its count>", data-words-part, data-words-limit, data-words-unless="<id>=<value>",
// data-words-with="<id of the title>", data-words-markers="no", data-words-numbers="no".
"use strict";

(() => {
  const QUIET_FOR = 1000;
  const words = (number) => (number === 1 ? "word" : "words");

  function limitOf(field) {
    const [id, value] = (field.dataset.wordsUnless ?? "").split("=");
    const free = id && document.getElementById(id)?.value === value;
    return free || !field.dataset.wordsLimit ? null : Number(field.dataset.wordsLimit);
  }

  function message(part, count, limit) {
    if (limit === null) {
      return `${part}: ${count} ${words(count)}`;
    }
    const left = limit - count;
    const figures = `${part}: ${count} of ${limit} ${words(limit)}`;
    if (left === 0) {
      return `${figures}: nothing can be added`;
    }
    return left > 0 ? `${figures}, ${left} left` : `${figures}, ${-left} too many`;
  }

  function warning(count, strict, other, limit, markers) {
    if (limit === null) {
      return "";
    }
    const said = [];
    if (count <= limit && strict > limit) {
      said.push(`Counted strictly it is ${strict}: some count he/she as two words.`);
    }
    if (other !== count) {
      said.push(`${markers ? "Without" : "With"} the markers of its lists it is ${other}.`);
    }
    return said.join(" ");
  }

  function follow(field) {
    const box = document.getElementById(field.dataset.words);
    const [shown, warned, spoken] = ["count", "warning", "status"].map((name) => box.querySelector(`[data-words-${name}]`));
    // Where the words of the title count with the text.
    const title = document.getElementById(field.dataset.wordsWith ?? "");
    let timer = 0;
    let last = "";

    // Spoken once the typing rests, and only where it matters: every stroke would be noise.
    function speak() {
      const told = box.classList.contains("is-over") || warned.textContent ? `${shown.textContent}. ${warned.textContent}` : "";
      if (told !== last) {
        spoken.textContent = told;
        last = told;
      }
    }

    function update() {
      const limit = limitOf(field);
      const markers = field.dataset.wordsMarkers !== "no";
      const numbered = field.dataset.wordsNumbers !== "no";
      const counted = numbered ? field.value : window.wordcount.withoutLineNumbers(field.value);
      const whole = title && limit !== null ? `${title.value}\n\n${counted}` : counted;
      const bare = window.wordcount.withoutMarkers(whole);
      const [text, otherwise] = markers ? [whole, bare] : [bare, whole];
      const count = window.wordcount.countWords(text);
      const other = window.wordcount.countWords(otherwise);
      shown.textContent = message(field.dataset.wordsPart, count, limit);
      warned.textContent = warning(count, window.wordcount.countWordsStrictly(text), other, limit, markers);
      box.classList.toggle("is-over", limit !== null && count > limit);
      clearTimeout(timer);
      timer = setTimeout(speak, QUIET_FOR);
    }

    field.addEventListener("input", update);
    title?.addEventListener("input", update);
    document.getElementById((field.dataset.wordsUnless ?? "").split("=")[0])?.addEventListener("change", update);
    update();
  }

  function start() {
    document.querySelectorAll("[data-words]").forEach(follow);
  }

  // The admin loads scripts in the head, without defer.
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
