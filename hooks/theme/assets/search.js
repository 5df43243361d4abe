// Results of the search: the verdict of a claim stands below its question. Searching itself is the theme's.
(() => {
  "use strict";

  // A search box of a page's own leads to help without this, and to what it found with it.
  for (const form of document.querySelectorAll("form[data-results]")) form.action = form.dataset.results;

  const result = document.querySelector("[data-md-component=search-result]");
  if (!result) return;
  const [meta, list] = [result.firstElementChild, result.lastElementChild];

  // How much was found is told to those who cannot see it.
  meta.setAttribute("role", "status");

  // The theme prints tags last, and as a landmark for navigation: here they are a line of the answer.
  function tidy() {
    for (const tags of list.querySelectorAll("nav.md-tags")) {
      const line = document.createElement("p");
      line.className = "x-found";
      for (const tag of [...tags.children]) line.append(tag, " ");
      const heading = tags.parentElement.querySelector("h1, h2");
      tags.remove();
      if (heading) heading.after(line);
    }
  }
  new MutationObserver(tidy).observe(list, { childList: true });
  tidy();
})();
