/* The workshop by keyboard. Every key presses a button, opens a field or follows a link that is in the page. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const store = (act) => { try { return act(window.sessionStorage); } catch { return null; } };
  const kept = (act) => { try { return act(window.localStorage); } catch { return null; } };
  const SWITCH = "commun:touches";
  const WHERE = `commun:atelier:${location.pathname}`;
  const EVERY = 12000;

  // 1. The sentence one is on.
  const items = all("[data-item]");
  let current = -1;
  const go = (to) => {
    if (!items.length) return;
    current = Math.max(0, Math.min(to, items.length - 1));
    items.forEach((item) => item.removeAttribute("tabindex"));
    items[current].tabIndex = -1;
    items[current].focus({ preventScroll: true });
    items[current].scrollIntoView({ block: "nearest" });
    store((session) => session.setItem(WHERE, String(current)));
  };
  items.forEach((item, at) => item.addEventListener("focusin", () => { current = at; }));
  const box = (item) => item?.querySelector(":scope > input[type=checkbox]");
  const chosen = () => items.filter((item) => box(item)?.checked);
  const tell = () => {
    const count = chosen().length;
    all("[data-chosen]").forEach((where) => { where.textContent = count ? `(${count})` : ""; });
  };
  document.addEventListener("change", tell);
  tell();
  const choose = () => { // a gesture with nothing checked is about the sentence one is on
    if (!chosen().length && !document.querySelector("[name=tout]:checked") && box(items[current])) box(items[current]).checked = true;
    tell();
  };
  const before = store((session) => session.getItem(WHERE));
  if (before !== null && document.querySelector(".alert-success")) go(Number(before));

  // 2. The keys.
  const press = (target) => {
    if (target.matches("[data-on-items]")) choose();
    target.closest("details")?.setAttribute("open", "");
    if (target.matches("button, a")) target.click();
    else { target.focus(); target.select?.(); }
  };
  const keys = document.querySelector(".keys");
  const own = {
    j: () => go(current + 1),
    k: () => go(current - 1),
    x: () => { const one = box(items[current]); if (one) { one.checked = !one.checked; tell(); } },
    "?": () => { keys.open = !keys.open; if (keys.open) keys.querySelector("summary").focus(); },
  };
  const active = document.querySelector("#touches-actives");
  if (active) {
    document.querySelector("[data-keys-switch]").hidden = false;
    active.checked = kept((local) => local.getItem(SWITCH)) !== "non";
    active.addEventListener("change", () => kept((local) => local.setItem(SWITCH, active.checked ? "oui" : "non")));
  }
  const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target)) { event.target.blur(); go(current < 0 ? 0 : current); return; }
    if (event.key === "Enter" && event.target.dataset.enter) {
      event.preventDefault();
      document.getElementById(event.target.dataset.enter).click();
      return;
    }
    if (typing(event.target) || (active && !active.checked)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!own[event.key] && !target) return;
    event.preventDefault();
    if (own[event.key]) own[event.key](); else press(target);
  });

  // 3. What others did while the page was open.
  const notice = document.querySelector("[data-since]");
  if (notice) {
    let known = 0;
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(notice.dataset.since, { headers: { Accept: "application/json" } });
        const { gestes } = await answer.json();
        if (!gestes.length || gestes.length === known) return;
        known = gestes.length;
        const list = document.createElement("ul");
        gestes.forEach((one) => list.append(Object.assign(document.createElement("li"), { textContent: `${one.par || "La machine"}, ${one.heure} : ${one.geste}` })));
        const link = Object.assign(document.createElement("a"), { href: notice.dataset.reload, textContent: "Relire la page" });
        notice.replaceChildren(notice.firstElementChild, list, link);
        notice.hidden = false;
      } catch { /* no connection: the page says so when it is reloaded */ }
    };
    setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
  }
})();
