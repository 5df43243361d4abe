// A list to choose from: by words and by what its rows say of themselves. The choice stands in the address.
(() => {
  "use strict";
  const form = document.querySelector("[data-filter]");
  if (!form) return;

  const noun = form.dataset.filter;
  const rows = [...document.querySelectorAll("[data-words]")];
  const groups = [...document.querySelectorAll("[data-filter-group]")];
  const count = form.querySelector("[data-filter-count]");
  const reset = form.querySelector("[type=reset]");
  const fields = [...form.querySelectorAll("input, select")];
  const choices = fields.filter((field) => field.name !== "words");
  // Accents do not matter: "krcmar" finds "Krčmář".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(`${row.textContent} ${row.dataset.words}`)]));

  // Every word must be there, in any order; "sleep" also finds "sleeping".
  const wanted = () => plain(form.elements.words.value).split(/\s+/).filter(Boolean);
  // A row may say several things of one kind, each a word.
  const says = (row, field) => (row.dataset[field.name] || "").split(" ").includes(field.value);

  function apply() {
    const words = wanted();
    let shown = 0;
    for (const row of rows) {
      const fits =
        choices.every((field) => !field.value || says(row, field)) && words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-words]:not([hidden])");
    const chosen = fields.some((field) => field.value.trim());
    reset.hidden = !chosen;
    const text = chosen ? `${shown} of ${rows.length} ${noun}` : `${rows.length} ${noun}`;
    count.textContent = shown ? text : `${text}. Try fewer words, or use the search at the top of the page.`;
  }

  function toAddress() {
    const address = new URL(location.href);
    for (const field of fields) {
      const value = field.value.trim();
      if (value) address.searchParams.set(field.name, value);
      else address.searchParams.delete(field.name);
    }
    history.replaceState(history.state, "", address);
  }

  function fromAddress() {
    const { searchParams } = new URL(location.href);
    for (const field of fields) {
      const value = searchParams.get(field.name) || "";
      const known = field.name === "words" || [...field.options].some((option) => option.value === value);
      field.value = known ? value : "";
    }
    apply();
  }

  form.addEventListener("input", () => {
    apply();
    toAddress();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of fields) field.value = "";
    apply();
    toAddress();
    form.elements.words.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", fromAddress);
  fromAddress();
})();
