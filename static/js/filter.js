// Narrows the table of CLPs as one types or chooses. Without it the table is whole, with a link to each region.
for (const form of document.querySelectorAll("[data-filter]")) {
  const table = document.getElementById(form.dataset.filter);
  const [name, region, stage] = form.querySelectorAll("input, select");
  const said = form.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...table.querySelectorAll("tbody tr:not(.is-group)")].map((row) => ({
    row,
    name: plain(row.cells[0].textContent),
    stage: row.querySelector(".stage-pill")?.classList[1] ?? "stage-not-started",
    region: row.parentElement.id,
  }));

  const narrow = () => {
    let shown = 0;
    for (const one of rows) {
      const fits = one.name.includes(plain(name.value.trim()))
        && (!region.value || one.region === region.value) && (!stage.value || one.stage === stage.value);
      one.row.hidden = !fits;
      shown += fits;
    }
    for (const group of table.tBodies) group.hidden = !group.querySelector("tr:not(.is-group):not([hidden])");
    said.textContent = `${shown} of ${rows.length} CLPs`;
  };
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The browser may have kept what was chosen before.
  form.hidden = false;
  narrow();
}
