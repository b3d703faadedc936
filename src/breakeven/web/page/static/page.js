/* The page's own script: the form is the state, the server answers, the address follows. */
"use strict";
(() => {
  const TYPING = 220; // Milliseconds without a key before what was typed is asked.
  const REST = 350; // Milliseconds without a move before the whole answer is asked.
  const NEAR = 120; // Pixels from what is in sight.
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const form = byId("controls");
  const main = byId("answer");
  const themes = JSON.parse(byId("themes").textContent);
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, useGrouping: false });
  root.classList.add("live");

  /* ---- asking ---- */
  let link = location.search.slice(1); // Query of the question, as the server writes it.
  let flight = null; // The request on its way.
  let waiting = false; // Whether the form changed since.
  let resting = 0;
  let typing = 0;
  const timings = (window.breakevenTimings = []); // Of each update, for whoever measures.

  function query() {
    const said = new URLSearchParams();
    for (const [key, value] of new FormData(form)) {
      if (value !== "" || !key.startsWith("assume.")) said.append(key, value);
    }
    return said.toString();
  }

  /* While a hand moves, quick looks follow one another; the whole answer comes when it rests. */
  function look() {
    clearTimeout(resting);
    if (flight?.quick) waiting = true;
    else update({ quick: true });
  }

  function settle(pause = 0) {
    clearTimeout(resting);
    resting = setTimeout(() => update({ quick: false }), pause);
  }

  async function update({ quick }) {
    flight?.abort(); // Whatever is on its way is stale.
    const mine = (flight = Object.assign(new AbortController(), { quick }));
    waiting = false;
    const started = performance.now();
    const slow = setTimeout(() => main.setAttribute("aria-busy", "true"), quick ? 400 : 150);
    try {
      const answer = await post("/page/update", { query: query(), shapes: shapes(), quick, rows: ranking().map((row) => row.dataset.shape) }, mine.signal);
      const received = performance.now();
      if (mine !== flight) return;
      show(answer);
      const patched = performance.now();
      await Promise.all(answer.pictures.map(draw));
      timings.push({ quick, server: received - started, tables: patched - received, draw: performance.now() - patched });
      if (!answer.whole && !waiting) settle(REST);
    } catch (error) {
      if (error.name !== "AbortError") say(`No answer: ${error.message}`, true);
    } finally {
      clearTimeout(slow);
      if (mine === flight) {
        flight = null;
        main.removeAttribute("aria-busy");
        if (waiting) update({ quick: true });
      }
    }
  }

  async function post(address, body, signal) {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    const found = await response.json();
    if (!response.ok) throw new Error(found.error?.message ?? response.statusText);
    return found;
  }

  /* ---- showing ---- */
  const held = new Map(); // Each part as it was last written.

  function show(answer) {
    link = answer.link;
    history.replaceState(null, "", answer.query ? `/?${answer.query}` : "/");
    main.classList.toggle("unanswered", !answer.answered);
    for (const [name, html] of Object.entries(answer.parts)) put(name, html);
    if (answer.rows.length) rank(answer.rows);
    for (const [key, text] of Object.entries(answer.numbers)) write(key, text);
    for (const one of form.querySelectorAll(".control")) wrong(one.dataset.key, answer.problems[one.dataset.key]);
    for (const one of document.querySelectorAll(".export-link")) one.href = `/page/export/${one.dataset.form}?${link}`;
    for (const figure of figures) figure.stale = answer.whole;
    for (const picture of answer.pictures) figureOf(picture.id).stale = false;
    const fresh = new Set([...(answer.rows.length ? ["ranked"] : []), ...Object.keys(answer.parts), ...answer.pictures.map((one) => one.id)]);
    for (const one of document.querySelectorAll("main > [id^=part-], .picture")) {
      one.classList.toggle("old", !answer.whole && !fresh.has(one.id.replace(/^(part|picture)-/, "")));
    }
    say(answer.sentence);
  }

  /* The ranking's rows: those that are here already are only moved. */
  const ranking = () => [...document.querySelectorAll(".ranking > tbody > tr")];

  function rank(rows) {
    const shown = ranking();
    const known = new Map(shown.map((row) => [row.dataset.shape, row]));
    const wanted = rows.map(({ shape, html }) => known.get(shape) ?? element(html));
    if (wanted.length !== shown.length || wanted.some((row, i) => row !== shown[i])) {
      keeping(byId("part-ranked"), () => document.querySelector(".ranking > tbody").replaceChildren(...wanted));
    }
    wanted.forEach((row, i) => {
      row.classList.toggle("first", i === 0);
      row.querySelector(".rank").textContent = rows[i].rank;
    });
    held.delete("ranked"); // It is no longer as the server wrote it.
  }

  function element(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content.firstElementChild;
  }

  function write(key, text) {
    const why = byId(`why-${key}`);
    const number = why?.previousElementSibling; // Found by its id: a search of the page is slow.
    if (!number || number.textContent === text) return;
    number.textContent = text;
    why.querySelector(".value").textContent = text;
  }

  let speaking = 0;
  function say(sentence, shown = false) {
    clearTimeout(speaking); // Read aloud once the hand rests, not at every step of a slider.
    speaking = setTimeout(() => { byId("said").textContent = sentence; }, 700);
    if (shown) {
      const problem = document.createElement("div");
      problem.className = "problem";
      problem.textContent = sentence;
      byId("part-problem").replaceChildren(problem);
      held.delete("problem");
    }
  }

  function wrong(key, text) {
    const place = byId(`wrong-${key}`);
    if (!place) return;
    if (place.textContent === (text ?? "")) return;
    place.textContent = text ?? "";
    place.hidden = !text;
    byId(`c-${key}`)?.toggleAttribute("aria-invalid", false);
    if (text) byId(`c-${key}`)?.setAttribute("aria-invalid", "true");
  }

  function put(name, html) {
    if (held.get(name) === html) return;
    held.set(name, html);
    const part = byId(`part-${name}`);
    const scrolled = [...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
    keeping(part, () => { part.innerHTML = html; });
    part.querySelectorAll(".scroll").forEach((one, i) => { if (scrolled[i]) one.scrollLeft = scrolled[i]; });
  }

  /* Changes a part; focus and open explanations stay as they are. */
  function keeping(part, change) {
    const focus = part.contains(document.activeElement) ? document.activeElement : null;
    const selector = focus && (focus.id ? `#${CSS.escape(focus.id)}` : focus.getAttribute("popovertarget") && `[popovertarget="${focus.getAttribute("popovertarget")}"]:not(.close)`);
    const text = focus?.matches("input") ? { value: focus.value, at: focus.selectionStart } : null;
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id || one.className);
    const why = part.querySelector(":popover-open")?.id;
    change();
    for (const one of part.querySelectorAll("details")) if (open.includes(one.id || one.className)) one.open = true;
    if (why && byId(why)) byId(why).showPopover();
    const again = selector && part.querySelector(selector);
    if (again) {
      again.focus({ preventScroll: true });
      if (text) { again.value = text.value; again.setSelectionRange(text.at, text.at); }
    }
  }

  /* ---- pictures ---- */
  const figures = [...document.querySelectorAll("[data-picture]")].map((place) => ({
    id: place.dataset.picture, place, stale: true, seen: false, last: null, shape: "", made: null,
  }));
  const figureOf = (id) => figures.find((one) => one.id === id);
  const shapes = () => Object.fromEntries(figures.filter((one) => one.seen).map((one) => [one.id, one.shape]));
  const charts = new Promise((ready) => {
    if (window.vegaEmbed) ready();
    else byId("charts").addEventListener("load", () => ready());
  });
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  async function draw(picture) {
    const figure = figureOf(picture.id);
    figure.place.hidden = Boolean(picture.none);
    if (picture.none) return;
    words(figure, picture);
    const before = figure.last;
    figure.last = { ...picture, spec: picture.spec ?? before?.spec };
    await charts;
    if (figure.made && figure.shape === picture.shape) await patch(figure.made.view, before, picture);
    else await embed(figure);
  }

  function words({ place }, { title, legend, alt }) {
    place.querySelector("h2").textContent = title;
    place.querySelector(".legend").textContent = legend.join("\n");
    place.querySelector(".draw").setAttribute("aria-label", alt);
    place.querySelector(".words").hidden = false;
    place.querySelector(".words p").textContent = alt;
  }

  /* What is set anew is worked out anew, with all that follows from it: only what differs is. */
  function patch(view, before, { rows, params, height }) {
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    for (const [name, values] of Object.entries(rows)) if (!same(values, before.rows[name])) view.data(name, values);
    for (const [name, value] of Object.entries(params)) if (!same(value, before.params[name])) view.signal(name, value);
    if (height && height !== before.height) view.height(height);
    return view.runAsync();
  }

  async function embed(figure) {
    const { spec, rows, params, height, shape } = figure.last;
    const box = figure.place.querySelector(".draw");
    const whole = structuredClone({ ...spec, datasets: rows, config: themes[dark() ? "dark" : "light"] });
    whole.params = Object.entries(params).map(([name, value]) => ({ name, value }));
    if (height) whole.height = height;
    figure.made?.finalize();
    figure.made = null;
    figure.shape = shape;
    figure.made = await window.vegaEmbed(box, whole, {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: false,
    });
    box.querySelector("svg").setAttribute("aria-hidden", "true"); // The box has the words.
  }

  /* Pictures are drawn when they come near, and again when they were left behind. */
  let later = 0;
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) figureOf(entry.target.dataset.picture).seen = entry.isIntersecting;
    clearTimeout(later);
    later = setTimeout(fetchStale, 40);
  }, { rootMargin: `${NEAR}px` });

  async function fetchStale() {
    const behind = figures.filter((one) => one.seen && one.stale);
    if (!behind.length || flight) return;
    for (const one of behind) one.stale = false;
    try {
      const wanted = Object.fromEntries(behind.map((one) => [one.id, one.shape]));
      const asked = link;
      const found = await post("/page/pictures", { query: asked, shapes: wanted });
      if (asked === link) await Promise.all(found.pictures.map(draw));
    } catch (error) {
      say(`No pictures: ${error.message}`, true);
    }
  }
  const near = ({ top }) => top < innerHeight + NEAR;
  for (const one of figures) {
    one.seen = near(one.place.getBoundingClientRect());
    observer.observe(one.place);
  }
  fetchStale(); // While the chart scripts are read, and not after them.

  function redraw() {
    for (const one of figures) if (one.last && one.made) embed(one);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  /* ---- controls ---- */
  const sliders = [...form.querySelectorAll(".slide")];

  function valueAt({ value, max, dataset }) {
    const [low, high, share] = [Number(dataset.low), Number(dataset.high), value / max];
    if (dataset.log !== "1") return Number((low + (high - low) * share).toFixed(3));
    return Number(number.format(low * (high / low) ** share));
  }

  function place(slider) {
    const value = Number(byId(slider.dataset.for).value.replaceAll(",", ""));
    const [low, high] = [Number(slider.dataset.low), Number(slider.dataset.high)];
    if (!byId(slider.dataset.for).value || Number.isNaN(value)) return;
    const inside = Math.min(Math.max(value, low), high);
    const share = slider.dataset.log === "1" ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
    slider.value = Math.round(share * slider.max);
    slider.setAttribute("aria-valuetext", `${value} ${slider.dataset.unit}`);
  }

  for (const slider of sliders) {
    slider.hidden = false;
    slider.addEventListener("input", () => {
      const value = valueAt(slider);
      byId(slider.dataset.for).value = value;
      slider.setAttribute("aria-valuetext", `${value} ${slider.dataset.unit}`);
      look();
    });
    byId(slider.dataset.for).addEventListener("input", () => place(slider));
  }

  document.addEventListener("input", ({ target }) => {
    if (target.form !== form || target.type === "range" || target.type === "file") return;
    clearTimeout(typing);
    if (target.type !== "text") settle();
    else typing = setTimeout(target.matches(".figure") ? look : settle, TYPING);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    settle();
  });

  /* Links that change what is pinned or how much is shown keep the form's own values. */
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("#pin, .unpin, .more a");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const said = new URL(anchor.href).searchParams;
    const pins = anchor.id === "pin" ? [...hidden("pin"), link] : said.getAll("pin");
    if (!anchor.closest(".more")) keep("pin", [...new Set(pins)].slice(-3));
    if (said.get("top")) keep("top", [said.get("top")]);
    settle();
  });
  const hidden = (name) => [...form.querySelectorAll(`input[type=hidden][name=${name}]`)].map((one) => one.value);
  function keep(name, values) {
    for (const one of form.querySelectorAll(`input[type=hidden][name=${name}]`)) one.remove();
    for (const value of values) {
      const one = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(one);
    }
  }

  const copy = byId("copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy the link"; }, 1500);
  });

  /* ---- a dropped log ---- */
  async function upload(file) {
    const wrongPlace = byId("log-wrong");
    wrongPlace.hidden = true;
    main.setAttribute("aria-busy", "true");
    const said = new URLSearchParams({ name: file.name, query: query() });
    try {
      const response = await fetch(`/page/log?${said}`, { method: "POST", body: file });
      const found = await response.json();
      if (!response.ok) throw new Error(found.error?.message ?? response.statusText);
      location.assign(`/?${found.query}`);
    } catch (error) {
      wrongPlace.textContent = `The log was not read: ${error.message}`;
      wrongPlace.hidden = false;
      main.removeAttribute("aria-busy");
    }
  }
  byId("log-file")?.addEventListener("change", ({ target }) => target.files[0] && upload(target.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    root.classList.add("dragged");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || root.classList.remove("dragged"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("dragged");
    const file = event.dataTransfer.files[0];
    if (file) upload(file);
  });

  /* ---- explanations and themes ---- */
  document.addEventListener("toggle", ({ target, newState }) => {
    if (newState !== "open" || !target.matches?.(".why")) return;
    const button = document.querySelector(`[popovertarget="${target.id}"]:not(.close)`).getBoundingClientRect();
    const { width, height } = target.getBoundingClientRect();
    const below = button.bottom + 6;
    target.style.inset = "auto";
    target.style.margin = "0";
    target.style.left = `${Math.max(16, Math.min(button.left, innerWidth - width - 16))}px`;
    target.style.top = `${below + height < innerHeight ? below : Math.max(8, button.top - height - 6)}px`;
  }, true);

  const theme = byId("theme");
  theme.closest("label").hidden = false;
  const stored = (() => { try { return localStorage.getItem("theme") ?? ""; } catch { return ""; } })();
  function paint(name) {
    if (name) root.dataset.theme = name;
    else delete root.dataset.theme;
    theme.value = name;
  }
  paint(["light", "dark"].includes(stored) ? stored : "");
  theme.addEventListener("change", () => {
    paint(theme.value);
    try { localStorage.setItem("theme", theme.value); } catch { /* It holds until the page is left. */ }
    redraw();
  });
})();
