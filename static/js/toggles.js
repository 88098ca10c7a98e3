// Shows only the questions that an answer calls for: data-when="name=value value" inside a form with data-toggles.
// Without this script every question is there, and the server asks for what is missing.
"use strict";

for (const form of document.querySelectorAll("form[data-toggles]")) {
  const parts = form.querySelectorAll("[data-when]");
  const refresh = () => {
    const answers = new FormData(form);
    for (const part of parts) {
      const [name, values] = part.dataset.when.split("=");
      part.hidden = !values.split(" ").includes(answers.get(name));
    }
  };
  for (const note of form.querySelectorAll("[data-no-script-only]")) note.hidden = true;
  form.addEventListener("change", refresh);
  // Gone back to, a form is filled in again after this has run.
  window.addEventListener("pageshow", refresh);
  refresh();
}

// A form that came back is read from its list of errors on.
document.querySelector("[data-error-summary]")?.focus();
