/* What makes the pages quicker to use. Everything works without it: links are links, forms are forms.
   Keys (off in fields, and switchable off in the list that "?" opens), focus after a part was replaced, sending once,
   and a warning before unsaved input is left. */
(() => {
  "use strict";

  const live = (words) => {
    const region = document.getElementById("live");
    if (region) { region.textContent = ""; setTimeout(() => { region.textContent = words; }, 50); }
  };

  const focus = (element) => {
    if (!element) return;
    if (!element.hasAttribute("tabindex") && !element.matches("a, button, input, select, textarea")) element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: false });
  };

  /* Keys. */
  const OFF = "sekisho-keys-off";
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const remember = (name, value) => { try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch { /* private window: for this page only */ } };
  const inField = (target) => target instanceof Element && (target.isContentEditable || target.closest("input, select, textarea, dialog"));
  const rowLinks = () => [...document.querySelectorAll("main tbody tr, main [data-row]")]
    .filter((row) => row.getClientRects().length)
    .map((row) => row.querySelector("th a[href], td a[href], a[href]")).filter(Boolean);

  const move = (by) => {
    const links = rowLinks();
    if (!links.length) return;
    const here = document.activeElement && document.activeElement.closest("tr, [data-row]");
    const at = links.findIndex((link) => link.closest("tr, [data-row]") === here);
    const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const part = (name, words, attributes = {}) => {
    const element = document.createElement(name);
    if (words) element.textContent = words;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const showKeys = () => {
    let list = document.getElementById("keys");
    if (!list) {
      list = part("dialog", "", { id: "keys", "aria-labelledby": "keys-title", class: "stack-s" });
      list.append(part("h2", "キーの一覧", { id: "keys-title" }));
      const facts = part("dl", "", { class: "facts" });
      for (const [key, what] of [["/", "検索に移る"], ["j", "次の行に移る"], ["k", "前の行に移る"], ["Enter", "行を開く"], ["?", "この一覧を開く"]]) {
        const term = part("dt");
        term.append(part("kbd", key));
        facts.append(term, part("dd", what));
      }
      const label = part("label", "", { class: "choice" });
      const box = part("input", "", { type: "checkbox", id: "keys-on" });
      box.checked = !remembered(OFF);
      box.addEventListener("change", () => { remember(OFF, box.checked ? "" : "1"); live(box.checked ? "キーを使います。" : "キーを使いません。"); });
      label.append(box, document.createTextNode("キーを使う"));
      const row = part("p", "", { class: "row spread" });
      const close = part("button", "閉じる", { type: "button", class: "btn small quiet" });
      close.addEventListener("click", () => list.close());
      row.append(label, close);
      list.append(facts, row);
      document.body.append(list);
    }
    list.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || inField(event.target)) return;
    if (event.key === "?") { event.preventDefault(); showKeys(); return; }
    if (remembered(OFF)) return;
    if (event.key === "/") {
      const search = document.querySelector(".search input[type=search], main input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
  });
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element && event.target.closest("[data-keys]");
    if (opener) { event.preventDefault(); showKeys(); }
    const print = event.target instanceof Element && event.target.closest("[data-print]");
    if (print) { event.preventDefault(); window.print(); }
    const copy = event.target instanceof Element && event.target.closest("[data-copy]");
    if (copy) {
      event.preventDefault();
      const field = document.getElementById(copy.getAttribute("data-copy"));
      const done = () => { copy.textContent = "写しました"; live("写しました。"); };
      field.select();
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, () => live("選んであります。コピーしてください。"));
      else if (document.execCommand("copy")) done();
    }
  });

  /* A part was replaced: its heading gets the focus, and is said. Parts that refresh by themselves carry data-quiet. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = document.getElementById(event.detail.target.id) || event.detail.target;
    if (target.closest("[data-quiet]")) return;
    const heading = target.querySelector("[data-focus], h1, h2, h3");
    const typing = document.activeElement && document.activeElement.matches("input, select, textarea");
    if (heading && !typing) focus(heading);
    const words = target.dataset.said || (heading && heading.textContent) || "表示を更新しました。";
    live(words.trim());
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => live("更新できませんでした。ページを読み込み直してください。"));
  }

  /* Sent once: a second press of the same button waits for the first. */
  const sent = new WeakSet();
  let leaving = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.method || "").toLowerCase() !== "post") return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    leaving = true;
    form.setAttribute("aria-busy", "true");
    /* a download leaves this page standing; after a while its button works again */
    setTimeout(() => { sent.delete(form); form.removeAttribute("aria-busy"); leaving = false; }, 8000);
  });
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) for (const form of document.querySelectorAll("form[aria-busy]")) { sent.delete(form); form.removeAttribute("aria-busy"); }
  });

  /* Unsaved input: only forms that say so (data-guard), and only when something was changed. */
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && [...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  /* A page with an error summary starts there. */
  document.addEventListener("DOMContentLoaded", () => focus(document.querySelector("main .errors")));
})();
