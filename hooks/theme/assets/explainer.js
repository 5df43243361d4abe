// The few things that pages cannot do without a script. Everything can be read without it.
(() => {
  "use strict";
  // Texts that readers see; the build replaces those that a site words differently.
  const TEXTS = {
    "copy_refused": "Your browser did not allow it. Please copy by hand.",
    "menu": "Menu",
    "search": "Search",
    "works_of_section": "Sources of this section: {numbers}"
  };

  // A text with a number has the plural forms of the page's language, by their names in CLDR: Polish also has `few`.
  const language = document.documentElement.lang || "en";
  const [counting] = [...Intl.PluralRules.supportedLocalesOf(language), "en"];
  const formOf = (forms, count) => forms[new Intl.PluralRules(counting).select(count)] ?? forms.other ?? Object.values(forms)[0];
  // A text with its values filled in; `count` chooses among plural forms. Other scripts use it too.
  self.say = (text, values = {}) => (typeof text === "string" ? text : formOf(text, values.count)).replace(/\{(\w+)\}/g, (all, name) =>
    typeof values[name] === "number" ? values[name].toLocaleString(language) : values[name] ?? all);

  // A static page does not age by itself: show the note of a page that has become due since it was built.
  const today = new Date().toISOString().slice(0, 10);
  for (const note of document.querySelectorAll("[data-check-by]")) {
    if (note.dataset.checkBy < today) note.hidden = false;
  }

  // The theme stores its colours on every visit. Keep them only if the reader chose them: the system's are no choice.
  const forget = () => {
    try {
      const kept = window.__md_get("__palette");
      if (kept?.color.media === "(prefers-color-scheme)") localStorage.removeItem(`${window.__md_scope.pathname}.__palette`);
    } catch {
      // Storage is switched off: there is nothing to forget.
    }
  };
  forget();
  document.querySelector("[data-md-component=palette]")?.addEventListener("change", () => setTimeout(forget));

  // Buttons that copy a line, and say so to screen readers too. Without scripts the lines can be copied by hand.
  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No clipboard without HTTPS, or not allowed: the old way, from a field out of sight.
      const field = document.createElement("textarea");
      field.className = "x-unseen";
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }
  for (const row of document.querySelectorAll(".x-share")) {
    const state = row.querySelector("[role=status]");
    row.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-copy]");
      if (!button) return;
      const [own] = location.href.split(/[?#]/);
      const text = button.dataset.copy ? document.querySelector(button.dataset.copy).textContent : own;
      const done = await copied(text.trim());
      button.focus();
      state.textContent = done ? button.dataset.said : TEXTS.copy_refused;
    });
  }

  // A preview must be dismissable without moving the pointer or the focus (WCAG 1.4.13).
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.documentElement.classList.add("x-no-preview");
    for (const part of document.querySelectorAll(".x-tapped")) tap(part, false);
  });
  for (const name of ["focusin", "pointerover"]) {
    document.addEventListener(name, (event) => {
      if (event.target.closest && event.target.closest("[data-preview]")) {
        document.documentElement.classList.remove("x-no-preview");
      }
    });
  }

  // Numbers of works become text: fifty links a page would be in the way of screen readers and the keyboard. A tap or
  // a click still leads to the work; for everybody else a link at the end of each section leads to its works.
  const works = new Map(); // where each number leads
  let last;
  function endSection() {
    if (!works.size) return;
    // Below the last block of the section: within a sentence or a row of a table it would interrupt the reading.
    let block = last;
    while (!block.parentElement.matches("article, :has(h2)")) block = block.parentElement;
    while (block.nextElementSibling && !block.nextElementSibling.matches("h2, :has(h2)")) block = block.nextElementSibling;
    const link = document.createElement("a");
    link.className = "x-worksof";
    [link.href] = works.values();
    // A number may come with a place in the work ("2, abstract"), which the link need not repeat.
    const numbers = new Set([...works.keys()].map((text) => text.split(",")[0]));
    link.textContent = self.say(TEXTS.works_of_section, { numbers: [...numbers].join(", ") });
    block.after(link);
    works.clear();
  }
  for (const part of document.querySelectorAll("article :is(h2, .x-cite)")) {
    if (part.matches("h2")) endSection();
    else {
      last = document.createElement("span");
      Object.assign(last.dataset, { preview: part.dataset.preview, to: part.getAttribute("href") });
      Object.assign(last, { className: part.className, textContent: part.textContent });
      part.replaceWith(last);
      works.set(last.textContent, last.dataset.to);
    }
  }
  endSection();

  // A term is a button that shows what it means.
  for (const term of document.querySelectorAll(".x-term")) {
    term.setAttribute("role", "button");
    term.setAttribute("aria-expanded", "false");
    term.setAttribute("aria-description", term.dataset.preview);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.(".x-term")) return;
    event.preventDefault();
    event.target.click();
  });

  // Without a pointer that can hover, the first tap on a number shows the preview and the second leads to the work.
  const noHover = window.matchMedia("(hover: none)");
  function tap(part, shown) {
    part.classList.toggle("x-tapped", shown);
    if (part.matches(".x-term")) part.setAttribute("aria-expanded", String(shown));
  }
  document.addEventListener("click", (event) => {
    const part = event.target.closest?.("[data-preview]");
    const shown = part?.classList.contains("x-tapped");
    for (const other of document.querySelectorAll(".x-tapped")) tap(other, false);
    if (!part) return;
    event.preventDefault();
    document.documentElement.classList.remove("x-no-preview");
    if (part.dataset.to && (shown || !noHover.matches)) location.hash = part.dataset.to;
    else tap(part, !shown);
  });

  // On phones the theme's menu and search open by labels, which the keyboard cannot reach: make them buttons.
  for (const [id, name] of [["__drawer", TEXTS.menu], ["__search", TEXTS.search]]) {
    const label = document.querySelector(`.md-header__button[for="${id}"]`);
    const toggle = document.getElementById(id);
    toggle?.setAttribute("autocomplete", "off"); // else Firefox opens it again on reload; not valid in the markup
    if (!label || !toggle) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = `${label.className} x-open${id}`;
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-expanded", "false");
    button.append(...label.childNodes);
    button.addEventListener("click", () => toggle.click());
    toggle.addEventListener("change", () => button.setAttribute("aria-expanded", String(toggle.checked)));
    label.replaceWith(button);
    // Escape closes an open menu or search, and moves the focus back to its button.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !toggle.checked) return;
      setTimeout(() => {
        if (toggle.checked) toggle.click(); // the theme closes its search by itself
        button.focus();
      });
    });
    if (id === "__drawer") keyedMenu(document.querySelector(".md-sidebar--primary"), toggle, button);
  }

  // The menu of a phone by keyboard: it is far behind its button in the page, so opening moves the focus into it, and
  // leaving closes it. Labels open and close its levels; the theme lets the keyboard reach only half of them.
  function keyedMenu(menu, toggle, button) {
    if (!menu) return;
    const enter = (level) => requestAnimationFrame(() => {
      for (const link of level.querySelectorAll(".md-nav__link")) {
        link.focus(); // what is hidden does not take it
        if (document.activeElement === link) break;
      }
    });
    button.addEventListener("click", () => enter([...menu.querySelectorAll(".md-nav__toggle:checked ~ .md-nav")].pop() || menu));
    menu.addEventListener("focusout", (event) => {
      if (toggle.checked && event.relatedTarget && !menu.contains(event.relatedTarget)) toggle.click();
    });
    for (const label of menu.querySelectorAll("label[for^=__nav_]")) {
      const level = document.getElementById(label.htmlFor);
      const back = label.matches(".md-nav__title");
      const tell = () => label.setAttribute("aria-expanded", String(level.checked));
      label.tabIndex = 0;
      label.setAttribute("role", "button");
      tell();
      level.addEventListener("change", () => {
        tell();
        if (back && level.checked) enter(label.parentElement);
        if (!back && !level.checked) requestAnimationFrame(() => label.focus());
      });
      label.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        label.click();
      });
    }
  }

  // A link to a folded part unfolds it. Newer browsers do so by themselves.
  function unfold() {
    const target = document.querySelector(":target");
    for (let part = target?.closest("details"); part; part = part.parentElement.closest("details")) {
      if (part.open) continue;
      part.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener("hashchange", unfold);
  unfold();

  // On paper all folded parts are open; they are folded again afterwards.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
    document.documentElement.classList.remove("x-leaflet", "x-tool");
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    // The leaflet is the most important part of a topic's page, on one sheet; the tool is the box to tick or fill in
    // that has the button.
    button.addEventListener("click", () => {
      for (const part of ["leaflet", "tool"]) document.documentElement.classList.toggle(`x-${part}`, button.dataset.print === part);
      for (const tool of document.querySelectorAll(".tool")) tool.classList.toggle("x-tool__own", tool.contains(button));
      window.print();
    });
  }
})();
