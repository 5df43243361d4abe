// The little that the pages cannot do by themselves. Everything reads without it.
(() => {
  "use strict";
  // A static page does not age by itself: show the banner of a page that has become due since it was built.
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
})();
