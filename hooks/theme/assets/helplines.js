// Helplines: show one country, and remember it on this device only. Without this, all countries are shown.
// The region of the browser's language is a guess: it puts a country first, and only a choice hides others.
(() => {
  "use strict";
  // Texts that readers see; the build replaces those that a site words differently.
  const TEXTS = {
    "all_countries": "All countries, {country} first",
    "other_countries": "Other countries",
    "numbers_elsewhere": "Somewhere else? Other countries",
    "numbers_by_country": "Numbers by country"
  };
  const KEY = "helpline-country";
  const CHANGED = "helpline-country";
  const FEW = 3; // lines that a list shows in any case
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
    const open = openOne();
    for (const one of crisis) putFirst(one, country, one === open);
  }

  // Crisis lines: those of the reader's country, chosen or guessed, stand alone, with a button for the others. Where
  // neither is known, one list of the page shows the first crisis lines, and its button all others, with the emergency
  // numbers of countries that have no crisis line; the other lists unfold. So the same numbers do not stand again and
  // again in the reader's way, however many countries have a line.
  function putFirst({ list, lines, more }, country, open) {
    const own = lines.filter((line) => line.dataset.of === (country || guess));
    const others = lines.filter((line) => !own.includes(line));
    const first = open ? lines.slice(0, FEW).filter((line) => !("emergency" in line.dataset)) : [];
    const unknown = lines.length > FEW ? lines.filter((line) => !first.includes(line)) : [];
    const folded = own.length ? others : unknown;
    for (const line of lines) {
      line.hidden = folded.includes(line);
      line.classList.toggle("x-crisis__own", own.includes(line));
    }
    list.append(...own, ...others);
    more.hidden = !folded.length;
    if (folded.length === lines.length) more.textContent = TEXTS.numbers_by_country;
    else more.textContent = own.length && !country ? TEXTS.numbers_elsewhere : TEXTS.other_countries;
  }

  // The list that shows its lines is the first on the page, or the first below what a link led to.
  function openOne() {
    const target = document.getElementById(location.hash.slice(1)); // before the browser calls it :target
    const isBelow = ({ list }) => target?.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING;
    return crisis.find(isBelow) || crisis[0];
  }

  function moreButton(list) {
    const more = document.createElement("button");
    Object.assign(more, { type: "button", className: "x-button x-button--quiet", hidden: true });
    more.addEventListener("click", () => unfold(list, more)[0]?.querySelector("a").focus());
    list.after(more);
    return more;
  }

  function unfold(list, more) {
    const hidden = [...list.children].filter((line) => line.hidden);
    for (const line of hidden) line.hidden = false;
    more.hidden = true;
    return hidden;
  }

  // The region of the reader's own language, the first that the browser names: fr, fr-BE says be. The region of any other
  // language says nothing: browsers put en-US behind languages of other countries.
  function regionOfLanguage() {
    try {
      const tags = [...(navigator.languages || []), navigator.language].map((tag) => new Intl.Locale(tag));
      const own = tags.find(({ language, region }) => language === tags[0].language && /^[A-Z]{2}$/.test(region));
      return own ? own.region.toLowerCase() : "";
    } catch {
      return "";
    }
  }

  // The country of that region, as the lists have it.
  function guessed() {
    const region = regionOfLanguage();
    const isThere = (line) => line.dataset.regions.split(" ").includes(region);
    return (region && crisis[0]?.lines.find(isThere)?.dataset.of) || "";
  }

  // So that it stands first wherever all countries stand, and the choice of all says so.
  function putGuessFirst() {
    for (const part of parts.filter(({ dataset }) => dataset.country === guess)) {
      part.parentElement.querySelector("[data-country]").before(part);
    }
    for (const choice of choices) {
      const name = choice.querySelector(`[value="${guess}"]`).textContent;
      choice.querySelector('[value=""]').textContent = TEXTS.all_countries.replace("{country}", name);
    }
  }

  // For the panel of help in the search, which asks for the country too.
  self.helplineCountry = {
    chosen: remembered,
    region: regionOfLanguage,
    choose(country) {
      remember(country);
      document.dispatchEvent(new Event(CHANGED));
    },
  };
  if (!choices.length && !crisis.length) return;
  const guess = guessed();

  document.addEventListener(CHANGED, () => show(remembered()));
  for (const choice of choices) {
    choice.addEventListener("change", () => self.helplineCountry.choose(choice.value));
  }

  // A link to a country shows that country, whatever was chosen before.
  const linked = () => location.hash.startsWith("#country-") && location.hash.slice("#country-".length);
  window.addEventListener("hashchange", () => {
    const { list, more } = openOne() || {};
    if (linked()) show(linked());
    else if (list?.firstElementChild.hidden) unfold(list, more);
  });
  if (guess) putGuessFirst();
  show(linked() || remembered());
})();
