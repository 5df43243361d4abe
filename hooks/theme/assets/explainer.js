// The little that the pages cannot do by themselves. Everything reads without it.
(() => {
  "use strict";

  // A static page does not age by itself: show the note of a page that has become due since it was built.
  const today = new Date().toISOString().slice(0, 10);
  for (const note of document.querySelectorAll("[data-check-by]")) {
    if (note.dataset.checkBy < today) note.hidden = false;
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
  for (const [id, name] of [["__drawer", "Menu"], ["__search", "Search"]]) {
    const label = document.querySelector(`.md-header__button[for="${id}"]`);
    const toggle = document.getElementById(id);
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

  // On paper everything that is folded stands open, and folds again afterwards.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
