// Suggests CLPs as a name is typed. A postcode is never sent: it has a digit from its third character on at the latest.
(() => {
  const wait = 150;

  const start = (form) => {
    const box = form.querySelector("input[name=q]");
    const list = form.querySelector("[data-find-suggestions]");
    const status = form.querySelector("[data-find-status]");
    let timer = 0;
    let asking = null;

    const clear = () => {
      list.replaceChildren();
      status.textContent = "";
    };

    const links = () => [...list.querySelectorAll("a")];

    const ask = async (text) => {
      asking = new AbortController();
      const { signal } = asking;
      try {
        const answer = await fetch(`${form.dataset.find}?q=${encodeURIComponent(text)}`, { signal });
        if (!answer.ok) return clear();
        const fragment = new DOMParser().parseFromString(await answer.text(), "text/html").body;
        if (signal.aborted) return;
        const count = fragment.querySelector("[data-count]");
        status.textContent = count ? count.textContent : "";
        if (fragment.querySelector("a")) count?.remove();
        list.replaceChildren(...fragment.childNodes);
      } catch (error) {
        if (error.name !== "AbortError") clear();
      }
    };

    const typed = () => {
      clearTimeout(timer);
      asking?.abort();
      const text = box.value.trim();
      if (text.length < 3 || /\p{N}/u.test(text.normalize("NFKC"))) return clear();
      timer = setTimeout(ask, wait, text);
    };

    const move = (event) => {
      const all = links();
      const at = all.indexOf(document.activeElement);
      if (event.key === "Escape" && all.length) {
        clear();
        box.focus();
      } else if (event.key === "ArrowDown" && all[at + 1]) {
        all[at + 1].focus();
      } else if (event.key === "ArrowUp" && at >= 0) {
        (all[at - 1] ?? box).focus();
      } else {
        return;
      }
      event.preventDefault();
    };

    box.addEventListener("input", typed);
    form.addEventListener("keydown", move);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      asking?.abort();
    });
  };

  for (const form of document.querySelectorAll("form[data-find]:not([data-started])")) {
    form.dataset.started = "";
    start(form);
  }
})();
