// Results of the search: the verdict of a claim stands below its question. Searching itself is the theme's.
(() => {
  "use strict";
  // Words that readers see; where a site has others, the build puts those in their place.
  const TEXTS = {
    "matches": {"one": "{count} match", "other": "The {count} best matches"},
    "unknown": "Nothing here is about {words}.",
    "nearest": "The nearest answers:",
    "guessed": "Not found as typed: {words}. Words much like it were looked up."
  };

  // A search box of a page's own leads to help without this, and to what it found with it.
  for (const form of document.querySelectorAll("form[data-results]")) form.action = form.dataset.results;

  // The panel of help weighs as much as a page. It is fetched when someone turns to a search box, or comes with words.
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

  // How much was found is told to those who cannot see it. The theme is given no words for it and writes the number alone,
  // since it knows two forms of a word and languages have up to six.
  meta.setAttribute("role", "status");
  function count() {
    const bare = meta.textContent;
    const said = /^\d+$/.test(bare) ? self.say(TEXTS.matches, { count: Number(bare) }) : bare;
    if (said !== bare) meta.textContent = said; // a text that is the number alone would be set for ever
  }
  new MutationObserver(count).observe(meta, { childList: true });
  count();

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

  // What was not understood is said above what was found. The theme keeps its worker to itself, so the worker is caught
  // with the first question, at the root of whatever class it is of.
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
