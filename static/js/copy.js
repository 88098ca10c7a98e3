// Copies text. <button data-copy="#id" hidden> copies one element, <button data-copy-all="#id1 #id2" hidden> several
// with a blank line between. The buttons are hidden until this runs: without it people select and copy by hand.
// What happened is said on the button and, for screen readers, in a live region.
"use strict";

(() => {
  const SAID_FOR = 4000;

  function textOf(selector) {
    const element = document.querySelector(selector);
    if (!element) {
      return "";
    }
    // Where markup is more than its words, as in lists, the element says what is to be copied.
    if (element.dataset.copied) {
      return element.dataset.copied.trim();
    }
    return ("value" in element ? element.value : element.innerText).trim();
  }

  function textFor(button) {
    const selectors = (button.dataset.copy ?? button.dataset.copyAll).split(/\s+/).filter(Boolean);
    return selectors.map(textOf).filter(Boolean).join("\n\n");
  }

  // For pages without a secure address, where browsers offer no clipboard.
  function copyBySelection(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  }

  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "visually-hidden";

  function say(button, words) {
    const name = (button.dataset.copyName ??= button.textContent);
    button.textContent = words;
    // Emptied first, so that the same words said twice are spoken twice.
    status.textContent = "";
    setTimeout(() => (status.textContent = `${name}: ${words}`), 50);
    clearTimeout(Number(button.dataset.copyTimer));
    button.dataset.copyTimer = setTimeout(() => (button.textContent = name), SAID_FOR);
  }

  document.body.append(status);
  for (const button of document.querySelectorAll("[data-copy], [data-copy-all]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(textFor(button));
      button.focus();
      say(button, done ? "Copied" : "Not copied: select the text and copy it");
    });
  }
})();
