/* What the pages gain when scripts run; none of it is needed. No dependency, no inline code (strict CSP). */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, props = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  };
  const store = (name, act) => {
    try { return act(window[name]); } catch { return null; } // private browsing, or a full store
  };

  // 1. The summary of errors is read first.
  document.querySelector(".error-summary")?.focus();

  // 2. Nobody leaves a half-written form without being told.
  const changed = new Set();
  const posts = all('form[method="post" i]:not([data-light])'); // [data-light]: boxes to tick, nothing to lose
  posts.forEach((form) => {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.clear());
  });
  addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

  // 3. What is typed in form[data-keep] stays in this browser until the site says it is saved ([data-saved]).
  const SENT = "commun:sent";
  const secret = (field) => /^(password|file|hidden)$/.test(field.type) || field.name === "csrfmiddlewaretoken";
  const read = (form) => all("input, select, textarea", form)
    .filter((field) => field.name && !secret(field))
    .map((field) => [field.name, field.value, field.type === "checkbox" || field.type === "radio" ? field.checked : null]);
  const write = (form, values) => all("input, select, textarea", form).forEach((field) => {
    const toggles = field.type === "checkbox" || field.type === "radio";
    const found = values.find(([name, value]) => name === field.name && (!toggles || value === field.value));
    if (!found || secret(field)) return;
    if (toggles) field.checked = found[2]; else field.value = found[1];
  });
  if (document.querySelector("[data-saved]")) {
    const key = store("sessionStorage", (kept) => kept.getItem(SENT));
    if (key) store("localStorage", (kept) => kept.removeItem(key));
  }
  store("sessionStorage", (kept) => kept.removeItem(SENT));
  all("form[data-keep]").forEach((form) => {
    const key = `commun:${location.pathname}:${form.dataset.keep}`;
    const drop = () => store("localStorage", (kept) => kept.removeItem(key));
    const found = store("localStorage", (kept) => kept.getItem(key));
    if (found && found !== JSON.stringify(read(form))) {
      const restore = make("button", { type: "button", className: "button button-secondary", textContent: "Reprendre ma saisie" });
      const discard = make("button", { type: "button", className: "button button-quiet", textContent: "L’effacer" });
      const notice = make("div", { className: "alert alert-warning" },
        make("p", { className: "alert-title", textContent: "Votre saisie non enregistrée a été retrouvée" }),
        make("p", { textContent: "Elle est restée dans ce navigateur, et nulle part ailleurs." }), restore, discard);
      notice.setAttribute("role", "status");
      restore.onclick = () => { write(form, JSON.parse(found)); changed.add(form); notice.remove(); form.querySelector("input:not([type=hidden]), textarea, select")?.focus(); };
      discard.onclick = () => { drop(); notice.remove(); };
      form.before(notice);
    }
    let timer;
    const keep = () => store("localStorage", (kept) => kept.setItem(key, JSON.stringify(read(form))));
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
    form.addEventListener("submit", () => { clearTimeout(timer); keep(); store("sessionStorage", (kept) => kept.setItem(SENT, key)); });
  });

  // 4. Suggestions: input[data-suggestions-url] becomes a combobox. Answer: {"resultats": [{valeur, libelle, detail, url, groupe}]}.
  //    data-suggestions-target="#id" names a hidden field that takes "valeur"; otherwise the input takes it itself,
  //    or what data-suggestions-write names in the answer; data-suggestions-submit sends the form once chosen, and
  //    data-suggestions-go goes to the page of what has one. Rows that name a "groupe" stand under its name.
  all("input[data-suggestions-url]").forEach((input, index) => {
    const list = make("ul", { id: `suggestions-${index}`, hidden: true });
    const said = make("span", { className: "vh" });
    const box = make("div", { className: "suggest" });
    const target = input.dataset.suggestionsTarget ? document.querySelector(input.dataset.suggestionsTarget) : null;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    said.setAttribute("role", "status");
    input.before(box);
    box.append(input, list, said);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })
      .forEach(([name, value]) => input.setAttribute(name, value));
    let timer, asked, active = -1;
    const options = () => all('[role="option"]', list);
    const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (to) => {
      const found = options();
      if (!found.length) return;
      active = (to + found.length) % found.length;
      found.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      found[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", found[active].id);
    };
    const choose = (option) => {
      input.value = target ? option.dataset.label : option.dataset.written;
      if (target) target.value = option.dataset.value;
      close();
      if (option.dataset.url && "suggestionsGo" in input.dataset) return location.assign(option.dataset.url);
      said.textContent = `${option.dataset.label} choisi`;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if ("suggestionsSubmit" in input.dataset) input.form.requestSubmit();
    };
    const show = (rows) => {
      const groups = new Map();
      const group = (name) => {
        const head = make("div", { id: `${list.id}-g${groups.size}`, className: "suggest-head", textContent: name });
        const made = make("li", {}, head);
        made.setAttribute("role", "group");
        made.setAttribute("aria-labelledby", head.id);
        groups.set(name, made);
        return made;
      };
      const made = rows.map((row, at) => {
        const option = make(row.groupe ? "div" : "li", { id: `${list.id}-${at}` }, row.libelle, make("small", { textContent: row.detail || "" }));
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { value: row.valeur, label: row.libelle, written: row[input.dataset.suggestionsWrite] ?? row.valeur, url: row.url || "" });
        option.onmousedown = (event) => { event.preventDefault(); choose(option); };
        if (!row.groupe) return option;
        const within = groups.get(row.groupe) ?? group(row.groupe);
        within.append(option);
        return within;
      });
      list.replaceChildren(...new Set(made));
      list.hidden = !rows.length;
      active = -1;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      said.textContent = rows.length > 1 ? `${rows.length} suggestions` : rows.length ? "1 suggestion" : "Aucune suggestion";
    };
    const ask = async () => {
      const text = input.value.trim();
      asked?.abort();
      if (text.length < 2) return close();
      asked = new AbortController();
      const url = new URL(input.dataset.suggestionsUrl, location.href);
      url.searchParams.set("q", text);
      try {
        const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).resultats);
      } catch { close(); } // no connection: the plain field remains, and the form still works
    };
    input.addEventListener("input", () => { if (target) target.value = ""; clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); }
      else if (event.key === "ArrowDown" && !list.hidden) { mark(active + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp" && !list.hidden) { mark(active < 0 ? -1 : active - 1); event.preventDefault(); }
      else if (event.key === "Enter" && active >= 0) { choose(options()[active]); event.preventDefault(); }
    });
  });

  // 5. [data-copy="text"] or [data-copy="#id"] copies, and says so.
  all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
    const from = button.dataset.copy;
    const source = from.startsWith("#") ? document.querySelector(from) : null;
    await navigator.clipboard.writeText(source ? source.value ?? source.textContent : from);
    button.textContent = "Copié";
  }));
})();
