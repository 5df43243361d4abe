// Filters a list by words and by the attributes of its rows. The choice is kept in the address of the page.
// A long list is split into parts, each on a page of its own. Filtering shows rows of all parts; the other pages are
// fetched only then.
(() => {
  "use strict";
  const form = document.querySelector("[data-filter]");
  if (!form) return;

  // Texts that readers see; the build replaces those that a site words differently.
  const TEXTS = {
    "claims_all": {"one": "{count} claim", "other": "{count} claims"},
    "claims_own": {"one": "{count} claim, {own} of them on this page", "other": "{count} claims, {own} of them on this page"},
    "claims_loading": {"one": "Loading {count} claim…", "other": "Loading all {count} claims…"},
    "claims_found": {"one": "{shown} of {count} claim", "other": "{shown} of {count} claims"},
    "works_all": {"one": "{count} work", "other": "{count} works"},
    "works_own": {"one": "{count} work, {own} of them on this page", "other": "{count} works, {own} of them on this page"},
    "works_loading": {"one": "Loading {count} work…", "other": "Loading all {count} works…"},
    "works_found": {"one": "{shown} of {count} work", "other": "{shown} of {count} works"},
    "fewer": "{found}. Try fewer words, or use the search at the top of the page.",
    "not_loaded": {"one": "{found}. {count} other could not be loaded, so the filter did not look at it. Links below the list lead to its other parts.", "other": "{found}. The {count} others could not be loaded, so the filter did not look at them. Links below the list lead to its other parts."}
  };
  // A text of the list of claims or works with a number of them.
  const say = (name, count, values) => self.say(TEXTS[`${form.dataset.filter}_${name}`], { count, ...values });
  const own = [...document.querySelectorAll("[data-words]")];
  const rows = [...own];
  const groups = [...document.querySelectorAll("[data-filter-group]")];
  const count = form.querySelector("[data-filter-count]");
  const reset = form.querySelector("[type=reset]");
  const again = form.querySelector("[data-filter-again]");
  const fields = [...form.querySelectorAll("input, select")];
  const choices = fields.filter((field) => field.name !== "words");
  const parts = document.querySelector("[data-list-parts]");
  const total = Number(form.dataset.filterTotal) || rows.length;
  // The pages of the parts that are still to be fetched, in their order; none for a list on one page.
  const left = form.dataset.filterTotal ? [...parts.querySelectorAll("[data-list-part]")].map((link) => link.href) : [];
  let loading = false;
  let failed = false;
  // Accents do not matter: "krcmar" finds "Krčmář".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map();
  const read = (row) => texts.set(row, plain(`${row.textContent} ${row.dataset.words}`));
  own.forEach(read);

  // Every word must be there, in any order; "sleep" also finds "sleeping".
  const wanted = () => plain(form.elements.words.value).split(/\s+/).filter(Boolean);
  // An attribute of a row may have several values, separated by spaces.
  const says = (row, field) => (row.dataset[field.name] || "").split(" ").includes(field.value);

  function told(chosen, shown) {
    if (!chosen) return say(total > own.length ? "own" : "all", total, { own: own.length });
    if (loading) return say("loading", total);
    const found = say("found", rows.length, { shown });
    if (failed) return self.say(TEXTS.not_loaded, { found, count: total - rows.length });
    return shown ? found : self.say(TEXTS.fewer, { found });
  }

  function apply() {
    const chosen = fields.some((field) => field.value.trim());
    if (chosen && left.length && !loading && !failed) load();
    const words = wanted();
    let shown = 0;
    for (const row of rows) {
      const fits =
        choices.every((field) => !field.value || says(row, field)) && words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    // Without a choice the page shows only its own part again.
    if (!chosen) for (const row of rows.slice(own.length)) row.hidden = true;
    for (const group of groups) group.hidden = !group.querySelector("[data-words]:not([hidden])");
    reset.hidden = !chosen;
    if (again) again.hidden = !(chosen && failed);
    if (parts) parts.hidden = chosen && total > own.length && !loading && !left.length;
    const text = told(chosen, shown);
    if (count.textContent !== text) count.textContent = text; // what stays the same is not spoken again
  }

  // A page opened from a disk may not read others; there the browser would only complain.
  async function fetched(address) {
    if (location.protocol === "file:") throw new Error("no server");
    const answer = await fetch(address, { signal: AbortSignal.timeout?.(30000) });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // Move the rows of a part into the groups that they belong to. Their links are relative to the page of the part.
  function take(page, address) {
    for (const row of page.querySelectorAll("[data-words]")) {
      for (const link of row.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address);
      const group = row.closest("[data-filter-group]");
      place(group).append(document.adoptNode(row));
      rows.push(row);
      read(row);
    }
  }

  function place(group) {
    if (!group) return own[0].parentElement;
    const title = group.getAttribute("aria-labelledby");
    let here = groups.find((one) => one.getAttribute("aria-labelledby") === title);
    if (!here) {
      document.getElementById(title)?.removeAttribute("id"); // the anchor among the links to the parts
      here = document.importNode(group, true);
      for (const row of here.querySelectorAll("[data-words]")) row.remove();
      groups[groups.length - 1].after(here);
      groups.push(here);
    }
    return here.querySelector("ul");
  }

  async function load() {
    loading = true;
    const addresses = left.splice(0);
    const results = await Promise.allSettled(addresses.map(fetched));
    results.forEach((result, number) => {
      if (result.status === "fulfilled") take(result.value, addresses[number]);
      else left.push(addresses[number]);
    });
    loading = false;
    failed = left.length > 0;
    apply();
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
  again?.addEventListener("click", () => {
    failed = false;
    form.elements.words.focus(); // the button goes away
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", fromAddress);
  fromAddress();
})();
