// The form for a claim: asks for what the schema of a claim file has, checks what a page can check, and writes it.
(() => {
  "use strict";
  const { LINK, choice, data, doses, el, folded, frame, group, handed, label, list, patterns, say, text, texts, tick } = self.forms;
  const { schema } = data;
  const slug = new RegExp(schema.properties.topic.pattern);
  const citekey = schema.properties.advised_by.items.pattern;
  const works = new Map();
  document.addEventListener("form-works", () => {
    for (const work of data.works) works.set(work[0], work);
    for (const name of ["works", "claims"]) {
      document.getElementById(name).replaceChildren(...data[name].map(([value, title]) => el("option", { value, label: title })));
    }
  });
  const valueWords = (name) => data.values[name];
  const resolved = (node) => (node.$ref ? { ...schema.$defs[node.$ref.split("/").pop()], ...node, named: node.$ref.split("/").pop() } : node);
  const bare = (node) => (node.anyOf ? { ...node, ...node.anyOf.find((one) => one.type !== "null") } : node);

  // ---- YAML: every text that can be typed reads back as it is ----

  const PLAIN = /^[A-Za-z][\w .,'()/-]* [\w .,'()/-]*[\w).?]$/;
  const WORD = /^[A-Za-z][\w-]*$/;
  const READ_AS_MORE = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
  const DAY = /^\d{4}-\d\d-\d\d$/;
  const UNPRINTABLE = /[^\x20-\x7e\xa1-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
  const WIDTH = 116;

  // Within brackets and braces a comma ends a text, so that only single words stand there without quotation marks.
  function scalar(value, within = false) {
    if (typeof value !== "string") return String(value);
    if ((!within && PLAIN.test(value)) || (WORD.test(value) && !READ_AS_MORE.test(value))) return value;
    return JSON.stringify(value).replace(/[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }

  // A long text on several lines, which YAML folds into one again. Only for texts whose characters need no escape.
  function block(value, indent) {
    const lines = [];
    let line = "";
    for (const word of value.split(" ")) {
      if (line && line.length + word.length >= WIDTH - indent.length) { lines.push(line); line = word; }
      else line = line ? `${line} ${word}` : word;
    }
    return `>-\n${[...lines, line].map((one) => `${indent}${one}`).join("\n")}`;
  }

  const isLong = (value) => value.length > 70 && !UNPRINTABLE.test(value) && !/^ | {2}| $/.test(value);
  const flow = (value) => (Array.isArray(value) ? `[${value.map((one) => scalar(one, true)).join(", ")}]`
    : `{${Object.entries(value).map(([key, one]) => `${scalar(key, true)}: ${scalar(one, true)}`).join(", ")}}`);

  function yaml(value, days, indent = "") {
    const lines = [];
    for (const [key, one] of Object.entries(value)) {
      const name = `${indent}${scalar(key)}:`;
      const simple = one && typeof one === "object" && Object.values(one).every((part) => typeof part !== "object");
      if (one === null || typeof one !== "object") {
        if (days.has(key) && DAY.test(one)) lines.push(`${name} ${one}`);
        else lines.push(`${name} ${typeof one === "string" && isLong(one) ? block(one, `${indent}  `) : scalar(one)}`);
      } else if (!Object.keys(one).length) lines.push(`${name} ${flow(one)}`);
      else if (simple && (Array.isArray(one) || ["figures", "rated_down", "rated_up"].includes(key)) && flow(one).length < 90) lines.push(`${name} ${flow(one)}`);
      else if (Array.isArray(one)) {
        lines.push(name);
        for (const part of one) {
          if (typeof part !== "object") lines.push(`${indent}  - ${scalar(part)}`);
          else lines.push(`${indent}  - ${yaml(part, days, `${indent}    `).trimStart()}`);
        }
      } else lines.push(name, yaml(one, key === "figures" ? new Set() : days, `${indent}  `));
    }
    return lines.join("\n");
  }

  const dayNames = new Set();
  for (const model of [schema, ...Object.values(schema.$defs)]) {
    for (const [name, node] of Object.entries(model.properties || {})) if (node.format === "date") dayNames.add(name);
  }

  // The fields in the order of the schema, which all claim files have.
  function ordered(value, node) {
    const model = resolved(bare(node));
    if (Array.isArray(value)) return value.map((one) => ordered(one, (model.items || (model.oneOf && model.oneOf[0].items) || {})));
    if (!value || typeof value !== "object" || !model.properties) {
      const other = model.oneOf && value && typeof value === "object" && model.oneOf[1];
      return other ? ordered(value, other) : value;
    }
    return Object.fromEntries(Object.keys(model.properties).filter((name) => name in value).map((name) => [name, ordered(value[name], model.properties[name])]));
  }

  const file = (value) => `# yaml-language-server: $schema=../claim.schema.json\n${yaml(ordered(value, schema), dayNames)}\n`;

  // ---- The schema's rules, for the words of JSON Schema that it uses ----

  function unfit(value, given, path = []) {
    const node = resolved(bare(given));
    const no = (message) => [{ path, message }];
    if (node.oneOf) return unfit(value, Array.isArray(value) ? node.oneOf[0] : node.oneOf[1], path);
    if (node.enum || node.const !== undefined) return (node.enum || [node.const]).includes(value) ? [] : no(texts.choose);
    if (node.type === "array") {
      if (value.length < (node.minItems || 0)) return no(texts.choose_some);
      return value.flatMap((one, n) => unfit(one, node.items, [...path, n]));
    }
    if (node.type === "object") {
      const properties = node.properties || {};
      const missing = (node.required || []).filter((name) => value[name] === undefined);
      const open = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
      return [
        ...missing.map((name) => {
          const inner = resolved(bare(properties[name]));
          return { path: [...path, name], message: inner.enum || name === "topic" ? texts.choose : name === "see_a_doctor" ? texts.choose_some : texts.missing };
        }),
        ...Object.entries(value).flatMap(([name, one]) => {
          const inner = properties[name] || open;
          return inner ? unfit(one, inner, [...path, name]) : [];
        }),
      ];
    }
    if (node.type === "integer") {
      const [least, most] = [node.minimum ?? 0, node.maximum ?? 1e9];
      return Number.isInteger(value) && value >= least && value <= most ? [] : no(say("not_a_number", { least, most }));
    }
    if (node.format === "date") return DAY.test(value) && new Date(value).toISOString?.().startsWith(value) ? [] : no(texts.not_a_day);
    if (node.type !== "string") return [];
    const length = [...value].length;
    if (/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/.test(value)) return no(texts.hidden);
    if (!length && node.minLength) return no(texts.missing);
    if (length > (node.maxLength || Infinity)) return no(say("too_long_text", { count: node.maxLength, typed: length }));
    if (length < (node.minLength || 0)) return no(say("too_short", { count: node.minLength, typed: length }));
    if (node.pattern && !new RegExp(node.pattern).test(value)) {
      const name = path[path.length - 1];
      return no(name === "question" ? texts.pattern_question : node.pattern === citekey ? texts.pattern_key : texts.pattern);
    }
    return [];
  }

  // ---- What the check of the files would say beyond the schema, as far as a page can know ----

  const level = (certainty) => {
    const sum = (steps) => Object.values(steps || {}).reduce((total, one) => total + Number(one), 0);
    const reached = Math.min(Math.max(data.steps[certainty.start] - sum(certainty.rated_down) + sum(certainty.rated_up), 1), 4);
    return Object.keys(data.steps).find((name) => data.steps[name] === reached);
  };
  const wordCount = (value) => value.split(" ").length;
  const same = (value) => (folded(value || "").toLowerCase().match(/[\p{L}\p{N}_]+/gu) || []).join(" ");

  function shownNumbers(value) {
    const left = value.replace(/\[@[^\]]*\]/g, " ").replace(patterns.to_call, " ").replace(patterns.not_traced, " ").replace(patterns.label, " ");
    return [...new Set([...left.matchAll(patterns.number)].map((match) => match[0].replace(/,$/, "")))];
  }
  const plainNumber = (value) => value.replace(/,/g, "").replace(/%$/, "").trim();

  function* rules(value) {
    const { id, question = "", evidence = {}, certainty, verdict } = value;
    if (!id) yield { path: ["id"], message: texts.missing };
    else if (!slug.test(id)) yield { path: ["id"], message: texts.pattern_id };
    else if (data.claims.some(([other]) => other === id)) yield { path: ["id"], message: texts.taken };
    const twin = data.claims.find(([, asked]) => same(asked) === same(question));
    if (twin && question) yield { path: ["question"], message: say("twice", { id: twin[0] }) };
    if (!value.appearances && !value.asked_by) yield { path: ["appearances"], message: texts.who_says };
    for (const [n, one] of (value.appearances || []).entries()) {
      if (one.words && wordCount(one.words) > data.most.words) yield { path: ["appearances", n, "words"], message: say("too_many_words", { count: data.most.words, typed: wordCount(one.words) }) };
    }
    for (const [name, kinds] of Object.entries(data.kinds)) {
      if (schema.properties[name] && kinds.includes(value.kind) && value[name] === undefined && name !== "differs") yield { path: [name], message: texts.missing };
    }
    const answer = value.short_answer || "";
    if (answer && wordCount(answer) > data.most.short_answer) yield { path: ["short_answer"], message: say("too_many_words", { count: data.most.short_answer, typed: wordCount(answer) }) };
    if (asksYesOrNo(question)) {
      if (!value.claim_answers) yield { path: ["claim_answers"], message: texts.choose };
      const wanted = verdict && value.claim_answers && data.answers[verdict][value.claim_answers];
      const firm = certainty && certainty.start && level(certainty) === "very-low" && data.firm.includes(verdict);
      if (wanted && answer && !firm && !new RegExp(`^${wanted}\\b`).test(answer)) yield { path: ["short_answer"], message: say("begins", { words: wanted }) };
    }
    if (certainty && certainty.start) {
      if (level(certainty) === "very-low" && data.firm.includes(verdict)) yield { path: ["verdict"], message: texts.firm };
      if (certainty.rated_up && certainty.rated_down) yield { path: ["certainty", "rated_up"], message: texts.up_and_down };
    }
    if (value.checked && value.check_by && value.check_by <= value.checked) yield { path: ["check_by"], message: texts.dates_order };
    const told = new Set();
    for (const side of ["for", "against", "unknown"]) {
      const findings = Array.isArray(evidence[side]) ? evidence[side] : [];
      for (const [n, one] of findings.entries()) {
        const at = (name) => ["evidence", side, n, name];
        if (side !== "unknown" && !one.cite) yield { path: at("cite"), message: texts.need_cite };
        if (one.cite && !one.where) yield { path: at("where"), message: texts.need_where };
        const figures = new Set(Object.keys(one.figures || {}).map(plainNumber));
        for (const number of figures) told.add(number);
        const numbers = shownNumbers(one.finding || "").filter((number) => !figures.has(plainNumber(number)));
        if (numbers.length) yield { path: at("figures"), message: say("untraced", { numbers: numbers.join(", ") }) };
        if (one.frequency && one.frequency.count > one.frequency.of) yield { path: [...at("frequency"), "count"], message: texts.part_over_whole };
        for (const [m, key] of (one.cite || []).entries()) {
          if (!works.has(key)) yield { path: [...at("cite"), m], message: texts.unknown_work, soft: true };
          else if (works.get(key)[2] === "seller-page") yield { path: [...at("cite"), m], message: texts.seller };
        }
      }
    }
    for (const name of ["short_answer", "what_it_means"]) {
      const numbers = shownNumbers(value[name] || "").filter((number) => !told.has(plainNumber(number)));
      if (numbers.length) yield { path: [name], message: say("untraced", { numbers: numbers.join(", ") }), soft: true };
    }
    for (const [n, one] of (value.appearances || []).entries()) {
      if (one.source && !works.has(one.source)) yield { path: ["appearances", n, "source"], message: texts.unknown_work, soft: true };
    }
    yield* dosesIn(value, []);
  }

  function* dosesIn(value, path) {
    if (typeof value === "string") {
      for (const [kind, found] of doses(value)) yield { path, message: say(kind, { found }) };
    } else if (value && typeof value === "object") {
      for (const [name, one] of Object.entries(value)) yield* dosesIn(one, [...path, Array.isArray(value) ? Number(name) : name]);
    }
  }

  const asksYesOrNo = (question) => { patterns.yes_no.lastIndex = 0; return patterns.yes_no.test(question); };

  // One message for each field, the first; an error comes before a thing that only deserves a look (`soft`).
  function check(value) {
    const made = finished(value);
    const seen = new Set();
    const told = [...unfit(made, schema), ...rules(value)];
    return [...told.filter((one) => !one.soft), ...told.filter((one) => one.soft)].filter(({ path }) => {
      if (path[0] === "changes" || path[1] === "level") return false; // the form writes these
      const key = JSON.stringify(path);
      return !seen.has(key) && seen.add(key);
    });
  }

  // The claim as it is in its file: without the file's name, with the level and the history that follow from the rest.
  function finished({ id, ...value }) {
    const made = { ...value };
    if (made.certainty && made.certainty.start) made.certainty = { ...made.certainty, level: level(made.certainty) };
    const graded = made.certainty && made.certainty.level ? { certainty: made.certainty.level } : {};
    if (made.verdict && made.checked) made.changes = [{ date: made.checked, verdict: made.verdict, ...graded, note: texts.first_published }];
    else made.changes = [];
    return made;
  }

  // ---- The fields, each from its part of the schema ----

  function aboutWork(key) {
    const work = works.get(key);
    if (!work) return "";
    const design = data.values.Design.find(([value]) => value === work[2]);
    return design ? `${work[1]} (${design[1]})` : work[1];
  }
  const keyField = (name, shown, more) => text({ name, label: shown, list: "works", about: aboutWork, ...more });

  function field(name, given, needed, more = {}) {
    const node = resolved(bare(given));
    const help = data.help[name] ?? (given.description || node.description);
    const spec = { name, label: label(name), help, optional: !needed, ...more };
    const special = SPECIAL[name] && SPECIAL[name](spec, node);
    if (special) return special;
    if (node.enum) return choice({ ...spec, options: valueWords(node.named) });
    if (node.const) return tick({ ...spec, value: node.const });
    if (node.pattern === citekey) return keyField(name, spec.label, spec);
    if (node.format === "date") return text({ ...spec, type: "date" });
    if (node.type === "integer") return text({ ...spec, number: true });
    if (node.type === "string") return text({ ...spec, long: node.maxLength > 300 });
    if (node.propertyNames) return steps(spec, valueWords(node.propertyNames.$ref.split("/").pop()));
    if (node.type === "array" && node.items.pattern === citekey) return list({ ...spec, item: label("source"), least: 1 }, (n) => keyField("key", say("number", { what: label("source"), n })));
    if (node.type === "array") return list({ ...spec, item: more.item || label(name) }, (n) => model(say("number", { what: more.item, n }), node.items));
    return model(spec.label, given, spec.help, more);
  }

  function model(shown, given, help, more = {}, also = []) {
    const node = resolved(bare(given));
    const needed = new Set([...(node.required || []), ...also]);
    const parts = Object.entries(node.properties).map(([name, one]) => [name, field(name, one, needed.has(name))]);
    return group({ label: shown, help, ...more }, parts);
  }

  // GRADE's reasons, each with one or two steps.
  function steps(spec, values) {
    const options = [["", texts.steps_none], ["1", texts.steps_one], ["2", texts.steps_two]];
    const rows = values.map(([value, title, explanation]) => [value, choice({ name: value, label: title, help: explanation, options })]);
    const made = group(spec, rows);
    const read = made.read;
    for (const [, control] of rows) control.write("");
    made.node.classList.add("x-group--steps");
    return {
      ...made,
      read() {
        const given = Object.entries(read() || {}).filter(([, one]) => one).map(([name, one]) => [name, Number(one)]);
        return given.length ? Object.fromEntries(given) : undefined;
      },
      write(value) { for (const [name, control] of rows) control.write(String((value || {})[name] || "")); },
    };
  }

  // The numbers of a finding, each beside the number as the source prints it.
  function figures(spec) {
    const rows = list({ ...spec, item: label("number") }, () => group({ plain: true }, [
      ["shown", text({ name: "shown", label: texts.shown })], ["printed", text({ name: "printed", label: texts.printed })]]));
    rows.node.classList.add("x-list-of--pairs");
    const read = rows.read;
    return {
      ...rows,
      read() {
        const given = (read.call(rows) || []).filter((row) => row.shown);
        return given.length ? Object.fromEntries(given.map((row) => [row.shown, row.printed || ""])) : undefined;
      },
      write: (value) => rows.write(Object.entries(value || {}).map(([shown, printed]) => ({ shown, printed }))),
      at(path) {
        const row = path.length && rows.held.find((one) => (one.read() || {}).shown === path[0]);
        return row ? row.parts.printed : this;
      },
      suggest(numbers) {
        const there = new Set(rows.held.map((row) => plainNumber((row.read() || {}).shown || "")));
        for (const number of numbers) if (!there.has(plainNumber(number))) rows.push({ shown: number });
      },
      focus: () => (rows.held.find((row) => !(row.read() || {}).printed) || rows).focus(),
    };
  }

  function findingOf(n, also) {
    const made = model(say("number", { what: label("finding"), n }), { $ref: "#/$defs/Finding" }, "", {}, also);
    const { finding, figures: traced } = made.parts;
    const at = made.at;
    made.at = (path) => (path.length ? at.call(made, path) : finding);
    finding.input.addEventListener("change", () => traced.suggest(shownNumbers(folded(finding.input.value))));
    return made;
  }

  // A side: its findings, or the search that found none.
  function side(spec, node) {
    const alone = node.type === "array";
    const findings = list({ label: alone ? spec.label : label("findings"), help: alone ? spec.help : undefined, item: label("finding"), least: 1 },
      (n) => findingOf(n, alone ? [] : ["cite", "where"]));
    if (alone) {
      findings.node.dataset.part = spec.label;
      return { ...findings, name: spec.label, at: (path) => findings.at(path), read: () => findings.read() };
    }
    const none = model(texts.none_found, { $ref: "#/$defs/EmptySearch" });
    const which = choice({ name: spec.name, label: spec.label, help: spec.help, options: [["found", texts.found], ["none", texts.none_found]] });
    const turn = () => {
      findings.node.hidden = which.read() !== "found";
      none.node.hidden = which.read() !== "none";
    };
    // Both sides have a list of findings: a screen reader says with each which side it belongs to.
    findings.node.querySelector("legend").prepend(el("span", { class: "x-heard" }, `${spec.label}: `));
    which.node.addEventListener("input", turn);
    which.write("found");
    turn();
    none.parts.searched.write(today());
    return {
      node: el("div", { "data-part": spec.label }, which.node, findings.node, none.node), name: spec.label,
      read: () => (which.read() === "none" ? { none_found: none.read() || {} } : findings.read()),
      write(value) {
        which.write(value && !Array.isArray(value) ? "none" : "found");
        if (value && value.none_found) none.write(value.none_found);
        else findings.write(value);
      },
      show: (message) => findings.show(message), focus: () => findings.focus(),
      at: (path) => (path[0] === "none_found" ? none.at(path.slice(1)) : path.length ? findings.at(path) : findings.at([])),
    };
  }

  const today = (years = 0) => {
    const now = new Date();
    return [now.getFullYear() + years, now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };

  const SPECIAL = {
    topic: (spec) => choice({ ...spec, options: data.topics }),
    see_a_doctor: (spec) => choice({ ...spec, many: true, groups: data.signs }),
    related: (spec) => list({ ...spec, item: label("related") }, (n) => text({ name: "id", label: say("number", { what: label("claim"), n }), list: "claims",
      about: (id) => (data.claims.find(([other]) => other === id) || ["", ""])[1] })),
    asked_by: (spec) => tick({ ...spec, value: "readers" }),
    about: (spec) => tick({ ...spec, value: "other" }),
    appearances: (spec, node) => list({ ...spec, item: label("appearance") }, (n) => model(say("number", { what: label("appearance"), n }), node.items)),
    claim_answers: (spec) => choice({ ...spec, optional: false, options: [["yes", texts.yes], ["no", texts.no]] }),
    figures: (spec) => figures({ ...spec, optional: false }),
    frequency(spec, node) {
      const inner = model(spec.label, node, spec.help);
      const fold = el("details", { class: "x-fold" }, el("summary", {}, spec.label), inner.node);
      return { ...inner, node: fold, show(message) { fold.open = true; inner.show(message); }, focus() { fold.open = true; inner.focus(); },
        at(path) { fold.open = true; return inner.at(path); }, write(value) { fold.open = Boolean(value); inner.write(value); } };
    },
    for: (spec, node) => side(spec, node),
    against: (spec, node) => side(spec, node),
    unknown: (spec, node) => side(spec, node),
    evidence: (spec, node) => group({ plain: true, needed: true, label: spec.label }, Object.entries(node.properties).map(([name, one]) => [name, field(name, one, true)])),
    level: () => ({ node: el("p", { class: "x-level", "aria-live": "polite" }), read: () => undefined, write() {}, show() {}, focus() {}, at() { return this; } }),
    start(spec) {
      const options = valueWords("Level").filter(([value]) => value === "high" || value === "low").map((level) => level.slice(0, 2));
      return choice({ ...spec, options });
    },
  };

  // ---- The form ----

  function start(root) {
    const needed = new Set(schema.required);
    const controls = {};
    // A site that is not about health has no fields of care and grading.
    const sections = data.sections.map(([, , names], n) => {
      const parts = names.filter((name) => schema.properties[name]).map((name) => [name, (controls[name] = field(name, schema.properties[name], needed.has(name) || name in data.kinds && name !== "differs"))]);
      if (n === 0) {
        controls.id = text({ name: "id", label: label("id"), help: texts.id_help });
        parts.splice(1, 0, ["id", controls.id]);
      }
      return parts;
    });
    const all = group({ plain: true, needed: true }, sections.flat());
    all.node.replaceChildren(...data.sections.map(([title, lead], n) => el("section", { class: "x-section" },
      el("h2", {}, title), lead ? el("p", {}, lead) : undefined, ...sections[n].map(([, control]) => control.node))), el("datalist", { id: "works" }),
      el("datalist", { id: "claims" }));

    const { certainty, kind, question, id } = controls;
    function turn() {
      const chosen = kind.read();
      for (const [name, kinds] of Object.entries(data.kinds)) if (controls[name]) controls[name].node.hidden = !kinds.includes(chosen);
      controls.claim_answers.node.hidden = !asksYesOrNo(question.read() || "");
      if (!certainty) return;
      const given = certainty.parts.start.read();
      const reached = given && level({ start: given, rated_down: certainty.parts.rated_down.read(), rated_up: certainty.parts.rated_up.read() });
      const word = reached && valueWords("Level").find(([value]) => value === reached);
      certainty.parts.level.node.textContent = word ? say("level", { level: word[1] }) : "";
    }
    let own = false; // whether the writer has named the file
    id.input.addEventListener("input", (event) => { own = event.isTrusted ? Boolean(id.input.value) : own; });
    question.input.addEventListener("input", () => {
      if (!own) id.input.value = slugOf(question.input.value);
    });
    if (certainty) certainty.node.append(certainty.parts.level.node);
    controls.checked.write(today());
    controls.check_by.write(today(1));

    const repository = root.dataset.new;
    frame(root, {
      control: all, button: texts.check, draft: "claim-draft", check,
      hand(value, told) {
        const content = file(finished(value));
        const name = `${value.id}.yml`;
        const path = `claims/${value.topic}/${name}`;
        const place = `${repository}claims/${value.topic}?filename=${encodeURIComponent(name)}`;
        const whole = `${place}&value=${encodeURIComponent(content)}`;
        const fits = whole.length <= LINK;
        const soft = told.filter((one) => one.soft);
        return [
          ...handed({
            title: texts.ready, lead: say("ready_lead", { path }), content, file: name, none: texts.no_repository,
            address: repository ? (fits ? whole : place) : "", long: fits ? "" : say("too_long", { count: whole.length, most: LINK }), more: texts.open,
          }),
          ...(soft.length ? [el("h3", {}, texts.look_again), el("ul", {}, ...soft.map((one) => el("li", {}, [one.control.name, one.message].join(": "))))] : []),
        ];
      },
    }).addEventListener("input", turn);
    turn();
  }

  // A name for the file from the telling words of a question.
  function slugOf(question) {
    const words = question.normalize("NFKD").toLowerCase().replace(/[^a-z0-9\s-]/g, "").split(/[\s-]+/).filter(Boolean);
    const telling = words.filter((word) => !data.subject.includes(word) && !/^(?:is|are|does|do|did|can|could|will|would|has|have|should|may|the|a|an|of|to|in|on|it|for|with|how|what|which)$/.test(word));
    return (telling.length ? telling : words).slice(0, 5).join("-");
  }

  // For tests.
  self.claimForm = { doses, yaml: (value) => yaml(value, dayNames) };
  // After the scripts that every page has: they come after this one and define `say`.
  document.addEventListener("DOMContentLoaded", () => {
    for (const root of document.querySelectorAll("[data-claim-form]")) start(root);
  });
})();
