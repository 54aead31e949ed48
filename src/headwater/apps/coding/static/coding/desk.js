"use strict";
/* Maps keys to the buttons of the desk. Without it every button still works as a plain form. */
(() => {
  const KEPT = "headwater.coding.keys", KEYS = ["Enter", "Escape", "Backspace"];
  const ahead = [];
  let busy = false, explained = false, picked = "", pickedFor = "";

  const desk = () => document.getElementById("desk");
  const find = (what) => desk() && desk().querySelector(what);
  const keysOn = () => localStorage.getItem(KEPT) !== "off";
  const contact = () => { const field = find("[name=reading]"); return field ? field.value : ""; };

  const show = () => {
    if (!desk()) return;
    desk().classList.toggle("brief", !explained);
    desk().classList.toggle("quiet-keys", !keysOn());
    const box = find("[data-keys-on]");
    if (box) box.checked = keysOn();
    const quote = find("[data-quote]");
    if (quote && !quote.value && picked && pickedFor === contact()) quote.value = picked;
    const field = find("[data-quote]") || find("[data-filter]");
    (field || find("[data-question]") || desk()).focus({ preventScroll: !!field });
    if (field) filter();
  };

  const filter = () => {
    const field = find("[data-filter]");
    if (!field) return [];
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const number = /^\d+$/.test(field.value.trim());
    const left = [];
    for (const one of desk().querySelectorAll("[data-words-of]")) {
      const known = one.dataset.wordsOf;
      const fits = number ? known.split(" ")[0].startsWith(field.value.trim()) : words.every((word) => known.includes(word));
      one.hidden = !fits;
      if (fits) left.push(one);
    }
    find("[data-none]").hidden = left.length > 0;
    return left;
  };

  const press = (button) => { if (button) button.click(); };

  const enter = (field) => {
    const said = field.value.trim();
    if (field.hasAttribute("data-quote") || ["u", "s", "-"].includes(said)) return false;
    if (!said) { const usual = find("[data-enter]"); press(usual); return true; }
    const left = filter();
    if (!/^\d+$/.test(said) && left.length === 1) { press(left[0].querySelector("button")); return true; }
    return false; // the server says what a number or several words mean
  };

  const take = () => press(find(".typed button"));
  const leave = (field) => { field.blur(); const question = find("[data-question]"); if (question) question.focus(); };

  const inField = (event) => {
    const field = event.target;
    if (event.key === "Escape") { leave(field); return true; }
    if (event.key === "Backspace" && field.value === "" && field.matches("[data-filter], [data-quote]")) { press(find("[data-key=u]")); return true; }
    if (event.key !== "Enter" || !field.matches("[data-filter], [data-quote]")) return false;
    if (!enter(field)) take();
    return true;
  };

  const command = (key) => {
    if (key === "?") { explained = !explained; desk().classList.toggle("brief", !explained); return true; }
    if (key === "n") {
      const note = find("[data-note]");
      if (!note) return false;
      const box = note.closest("details");
      if (box) box.open = true;
      note.focus();
      return true;
    }
    const button = key === "Enter" ? find("[data-enter]") : find(`[data-key="${CSS.escape(key)}"]`);
    if (button) { press(button); return true; }
    const field = find("[data-filter]") || find("[data-quote]");
    if (field && key.length === 1 && key !== " ") { field.focus(); field.value += key; filter(); return true; }
    return false;
  };

  const typing = (target) => target.matches("textarea, select, input:not([type=checkbox])");

  const onKey = (event) => {
    if (!desk() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!keysOn()) return;
    const target = event.target;
    if (target !== document.body && !desk().contains(target)) return;
    if (busy) { if (event.key.length === 1 || KEYS.includes(event.key)) { ahead.push(event.key); event.preventDefault(); } return; }
    if (typing(target)) { if (inField(event)) event.preventDefault(); return; }
    if ((event.key === "Enter" || event.key === " ") && target.matches("button, a, summary, input")) return;
    if (command(event.key)) event.preventDefault();
  };

  const pressedAhead = (key) => {
    const field = document.activeElement;
    if (!field || !desk().contains(field) || !typing(field)) { command(key); return; }
    if (key === "Escape") leave(field);
    else if (key === "Backspace" && !field.value) press(find("[data-key=u]"));
    else if (key === "Backspace") field.value = field.value.slice(0, -1);
    else if (key !== "Enter") field.value += key;
    else if (field.matches("textarea")) field.value += "\n";
    else if (!enter(field)) take();
    if (!busy) filter();
  };

  const goOn = () => {
    busy = false;
    while (ahead.length && !busy) pressedAhead(ahead.shift());
  };

  document.addEventListener("keydown", onKey);
  document.addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) filter(); });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-on]")) return;
    localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
    desk().classList.toggle("quiet-keys", !keysOn());
  });
  document.addEventListener("mouseup", () => {
    const chosen = getSelection(), words = find("[data-words]");
    const text = chosen ? String(chosen).trim() : "";
    if (!text || !words || !words.contains(chosen.anchorNode) || !words.contains(chosen.focusNode)) return;
    picked = text;
    pickedFor = contact();
    const quote = find("[data-quote]");
    if (quote) quote.value = text;
  });
  document.addEventListener("htmx:beforeRequest", () => { busy = true; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const came = event.detail.xhr.responseURL;
    // signed out meanwhile: what came is another page
    if (came && new URL(came).pathname !== location.pathname) { event.detail.shouldSwap = false; location.reload(); }
  });
  document.addEventListener("htmx:afterSettle", () => { show(); goOn(); });
  const failed = () => { busy = false; ahead.length = 0; const said = find("[data-offline]"); if (said) said.hidden = false; };
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(kind, failed);
  document.addEventListener("DOMContentLoaded", show);
})();
