// Counts an amended text against conference's limit while it is typed or pasted.
"use strict";

for (const line of document.querySelectorAll("[data-count-for]")) {
  const field = document.querySelector(line.dataset.countFor);
  // Empty where the rules of the conference name no limit.
  const limit = line.dataset.limit ? Number(line.dataset.limit) : Infinity;
  const refresh = () => {
    const numbered = line.dataset.numbers === "no" ? window.wordcount.withoutLineNumbers(field.value) : field.value;
    const counted = line.dataset.markers === "no" ? window.wordcount.withoutMarkers(numbered) : numbered;
    // The title's words, where they count with the text.
    const words = window.wordcount.countWords(counted) + Number(line.dataset.more ?? 0);
    const over = words - limit;
    line.classList.toggle("is-over", over > 0);
    line.textContent = over > 0
      ? `${words} of ${limit} words, ${over} too many: conference would rule it out.`
      : limit === Infinity ? `${words} ${words === 1 ? "word" : "words"}.` : `${words} of ${limit} words.`;
  };
  field.addEventListener("input", refresh);
  if (field.value) refresh();
}
