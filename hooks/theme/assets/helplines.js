// Helplines: show one country, and remember it on this device only. Without this, all countries are shown.
(() => {
  "use strict";
  const KEY = "helpline-country";
  const choices = [...document.querySelectorAll("[data-country-choice]")];
  const parts = [...document.querySelectorAll("[data-country]")];
  if (!choices.length) return;

  // Storage may be switched off or full; then the choice lasts as long as the page.
  function remembered() {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  }

  function remember(country) {
    try {
      if (country) localStorage.setItem(KEY, country);
      else localStorage.removeItem(KEY);
    } catch {
      // Nothing is lost but the memory.
    }
  }

  function show(country) {
    const known = parts.some((part) => part.dataset.country === country);
    for (const part of parts) {
      part.hidden = known && part.dataset.country !== country;
      if (known && !part.hidden && part.matches("details")) part.open = true;
    }
    for (const choice of choices) choice.value = known ? country : "";
  }

  for (const choice of choices) {
    choice.addEventListener("change", () => {
      remember(choice.value);
      show(choice.value);
    });
  }

  // A link to a country shows that country, whatever was chosen before.
  const linked = () => location.hash.startsWith("#country-") && location.hash.slice("#country-".length);
  window.addEventListener("hashchange", () => linked() && show(linked()));
  show(linked() || remembered());
})();
