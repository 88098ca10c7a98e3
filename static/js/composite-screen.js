// Keeps the screen of a compositing meeting as the last saved reading: asks once a second, draws what is new.
"use strict";

(() => {
  const screen = document.querySelector("[data-lines]");
  const list = screen.querySelector("[data-list]");
  const reading = screen.querySelector("[data-reading]");
  const state = screen.querySelector("[data-state]");
  const wait = 1000;
  const patience = 8000;
  let etag = screen.dataset.etag;

  const tags = { added: "ins", removed: "del", same: "span" };

  const lineOf = (line) => {
    const item = document.createElement("li");
    item.classList.toggle("is-new", line.is_new);
    for (const piece of line.pieces) {
      const element = document.createElement(tags[piece.change]);
      element.textContent = piece.text;
      item.append(element);
    }
    return item;
  };

  const draw = (found) => {
    list.replaceChildren(...found.lines.map(lineOf));
    reading.textContent = found.number ? `Reading ${found.number}` : "Nothing has been saved yet.";
  };

  const ask = async () => {
    const answer = await fetch(screen.dataset.lines, {
      headers: { "If-None-Match": etag },
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    if (answer.status === 304) return;
    if (!answer.ok || answer.redirected) throw new Error("not answered");
    draw(await answer.json());
    etag = answer.headers.get("ETag") ?? "";
  };

  const follow = async () => {
    try {
      await ask();
      state.textContent = "";
    } catch {
      state.textContent = "The connection is lost. This is the last that came; it goes on by itself.";
    }
    setTimeout(follow, wait);
  };

  setTimeout(follow, wait);
})();
