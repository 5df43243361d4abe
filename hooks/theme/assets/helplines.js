// Helplines: show one country, and remember it on this device only. Without this, all countries are shown.
(() => {
  "use strict";
  // Texts that readers see; the build replaces those that a site words differently.
  const TEXTS = {
    "other_countries": "Other countries"
  };
  const KEY = "helpline-country";
  const CHANGED = "helpline-country";
  const choices = [...document.querySelectorAll("[data-country-choice]")];
  const parts = [...document.querySelectorAll("[data-country]")];
  const crisis = [...document.querySelectorAll("[data-crisis]")].map((list) => ({
    list,
    lines: [...list.children],
    more: moreButton(list),
  }));

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
      // The choice is forgotten with the page, and nothing else is lost.
    }
  }

  function show(country) {
    const known = parts.some((part) => part.dataset.country === country);
    for (const part of parts) {
      part.hidden = known && part.dataset.country !== country;
      if (known && !part.hidden && part.matches("details")) part.open = true;
    }
    for (const choice of choices) choice.value = known ? country : "";
    // The country's number is shown above the warning signs too, where readers look first.
    const own = document.querySelector("[data-own-number]");
    const number = known && document.querySelector(`.x-callnow [data-country="${country}"] a`);
    own?.replaceChildren(...(number ? [number.cloneNode(true)] : []));
    for (const { list, lines, more } of crisis) putFirst(list, lines, more, country);
  }

  // Crisis lines: only those of the reader's country are shown (chosen, or the region of the browser's language), with
  // a button for the others. If none of them is for the reader's country, all are shown.
  function putFirst(list, lines, more, country) {
    const region = regionOf(navigator.language);
    const chosen = lines.filter((line) => line.dataset.of === country);
    const own = country ? chosen : lines.filter((line) => line.dataset.regions.split(" ").includes(region));
    const others = lines.filter((line) => !own.includes(line));
    for (const line of own) line.hidden = false;
    for (const line of others) line.hidden = own.length > 0;
    for (const line of lines) line.classList.toggle("x-crisis__own", own.includes(line));
    list.append(...own, ...others);
    more.hidden = !own.length || !others.length;
  }

  function moreButton(list) {
    const more = document.createElement("button");
    Object.assign(more, { type: "button", className: "x-button x-button--quiet", textContent: TEXTS.other_countries, hidden: true });
    more.addEventListener("click", () => {
      const hidden = [...list.children].filter((line) => line.hidden);
      for (const line of hidden) line.hidden = false;
      more.hidden = true;
      hidden[0]?.querySelector("a").focus();
    });
    list.after(more);
    return more;
  }

  function regionOf(language) {
    try {
      return (new Intl.Locale(language).region || "").toLowerCase();
    } catch {
      return "";
    }
  }

  // For the panel of help in the search, which asks for the country too.
  self.helplineCountry = {
    chosen: remembered,
    choose(country) {
      remember(country);
      document.dispatchEvent(new Event(CHANGED));
    },
  };
  if (!choices.length && !crisis.length) return;

  document.addEventListener(CHANGED, () => show(remembered()));
  for (const choice of choices) {
    choice.addEventListener("change", () => self.helplineCountry.choose(choice.value));
  }

  // A link to a country shows that country, whatever was chosen before.
  const linked = () => location.hash.startsWith("#country-") && location.hash.slice("#country-".length);
  window.addEventListener("hashchange", () => linked() && show(linked()));
  show(linked() || remembered());
})();
