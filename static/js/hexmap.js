// Comfort for the map: its name is read out under it, and it is one stop of the Tab key, with arrows inside.
for (const map of document.querySelectorAll("[data-hexmap]")) {
  const cells = [...map.querySelectorAll("a")];
  const caption = map.parentElement.querySelector("[data-hexmap-caption]");
  const unnamed = caption.textContent;
  const place = new Map();
  for (const cell of cells) {
    const x = Number(cell.querySelector("use").getAttribute("x"));
    const y = cell.parentElement.transform.baseVal[0].matrix.f;
    place.set(cell, [x, y]);
    cell.setAttribute("tabindex", "-1");
  }
  cells[0]?.setAttribute("tabindex", "0");

  const name = (event) => {
    const cell = event.target.closest("a");
    caption.textContent = cell ? cell.querySelector("title").textContent : unnamed;
  };
  map.addEventListener("pointerover", name);
  map.addEventListener("pointerleave", () => { caption.textContent = unnamed; });
  map.addEventListener("focusin", (event) => {
    for (const cell of cells) cell.setAttribute("tabindex", cell === event.target ? "0" : "-1");
    name(event);
  });

  // The nearest cell in the arrow's direction; straying sideways counts for more than going further.
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  map.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const from = place.get(event.target);
    if (!step || !from) return;
    event.preventDefault();
    let nearest = null;
    let least = Infinity;
    for (const [cell, [x, y]] of place) {
      const ahead = (x - from[0]) * step[0] + (y - from[1]) * step[1];
      const aside = Math.abs((x - from[0]) * step[1]) + Math.abs((y - from[1]) * step[0]);
      if (ahead > 0 && ahead + 2 * aside < least) { least = ahead + 2 * aside; nearest = cell; }
    }
    nearest?.focus();
  });
}
