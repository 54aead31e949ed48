"use strict";
/* Asks for the answer while a slider moves. Without it, "Work it out" does the same by a whole page. */
(() => {
  const EVERY = 120, REST = 700, MOST_OPEN = 3;
  const form = document.getElementById("sliders"), answer = document.getElementById("answer");
  const glance = document.getElementById("glance"), said = document.getElementById("said");
  const cutOff = document.getElementById("cut-off");
  if (!form || !answer) return;

  const sliders = [...form.querySelectorAll("[data-slider]")].map((box) => ({
    box, name: box.dataset.slider, today: box.dataset.today, unit: box.dataset.unit,
    range: box.querySelector("input[type=range]"), number: box.querySelector("input[type=number]"),
    back: box.querySelector(".back"),
  }));
  const open = new Map();
  let asked = 0, shown = 0, last = 0, waiting = 0, resting = 0;

  const moved = (one) => !one.number.disabled && one.number.value !== "" && one.number.value !== one.today;

  const mark = (one) => {
    one.box.classList.toggle("moved", moved(one));
    if (one.back) one.back.hidden = !moved(one);
    one.range.setAttribute("aria-valuetext", `${one.number.value} ${one.unit}`);
  };

  /* the thumb stands on steps; today's value seldom does, and has to be reachable */
  const fromRange = (one) => {
    const value = Number(one.range.value), step = Number(one.range.step) || 1;
    const near = one.today !== "" && Math.abs(value - Number(one.today)) < step / 2;
    one.number.value = near ? one.today : one.range.value;
  };

  const put = (one, value) => { one.number.value = value; if (value !== "") one.range.value = value; mark(one); };

  const query = () => {
    const found = new URLSearchParams({ in: form.elements.in.value });
    for (const one of sliders) if (moved(one)) found.set(one.name, one.number.value);
    return found.toString();
  };

  const keepPlace = () => {
    const kept = new Map();
    for (const part of answer.querySelectorAll("[data-keeps]")) kept.set(part.dataset.keeps, { open: part.open, left: part.scrollLeft });
    return () => {
      for (const part of answer.querySelectorAll("[data-keeps]")) {
        const was = kept.get(part.dataset.keeps);
        if (!was) continue;
        if (was.open) part.open = true;
        part.scrollLeft = was.left;
      }
    };
  };

  const show = (text) => {
    const goBack = keepPlace();
    answer.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    goBack();
    const short = answer.querySelector("[data-glance]");
    if (glance && short) glance.replaceChildren(...short.cloneNode(true).childNodes);
    cutOff.hidden = true;
  };

  /* one sentence, once the slider rests; and the address, so that Back goes from rest to rest */
  const rest = () => {
    const words = answer.querySelector("[data-said]");
    if (words && said.textContent !== words.textContent) said.textContent = words.textContent;
    const address = `${form.dataset.page}?${query()}`;
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
  };

  const ask = async () => {
    const number = ++asked, stop = new AbortController();
    last = performance.now();
    open.set(number, stop);
    if (open.size > MOST_OPEN) { const [oldest, its] = open.entries().next().value; its.abort(); open.delete(oldest); }
    try {
      const came = await fetch(`${form.dataset.answer}?${query()}`, { headers: { "HX-Request": "true" }, signal: stop.signal });
      // signed out meanwhile: what came is another page
      if (new URL(came.url).pathname !== form.dataset.answer) { location.reload(); return; }
      if (!came.ok) throw new Error(String(came.status));
      const text = await came.text();
      if (number < shown) return;
      shown = number;
      for (const [earlier, its] of open) if (earlier < number) { its.abort(); open.delete(earlier); }
      show(text);
    } catch (error) {
      if (error.name !== "AbortError" && number === asked) cutOff.hidden = false;
    } finally {
      open.delete(number);
      if (number === asked && !waiting) { clearTimeout(resting); resting = setTimeout(rest, REST); }
    }
  };

  const soon = () => {
    clearTimeout(resting);
    if (waiting) return;
    const left = Math.max(0, EVERY - (performance.now() - last));
    waiting = setTimeout(() => { waiting = 0; ask(); }, left);
  };

  form.addEventListener("input", (event) => {
    const one = sliders.find((each) => each.range === event.target || each.number === event.target);
    if (!one) return;
    if (event.target === one.range) fromRange(one);
    else if (one.number.value !== "") one.range.value = one.number.value;
    one.box.classList.remove("wrong");
    one.box.querySelectorAll(".errorlist").forEach((fault) => fault.remove());
    mark(one);
    soon();
  });
  form.addEventListener("change", (event) => {
    const one = sliders.find((each) => each.number === event.target);
    if (one && one.number.value === "") { put(one, one.today); soon(); }
  });
  form.addEventListener("click", (event) => {
    const one = sliders.find((each) => each.back === event.target);
    if (one) { put(one, one.today); one.range.focus(); soon(); return; }
    if (event.target.matches("[data-all-today]")) {
      event.preventDefault();
      for (const each of sliders) if (!each.number.disabled) put(each, each.today);
      soon();
    }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); soon(); });
  cutOff.querySelector("[data-again]").addEventListener("click", soon);

  const fromAddress = () => {
    const found = new URLSearchParams(location.search);
    if ((found.get("in") || form.elements.in.value) !== form.elements.in.value) { location.reload(); return; }
    for (const one of sliders) {
      const part = found.get(one.name.replace("_percent", "_frac")); // a link from elsewhere gives a share as a fraction
      const value = found.get(one.name) || (one.name.endsWith("_percent") && part ? String(100 * part) : one.today);
      if (!one.number.disabled) put(one, value);
    }
    soon();
  };
  addEventListener("popstate", fromAddress);

  // a browser that goes back may put in what was typed before: what is shown has to fit
  for (const one of sliders) {
    if (one.number.value !== one.number.defaultValue) { one.range.value = one.number.value; soon(); }
    mark(one);
  }
})();
