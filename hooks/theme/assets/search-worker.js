// Answers the questions that are typed into the search. The theme sends them and shows what comes back, as with its own
// worker. Messages: 0 set up, 1 ready, 2 question, 3 results. It reads words and ranks pages as hooks/explainer/search/
// does, which makes the index; tests/test_search_browser.py holds both to the same answers.
"use strict";

let index;

addEventListener("message", ({ data: { type, data, typed = data } }) => {
  if (type === 0) {
    index = prepared(data);
    postMessage({ type: 1 });
  } else if (type === 2) {
    postMessage({ type: 3, data: { ...answered(data, typed), suggest: [], query: typed } });
  }
});

// The parts of the index that every question needs.
function prepared({ config: { index: packed, numbers }, docs }) {
  const words = new Map(Object.entries(packed.words));
  const ignored = new Set(packed.ignored);
  const lists = new Set(packed.lists);
  const parts = new Set([...words.keys()].filter((key) => key.includes(" ")).flatMap((key) => key.split(" ")));
  const likely = new Map();
  for (const [key, pairs] of words) {
    if (key.includes(" ") || key.length < 4) continue;
    const told = pairs.some((page, n) => n % 2 === 0 && !lists.has(page));
    if (told && (key.length > 4 || pairs.length > 4)) likely.set(key, pairs.length / 2);
  }
  for (const part of [...parts].sort()) if (part.length > 3 && !words.has(part)) likely.set(part, 1);
  for (const word of ignored) if (word.length > 4) likely.set(word, docs.length);
  return { ...numbers, words, ignored, parts, likely, docs };
}

// Words

function wordsOf(text) {
  const folded = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const plain = folded.replace(/['\u2019\u02bc]s(?![\p{L}\p{N}_])/gu, "").replace(/['\u2019\u02bc]/g, "");
  return plain.replace(/(\d)[-\u2010-\u2013 ](?=[a-z]{2}(?![\p{L}\p{N}_]))/gu, "$1").match(/[\p{L}\p{N}]+/gu) || [];
}

function stem(word) {
  if (!/^[a-z]+$/i.test(word)) return word;
  for (const [ending, other] of index.endings) {
    if (!word.endsWith(ending)) continue;
    const left = word.length - ending.length;
    const rest = word.slice(0, left) + other;
    if (index.plurals.includes(ending)) {
      if (left < index.least - 1 || /(?:ss|us|is)$/.test(word)) continue;
      return ending === "s" && rest.length > index.least ? stem(rest) : rest;
    }
    if (left < index.least) continue;
    return rest.length > index.least && /([^lsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
  }
  return word;
}

const ending = (known) => (known.length < 5 ? 3 : 4);

function slips(typed, known, most) {
  let older = [];
  let row = Array.from({ length: typed.length + 1 }, (_, n) => n);
  for (let i = 1; i <= known.length; i += 1) {
    const above = row;
    const before = older;
    row = [i];
    for (let j = 1; j <= typed.length; j += 1) {
      let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (known[i - 1] === typed[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && known[i - 1] === typed[j - 2] && known[i - 2] === typed[j - 1]) {
        cost = Math.min(cost, before[j - 2] + index.swap);
      }
      row.push(cost);
    }
    older = above;
    if (Math.min(...row) > most) return Infinity;
  }
  let least = Infinity;
  for (let left = 0; left <= Math.min(ending(known), typed.length); left += 1) {
    const cost = row[typed.length - left];
    if (cost <= most && (!cost || left <= (known.length > 7 ? 3 : 2))) least = Math.min(least, cost + left * index.leftOver);
  }
  return least;
}

function nearest(word) {
  if (word.length < 5 || !/^\p{L}+$/u.test(word)) return "";
  const most = word.length < 8 ? 1 : 2;
  const single = word.replace(/(.)\1+/g, "$1");
  const forms = [[word, 0], [stem(word), index.stemmed], [stem(single), single === word ? index.stemmed : index.doubled]];
  let [found, least, usual] = ["", Infinity, 0];
  for (const [known, common] of index.likely) {
    if (known[0] !== word[0]) continue;
    const may = Math.min(most, known.length < 7 ? 1 : 2);
    for (const [form, before] of forms) {
      const longer = form.length - known.length;
      if (longer < -may || longer > may + ending(known)) continue;
      const cost = before + slips(form, known, may);
      if (cost < least || (cost === least && cost < Infinity && common > usual)) [found, least, usual] = [known, cost, common];
    }
  }
  return found;
}

// Questions

function read(question) {
  const { words, ignored, parts } = index;
  const typed = wordsOf(question).filter((word) => !ignored.has(word) && (word.length > 1 || /^\p{Nd}$/u.test(word)));
  const guessed = new Map();
  const asked = [];
  for (const word of typed.slice(0, index.longest)) {
    const own = stem(word);
    const near = words.has(own) || parts.has(own) ? "" : nearest(word);
    if (ignored.has(near)) continue;
    if (near) guessed.set(word, near);
    asked.push({ word, stem: near || own, sure: guessed.has(word) ? index.guessed : 1 });
  }
  const wanted = new Map();
  const often = index.docs.length * index.everywhere * 2;
  const telling = asked.filter((one) => (words.get(one.stem) || []).length <= often);
  for (const row of [asked, telling]) {
    for (let size = 1; size <= index.phrase; size += 1) {
      for (let start = 0; start + size <= row.length; start += 1) {
        const some = row.slice(start, start + size);
        const key = some.map((one) => one.stem).join(" ");
        if (words.has(key)) wanted.set(key, Math.max(wanted.get(key) || 0, Math.min(...some.map((one) => one.sure))));
      }
    }
  }
  const covered = new Set([...wanted.keys()].flatMap((key) => key.split(" ")));
  const unknown = new Set();
  asked.forEach(({ word, stem: own }, number) => {
    if (covered.has(own)) return;
    const isLast = number === asked.length - 1 && word.length > 2;
    const begun = isLast ? [...words.keys()].filter((key) => key.startsWith(word) && !key.includes(" ")) : [];
    for (const key of begun) wanted.set(key, index.begun);
    if (!begun.length && !parts.has(own)) unknown.add(word);
  });
  return { wanted, guessed, unknown };
}

function rarity(key) {
  const pages = index.words.get(key).length / 2;
  return Math.max(index.common, Math.log(1 + (index.docs.length - pages + 0.5) / (pages + 0.5)));
}

function ranked(wanted) {
  const scores = new Map();
  const covered = new Map();
  let whole = 0;
  for (const [key, sure] of wanted) {
    const longer = key.split(" ").length - 1;
    const rare = longer ? 0 : rarity(key);
    const times = sure * (1 + index.longer * longer);
    const pairs = index.words.get(key);
    whole += sure * rare;
    for (let n = 0; n < pairs.length; n += 2) {
      scores.set(pairs[n], (scores.get(pairs[n]) || 0) + pairs[n + 1] * times);
      covered.set(pairs[n], (covered.get(pairs[n]) || 0) + sure * rare);
    }
  }
  const found = [...scores].map(([page, score]) => {
    const share = whole ? index.alone + (1 - index.alone) * Math.min(1, covered.get(page) / whole) : 1;
    return [page, score * share];
  });
  found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return found.slice(0, index.most).filter(([, score]) => score >= index.worth * found[0][1]);
}

// `data` is what is looked up, `typed` what stands in the box: where words of an emergency are typed, more is looked up.
function answered(data, typed) {
  const { wanted, guessed, unknown } = read(data);
  const own = new Set(wordsOf(typed));
  const stems = [...wanted.keys()].flatMap((key) => key.split(" "));
  const items = ranked(wanted).map(([page, score]) => {
    const { location, title, text, tags } = index.docs[page];
    const shown = { location, title: marked(title, stems), text: text && `<p>${marked(text, stems)}</p>` };
    return [{ ...shown, ...(tags.length && { tags }), score, terms: {} }];
  });
  const note = {
    guessed: [...guessed].filter(([word]) => own.has(word)),
    unknown: [...unknown].filter((word) => own.has(word)),
  };
  return { items, note };
}

// The texts come escaped from the index; nothing but marks is added to them.
function marked(text, stems) {
  const own = new Set(stems);
  const fits = (word) => !index.ignored.has(word) && own.has(stem(word));
  return text.replace(/(&#?\w+;)|[\p{L}\p{N}]+(?:[-'\u2019][\p{L}\p{N}]+)*/gu, (all, entity) =>
    !entity && wordsOf(all).some(fits) ? `<mark>${all}</mark>` : all,
  );
}
