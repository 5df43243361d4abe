// The results of the search: the verdict of a claim is shown below its question. The theme does the rest.
(() => {
  "use strict";
  // Texts that readers see; the build replaces those that a site words differently.
  const TEXTS = {
    "matches": {"one": "{count} match", "other": "The {count} best matches"},
    "unknown": "Nothing here is about {words}.",
    "nearest": "The nearest answers:",
    "guessed": "Not found as typed: {words}. Words much like it were looked up."
  };

  // A search box within a page leads to help without scripts, and to the results with them.
  for (const form of document.querySelectorAll("form[data-results]")) form.action = form.dataset.results;

  // The panel of help is as large as a page. It is fetched when somebody uses a search box, or comes with a question.
  const help = document.querySelector("template[data-help]");
  const boxes = help ? document.querySelectorAll("[data-md-component=search-query], .x-search input[type=search]") : [];
  function fetchHelp() {
    if (!help.isConnected) return;
    help.remove();
    for (const src of help.dataset.help.trim().split(" ")) {
      document.body.append(Object.assign(document.createElement("script"), { src, async: false }));
    }
  }
  const come = () => {
    if (/[?&]q=./.test(location.search) || [...boxes].some((box) => box.value)) fetchHelp();
  };
  for (const box of boxes) {
    for (const event of ["focus", "pointerdown", "input"]) box.addEventListener(event, fetchHelp);
    if (box === document.activeElement) fetchHelp();
  }
  if (help) {
    window.addEventListener("pageshow", come);
    come();
  }

  const result = document.querySelector("[data-md-component=search-result]");
  if (!result) return;
  const [meta, list] = [result.firstElementChild, result.lastElementChild];

  // The number of results is told to screen readers. The theme gets no words for it and writes the bare number, since
  // it knows two plural forms and languages have up to six.
  meta.setAttribute("role", "status");
  function count() {
    const bare = meta.textContent;
    const said = /^\d+$/.test(bare) ? self.say(TEXTS.matches, { count: Number(bare) }) : bare;
    if (said !== bare) meta.textContent = said; // a text that is the number alone would be set for ever
  }
  new MutationObserver(count).observe(meta, { childList: true });
  count();

  // The theme puts tags last, as a landmark for navigation: here they are a line of the answer.
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

  // Words that were not understood are named above the results. The theme does not give away its worker, so it is
  // caught at its first question, by a method replaced in the class that all classes of workers inherit it from.
  const note = document.createElement("p");
  note.className = "x-search-note";
  note.setAttribute("role", "status");
  meta.after(note);
  const quoted = (words) => words.map((word) => `\u201c${word}\u201d`).join(", ");

  function tell({ items, note: { guessed, unknown } }) {
    const said = [];
    if (unknown.length) said.push(self.say(TEXTS.unknown, { words: quoted(unknown) }), ...(items.length ? [TEXTS.nearest] : []));
    if (guessed.length) said.push(self.say(TEXTS.guessed, { words: quoted(guessed.map(([typed]) => typed)) }));
    note.textContent = said.join(" ");
  }

  const caught = new WeakSet();
  let asking = Worker.prototype;
  while ("postMessage" in Object.getPrototypeOf(asking)) asking = Object.getPrototypeOf(asking);
  const { postMessage } = asking;
  asking.postMessage = function (message, ...rest) {
    if (message?.type === 2 && !caught.has(this)) {
      caught.add(this);
      this.addEventListener("message", ({ data }) => {
        if (data?.type === 3 && data.data.note) tell(data.data);
      });
    }
    postMessage.call(this, message, ...rest);
  };
})();
