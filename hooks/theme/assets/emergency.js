// The panel of help: it opens below a search box as soon as words of an emergency are typed there, before the search
// finds anything and whatever it finds. Texts and numbers come from assets/emergency-data.js, the matching from
// assets/emergency-words.js.
(() => {
  "use strict";
  const data = self.emergencyHelp;
  const root = new URL("..", document.currentScript.src);
  const query = document.querySelector("[data-md-component=search-query]");
  const boxes = [...document.querySelectorAll(".x-search input[type=search]")];
  if (!data || !self.emergencyWords) return;

  const texts = data.panel;
  const OTHER = "other"; // remembered for a country that is not listed
  const CHANGED = "helpline-country"; // as assets/helplines.js says it, which remembers the choice
  const NONE = { emergency: texts.no_emergency, poison: texts.no_poison, crisis: texts.no_crisis };

  // Compiled when the first letter is typed, not when the page is loaded: most readers never search.
  let words;
  let last = { text: "", groups: [] };
  function found(text) {
    if (!text.trim()) return [];
    if (text !== last.text) {
      words ||= self.emergencyWords.compile(data.words);
      const ids = words.find(text);
      last = { text, groups: data.words.groups.filter(({ id }) => ids.includes(id)) };
    }
    return last.groups;
  }

  function lookedUp(text) {
    const groups = found(text);
    const instead = groups.find((group) => group.searches_instead);
    if (instead) return instead.searches_instead;
    return [text, ...new Set(groups.flatMap((group) => group.searches_also || []))].join(" ");
  }

  // If a site leaves assets/helplines.js out, a choice lasts as long as the page, and nothing is guessed.
  let kept = "";
  const own = {
    chosen: () => kept,
    region: () => "",
    choose(country) {
      kept = country;
      document.dispatchEvent(new Event(CHANGED));
    },
  };
  const memory = () => self.helplineCountry || own;

  // The country that the reader chose, else that of the browser's language; without a region no country.
  function place() {
    const chosen = memory().chosen();
    const listed = data.countries.find(({ id }) => id === chosen);
    if (listed) return listed;
    if (chosen === OTHER) return { id: OTHER };
    const region = memory().region();
    if (!region) return { id: "" };
    const there = data.countries.find(({ regions }) => regions.includes(region));
    return there || { id: "", name: nameOf(region.toUpperCase()) };
  }

  function nameOf(region) {
    try {
      return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "region" }).of(region);
    } catch {
      return region;
    }
  }

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function line([name, number, tel, hours]) {
    const link = make("a", { class: "x-help__call", href: `tel:${tel}` });
    link.append(make("span", { class: "x-help__name" }, name), " ", make("strong", {}, number));
    if (hours) link.append(" ", make("span", { class: "x-help__hours" }, hours));
    return make("li", {}, link);
  }

  let number = 0;

  // The panel of a search box. `put` adds it to the page; `changed` is called with whether it is open.
  function panelOf(field, put, changed = () => {}) {
    const title = make("p", { class: "x-help__title", id: `x-help-${++number}` }, texts.heading);
    const leads = make("div", { class: "x-help__leads" });
    const lines = make("ul", { class: "x-help__lines" });
    const without = make("div", { class: "x-help__without" });
    const select = make("select", { id: `${title.id}-country` });
    const country = make("p", { class: "x-help__country" }, make("label", { for: select.id }, texts.country), " ", select);
    const doctor = make("a", { href: new URL(data.doctor, root).href }, texts.doctor);
    const element = make("section", { class: "x-help", "aria-labelledby": title.id });
    element.append(title, lines, without, leads, country, make("p", {}, doctor));
    element.hidden = true;
    const said = make("p", { class: "x-help__said", role: "status" });
    put(element, said);

    let groups = [];

    function fill() {
      const here = place();
      const first = here.id ? [] : [make("option", { value: "" }, here.name || texts.choose)];
      select.replaceChildren(
        ...first,
        ...data.countries.map(({ id, name }) => make("option", { value: id }, name)),
        make("option", { value: OTHER }, texts.other),
      );
      select.value = here.id;
      leads.replaceChildren(...[...new Set(groups.map(({ lead }) => lead))].map((lead) => make("p", {}, lead)));
      const kinds = [...new Set(groups.flatMap(({ offers }) => offers))];
      const known = here.lines || {};
      lines.replaceChildren(...kinds.flatMap((kind) => known[kind] || []).map(line));
      lines.hidden = !lines.childElementCount;
      country.hidden = !kinds.length;
      // For a country that is not listed, one line says that no number is known, not one for each kind of help.
      const missing = here.lines ? kinds.filter((kind) => NONE[kind] && !known[kind]) : ["emergency"];
      const told = !kinds.length ? [] : here.name ? missing.map((kind) => NONE[kind].replace("{country}", here.name)) : [texts.unknown];
      without.replaceChildren(...told.map((text) => make("p", {}, text)));
    }

    // On a phone the keyboard would cover what opens below a box in the page.
    function show() {
      const bottom = window.visualViewport?.height || window.innerHeight;
      if (field !== query && lines.getBoundingClientRect().bottom > bottom) field.form.scrollIntoView();
    }

    function update() {
      const before = element.hidden;
      const now = found(field.value);
      const same = now.length === groups.length && now.every((group, n) => group === groups[n]);
      groups = now;
      element.hidden = !groups.length;
      if (element.hidden) said.textContent = "";
      else {
        if (!same || before) fill();
        if (before) {
          said.textContent = texts.announce;
          show();
        }
      }
      changed(!element.hidden);
    }

    select.addEventListener("change", () => memory().choose(select.value));
    document.addEventListener(CHANGED, fill);
    for (const event of ["input", "keyup", "focus", "change"]) field.addEventListener(event, update);
    field.form?.addEventListener("reset", () => setTimeout(update));
    window.addEventListener("pageshow", update);
    setTimeout(update, 100); // what is told is heard only where its place stood before
    return { element, isOpen: () => !element.hidden, stops: () => [...element.querySelectorAll(":not([hidden]) > :is(a, select)")] };
  }

  // The theme's search listens to keys on the whole page: it would close the search on Tab, open the first result on
  // Enter, and move the focus to the box on any other key.
  if (query) {
    const scroll = query.closest(".md-search__inner").querySelector(".md-search__scrollwrap");
    // No list of words has every way to tell of an emergency: while the panel is closed, a link leads to help.
    const link = make("a", { href: new URL(data.doctor, root).href }, texts.doctor);
    const way = make("p", { class: "x-help-way" }, link);
    const put = (element, said) => {
      scroll.prepend(way, element);
      scroll.after(said);
    };
    const panel = panelOf(query, put, (open) => {
      way.hidden = open || !query.value.trim();
      // The keyboard stops at an element that scrolls, which here would come before the numbers.
      scroll.setAttribute("tabindex", open || !way.hidden ? "-1" : "0");
    });

    window.addEventListener(
      "keydown",
      (event) => {
        if ((!panel.isOpen() && way.hidden) || event.isComposing || event.key === "Escape") return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const inside = panel.element.contains(event.target) || event.target === link;
        if (event.target !== query && !inside) return;
        if (!panel.isOpen() && !inside && event.key !== "Tab") return;
        const isChoice = event.target.matches("select"); // arrows choose there
        const help = panel.isOpen() ? panel.stops().filter((stop) => stop.href) : [link];
        const stops = [query, ...help, document.querySelector(".md-search-result [href]")];
        const here = stops.indexOf(event.target);
        if (event.key === "Enter" && !inside) {
          event.preventDefault();
          panel.stops()[0].focus();
        } else if (event.key === "Tab" && (inside || !event.shiftKey)) {
          // Left to the browser.
        } else if (event.key === "ArrowDown" && !isChoice) {
          event.preventDefault();
          stops[here + 1]?.focus();
        } else if (event.key === "ArrowUp" && inside && !isChoice) {
          event.preventDefault();
          stops[here - 1].focus();
        } else if (!inside) {
          return;
        }
        event.stopPropagation();
      },
      true,
    );
    query.form.addEventListener("submit", (event) => {
      event.preventDefault(); // without scripts it leads to the page on help
      if (panel.isOpen()) panel.stops()[0].focus();
    });

    // Other words are looked up as well or instead, so that the results lead to help too. The theme does not give away
    // its worker, so the method is replaced in the class that all classes of workers inherit it from.
    let asking = Worker.prototype;
    while ("postMessage" in Object.getPrototypeOf(asking)) asking = Object.getPrototypeOf(asking);
    const { postMessage } = asking;
    asking.postMessage = function (message, ...rest) {
      const { type, data: typed } = message || {};
      const isQuestion = type === 2 && typeof typed === "string";
      postMessage.call(this, isQuestion ? { type, data: lookedUp(typed), typed } : message, ...rest);
    };
  }

  // The search boxes within pages, such as on the home page.
  for (const box of boxes) {
    const panel = panelOf(box, (element, said) => box.after(said, element));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !panel.isOpen()) return;
      event.preventDefault();
      panel.stops()[0].focus();
    });
  }
})();
