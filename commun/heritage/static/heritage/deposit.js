/* A file goes in parts, in the tus 1.0 protocol, and goes on where it stopped. No dependency, no third party. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-deposits]");
  if (!form || !window.fetch || !window.Blob) return;
  const PART = 8 * 1024 * 1024;
  const WAITS = [1, 2, 5, 10, 20, 30]; // seconds, then the last again
  const input = form.querySelector('input[type="file"]');
  const box = form.querySelector("[data-deposit]");
  const said = box.querySelector("[data-said]");
  const bar = box.querySelector("progress");
  const toggle = box.querySelector("[data-toggle]");
  const send = form.querySelector('[type="submit"]');
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const words = form.dataset;
  form.querySelector("[data-small]").hidden = true;
  form.querySelector("[data-large]").hidden = false;

  let paused = false;
  let running = null; // what stops the part that is leaving
  class Refused extends Error {}

  const ask = (url, method, headers = {}, body = undefined, signal = undefined) =>
    fetch(url, { method, body, signal, credentials: "same-origin",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers } });
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const told = (values) => Object.entries(values)
    .map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`).join(",");
  const checksum = async (part) => {
    if (!window.crypto?.subtle) return {}; // plain HTTP: the server reads the whole again in any case
    const digest = await crypto.subtle.digest("SHA-256", await part.arrayBuffer());
    return { "Upload-Checksum": `sha256 ${base64(new Uint8Array(digest))}` };
  };
  const wait = (seconds) => new Promise((resolve) => {
    const end = () => { removeEventListener("online", end); resolve(); };
    addEventListener("online", end);
    setTimeout(end, seconds * 1000);
  });
  const show = (file, offset) => {
    bar.value = file.size ? Math.floor((1000 * offset) / file.size) : 1000;
    said.textContent = words.progress.replace("%(name)s", file.name)
      .replace("%(percent)s", (bar.value / 10).toLocaleString("fr", { maximumFractionDigits: 1 }));
  };

  const begun = new Map(); // what this page began, by name and size
  const begin = async (file) => {
    const key = `${file.size} ${file.name}`;
    if (begun.has(key)) return begun.get(key);
    const known = [...document.querySelectorAll("[data-coming]")]
      .find((one) => one.dataset.name === file.name && Number(one.dataset.size) === file.size);
    if (known) return known.dataset.coming;
    const answer = await ask(words.deposits, "POST", {
      "Upload-Length": String(file.size), "Upload-Metadata": told({ filename: file.name, filetype: file.type || "application/octet-stream" }),
    });
    if (answer.status !== 201) throw new Refused(await answer.text());
    begun.set(key, new URL(answer.headers.get("Location")).pathname);
    return begun.get(key);
  };

  const go = async (file) => {
    const url = await begin(file);
    let offset = null;
    let failures = 0;
    while (offset === null || offset < file.size) {
      if (paused) { said.textContent = words.paused; return; }
      try {
        if (offset === null) {
          const answer = await ask(url, "HEAD");
          if (answer.status === 404 || answer.status === 410) throw new Refused(said.textContent);
          if (!answer.ok) throw new TypeError(String(answer.status));
          offset = Number(answer.headers.get("Upload-Offset"));
          show(file, offset);
          continue;
        }
        const part = file.slice(offset, offset + PART);
        running = new AbortController();
        const answer = await ask(url, "PATCH", {
          "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset), ...(await checksum(part)),
        }, part, running.signal);
        if (answer.status === 204) {
          offset = Number(answer.headers.get("Upload-Offset"));
          failures = 0;
          show(file, offset);
        } else if ([400, 403, 404, 410, 413, 507].includes(answer.status)) {
          throw new Refused(await answer.text());
        } else {
          throw new TypeError(String(answer.status));
        }
      } catch (fault) {
        if (fault instanceof Refused) throw fault;
        offset = null; // where it stands is asked again
        if (paused) continue;
        said.textContent = words.cut;
        await wait(WAITS[Math.min(failures++, WAITS.length - 1)]);
      }
    }
    said.textContent = words.done;
    location.reload();
  };

  const run = () => {
    const file = input.files[0];
    if (!file) return;
    box.hidden = false;
    send.disabled = true;
    toggle.textContent = words.pause;
    toggle.hidden = false;
    show(file, 0);
    go(file).catch((fault) => {
      said.textContent = fault.message;
      send.disabled = false;
      toggle.hidden = true;
    });
  };
  form.addEventListener("submit", (event) => {
    if (!input.files[0]) return;
    event.preventDefault();
    paused = false;
    run();
  });
  toggle.addEventListener("click", () => {
    paused = !paused;
    toggle.textContent = paused ? words.resume : words.pause;
    if (paused) running?.abort(); else run();
  });
})();
