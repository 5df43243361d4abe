// The little that the pages cannot do by themselves. Everything reads without it.
(() => {
  "use strict";
  // Words that readers see; where a site has others, the build puts those in their place.
  const TEXTS = {
    "copy_refused": "Your browser did not allow it. Please copy by hand.",
    "menu": "Menu",
    "search": "Search"
  };

  // A static page does not age by itself: show the note of a page that has become due since it was built.
  const today = new Date().toISOString().slice(0, 10);
  for (const note of document.querySelectorAll("[data-check-by]")) {
    if (note.dataset.checkBy < today) note.hidden = false;
  }

  // The theme notes its colours on every visit. Keep a note only of a choice: the system's colours are none.
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

  // Copies a line, and says so where a screen reader hears it. The lines stand on the page for those without scripts.
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
    if (event.key === "Escape") document.documentElement.classList.add("x-no-preview");
  });
  for (const name of ["focusin", "pointerover"]) {
    document.addEventListener(name, (event) => {
      if (event.target.closest && event.target.closest("[data-preview]")) {
        document.documentElement.classList.remove("x-no-preview");
      }
    });
  }

  // Without a pointer that can hover, the first tap shows the preview and the second follows the link.
  const noHover = window.matchMedia("(hover: none)");
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("[data-preview]");
    for (const other of document.querySelectorAll(".x-tapped")) {
      if (other !== link) other.classList.remove("x-tapped");
    }
    if (!link || !noHover.matches || link.classList.contains("x-tapped")) return;
    event.preventDefault();
    document.documentElement.classList.remove("x-no-preview");
    link.classList.add("x-tapped");
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
  }

  // A link to something folded unfolds it. Newer browsers do so by themselves.
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

  // On paper everything that is folded stands open, and folds again afterwards.
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
    // Of a topic's page the leaflet has what matters most, on one sheet; a tool is what one ticks or fills in.
    button.addEventListener("click", () => {
      for (const part of ["leaflet", "tool"]) document.documentElement.classList.toggle(`x-${part}`, button.dataset.print === part);
      window.print();
    });
  }
})();
