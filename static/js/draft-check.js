// Says of a draft whose words it has, while it is being typed. Saving does the same without this.
"use strict";

(() => {
  const form = document.querySelector("[data-check]");
  const place = document.querySelector("[data-checked]");
  const box = form?.querySelector("textarea[name=text]");
  if (!box || !place) return;
  const wait = 250;
  let timer = 0;
  let asking = null;

  const check = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), signal });
      if (!answer.ok || answer.redirected) return;
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (!signal.aborted) place.replaceChildren(...fragment.childNodes);
    } catch {
      // The next letter asks again, and saving says the same.
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, wait);
  });
})();
