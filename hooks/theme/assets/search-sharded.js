// Searches an index in parts for the theme: it sends a question and shows what comes back, as with its own worker.
// A large site chooses it (`extra: {search: sharded}` in mkdocs.yml). Messages: 0 set up, 1 ready, 2 question, 3 results.
"use strict";

const ROOT = new URL("..", self.location.href);
let settings, splitter, engine, latest = 0;

addEventListener("message", async ({ data: { type, data, typed = data } }) => {
  if (type === 0) {
    settings = data.config;
    splitter = new RegExp(settings.separator);
    postMessage({ type: 1 });
  } else if (type === 2) {
    const turn = ++latest;
    const words = [...new Set(data.toLowerCase().split(splitter).filter((word) => word && word !== "*"))];
    const items = await answer(words, turn).catch((error) => {
      console.warn("The search could not be loaded.", error);
      engine = undefined;
      return [[item({ meta: settings.parts }, 0, {})]];
    });
    if (items && turn === latest) postMessage({ type: 3, data: { items, suggest: [], query: typed } });
  }
});

// Loaded with the first question, not with the page: most readers never search.
async function load() {
  const found = await import(new URL(`${settings.parts.folder}pagefind.js`, ROOT).href);
  await found.options({ ranking: { metaWeights: settings.parts.weights } });
  await found.init();
  return { found, boosts: Object.keys((await found.filters()).boost || {}) };
}

async function answer(words, turn) {
  if (!words.length) return [];
  const { found, boosts } = await (engine ||= load());
  const entries = new Map();
  await Promise.all(words.map((word) => found.preload(word)));
  // Pagefind wants every word to be there. Readers ask in sentences: any word counts, and more of them
  // count more. The root keeps one word that a page is all about from outweighing the rest.
  // What an entry weighs is known from a filter alone. To ask for a filter without a word would load the whole index.
  for (const word of words) {
    for (const boost of boosts) {
      const { results } = await found.search(word, { filters: { boost } });
      if (turn !== latest) return undefined;
      for (const result of results) {
        const entry = entries.get(result.id) || { score: 0, words: [], result };
        entry.score += boost * Math.sqrt(result.score);
        entry.words.push(word);
        entries.set(result.id, entry);
      }
    }
  }
  for (const entry of entries.values()) entry.score *= 1 + (entry.words.length / words.length) ** 2;
  const best = [...entries.values()].sort((a, b) => b.score - a.score).slice(0, settings.parts.best);
  const loaded = await Promise.all(best.map((entry) => entry.result.data()));
  const groups = new Map();
  loaded.forEach((data, number) => {
    const { score, words: matched } = best[number];
    const terms = Object.fromEntries(words.map((word) => [word, matched.includes(word)]));
    const one = item(data, score, terms, matched);
    const page = one.location.split("#")[0];
    if (!groups.has(page)) groups.set(page, []);
    groups.get(page).push(one);
  });
  for (const [page, group] of groups) {
    // The theme prints a section below its page, so that the page must be there.
    if (!group.some(({ location }) => location === page)) {
      const { page: title } = loaded.find(({ meta }) => (meta.location || "").startsWith(`${page}#`)).meta;
      group.push(item({ meta: { title, location: page } }, 0, {}));
    }
  }
  return [...groups.values()];
}

function item(data, score, terms, matched = []) {
  const { title, text, marks, location = "" } = data.meta;
  return {
    location,
    title: marked(title, matched),
    text: text ? marked(text, matched) : data.excerpt ? `<p>${data.excerpt}</p>` : "",
    ...(marks && { tags: marks.split("|") }),
    score,
    terms,
  };
}

// The texts come escaped from the index; nothing but marks is added to them.
function marked(text, words) {
  if (!words.length) return text;
  const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(new RegExp(`(<[^>]*>|&\\w+;)|\\b(?:${any})\\p{L}*`, "giu"), (all, kept) => kept || `<mark>${all}</mark>`);
}
