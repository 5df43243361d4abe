// The parts of the forms for a claim and for a source: fields, messages, and the ways to hand over a file.
// All questions come from `formData`, which a build makes from the models. Nothing is sent anywhere from here.
(() => {
  "use strict";
  const data = self.formData;
  const texts = data.texts;
  const LINK = 8000; // GitHub refuses longer addresses
  let count = 0;

  const say = (name, given) => self.say(texts[name], given);
  const label = (name) => data.labels[name];
  const fresh = (name) => `f${(count += 1)}-${name}`;
  // Fold all that Python's str.split counts as space, as the reader of the files does.
  const folded = (text) => text.split(/[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/).filter(Boolean).join(" ");

  function el(name, given, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(given || {})) {
      if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== undefined));
    return node;
  }

  // The help of a model, with text between backticks as code.
  const coded = (text) => text.split("`").map((part, n) => (n % 2 ? el("code", {}, part) : part));

  // Connect a field or group with its help and its message, if any: a screen reader then reads them after its name.
  function described(node, hint, error) {
    const parts = [hint && hint.id, !error.hidden && error.id].filter(Boolean).join(" ");
    if (parts) node.setAttribute("aria-describedby", parts);
    else node.removeAttribute("aria-describedby");
  }

  // A name, its help, a place for a message, and the field. With `whole`, a group of choices: a legend, not a label.
  function framed(spec, input, whole) {
    const id = fresh(spec.name);
    const error = el("p", { class: "x-error", id: `${id}-error`, hidden: true });
    const hint = spec.help ? el("p", { class: "x-hint", id: `${id}-hint` }, ...coded(spec.help)) : undefined;
    const name = [spec.label, spec.optional ? el("span", { class: "x-hint" }, ` (${texts.optional})`) : ""];
    input.id = id;
    const node = whole
      ? el("fieldset", { class: "x-ask" }, el("legend", {}, ...name), hint, error, input)
      : el("div", { class: "x-ask" }, el("label", { for: id }, ...name), hint, error, input);
    const describe = () => described(whole ? node : input, hint, error);
    describe();
    if (whole) input.setAttribute("tabindex", "-1");
    return {
      node,
      name: spec.label,
      show(message, soft) {
        error.textContent = message;
        error.hidden = !message;
        error.classList.toggle("x-error--soft", Boolean(soft));
        if (message && !soft && !whole) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        describe();
      },
      focus: () => input.focus(),
      id,
    };
  }

  // Every control has: node, read() -> a value or undefined, write(value), at(path) -> the control of a message.
  function text(spec) {
    const input = el(spec.long ? "textarea" : "input", {
      rows: spec.long ? 4 : undefined, type: spec.long ? undefined : spec.type || "text", name: spec.name,
      list: spec.list, autocomplete: "off", spellcheck: spec.type || spec.list ? "false" : undefined,
      inputmode: spec.number ? "numeric" : undefined,
    });
    const frame = framed(spec, input);
    const about = spec.about ? el("p", { class: "x-hint", "aria-live": "polite" }) : undefined;
    if (about) {
      frame.node.append(about);
      input.addEventListener("input", () => (about.textContent = spec.about(folded(input.value))));
    }
    return {
      ...frame,
      input,
      read() {
        const value = folded(input.value);
        if (!value) return undefined;
        return spec.number && /^-?\d+$/.test(value) ? Number(value) : value;
      },
      write(value) {
        input.value = value === undefined ? "" : String(value);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      at() { return this; },
    };
  }

  // A box to tick, its name beside it and an explanation below, which is read after the name and not as a part of it.
  function option(input, title, explanation) {
    if (!explanation) return el("div", { class: "x-option" }, input, el("label", { for: input.id }, title));
    input.setAttribute("aria-describedby", `${input.id}-hint`);
    return el("div", { class: "x-option" }, input, el("label", { for: input.id }, title),
      el("p", { class: "x-hint", id: `${input.id}-hint` }, ...coded(explanation)));
  }

  // `options` are [value, name, explanation]. With `many`, several may be chosen; `groups` puts them under headings.
  function choice(spec) {
    const name = fresh(spec.name);
    const box = el("div", { class: "x-options" });
    const inputs = [];
    for (const [heading, options] of spec.groups || [["", spec.options]]) {
      if (heading) box.append(el("p", { class: "x-options__heading" }, heading));
      for (const [value, title, explanation] of options) {
        const input = el("input", { type: spec.many ? "checkbox" : "radio", name, value, id: fresh(spec.name) });
        inputs.push(input);
        box.append(option(input, title, explanation));
      }
    }
    const frame = framed(spec, box, true);
    return {
      ...frame,
      read() {
        const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
        return spec.many ? (chosen.length ? chosen : undefined) : chosen[0];
      },
      write(value) {
        for (const input of inputs) input.checked = [value].flat().includes(input.value);
        box.dispatchEvent(new Event("input", { bubbles: true }));
      },
      focus: () => (inputs.find((input) => input.checked) || inputs[0]).focus(),
      at() { return this; },
    };
  }

  // One box to tick, for one value.
  function tick(spec) {
    const input = el("input", { type: "checkbox", id: fresh(spec.name) });
    const node = el("div", { class: "x-ask" }, option(input, spec.label, spec.help));
    return {
      node, input, name: spec.label, id: input.id,
      read: () => (input.checked ? spec.value : undefined),
      write(value) { input.checked = value !== undefined; input.dispatchEvent(new Event("input", { bubbles: true })); },
      show() {}, focus: () => input.focus(), at() { return this; },
    };
  }

  // Fields that belong together: `parts` are [name, control]. A hidden field has no value.
  function group(spec, parts) {
    const error = el("p", { class: "x-error", id: fresh("error"), hidden: true });
    const hint = spec.help ? el("p", { class: "x-hint", id: fresh("hint") }, ...coded(spec.help)) : undefined;
    const node = el(spec.plain ? "div" : "fieldset", { class: "x-group", tabindex: "-1" },
      spec.plain ? undefined : el("legend", {}, spec.label), hint, error, ...parts.map(([, control]) => control.node));
    if (!spec.plain) described(node, hint, error);
    return {
      node, parts: Object.fromEntries(parts), name: spec.label,
      read() {
        const value = {};
        for (const [name, control] of parts) {
          const one = control.node.hidden ? undefined : control.read();
          if (one !== undefined) value[name] = one;
        }
        return Object.keys(value).length || spec.needed ? value : undefined;
      },
      write(value) { for (const [name, control] of parts) control.write((value || {})[name]); },
      show(message) {
        error.textContent = message;
        error.hidden = !message;
        if (!spec.plain) described(node, hint, error);
      },
      focus: () => node.focus(),
      at(path) {
        const control = this.parts[path[0]];
        return control ? control.at(path.slice(1)) : this;
      },
    };
  }

  // A list of controls of one kind. `make` makes the nth; the list begins with `least` of them.
  function list(spec, make) {
    const items = el("div", { class: "x-items" });
    const add = el("button", { type: "button", class: "x-button x-button--quiet" });
    const error = el("p", { class: "x-error", id: fresh("error"), hidden: true });
    const hint = spec.help ? el("p", { class: "x-hint", id: fresh("hint") }, ...coded(spec.help)) : undefined;
    const body = [el("legend", {}, spec.label, spec.optional ? el("span", { class: "x-hint" }, ` (${texts.optional})`) : ""),
      hint, error, items, el("p", {}, add)];
    const node = el("fieldset", { class: "x-group x-list-of", tabindex: "-1" }, ...body);
    described(node, hint, error);
    let held = [];
    function named() {
      add.textContent = say(held.length ? "add" : "add_first", { what: spec.item });
      for (const button of items.querySelectorAll(":scope > .x-item > .x-remove")) button.hidden = held.length <= (spec.least || 0);
    }
    function push(value, focus) {
      const control = make(held.length + 1);
      const remove = el("button", { type: "button", class: "x-button x-button--quiet x-remove" });
      remove.textContent = say("remove", { what: `${spec.item} ${held.length + 1}` });
      const row = el("div", { class: "x-item" }, control.node, remove);
      remove.addEventListener("click", () => {
        row.remove();
        held = held.filter((one) => one !== control);
        named();
        add.focus();
        node.dispatchEvent(new Event("input", { bubbles: true }));
      });
      held.push(control);
      items.append(row);
      if (value !== undefined) control.write(value);
      named();
      if (focus) control.focus();
      return control;
    }
    add.addEventListener("click", () => push(undefined, true));
    for (let n = 0; n < (spec.least || 0); n += 1) push();
    named();
    return {
      node, push, name: spec.label,
      get held() { return held; },
      read() {
        const values = held.map((control) => control.read());
        this.order = held.filter((_, n) => values[n] !== undefined); // a message names the nth value, not the nth row
        const given = values.filter((value) => value !== undefined);
        return given.length ? given : undefined;
      },
      write(values) {
        items.replaceChildren();
        held = [];
        for (const value of values || []) push(value);
        for (let n = held.length; n < (spec.least || 0); n += 1) push();
        named();
      },
      show(message) {
        error.textContent = message;
        error.hidden = !message;
        described(node, hint, error);
      },
      focus: () => (held[0] ? held[0].focus() : add.focus()),
      at(path) {
        const control = (this.order || held)[path[0]];
        if (control) return control.at(path.slice(1));
        return held.length === 1 ? held[0].at([]) : this;
      },
    };
  }

  const patterns = Object.fromEntries(Object.entries(data.patterns).map(([name, [source, flags]]) => [name, new RegExp(source, `${flags}g`)]));

  // The words that may be a dose, as the check of the files finds them: [kind, words].
  function doses(value) {
    const found = [];
    for (const match of value.matchAll(patterns.amount)) {
      const dated = new RegExp(data.patterns.dated[0], "i").test(value.slice(0, match.index));
      if (!(new RegExp(`^(?:${data.patterns.year[0]})`).test(match[0]) && dated)) found.push(["amount", match[0]]);
    }
    for (const match of value.matchAll(patterns.schedule)) {
      const clause = value.slice(0, match.index).split(patterns.clause_end).pop();
      const last = [...clause.matchAll(patterns.done)].pop();
      if (!(match.groups.often && last && last.groups.studied)) found.push(["schedule", match[0]]);
    }
    for (const match of value.matchAll(patterns.taper)) found.push(["taper", match[0]]);
    return found;
  }

  // The frame of a form: the summary of the errors, the result, and the draft.
  function frame(root, { control, button, check, hand, draft }) {
    const summary = el("div", { class: "x-summary", role: "alert", tabindex: "-1", hidden: true });
    const result = el("div", { class: "x-result", hidden: true });
    const form = el("form", { novalidate: true, autocomplete: "off" });
    const keep = tick({ name: "draft", label: texts.draft, help: texts.draft_help, value: true });
    form.append(summary, control.node, keep.node, el("p", {}, el("button", { type: "submit", class: "x-button" }, button)), result);
    root.append(form);

    const stored = () => { try { return localStorage.getItem(draft); } catch { return null; } };
    const store = () => {
      try {
        if (keep.input.checked) localStorage.setItem(draft, JSON.stringify(control.read() || {}));
        else localStorage.removeItem(draft);
      } catch { /* Storage is switched off: then there is no draft. */ }
    };
    let later;
    form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(store, 400); });
    keep.input.addEventListener("change", store);
    const old = stored();
    if (old) {
      keep.input.checked = true;
      try { control.write(JSON.parse(old)); } catch { /* Of another version of the form. */ }
    }

    let shown = [];
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await came; // a name or a question that is taken is known from it
      for (const one of shown) one.show("");
      shown = [];
      const value = control.read() || {};
      const told = check(value).map((one) => ({ ...one, control: control.at(one.path) }));
      told.sort((a, b) => (a.control.node.compareDocumentPosition(b.control.node) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1));
      for (const soft of [true, false]) { // what is wrong is shown over what is only to be looked at
        for (const one of told.filter((it) => Boolean(it.soft) === soft)) {
          one.control.show(one.message, one.soft);
          shown.push(one.control);
        }
      }
      const wrong = told.filter((one) => !one.soft);
      summary.hidden = !wrong.length;
      result.hidden = wrong.length > 0;
      if (wrong.length) {
        summary.replaceChildren(el("h2", {}, texts.wrong), el("p", {}, texts.wrong_lead), links(wrong));
        summary.focus();
      } else {
        result.replaceChildren(...hand(value, told));
        result.querySelector("h2").focus();
      }
    });
    const links = (told) => {
      const rows = el("ul");
      for (const { control: one, message } of told) {
        const item = one.node.closest(".x-item:has(legend)");
        const part = one.node.closest("[data-part]");
        const where = [part && part.dataset.part, item && item.querySelector("legend").textContent].filter((words) => words && words !== one.name);
        const link = el("a", { href: `#${one.id || ""}` }, [where.join(", "), one.name, message].filter(Boolean).join(": "));
        link.addEventListener("click", (event) => { event.preventDefault(); one.focus(); });
        rows.append(el("li", {}, link));
      }
      return rows;
    };
    return form;
  }

  // A finished file: to look at, to copy, to download, and to open in GitHub's editor.
  function handed({ title, lead, content, file, address, long, none, more }) {
    const area = el("textarea", { class: "x-file", rows: 14, readonly: true, "aria-label": file, spellcheck: "false" });
    area.value = content;
    const state = el("span", { role: "status" });
    const save = el("a", { class: "x-button", download: file, href: URL.createObjectURL(new Blob([content], { type: "text/plain" })) }, texts.download);
    const copy = el("button", { type: "button", class: "x-button x-button--quiet" }, texts.copy);
    copy.addEventListener("click", async () => {
      area.select();
      let done = true;
      try { await navigator.clipboard.writeText(content); } catch { done = document.execCommand("copy"); }
      copy.focus();
      state.textContent = done ? texts.copied : texts.not_copied;
    });
    const open = address ? el("p", {}, el("a", { class: "x-button", href: address, target: "_blank", rel: "noopener noreferrer external" }, long ? more : texts.open)) : undefined;
    return [el("h2", { tabindex: "-1" }, title), el("p", {}, lead), area, el("p", { class: "x-row" }, save, copy, state),
      el("p", {}, address ? long || texts.open_help : none), ...(open ? [open] : [])];
  }

  // The works that can be cited and the existing claims are the largest part of the data, and grow: they are fetched
  // when somebody uses the form.
  Object.assign(data, { works: [], claims: [] });
  const form = document.querySelector("[data-works]");
  let came = Promise.resolve();
  function fetchWorks() {
    if (!form.dataset.works) return;
    const script = el("script", { src: form.dataset.works });
    came = new Promise((done) => {
      for (const event of ["load", "error"]) script.addEventListener(event, done);
    });
    script.addEventListener("load", () => {
      Object.assign(data, self.formWorks);
      document.dispatchEvent(new Event("form-works"));
      for (const field of form.querySelectorAll("input[list=works]")) if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.removeAttribute("data-works");
    document.body.append(script);
  }
  for (const event of ["focusin", "pointerdown"]) form?.addEventListener(event, fetchWorks);

  self.forms = { LINK, choice, data, doses, el, folded, frame, group, handed, label, list, patterns, say, text, texts, tick };
})();
