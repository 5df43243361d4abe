// The form for a source: looks a DOI or PMID up if the reader wants, asks for the rest, and makes a BibTeX entry.
(() => {
  "use strict";
  const { choice, data, doses, el, folded, frame, group, handed, label, list, say, text, texts, tick } = self.forms;
  const own = data.source;
  const values = (name) => data.values[name];
  const matches = (name, value) => new RegExp(...own.identifiers[name][0]).test(value);

  // ---- BibTeX, as the command line writes it: what is written here reads back as it was ----

  const SPECIAL = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", $: "\\$", "%": "\\%", "&": "\\&", "#": "\\#", _: "\\_",
    "{": "\\{", "}": "\\}", "\u2014": "---", "\u2013": "--", "\u00a0": "~" };
  const CAPITAL = /(?<!^)(?<![\p{L}\p{N}_\\])[\p{L}\p{N}]*[A-Z][\p{L}\p{N}]*/gu;

  function escaped(value) {
    let depth = 0;
    let lowest = 0;
    for (const letter of value) {
      depth += (letter === "{") - (letter === "}");
      lowest = Math.min(lowest, depth);
    }
    const even = depth || lowest < 0 ? value.replace(/[{}]/g, "") : value;
    return [...even].map((letter) => SPECIAL[letter] || letter).join("").replace(/<(?=\/?[A-Za-z])/g, "\\textless{}");
  }
  const titled = (value) => escaped(value).replace(CAPITAL, (word) => `{${word}}`);
  const address = (value) => value.replaceAll("{", "%7B").replaceAll("}", "%7D");

  // "Family, Given"; a part that would split the name stands in braces, and so does the name of a body.
  function person({ name, body }) {
    if (body) return `{${escaped(name)}}`;
    const [family, ...given] = name.split(",").map((part) => part.trim());
    const kept = (part) => (/[;&]| and /.test(part) ? `{${escaped(part)}}` : escaped(part));
    return [family, ...given].map(kept).join(", ");
  }

  const WRITTEN = {
    author: (people) => people.map(person).join(" and "), editor: (people) => people.map(person).join(" and "),
    title: titled, doi: address, pmid: address, pmcid: address, isbn: address, url: address, archive_url: address,
    pages: (value) => escaped(value.replace(/^([A-Za-z]?\d+)\s*[-\u2013]+\s*([A-Za-z]?\d+)$/, "$1\u2013$2")),
    interest: (chosen) => chosen.join(", "), topics: (chosen) => chosen.join(", "), design: (value) => value,
  };
  const NAMES = { thesis: { publisher: "school" }, report: { publisher: "institution" } };

  function entry(value) {
    const names = own.sections.flatMap(([, , fields]) => fields);
    const rows = names.filter((name) => value[name] !== undefined).map((name) => {
      const shown = (WRITTEN[name] || escaped)(typeof value[name] === "number" ? String(value[name]) : value[name]);
      return shown && `  ${((NAMES[value.type_of_entry] || {})[name] || name).padEnd(12)} = {${shown}},\n`;
    });
    return `@${value.type_of_entry}{${value.key},\n${rows.join("")}}\n`;
  }

  // ---- The identifier that was typed, and the records that registers have ----

  // [DOI, ""] or ["", PMID] for an identifier that somebody typed or pasted; undefined for any other text.
  function identified(typed) {
    let value = typed.trim();
    const pubmed = /^https?:\/\/(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/pubmed)\/(\d+)/i.exec(value);
    if (pubmed) [, value] = pubmed;
    else if (/^https?:/i.test(value)) try { value = decodeURIComponent(value); } catch { /* as it is */ }
    value = value.replace(/^(?:https?:\/\/(?:www\.|dx\.)?doi\.org\/|doi\s*:?\s*|pmid\s*:?\s*)/i, "").trim();
    if (matches("pmid", value)) return ["", value];
    return matches("doi", value) ? [value, ""] : undefined;
  }

  const plain = (value) => {
    if (typeof value !== "string") return "";
    const shown = new DOMParser().parseFromString(value.replace(/<\/?[A-Za-z][^<>]{0,200}>/g, ""), "text/html").body.textContent;
    return folded(shown);
  };
  const first = (value) => plain(Array.isArray(value) ? value[0] : value);
  const rows = (value) => (Array.isArray(value) ? value.filter((one) => one && typeof one === "object") : []);
  const year = (...dates) => {
    for (const one of dates) if (Number.isInteger(one?.["date-parts"]?.[0]?.[0])) return String(one["date-parts"][0][0]);
    return undefined;
  };
  const people = (found) => rows(found).map((one) => {
    const family = [plain(one["non-dropping-particle"]), plain(one.family)].filter(Boolean).join(" ");
    if (family) return { name: [family, plain(one.suffix), plain(one.given)].filter(Boolean).join(", ") };
    const body = plain(one.name) || plain(one.literal);
    return body ? { name: body, body: true } : undefined;
  }).filter(Boolean);

  // A record of Crossref, or CSL-JSON of another register: they name nearly everything alike.
  function fromCsl(record, doi) {
    const type = own.register_types[plain(record.type).toLowerCase()] || "misc";
    const title = first(record.title).replace(/\.$/, "");
    const subtitle = first(record.subtitle);
    // For a part of a book Crossref lists the book's series first.
    const part = ["incollection", "inproceedings"].includes(type);
    const containers = [record["container-title"]].flat().map(plain).filter(Boolean);
    const series = part && containers.length > 1 ? containers.shift() : undefined;
    const [container] = containers;
    const authors = people(record.author);
    const notices = rows(record["updated-by"]).map((one) => plain(one.type).toLowerCase());
    return {
      type_of_entry: type, title: subtitle && !title.toLowerCase().includes(subtitle.toLowerCase()) ? `${title}: ${subtitle}` : title,
      author: authors.length ? authors : undefined, editor: authors.length ? undefined : people(record.editor),
      [type === "article" ? "journal" : "booktitle"]: container || undefined,
      series, publisher: type === "article" ? undefined : plain(record.publisher) || undefined,
      year: year(record["published-print"], record.issued, record.published, record["published-online"]),
      volume: plain(record.volume) || undefined, number: plain(record.issue) || undefined,
      pages: plain(record.page) || plain(record["article-number"]) || undefined, doi: plain(record.DOI) || doi,
      isbn: part || type === "book" ? first(record.ISBN) || undefined : undefined,
      status: notices.some((kind) => /retract|withdraw|removal/.test(kind)) || /^retracted\b/i.test(title) ? "retracted"
        : notices.some((kind) => kind.includes("concern")) ? "concern" : plain(record.subtype) === "preprint" ? "preprint" : "ok",
    };
  }

  // The fields of a summary of PubMed, which has names as "Post SL".
  function fromPubmed(record, pmid) {
    const ids = Object.fromEntries(rows(record.articleids).map((one) => [plain(one.idtype), plain(one.value)]));
    const authors = rows(record.authors).map((one) => {
      const name = plain(one.name);
      const parts = /^(.*\S)\s+(\S{1,4})$/.exec(name);
      if (plain(one.authtype) === "CollectiveName" || !parts) return { name, body: plain(one.authtype) === "CollectiveName" || undefined };
      return { name: `${parts[1]}, ${[...parts[2]].map((letter) => `${letter}.`).join(" ")}` };
    }).filter((one) => one.name);
    const kinds = [record.pubtype || []].flat().map(String);
    return {
      type_of_entry: "article", title: plain(record.title).replace(/\.$/, "").replace(/^\[|\]$/g, ""), author: authors,
      journal: plain(record.fulljournalname) || plain(record.source) || undefined, year: (/\b(?:18|19|20)\d\d\b/.exec(plain(record.pubdate)) || [])[0],
      volume: plain(record.volume) || undefined, number: plain(record.issue) || undefined, pages: plain(record.pages) || undefined,
      doi: ids.doi || undefined, pmid, pmcid: ids.pmc || undefined,
      status: kinds.some((kind) => /^(?:retracted|withdrawn)\b/i.test(kind)) ? "retracted" : "ok",
    };
  }

  async function answer(url, accept) {
    const found = await fetch(url, { headers: accept ? { Accept: accept } : {}, referrerPolicy: "no-referrer", credentials: "omit", signal: AbortSignal.timeout?.(20000) });
    if (found.status === 404) return undefined;
    if (!found.ok) throw new Error(String(found.status));
    return found.json();
  }

  // [the work, the names of the registers]; the work is undefined if no register knows it. Throws if none answers.
  async function lookUp(doi, pmid) {
    let work;
    let told = [];
    if (pmid) {
      const asked = new URLSearchParams({ db: "pubmed", id: pmid, retmode: "json", version: "2.0", tool: "claims-explainer" });
      const record = (await answer(`${own.registers.ncbi[1]}/esummary.fcgi?${asked}`))?.result?.[pmid];
      if (!record || record.error || !record.title) return [undefined, []];
      work = fromPubmed(record, pmid);
      told = [own.registers.ncbi[0]];
      doi = work.doi;
    }
    if (!doi) return [work, told];
    try {
      let [name, record] = [own.registers.crossref[0], (await answer(`${own.registers.crossref[1]}/works/${encodeURIComponent(doi)}`))?.message];
      if (!record) {
        [name, record] = [own.registers.csl[0], await answer(`${own.registers.csl[1]}/${doi.split("/").map(encodeURIComponent).join("/")}`, "application/vnd.citationstyles.csl+json")];
      }
      if (!record || !first(record.title)) return [work, told];
      const found = fromCsl(record, doi);
      for (const [field, value] of Object.entries(work || {})) {
        if (found[field] === undefined || (field === "status" && value === "retracted")) found[field] = value;
      }
      return [found, [...told, name]];
    } catch (error) {
      if (!work) throw error;
      return [work, told];
    }
  }

  function keyFor(value) {
    const who = (value.author || value.editor || [])[0];
    const name = who ? (who.body ? who.name : who.name.split(",")[0]) : value.title || "source";
    const base = `${name.normalize("NFKD").toLowerCase().replace(/[^a-z]/g, "").slice(0, 40) || "source"}${(value.year || "").slice(0, 4)}`;
    const taken = new Set(data.works.map(([key]) => key.toLowerCase()));
    return [base, ..."bcdefghijklmnopqrstuvwxyz".split("").map((letter) => `${base}_${letter}`)].find((key) => !taken.has(key)) || base;
  }
  const knownAs = (doi, pmid) => data.works.find((work) => (doi && work[3].toLowerCase() === doi.toLowerCase()) || (pmid && work[4] === pmid));

  // ---- The fields ----

  const names = (spec, item) => list({ ...spec, item, least: spec.name === "author" ? 1 : 0 }, (n) => {
    const made = group({ plain: true }, [["name", text({ name: spec.name, label: say("number", { what: item, n }), help: texts.person_help })],
      ["body", tick({ name: "body", label: texts.body, value: true })]]);
    const read = made.read;
    return { ...made, read: () => { const value = read.call(made); return value && value.name ? value : undefined; }, at: () => made.parts.name };
  });

  function field(name) {
    const spec = { name, label: label(name), help: data.help[`source.${name}`] ?? own.help[name] };
    const choose = (terms, more) => choice({ ...spec, options: values(terms), ...more });
    const special = {
      author: () => names(spec, texts.person), editor: () => names(spec, texts.person),
      design: () => choose("Design"), status: () => choose("Standing"), verified: () => choose("Verified"),
      interest: () => choose("Interest", { many: true }), topics: () => choice({ ...spec, many: true, options: data.topics }),
      participants: () => text({ ...spec, number: true }), urldate: () => text({ ...spec, type: "date" }),
    };
    return special[name] ? special[name]() : text({ ...spec, long: ["title", "population", "funding", "ties", "note"].includes(name) });
  }

  function* rules(value) {
    const type = value.type_of_entry;
    if (!type) yield { path: ["type_of_entry"], message: texts.choose };
    if (!value.key) yield { path: ["key"], message: texts.missing };
    else if (!new RegExp(own.key).test(value.key)) yield { path: ["key"], message: texts.pattern_key };
    else if (data.works.some(([key]) => key.toLowerCase() === value.key.toLowerCase())) yield { path: ["key"], message: texts.key_taken };
    const twin = knownAs(value.doi, value.pmid);
    if (twin) yield { path: [value.doi ? "doi" : "pmid"], message: say("there_already", { key: twin[0] }) };
    for (const one of own.required[type] || []) {
      if (one.some((name) => value[name] !== undefined)) continue;
      const soft = value.verified !== "full" && !own.always.includes(one[0]);
      const message = one.length > 1 ? say("need_one_of", { names: one.map(label).join(", ") }) : texts.missing;
      yield { path: [one[0]], message: soft ? texts.mostly_there : message, soft };
    }
    if (!value.title) yield { path: ["title"], message: texts.missing };
    if (!value.design) yield { path: ["design"], message: texts.choose };
    if (!value.verified) yield { path: ["verified"], message: texts.choose };
    for (const name of Object.keys(own.identifiers)) {
      if (value[name] && !matches(name, value[name])) yield { path: [name], message: say("like", { example: own.identifiers[name][1] }) };
    }
    for (const name of ["url", "archive_url"]) if (value[name] && !/^https?:\/\/[^\s"'<>\\`]+$/.test(value[name])) yield { path: [name], message: texts.not_an_address };
    if (value.participants !== undefined && !(Number.isInteger(value.participants) && value.participants >= 0)) yield { path: ["participants"], message: texts.digits };
    if (value.design === "seller-page") yield { path: ["design"], message: texts.seller, soft: true };
    if (["retracted", "concern"].includes(value.status)) yield { path: ["status"], message: texts.notice, soft: true };
    for (const name of ["population", "funding", "ties", "note"]) {
      for (const [kind, found] of doses(value[name] || "")) yield { path: [name], message: say(kind, { found }) };
    }
  }
  function check(value) {
    const seen = new Set();
    return [...rules(value)].filter(({ path }) => !seen.has(path[0]) && seen.add(path[0]));
  }

  function start(root) {
    const controls = {
      type_of_entry: choice({ name: "type_of_entry", label: label("type_of_entry"), options: own.types }),
      key: text({ name: "key", label: label("key"), help: texts.key_help }),
    };
    const sections = own.sections.map(([, , fields], n) => {
      const parts = fields.map((name) => [name, (controls[name] = field(name))]);
      return n ? parts : [["type_of_entry", controls.type_of_entry], ...parts, ["key", controls.key]];
    });
    const all = group({ plain: true, needed: true }, sections.flat());
    const { registers } = own;
    const asked = [...new Set(Object.values(registers).map(([name]) => name))].join(", ").replace(/, ([^,]*)$/, ` ${texts.or} $1`);
    const identifier = text({ name: "identifier", label: texts.identifier, help: texts.identifier_help });
    const ask = el("button", { type: "button", class: "x-button" }, say("ask", { registers: asked }));
    const state = el("p", { role: "status" });
    const lookup = el("section", { class: "x-section" }, el("h2", {}, texts.lookup), el("p", {}, say("ask_help", { registers: asked })),
      identifier.node, el("p", {}, ask), state);
    all.node.replaceChildren(lookup, ...own.sections.map(([title, lead], n) => el("section", { class: "x-section" },
      el("h2", {}, title), lead ? el("p", {}, lead) : undefined, ...sections[n].map(([, control]) => control.node))));

    let named = false;
    controls.key.input.addEventListener("input", (event) => { named = event.isTrusted ? Boolean(controls.key.input.value) : named; });
    function turn(event) {
      const type = controls.type_of_entry.read();
      for (const [name, types] of Object.entries(own.only)) controls[name].node.hidden = !types.includes(type);
      if (!named && event?.target !== controls.key.input) controls.key.input.value = controls.title.read() ? keyFor(all.read()) : "";
    }

    ask.addEventListener("click", async () => {
      const ids = identified(identifier.input.value);
      identifier.show(ids ? "" : texts.identifier_wrong);
      if (!ids) { identifier.focus(); return; }
      const twin = knownAs(...ids);
      if (twin) { state.textContent = say("there_already", { key: twin[0] }); return; }
      state.textContent = texts.asking;
      try {
        const [work, told] = await lookUp(...ids);
        if (!work) { state.textContent = say("asked_none", { id: ids[0] || ids[1] }); return; }
        controls.type_of_entry.write(work.type_of_entry);
        for (const [name, value] of Object.entries(work)) if (controls[name] && value !== undefined) controls[name].write(value);
        if (work.doi) controls.doi.write(work.doi);
        turn();
        state.textContent = [say("asked", { registers: told.join(", ") }), ["retracted", "concern"].includes(work.status) ? texts.notice : ""].join(" ").trim();
      } catch (error) {
        state.textContent = say("asked_failed", { why: error.name === "Error" ? error.message : error.name });
      }
    });

    frame(root, {
      control: all, button: texts.check_entry, draft: "source-draft", check,
      hand(value, told) {
        const soft = told.filter((one) => one.soft);
        return [
          ...handed({ title: texts.entry_ready, lead: texts.entry_lead, content: entry(value), file: `${value.key}.bib`, none: texts.no_repository,
            address: root.dataset.bibliography, long: texts.append, more: texts.open_bibliography }),
          ...(soft.length ? [el("h3", {}, texts.look_again), el("ul", {}, ...soft.map((one) => el("li", {}, [one.control.name, one.message].join(": "))))] : []),
        ];
      },
    }).addEventListener("input", turn);
    turn();
  }

  // For tests.
  self.sourceForm = { entry, identified };
  // After the scripts that every page has: they come after this one and define `say`.
  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll("[data-source-form]")) start(root);
  });
})();
