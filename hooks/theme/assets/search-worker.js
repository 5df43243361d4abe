// Answers the questions that are typed into the search. The theme sends them and shows the results, as with its own
// worker. Messages: 0 set up, 1 ready, 2 question, 3 results. It reads words and ranks pages as hooks/explainer/search/
// does, which makes the index; tests/test_search_browser.py compares the answers of both.
"use strict";

let index;

addEventListener("message", ({ data: { type, data, typed = data } }) => {
  if (type === 0) {
    prepared(data);
    postMessage({ type: 1 });
  } else if (type === 2) {
    postMessage({ type: 3, data: { ...answered(data, typed), suggest: [], query: typed } });
  }
});

// Unpack the index, and compute what every question needs.
function prepared({ config: { index: packed, numbers }, docs }) {
  index = { ...numbers, docs, ignored: new Set(packed.ignored), rows: new Map(), held: new Map() };
  index.byLast = groupOf(numbers.endings, ([ending]) => ending.at(-1));
  index.ends = new Set(numbers.endings.flatMap(([ending]) => [ending, `${ending.replace(/s$/, "")}s`]));
  index.near = new Set(numbers.beside.split(" "));
  const pairs = numbers.sounds.split("|").map((pair) => pair.split(" "));
  index.alike = groupOf([...pairs, ...pairs.map(([one, other]) => [other, one])], ([one, other]) => one.at(-1) + other.at(-1));
  index.changes = new Map();
  index.stems = new Map(unfolded(packed.words).map((word) => [word, stem(word)]));
  const phrases = unfolded(packed.phrases);
  const silent = new Set([...index.ignored].map(stem));
  index.parts = new Set(phrases.flatMap((key) => key.split(" ")).filter((part) => isTelling(part) && !silent.has(part)));
  index.pages = packed.pages.split("|");
  index.weights = packed.weights.split("|");
  index.told = new Set();
  index.firm = new Set();
  [...[...new Set(index.stems.values())].sort(), ...phrases].forEach((key, n) => {
    if (index.pages[n]) index.rows.set(key, n);
    if (index.pages[n] && packed.marks[n] !== "l") index.told.add(key);
    if (packed.marks[n] === "f") index.firm.add(key);
  });
  index.known = [];
  for (const [word, own] of index.stems) {
    if (word.length > 3 && (index.firm.has(own) || (word.length > 4 && index.told.has(own)))) index.known.push([word, own]);
  }
  for (const word of index.ignored) if (word.length > 2) index.known.push([word, ""]);
  index.known.sort(([one], [other]) => (one < other ? -1 : 1));
  let before = "";
  for (const one of index.known) {
    let same = 0;
    while (same < one[0].length && one[0][same] === before[same]) same += 1;
    before = one[0];
    one.push(same);
  }
}

function groupOf(all, keyOf) {
  const groups = new Map();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) || []), one]);
  return groups;
}

function unfolded(text) {
  let before = "";
  return (text.match(/[A-Z][^A-Z]*/g) || []).map((one) => (before = before.slice(0, one.charCodeAt(0) - 65) + one.slice(1)));
}

// Words

function wordsOf(text) {
  const folded = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const plain = folded.replace(/['\u2019\u02bc]s(?![\p{L}\p{N}_])/gu, "").replace(/['\u2019\u02bc]/g, "");
  const apart = plain.replace(/(\d)[-\u2010-\u2013 ](?=([a-z]{2})(?![\p{L}\p{N}_]))/gu, (all, digit, two) =>
    index.ignored.has(two) ? all : digit,
  );
  return apart.match(/[\p{L}\p{N}]+/gu) || [];
}

function stem(word) {
  if (!/^[a-z]+$/i.test(word)) return word;
  for (const [ending, other] of index.byLast.get(word.at(-1)) || []) {
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

// Misspelt words

// The cost of typing one letter for another, and the spellings that end with them and sound alike.
function change(known, typed) {
  const pair = known + typed;
  if (!index.changes.has(pair)) {
    const alike = (index.alike.get(pair) || []).filter(([one, other]) => one !== known || other !== typed);
    const { vowel, sound, key, slip } = index.costs;
    let cost = index.near.has(pair) ? key : slip;
    if (index.vowels.includes(known) && index.vowels.includes(typed)) cost = vowel;
    if (alike.length < (index.alike.get(pair) || []).length) cost = sound;
    index.changes.set(pair, [known === typed ? 0 : cost, alike]);
  }
  return index.changes.get(pair);
}

function extra(word, at) {
  if (at && word[at - 1] === word[at]) return index.costs.double;
  return at && index.mute.includes(word[at]) ? index.costs.mute : index.costs.slip;
}

function added(word, at) {
  const beside = (at && index.near.has(word.slice(at - 1, at + 1))) || index.near.has(word.slice(at, at + 2));
  return Math.min(extra(word, at), beside ? index.costs.key : index.costs.slip);
}

// Row i of the edit distance between a known word and the typed word.
function rowOf(known, i, typed, rows, more) {
  const above = rows[i - 1];
  const letter = known[i - 1];
  const missing = extra(known, i - 1);
  const row = new Array(typed.length + 1).fill(index.far);
  row[0] = above[0] + missing;
  for (let j = Math.max(1, i - index.band); j <= Math.min(typed.length, i + index.band); j += 1) {
    const other = typed[j - 1];
    const [changed, alike] = change(letter, other);
    let cost = Math.min(above[j] + missing, row[j - 1] + more[j - 1], above[j - 1] + changed);
    if (letter !== other && i > 1 && j > 1 && letter === typed[j - 2] && known[i - 2] === other) {
      cost = Math.min(cost, rows[i - 2][j - 2] + index.costs.swap);
    }
    for (const [one, two] of alike) {
      if (known.endsWith(one, i) && typed.endsWith(two, j)) {
        cost = Math.min(cost, rows[i - one.length][j - two.length] + index.costs.sound);
      }
    }
    row[j] = cost + (cost && i === 1 && j === 1 ? index.costs.first : 0);
  }
  return row;
}

// The known words are in alphabetical order: letters that they share at the start are compared once.
function* compared(typed, most) {
  const more = Array.from({ length: typed.length }, (_, at) => added(typed, at));
  const rows = [more.reduce((row, cost) => [...row, row.at(-1) + cost], [0])];
  let dead = index.far;
  for (const one of index.known) {
    const [word, , same] = one;
    if (same >= dead) continue;
    dead = index.far;
    rows.length = same + 1;
    for (let i = same + 1; i <= word.length && dead > i; i += 1) {
      rows.push(rowOf(word, i, typed, rows, more));
      if (Math.min(...rows[i]) > most && Math.min(...rows[i - 1]) > most - index.costs.double) dead = i;
    }
    yield [one, rows];
  }
}

const limitOf = (letters) => index.limits[Math.min(letters, index.limits.length - 1)];

// The cost of letters after a stem that it is not known to have there.
function restOf(rest) {
  if (!rest || index.ends.has(rest)) return index.costs.ending;
  return rest.length < 3 ? index.costs.rest * rest.length : index.far;
}

// Of two stems that are equally near, the one on more pages is likelier; a word that says nothing is likeliest.
function commonness(own) {
  if (!own) return 2 * index.docs.length;
  return (index.rows.has(own) ? heldBy(own).length : 0) + (index.firm.has(own) ? index.docs.length : 0);
}

// The stems that a word may stand for, each with its cost, the nearest first.
function nearest(word, not) {
  const size = word.length;
  const most = limitOf(size + (size > 4));
  if (!most || !/^\p{L}+$/u.test(word)) return [];
  const rests = Array.from({ length: size - 2 }, (_, n) => [n + 3, restOf(word.slice(n + 3))]).filter(([, cost]) => cost < index.far);
  const best = new Map();
  for (const [[known, own], rows] of compared(word, most)) {
    if (not && own === not) continue;
    let cost = rows.length > known.length ? rows.at(-1)[size] : index.far;
    if (cost > Math.min(most, limitOf(known.length + (known.length < size)))) cost = index.far;
    if (own.length > 3 && rows.length > own.length && known.startsWith(own)) {
      const inner = Math.min(...rests.map(([at, rest]) => rows[own.length][at] + rest));
      if (inner <= limitOf(Math.min(size, Math.max(5, own.length)))) cost = Math.min(cost, inner);
    }
    if (cost < (best.get(own) || index.far)) best.set(own, cost);
  }
  const found = [...best].map(([own, cost]) => ({ own, cost, common: commonness(own) }));
  found.sort((a, b) => a.cost - b.cost || b.common - a.common || (a.own < b.own ? -1 : 1));
  return found.slice(0, index.readings).filter(({ cost }) => cost <= found[0].cost + index.within);
}

// Join words that were typed apart: one of them is odd, and together they are known.
function joined(words) {
  const all = [];
  const odd = (word) => !index.ignored.has(word) && (word.length < 3 || !index.firm.has(stem(word)));
  for (const word of words) {
    const both = all.length ? all.at(-1) + word : "";
    const stands = index.ignored.has(both) || index.told.has(stem(both));
    if (both && stands && (odd(all.at(-1)) || odd(word))) all[all.length - 1] = both;
    else all.push(word);
  }
  return all;
}

// The known words that a word is made of without spaces, and the cost.
function split(word) {
  const best = [[index.split, []]];
  for (let end = 1; end <= word.length; end += 1) {
    best.push([index.far, []]);
    for (let start = 0; start < end - 1; start += 1) {
      const part = word.slice(start, end);
      const [before, parts] = best[start];
      const cost = before + index.pieces[Math.min(part.length, index.pieces.length - 1)];
      if (cost >= best[end][0]) continue;
      if (index.ignored.has(part) || (part.length > 2 && index.firm.has(index.stems.get(part)))) best[end] = [cost, [...parts, part]];
    }
  }
  const [cost, parts] = best.at(-1);
  return parts.length > 1 ? [parts, cost] : [[], index.far];
}

// Two words that were typed without a space, one of them misspelt: the longest known word at either end, and the word
// nearest to the rest.
function torn(word) {
  let best = [[], index.far];
  for (const isLeft of [true, false]) {
    for (let size = word.length - index.rest; size >= index.rest; size -= 1) {
      const part = isLeft ? word.slice(0, size) : word.slice(-size);
      if (!index.firm.has(index.stems.get(part))) continue;
      const [near] = nearest(isLeft ? word.slice(size) : word.slice(0, -size));
      const told = near && near.own && (isLeft ? [index.stems.get(part), near.own] : [near.own, index.stems.get(part)]);
      if (told && near.cost < best[1]) best = [told, near.cost];
      break;
    }
  }
  return best[0];
}

// How a word can be read: stems with their certainty, and the likeliest reading if it is on no page.
function meant(word, isLast) {
  const whole = stem(word);
  if (index.rows.has(whole) || index.parts.has(whole)) {
    const others = index.firm.has(whole) ? [] : nearest(word, whole);
    const sure = others.filter(({ own, cost }) => index.firm.has(own) && cost <= index.small);
    return [[new Map([[whole, 1], ...sure.map(({ own }) => [own, index.unsure])])], ""];
  }
  const near = nearest(word);
  const [parts, cost] = split(word);
  const isSplit = parts.length && cost < (near.length ? near[0].cost : index.far);
  const told = isSplit ? parts.filter((part) => !index.ignored.has(part)).map((part) => index.stems.get(part)) : near.length ? [] : torn(word);
  if (isSplit || told.length) {
    return [told.map((own) => new Map([[own, index.guessed]])), told.join(" ")];
  }
  if (near.length && !near[0].own) return [[], ""];
  const slot = new Map();
  for (const one of near) if (one.own) slot.set(one.own, index.guessed - index.doubt * (one.cost - near[0].cost));
  if (isLast && word.length > 2) {
    for (const key of index.rows.keys()) {
      if (key.startsWith(word) && !key.includes(" ")) slot.set(key, Math.max(index.begun, slot.get(key) || 0));
    }
  }
  return [[slot], near.length ? near[0].own : ""];
}

// Questions

function isTelling(word) {
  // A word with what is left of "not", "have", "is" or "are" after it: "havent", "weve", "thats", "theyre"; never "sore".
  const short = word.match(/^(?:(\w{2,})(?:nt|ve)|(\w{2,})s|(\w{3,})re)$/);
  if (index.ignored.has(word) || (short && index.ignored.has(short[1] || short[2] || short[3]))) return false;
  return word.length > 1 || /^\p{Nd}$/u.test(word);
}

function read(question) {
  const { rows } = index;
  const words = joined(wordsOf(question).slice(0, 3 * index.longest));
  const telling = [...words.keys()].filter((number) => isTelling(words[number])).slice(0, index.longest);
  const guessed = new Map();
  const asked = [];
  const every = [];
  words.forEach((word, number) => {
    if (!telling.includes(number)) {
      every.push([[stem(word), 1]]);
      return;
    }
    const [slots, near] = meant(word, number === telling.at(-1));
    if (near) guessed.set(word, near);
    for (const slot of slots) asked.push([word, slot]);
    every.push(...slots.map((slot) => [...slot]));
  });
  const often = index.docs.length * index.everywhere;
  const all = asked.map(([, slot]) => [...slot]);
  const rarer = all.filter(([first]) => !first || !rows.has(first[0]) || heldBy(first[0]).length <= often);
  const phrases = new Map();
  for (const row of [all, rarer, every]) {
    row.forEach((_, start) => {
      let keys = new Map([["", 1]]);
      row.slice(start, start + index.phrase).forEach((slot, size) => {
        const longer = new Map();
        for (const [key, how] of keys) {
          for (const [own, sure] of slot.slice(0, index.alternatives)) longer.set(key ? `${key} ${own}` : own, Math.min(how, sure));
        }
        keys = longer;
        for (const [key, sure] of keys) if (size && rows.has(key)) phrases.set(key, Math.max(phrases.get(key) || 0, sure));
      });
    });
  }
  const seen = new Set();
  const slots = [];
  const unknown = new Set();
  for (const [word, slot] of asked) {
    const held = [...slot].filter(([own]) => rows.has(own));
    if (held.length && !seen.has(`${held}`)) slots.push(held);
    seen.add(`${held}`);
    if (!slot.size) unknown.add(word);
  }
  return { slots, phrases, guessed, unknown };
}

// The pages of a stem or phrase: their numbers and weights.
function heldBy(key) {
  if (!index.held.has(key)) {
    const n = index.rows.get(key);
    const weights = index.weights[n].split(",");
    let page = 0;
    index.held.set(key, index.pages[n].split(",").map((more, at) => [(page += +more), +weights[at]]));
  }
  return index.held.get(key);
}

const rarity = ({ length }) => Math.max(index.common, Math.log(1 + (index.docs.length - length + 0.5) / (length + 0.5)));

function ranked(slots, phrases) {
  const scores = new Map();
  const covered = new Map();
  const within = new Map(); // a page with a phrase counts as having each of its words
  for (const key of phrases.keys()) {
    const pages = heldBy(key).map(([page]) => [page, 0]);
    for (const part of key.split(" ")) within.set(part, [...(within.get(part) || []), ...pages]);
  }
  let whole = 0;
  for (const slot of slots) {
    const best = new Map();
    for (const [key, sure] of slot) {
      const rare = sure * rarity(heldBy(key));
      for (const [page, weight] of [...heldBy(key), ...(within.get(key) || [])]) {
        const [most, share] = best.get(page) || [0, 0];
        best.set(page, [Math.max(most, sure * weight), Math.max(share, rare)]);
      }
    }
    const [[first, most]] = slot;
    whole += most * rarity(heldBy(first));
    for (const [page, [score, share]] of best) {
      scores.set(page, (scores.get(page) || 0) + score);
      covered.set(page, (covered.get(page) || 0) + share);
    }
  }
  for (const [key, sure] of phrases) {
    const times = sure * (1 + index.longer * (key.split(" ").length - 1));
    for (const [page, weight] of heldBy(key)) scores.set(page, (scores.get(page) || 0) + weight * times);
  }
  const sure = new Map(slots.flat());
  const found = [...scores].map(([page, score]) => {
    const share = whole ? index.alone + (1 - index.alone) * Math.min(1, (covered.get(page) || 0) / whole) : 1;
    return [page, score * share * (1 + named(page, sure, whole))];
  });
  found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return found.slice(0, index.most).filter(([, score]) => score >= index.worth * found[0][1]);
}

// The share of its score that a page gains because the question names its title; `all` is the weight of the question.
// Titles come escaped.
function named(page, sure, all) {
  const title = index.docs[page].title.replace(/&#x27;/g, "'").replace(/&\w+;/g, " ");
  const own = new Set(wordsOf(title).filter(isTelling).map(stem));
  let [whole, asked] = [0, 0];
  for (const key of own) {
    if (!index.rows.has(key)) continue;
    const rare = rarity(heldBy(key));
    whole += rare;
    asked += rare * (sure.get(key) || 0);
  }
  const share = asked / whole;
  return asked && index.named * share + index.whole * share * Math.min(1, asked / all);
}

// `data` is the question that is looked up, `typed` the text in the box: for words of an emergency more is looked up.
function answered(data, typed) {
  const { slots, phrases, guessed, unknown } = read(data);
  const own = new Set(wordsOf(typed));
  const stems = [...slots.flat().map(([key]) => key), ...[...phrases.keys()].flatMap((key) => key.split(" "))];
  const items = ranked(slots, phrases).map(([page, score]) => {
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
