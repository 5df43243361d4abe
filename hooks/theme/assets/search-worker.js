// Answers the questions that are typed into the search. The theme sends them and shows the results, as with its own
// worker. Messages: 0 set up, 1 ready, 2 question, 3 results. `claims check` and the tests run it without a browser, by
// hooks/explainer/search/worker.py. hooks/explainer/search/ makes the index, and splits texts into words and stems as it
// is done here; tests/test_search.py compares the two.
"use strict";

// Misspelt words. Common slips cost less than others. Costs are whole numbers, so that sums are exact.
const SLIP = 20; // an extra, missing or wrong letter
// `first` is added for the first letter; `ending` and `rest` are for what follows a stem: an ending, or another letter.
const COSTS = { double: 7, sound: 9, vowel: 10, swap: 12, mute: 13, key: 15, first: 5, ending: 3, rest: 6 };
const LIMITS = [0, 0, 0, 12, 14, 20, 26, 30, 34, 37, 40]; // the greatest cost for a word, by its number of letters
const FAR = 99; // above every limit
const BAND = 4; // the greatest difference between the positions of two letters that are compared
const SOUNDS = // letters that sound alike
  "ae e|ai ay|au aw|au o|b p|c k|c s|cc x|ch k|ch sh|ch tch|cian tion|ck k|cs x|d t|dge ge|ea ee|ee ie|ei ie|eu u|" +
  "f gh|f ph|f v|g gh|g j|gn n|ight ite|i y|kn n|ks x|kw qu|le el|m mb|m n|n pn|oe e|oo u|ou ow|ou u|ph v|ps s|" +
  "r rh|r wr|s z|sc s|shun tion|sion tion|t th|us ous|w wh";
const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const VOWELS = "aeiouy";
const MUTE = "aehiou"; // letters that people leave out or add more often than others
const READINGS = 5; // the most stems that a word is read as
const WITHIN = 12; // stems that cost more than the nearest by more than this are left out

// Questions
const LONGEST = 60; // the most words of a question that count: somebody may paste a page
const EVERYWHERE = 0.6; // words on more than this share of the pages may interrupt a phrase: "how long does the tea last"
const LONGER = 0.5; // the share of its weight that a phrase gains for each word after the first
const GUESSED = 0.85; // the share of its weight that a word keeps if it was misspelt,
const BEGUN = 0.5; // or is not typed to its end
const DOUBT = 0.02; // what a further reading of a misspelt word loses for each point that it costs more than the first
const ALTERNATIVES = 3; // the most readings of a word that are tried within phrases
const SPLIT = 8; // the cost of reading a word as words run together, and of each of these by its number of letters
const PIECES = [99, 99, 8, 5, 3, 2, 1];
const REST = 5; // the least letters of each of two words run together, if one of them is misspelt too
// A known word that is not firm may be a slip for a firm word: if the slip costs no more than SMALL, the firm word counts
// too, with the share UNSURE of its weight.
const UNSURE = 0.5;
const SMALL = 13;
const NAMED = 0.5; // the share of its score that a page gains if its whole title is asked for,
const WHOLE = 0.5; // and again if nothing else is
const ALONE = 0.3; // the share of its score that a page keeps if it contains almost none of the words asked for
const WORTH = 0.12; // pages with less than this share of the best score are not shown
const MOST = 15; // the most pages that are shown


let index;

addEventListener("message", ({ data: { type, data, typed = data } }) => {
  if (type === 0) {
    prepared(data);
    postMessage({ type: 1 });
  } else if (type === 2) {
    postMessage({ type: 3, data: { ...answered(data, typed), suggest: [], query: typed } });
  }
});

// Letters on neighbouring keys, each way round.
const NEAR = new Set();
KEYS.forEach((keys, row) => {
  [...keys].forEach((key, at) => {
    for (const other of keys.slice(at + 1, at + 2) + (KEYS[row + 1] || "").slice(Math.max(0, at - 1), at + 1)) {
      NEAR.add(key + other).add(other + key);
    }
  });
});
const PAIRS = SOUNDS.split("|").map((pair) => pair.split(" "));
// The last letters of two spellings -> the spellings, each way round.
const ALIKE = groupOf([...PAIRS, ...PAIRS.map(([one, other]) => [other, one])], ([one, other]) => one.at(-1) + other.at(-1));

// Unpack the index, and compute what every question needs.
function prepared({ config: { index: packed, given }, docs }) {
  index = { ...given, docs, ignored: new Set(packed.ignored), rows: new Map(), held: new Map(), titles: new Map() };
  index.byLast = groupOf(given.endings, ([ending]) => ending.at(-1));
  index.ends = new Set(given.endings.flatMap(([ending]) => [ending, `${ending.replace(/s$/, "")}s`]));
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
  // The words that a misspelt word may stand for, each with its stem and the letters that it shares with the one before.
  const known = [...index.stems].filter(
    ([word, own]) => word.length > 3 && (index.firm.has(own) || (word.length > 4 && index.told.has(own))),
  );
  for (const word of index.ignored) if (word.length > 2) known.push([word, ""]);
  known.sort(([one], [other]) => (one < other ? -1 : 1));
  index.known = known.map(([word, own], n) => ({ word, own, same: n ? shared(word, known[n - 1][0]) : 0 }));
}

function shared(one, other) {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
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

// The cost of typing one letter for another.
function change(known, typed) {
  if (known === typed) return 0;
  if (VOWELS.includes(known) && VOWELS.includes(typed)) return COSTS.vowel;
  return NEAR.has(known + typed) ? COSTS.key : SLIP;
}

function extra(word, at) {
  if (at && word[at - 1] === word[at]) return COSTS.double;
  return at && MUTE.includes(word[at]) ? COSTS.mute : SLIP;
}

function added(word, at) {
  const beside = (at && NEAR.has(word.slice(at - 1, at + 1))) || NEAR.has(word.slice(at, at + 2));
  return Math.min(extra(word, at), beside ? COSTS.key : SLIP);
}

// Row i of the edit distance between a known word and the typed word. `more` has the costs of letters that are typed in
// addition, `changes` those against the known word's letter i.
function rowOf(known, i, typed, rows, more, changes) {
  const above = rows[i - 1].costs;
  const letter = known[i - 1];
  const missing = extra(known, i - 1);
  const costs = new Uint8Array(typed.length + 1).fill(FAR);
  costs[0] = Math.min(FAR, above[0] + missing);
  let least = costs[0];
  const end = Math.min(typed.length, i + BAND);
  for (let j = Math.max(1, i - BAND); j <= end; j += 1) {
    const { changed, alike } = changes[j - 1];
    let cost = Math.min(FAR, above[j] + missing, costs[j - 1] + more[j - 1], above[j - 1] + changed);
    if (changed && i > 1 && j > 1 && letter === typed[j - 2] && known[i - 2] === typed[j - 1]) {
      cost = Math.min(cost, rows[i - 2].costs[j - 2] + COSTS.swap);
    }
    for (const [one, size] of alike) {
      if (known.endsWith(one, i)) cost = Math.min(cost, rows[i - one.length].costs[j - size] + COSTS.sound);
    }
    costs[j] = cost + (cost && i === 1 && j === 1 ? COSTS.first : 0);
    least = Math.min(least, costs[j]);
  }
  return { costs, least };
}

// The known words that are near, each with its rows. They are in alphabetical order: letters that they share at the start
// are compared once.
function* compared(typed, most) {
  const more = Array.from(typed, (_, at) => added(typed, at));
  const rows = [{ costs: more.reduce((row, cost) => [...row, row.at(-1) + cost], [0]), least: 0 }];
  const changes = new Map();
  // For each typed letter: the cost against a known letter, and the known spellings that end there and sound alike, with
  // the number of letters typed for each.
  const against = (letter) =>
    Array.from(typed, (other, at) => {
      const alike = (ALIKE.get(letter + other) || []).filter(([, two]) => typed.endsWith(two, at + 1));
      return { changed: change(letter, other), alike: alike.map(([one, two]) => [one, two.length]) };
    });
  let dead = FAR;
  for (const known of index.known) {
    const { word, same } = known;
    if (same >= dead) continue;
    dead = FAR;
    rows.length = same + 1;
    for (let i = same + 1; i <= word.length && dead > i; i += 1) {
      const letter = word[i - 1];
      if (!changes.has(letter)) changes.set(letter, against(letter));
      rows.push(rowOf(word, i, typed, rows, more, changes.get(letter)));
      if (rows[i].least > most && rows[i - 1].least > most - COSTS.double) dead = i;
    }
    yield { ...known, rows };
  }
}

const limitOf = (letters) => LIMITS[Math.min(letters, LIMITS.length - 1)];

// The cost of letters after a stem that it is not known to have there.
function restOf(rest) {
  if (!rest || index.ends.has(rest)) return COSTS.ending;
  return rest.length < 3 ? COSTS.rest * rest.length : FAR;
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
  const rests = Array.from({ length: size - 2 }, (_, n) => [n + 3, restOf(word.slice(n + 3))]).filter(([, cost]) => cost < FAR);
  const best = new Map();
  for (const { word: known, own, rows } of compared(word, most)) {
    if (not && own === not) continue;
    let cost = rows.length > known.length ? rows.at(-1).costs[size] : FAR;
    if (cost > Math.min(most, limitOf(known.length + (known.length < size)))) cost = FAR;
    if (own.length > 3 && rows.length > own.length && known.startsWith(own)) {
      const inner = Math.min(...rests.map(([at, rest]) => rows[own.length].costs[at] + rest));
      if (inner <= limitOf(Math.min(size, Math.max(5, own.length)))) cost = Math.min(cost, inner);
    }
    if (cost < (best.get(own) ?? FAR)) best.set(own, cost);
  }
  const found = [...best].map(([own, cost]) => ({ own, cost, common: commonness(own) }));
  found.sort((a, b) => a.cost - b.cost || b.common - a.common || (a.own < b.own ? -1 : 1));
  return found.slice(0, READINGS).filter(({ cost }) => cost <= found[0].cost + WITHIN);
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
  const best = [[SPLIT, []]];
  for (let end = 1; end <= word.length; end += 1) {
    best.push([FAR, []]);
    for (let start = 0; start < end - 1; start += 1) {
      const part = word.slice(start, end);
      const [before, parts] = best[start];
      const cost = before + PIECES[Math.min(part.length, PIECES.length - 1)];
      if (cost >= best[end][0]) continue;
      if (index.ignored.has(part) || (part.length > 2 && index.firm.has(index.stems.get(part)))) best[end] = [cost, [...parts, part]];
    }
  }
  const [cost, parts] = best.at(-1);
  return parts.length > 1 ? [parts, cost] : [[], FAR];
}

// Two words that were typed without a space, one of them misspelt: the longest known word at either end, and the word
// nearest to the rest.
function torn(word) {
  let best = [[], FAR];
  for (const isLeft of [true, false]) {
    for (let size = word.length - REST; size >= REST; size -= 1) {
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
    const sure = others.filter(({ own, cost }) => index.firm.has(own) && cost <= SMALL);
    return [[new Map([[whole, 1], ...sure.map(({ own }) => [own, UNSURE])])], ""];
  }
  const near = nearest(word);
  const [parts, cost] = split(word);
  const isSplit = parts.length && cost < (near.length ? near[0].cost : FAR);
  const told = isSplit ? parts.filter((part) => !index.ignored.has(part)).map((part) => index.stems.get(part)) : near.length ? [] : torn(word);
  if (isSplit || told.length) {
    return [told.map((own) => new Map([[own, GUESSED]])), told.join(" ")];
  }
  if (near.length && !near[0].own) return [[], ""];
  const slot = new Map();
  for (const one of near) if (one.own) slot.set(one.own, GUESSED - DOUBT * (one.cost - near[0].cost));
  if (isLast && word.length > 2) {
    for (const key of index.rows.keys()) {
      if (key.startsWith(word) && !key.includes(" ")) slot.set(key, Math.max(BEGUN, slot.get(key) || 0));
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
  const words = joined(wordsOf(question).slice(0, 3 * LONGEST));
  const telling = [...words.keys()].filter((number) => isTelling(words[number])).slice(0, LONGEST);
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
  const often = index.docs.length * EVERYWHERE;
  const all = asked.map(([, slot]) => [...slot]);
  const rarer = all.filter(([first]) => !first || !rows.has(first[0]) || heldBy(first[0]).length <= often);
  const phrases = new Map();
  for (const row of [all, rarer, every]) {
    row.forEach((_, start) => {
      let keys = new Map([["", 1]]);
      row.slice(start, start + index.phrase).forEach((slot, size) => {
        const longer = new Map();
        for (const [key, how] of keys) {
          for (const [own, sure] of slot.slice(0, ALTERNATIVES)) longer.set(key ? `${key} ${own}` : own, Math.min(how, sure));
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
    const times = sure * (1 + LONGER * (key.split(" ").length - 1));
    for (const [page, weight] of heldBy(key)) scores.set(page, (scores.get(page) || 0) + weight * times);
  }
  const sure = new Map(slots.flat());
  const found = [...scores].map(([page, score]) => {
    const share = whole ? ALONE + (1 - ALONE) * Math.min(1, (covered.get(page) || 0) / whole) : 1;
    return [page, score * share * (1 + named(page, sure, whole))];
  });
  found.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return found.slice(0, MOST).filter(([, score]) => score >= WORTH * found[0][1]);
}

// The share of its score that a page gains because the question names its title; `all` is the weight of the question.
function named(page, sure, all) {
  if (!index.titles.has(page)) index.titles.set(page, titleOf(index.docs[page]));
  const { rare, whole } = index.titles.get(page);
  let asked = 0;
  for (const [key, weight] of rare) asked += weight * (sure.get(key) || 0);
  const share = asked / whole;
  return asked && NAMED * share + WHOLE * share * Math.min(1, asked / all);
}

// The stems of a title, which comes escaped, with their rarities, and the sum of these.
function titleOf({ title }) {
  const words = wordsOf(title.replace(/&#x27;/g, "'").replace(/&\w+;/g, " ")).filter(isTelling);
  const keys = [...new Set(words.map(stem))].filter((key) => index.rows.has(key));
  const rare = keys.map((key) => [key, rarity(heldBy(key))]);
  return { rare, whole: rare.reduce((sum, [, weight]) => sum + weight, 0) };
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
