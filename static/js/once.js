// A button pressed twice sends once. The second press would meet a form that has gone already: a link to confirm that
// is used, a report that is withdrawn.
"use strict";

(() => {
  const FORGOTTEN_AFTER = 5000;
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    setTimeout(() => sent.delete(form), FORGOTTEN_AFTER);
  });
  // Whoever comes back to a page that the browser kept may send it again.
  addEventListener("pageshow", () => sent.clear());
})();
