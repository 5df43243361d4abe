// The list of all claims: choose by topic, verdict, certainty, side and words. The choice stands in the address.
(() => {
  "use strict";
  const form = document.querySelector("[data-claim-filter]");
  if (!form) return;

  const rows = [...document.querySelectorAll("[data-words]")];
  const groups = [...document.querySelectorAll(".x-claims > section")];
  const count = form.querySelector("[data-filter-count]");
  const reset = form.querySelector("[type=reset]");
  const fields = [...form.querySelectorAll("input, select")];
  const choices = fields.filter((field) => field.name !== "words");
  const texts = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.words}`.toLowerCase()]));

  // Every word must be there, in any order; "sleep" also finds "sleeping".
  const wanted = () => form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);

  function apply() {
    const words = wanted();
    let shown = 0;
    for (const row of rows) {
      const fits =
        choices.every((field) => !field.value || row.dataset[field.name] === field.value) &&
        words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const chosen = fields.some((field) => field.value.trim());
    reset.hidden = !chosen;
    const text = chosen ? `${shown} of ${rows.length} claims` : `${rows.length} claims`;
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
  form.hidden = false;
  fromAddress();
})();
