// Finds words of an emergency in the text that somebody types into the search. They come from docs/data/emergency.yml;
// docs/maintaining.md says how its phrases are read. Uses nothing of a page, so that it can be tested by itself.
(() => {
  "use strict";

  const GAPS = { " ": 2, "+": 0, " ... ": 8 }; // how many words may stand between two words of a phrase
  const MOST_WORDS = 200;
  const DIGITS = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", "!": "i", "@": "a", $: "s" };

  // "Whyyy", "hallucinating" and "halucinating" are read alike.
  const single = (word) => (word.length > 3 ? word.replace(/(.)\1+/gu, "$1") : word);

  // The words of a text, lower case, without accents and apostrophes. "k1ll" becomes "kill"; in "k*ll" any letter fits.
  function wordsOf(text) {
    const plain = text
      .normalize("NFKD")
      .replace(/\p{M}|['\u2018\u2019\u02bc`\u00b4]/gu, "")
      .toLowerCase()
      .replace(/(\p{L})([01345!@$])(?=\p{L})/gu, (_, letter, sign) => letter + DIGITS[sign])
      .replace(/(\p{L})[*#](?=\p{L})/gu, "$1?");
    return (plain.match(/[\p{L}\p{N}?]+/gu) || []).map((word) => single(word.replace(/^\?+|\?+$/g, ""))).filter(Boolean);
  }

  // The number of slips between two words: a letter added, left out, changed, or swapped with its neighbour.
  function difference(a, b) {
    let before = [];
    let row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1] || b[j - 1] === "?";
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + !same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  // Long words may be misspelt, but not in the first letter: that is rare, and "pills" must not be read as "kills".
  function isNear(form, word, open) {
    const most = form.length >= 9 ? 2 : form.length >= 5 ? 1 : 0;
    if (word[0] !== form[0] && !(word[0] === form[1] && word[1] === form[0])) return false;
    for (let length = form.length - most; length <= form.length + most; length++) {
      if (open ? word.length < length : word.length !== length) continue;
      if (difference(form, word.slice(0, length)) <= most) return true;
    }
    return false;
  }

  function compile(data) {
    const lists = data.lists || {};
    const right = new Set((data.spelt_right || []).map(single));
    const near = new Map();
    const known = new Map(); // every form of a word, by the word
    const pairs = new Map(); // a word of a phrase -> the forms that may follow it

    // The forms that fit a word of a phrase; `open` are those that only begin the word ("suicid*").
    function part(text) {
      const forms = text.split("|").flatMap((form) => lists[form] || [form]);
      return forms.map((form) => {
        if (!known.has(form)) known.set(form, { word: single(form.replace("*", "")), open: form.endsWith("*") });
        return known.get(form);
      });
    }

    function phrase(text) {
      const pieces = text.split(/( \.\.\. | |\+)/);
      const parts = [];
      for (let n = 0; n < pieces.length; n += 2) parts.push({ forms: part(pieces[n]), gap: GAPS[pieces[n - 1]] || 0 });
      parts.slice(1).forEach(({ forms }, n) => {
        for (const { word } of parts[n].forms) {
          if (!pairs.has(word)) pairs.set(word, new Set());
          for (const form of forms) pairs.get(word).add(form);
        }
      });
      return parts;
    }

    function orders(text) {
      const [first, second] = text.split(" ~ ");
      return second ? [`${first} ... ${second}`, `${second} ... ${first}`] : [text];
    }

    const phrases = (texts) => (texts || []).flatMap(orders).map(phrase);
    const groups = data.groups.map((group) => ({
      id: group.id,
      always: group.always,
      typed: phrases(group.typed),
      alone: phrases(group.alone),
    }));
    const exceptions = phrases(data.exceptions);
    const questions = phrases(data.questions);
    const acute = phrases(data.acute);

    const is = ({ word: form, open }, word) => word === form || (open && word.startsWith(form));

    function fits({ word: form, open }, word) {
      if (is({ word: form, open }, word)) return true;
      if ((form[0] !== word[0] && form[0] !== word[1]) || right.has(word) || form.length < 3) return false;
      const key = `${form} ${open} ${word}`;
      if (!near.has(key)) near.set(key, isNear(form, word, open));
      return near.get(key);
    }

    // The last word may still be half typed. Fewer letters are enough after other words of the phrase.
    const begins = ({ word: form }, word, least) =>
      word.length >= least && word.length >= form.length * 0.6 && form.startsWith(word) && !right.has(word);

    // The places of the words of a phrase in a text, from the word at `start` on; undefined if they are not there.
    function found(parts, words, start, hidden, number = 0) {
      const { forms } = parts[number];
      const last = number === parts.length - 1;
      const end = Math.min(words.length - 1, start + (number ? parts[number].gap : 0));
      for (let at = start; at <= end; at++) {
        if (hidden.has(at)) continue;
        const unfinished = last && words.unfinished && at === words.length - 1;
        const least = parts.length > 1 ? 4 : 5;
        if (!forms.some((form) => fits(form, words[at]) || (unfinished && begins(form, words[at], least)))) continue;
        if (last) return [at];
        const rest = found(parts, words, at + 1, hidden, number + 1);
        if (rest) return [at, ...rest];
      }
      return undefined;
    }

    function* all(parts, words, hidden) {
      for (let start = 0; start < words.length; start++) {
        const places = found(parts, words, start, hidden);
        if (places) yield places;
      }
    }
    const has = (list, words, hidden) => list.some((parts) => !all(parts, words, hidden).next().done);

    // A word such as "killmyself" or "idontwanttolive" is split if phrases have its words in a row.
    function parted(word) {
      if (word.length < 6 || [...known.values()].some((form) => is(form, word))) return [word];
      const rest = (before, from) => {
        for (const { word: next, open } of pairs.get(before) || []) {
          if (open || !word.startsWith(next, from)) continue;
          if (from + next.length === word.length) return [next];
          const more = rest(next, from + next.length);
          if (more) return [next, ...more];
        }
        return undefined;
      };
      for (let end = 2; end < word.length - 1; end++) {
        const first = word.slice(0, end);
        const others = rest(first, end);
        if (others) return [first, ...others];
      }
      return [word];
    }

    // The ids of the kinds of emergency that a text speaks of, in the order of the data.
    function find(text) {
      const words = wordsOf(text).slice(0, MOST_WORDS).flatMap(parted);
      words.unfinished = !/[\s.,;:!?)]$/.test(text);
      const hidden = new Set();
      for (const parts of exceptions) {
        for (const places of all(parts, words, new Set())) for (const at of places) hidden.add(at);
      }
      const general = has(questions, words, new Set()) && !has(acute, words, new Set());
      const whole = (parts) => parts.length === words.length && has([parts], words, hidden);
      return groups
        .filter(({ always }) => always || !general)
        .filter(({ typed, alone }) => has(typed, words, hidden) || alone.some(whole))
        .map(({ id }) => id);
    }

    return { find };
  }

  self.emergencyWords = { compile };
})();
