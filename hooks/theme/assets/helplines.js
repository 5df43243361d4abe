// Helplines: show one country, and remember it on this device only. Without this, all countries are shown.
(() => {
  "use strict";
  const KEY = "helpline-country";
  const CHANGED = "helpline-country";
  const choices = [...document.querySelectorAll("[data-country-choice]")];
  const parts = [...document.querySelectorAll("[data-country]")];

  // Storage may be switched off or full; then the choice lasts as long as the page.
  let chosen = "";
  function remembered() {
    try {
      return localStorage.getItem(KEY) || chosen;
    } catch {
      return chosen;
    }
  }

  function remember(country) {
    chosen = country;
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

  // For the panel of help in the search, which asks for the country too.
  self.helplineCountry = {
    chosen: remembered,
    choose(country) {
      remember(country);
      document.dispatchEvent(new Event(CHANGED));
    },
  };
  if (!choices.length) return;

  document.addEventListener(CHANGED, () => show(remembered()));
  for (const choice of choices) {
    choice.addEventListener("change", () => self.helplineCountry.choose(choice.value));
  }

  // A link to a country shows that country, whatever was chosen before.
  const linked = () => location.hash.startsWith("#country-") && location.hash.slice("#country-".length);
  window.addEventListener("hashchange", () => linked() && show(linked()));
  show(linked() || remembered());
})();
