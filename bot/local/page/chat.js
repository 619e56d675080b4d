// The page of the built-in chat: who speaks, what stands, what is said. GET api/ documents what it talks to.
import { draw, el } from "./message.js";

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const house = { title: "relais", open: false, people: [], limits: { text: 4096, file: 524288, name: 40 } };
let words = {}, lang = "en";
let me = null;        // whose chat is open, or which place
let self = null;      // who speaks: the account that was open last
let stream = null;    // its event stream
let cursor = "";      // where the stream stands
let shown = new Map(); // id → {id, element} of the messages that stand in the log
let menu = [];
let busy = null;      // the button whose answer is awaited
let live = false;     // the chat as it was has been read; what comes now is new

// remember keeps small things between visits, where the browser lets it.
const remember = {
  get(k) { try { return localStorage.getItem("relais." + k); } catch { return null; } },
  set(k, v) { try { localStorage.setItem("relais." + k, v); } catch { /* private window: not remembered */ } },
};

async function call(path, body, headers = { "Content-Type": "application/json" }) {
  const r = await fetch("api/" + path, body === undefined ? {} : { method: "POST", headers, body });
  const answer = await r.json();
  if (!r.ok) throw new Error(answer.error);
  return answer;
}
const inPlace = () => me !== self;
const post = (path, body) => call(path, JSON.stringify({ as: self, in: inPlace() ? me : undefined, ...body }));

// attempt runs an action and says in the person's language that it failed; the console has the details.
async function attempt(action) {
  try {
    await action();
    return true;
  } catch (err) {
    console.warn(err);
    toast(words.failed);
    return false;
  }
}

// ---- words

async function speak(language) {
  const w = await call("words?lang=" + encodeURIComponent(language || navigator.language || "en"));
  words = w.words;
  lang = w.lang;
  document.documentElement.lang = w.lang;
  document.documentElement.dir = w.dir;
  for (const e of document.querySelectorAll("[data-word]")) e.textContent = words[e.dataset.word];
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", words[e.dataset.label]);
  for (const e of document.querySelectorAll("button[data-label], summary[data-label]")) e.title = words[e.dataset.label];
  for (const e of document.querySelectorAll("[data-hint]")) e.placeholder = words[e.dataset.hint];
}

let toastTimer;
function toast(text) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  $("toast").dir = "auto";
  $("toast").classList.add("on");
  toastTimer = setTimeout(() => {
    $("toast").classList.remove("on");
    toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 300);
  }, 2500 + 40 * text.length);
}

// ---- who speaks

const find = (user) => house.people.find((p) => p.user === user);

function avatar(person) {
  let n = 0;
  for (const c of person.user) n = (n * 31 + c.codePointAt(0)) % 6;
  // Two letters of a joined script would read as a word.
  const most = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(person.name) ? 2 : 1;
  const initials = person.name.split(/\s+/).slice(0, most).map((w) => [...w][0] || "").join("").toLocaleUpperCase();
  return el("span", { class: "avatar c" + n, "aria-hidden": "true" }, initials);
}

function unread(p) {
  return p.user !== me && p.last && Number(p.last) > Number(remember.get("read." + p.user) || 0);
}

function listPeople() {
  for (const box of document.querySelectorAll(".people")) {
    const list = house.people.map((p) => el("button", {
      type: "button", class: "person", "aria-current": p.user === me ? "true" : undefined, onclick: () => { $("switcher").close(); open(p.user); },
    }, avatar(p), el("span", { class: "lines" }, el("bdi", { class: "name" }, p.name), p.about ? el("bdi", { class: "about" }, p.about) : null),
    unread(p) ? el("span", { class: "dot", role: "img", "aria-label": words.unread }) : null));
    // What somebody types, and where the keyboard stands, outlasts a chat that stirs.
    const at = [...box.querySelectorAll(".person")].indexOf(document.activeElement);
    box.querySelectorAll(".person").forEach((b) => b.remove());
    box.prepend(...list);
    if (house.open && !box.querySelector(".newcomer")) box.append(newcomer());
    if (at >= 0) list[at]?.focus({ preventScroll: true });
  }
  const p = find(me);
  if (!p) return;
  $("who").querySelector(".avatar").replaceWith(avatar(p));
  $("who").querySelector(".name").textContent = p.name;
  const speaker = find(self);
  $("as").replaceChildren(el("bdi", {}, p.name), ...(inPlace() && speaker ? [" · ", el("bdi", {}, speaker.name)] : []));
  $("who").setAttribute("aria-label", words.switch.replace("{name}", p.name));
}

function newcomer() {
  const name = el("input", { type: "text", "aria-label": words.name, placeholder: words.new_person, maxlength: house.limits.name, required: true, dir: "auto" });
  const form = el("form", { class: "newcomer" }, name, el("button", { type: "submit", class: "icon send", "aria-label": words.start }, "+"));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    attempt(async () => {
      const made = await post("people", { as: undefined, name: name.value, lang: navigator.language });
      await loadPeople();
      $("switcher").close();
      open(made.user);
    });
  });
  return form;
}

async function loadPeople() {
  Object.assign(house, await call("people"));
  $("title").textContent = house.title;
  document.title = house.title;
  if (me && !find(me)) house.people.push({ user: me, name: me });
}

async function open(user) {
  if (stream) stream.close();
  me = user;
  cursor = "";
  const p = find(user) || { user, name: user };
  if (!p.place) {
    self = user;
    remember.set("me", user);
  } else if (!self) { // somebody has to be there to press what stands there
    self = ([remember.get("me")].find(find) && remember.get("me")) || (house.people.find((x) => !x.place) || {}).user;
  }
  asked.set("as", user);
  history.replaceState(null, "", "?" + asked);
  forget();
  await speak((find(self) || p).lang);
  for (const id of ["attach", "forward"]) $(id).hidden = inPlace();
  document.querySelectorAll(".newcomer").forEach((f) => f.remove());
  listPeople();
  listen();
}

// ---- what stands

function forget() {
  shown = new Map();
  live = false;
  $("log").setAttribute("aria-busy", "true");
  $("log").replaceChildren();
  $("start").hidden = true;
}

// settle is called when the chat as it was has arrived.
let settling;
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    live = true;
    $("log").setAttribute("aria-busy", "false");
    $("start").hidden = shown.size > 0 || inPlace();
    toBottom();
  }, 60);
}

function listen() {
  const user = me;
  stream = new EventSource(`api/events?as=${encodeURIComponent(user)}&after=${encodeURIComponent(cursor)}`);
  const on = (name, act) => stream.addEventListener(name, (e) => {
    if (user !== me) return;
    if (e.lastEventId) cursor = e.lastEventId;
    act(JSON.parse(e.data));
    if (!live) settle();
  });
  on("reset", forget);
  on("state", state);
  on("message", (m) => { waited(); show(m); });
  on("stir", (s) => {
    const p = find(s.user);
    if (p) p.last = s.last;
    p ? listPeople() : attempt(async () => { await loadPeople(); listPeople(); });
  });
  stream.onopen = () => { $("offline").hidden = true; };
  stream.onerror = () => {
    if (user !== me) return;
    $("offline").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => { if (user === me) listen(); }, 3000);
  };
}

let now = {}; // what the server said of me last
function state(s) {
  now = s;
  const p = find(me);
  if (p) Object.assign(p, { name: s.name, lang: s.lang || p.lang });
  $("wall").hidden = !s.blocked;
  $("composer").hidden = s.blocked;
  document.querySelector(".more").hidden = s.blocked || inPlace(); // it has nothing else to offer
  menu = s.menu;
  $("menu").hidden = menu.length === 0;
  $("menu").replaceChildren(...menu.map((label) => el("button", { type: "button", dir: "auto", onclick: () => attempt(() => say(label)) }, label)));
  measure();
}

const context = {
  get lang() { return lang; },
  get words() { return words; },
  get as() { return me; },
  speaker: (mine) => (mine ? (find(me) || { name: me }).name : house.title),
  copied: () => toast(words.copied),
  press,
};

function show(m) {
  if (m.toast && live && !m.deleted) toast(m.toast);
  const old = shown.get(m.id);
  if (m.deleted) {
    if (old) old.element.remove();
    shown.delete(m.id);
    $("start").hidden = !live || shown.size > 0 || inPlace();
    return;
  }
  if (!m.html && !m.copy && !m.buttons && !m.files && !m.media && !m.sticker) return; // nothing but a toast
  const stick = atBottom() || m.mine;
  const element = draw(m, context);
  if (old) {
    keepFocus(old.element, element);
  } else {
    const after = [...shown.values()].filter((s) => Number(s.id) < Number(m.id)).pop();
    after ? after.element.after(element) : $("log").prepend(element);
  }
  shown.set(m.id, { id: m.id, element });
  $("start").hidden = true;
  if (!m.mine) remember.set("read." + me, Math.max(Number(m.id), Number(remember.get("read." + me) || 0)));
  if (!live) return;
  if (stick) toBottom(element);
  else $("latest").classList.add("news");
}

// keepFocus puts a message in the place of its former self; whoever stood on one of its buttons stands on the same one after.
function keepFocus(old, element) {
  const at = [...old.querySelectorAll(".choice")].indexOf(document.activeElement);
  const inside = old.contains(document.activeElement);
  old.replaceWith(element);
  if (at >= 0) (element.querySelectorAll(".choice")[at] || element).focus({ preventScroll: true });
  else if (inside) element.focus({ preventScroll: true });
}

const scroll = $("scroll");
const atBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
// What is longer than the window is read from its beginning.
function toBottom(element) {
  scroll.scrollTop = scroll.scrollHeight;
  if (element && element.offsetHeight > scroll.clientHeight) scroll.scrollTop = element.offsetTop - 10;
  $("latest").classList.remove("news");
}
scroll.addEventListener("scroll", () => {
  $("latest").hidden = atBottom();
  if (atBottom()) $("latest").classList.remove("news");
}, { passive: true });
$("latest").addEventListener("click", () => { toBottom(); $("text").focus({ preventScroll: true }); });

// measure keeps what floats above the composer above it, and the end of the chat in sight when the composer grows.
const bottom = document.querySelector(".bottom");
function measure() {
  document.documentElement.style.setProperty("--bottom", bottom.offsetHeight + 12 + "px");
}
let tall = true;
new ResizeObserver(() => { measure(); if (tall) toBottom(); }).observe(bottom);
scroll.addEventListener("scroll", () => { tall = atBottom(); }, { passive: true });

// ---- what is said

const say = (text, forwarded = false) => post("say", { text, forwarded });

function press(message, data, button) {
  waited();
  busy = button;
  button.setAttribute("aria-busy", "true");
  setTimeout(() => { if (busy === button) waited(); }, 4000);
  const away = inPlace();
  attempt(() => post("press", { message, data })).then((ok) => {
    if (!ok) waited();
    else if (away) open(self); // where it is answered
  });
}

function waited() {
  if (busy) busy.removeAttribute("aria-busy");
  busy = null;
}

const text = $("text"), file = $("file"), forward = $("forward");

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.blockSize = "auto";
  text.style.blockSize = text.scrollHeight + 2 + "px";
}

function setForward(on) {
  forward.setAttribute("aria-pressed", String(on));
  $("forward-note").hidden = !on;
}

function setFile(chosen) {
  if (chosen && chosen.size > house.limits.file) {
    toast(words.file_long);
    chosen = null;
  }
  if (!chosen) file.value = "";
  $("file-note").hidden = !chosen;
  $("file-note").querySelector("bdi").textContent = chosen ? chosen.name : "";
}

async function submit() {
  const said = text.value.trim(), chosen = file.files[0];
  if (said.length > house.limits.text) return toast(words.text_long);
  if (!said && !chosen) return text.focus();
  const ok = await attempt(() => {
    if (!chosen) return say(said, forward.getAttribute("aria-pressed") === "true");
    const form = new FormData();
    form.set("as", me);
    form.set("text", said);
    form.set("file", chosen, chosen.name);
    return call("file", form, {});
  });
  if (!ok) return;
  text.value = "";
  setForward(false);
  setFile(null);
  grow();
  text.focus();
}

$("composer").addEventListener("submit", (e) => { e.preventDefault(); submit(); });
text.addEventListener("input", grow);
text.addEventListener("keydown", (e) => {
  // A finger's keyboard has no other key for a new line; a real one has Shift and Enter.
  if (e.key !== "Enter" || e.shiftKey || e.isComposing || matchMedia("(pointer: coarse)").matches) return;
  e.preventDefault();
  submit();
});
forward.addEventListener("click", () => { setForward(forward.getAttribute("aria-pressed") !== "true"); text.focus(); });
$("attach").addEventListener("click", () => file.click());
file.addEventListener("change", () => { setFile(file.files[0]); text.focus(); });
$("file-note").querySelector("button").addEventListener("click", () => { setFile(null); text.focus(); });
$("start").querySelector("button").addEventListener("click", () => {
  const invite = asked.get("start") || "";
  attempt(() => say(/^[A-Za-z0-9_-]{1,64}$/.test(invite) ? "/start " + invite : "/start"));
  text.focus();
});

const block = (blocked) => attempt(async () => {
  document.querySelector(".more").open = false;
  await post("block", { blocked });
  state({ ...now, blocked });
  (blocked ? $("wall").querySelector("button") : text).focus();
});
$("block").addEventListener("click", () => block(true));
$("wall").querySelector("button").addEventListener("click", () => block(false));
document.addEventListener("click", (e) => {
  const more = document.querySelector(".more");
  if (more.open && !more.contains(e.target)) more.open = false;
});
document.addEventListener("keydown", (e) => {
  const more = document.querySelector(".more");
  if (e.key !== "Escape" || !more.open) return;
  more.open = false;
  more.querySelector("summary").focus();
});
$("who").addEventListener("click", () => { listPeople(); $("switcher").showModal(); });
$("switcher-close").addEventListener("click", () => $("switcher").close());
$("switcher").addEventListener("click", (e) => { if (e.target === $("switcher")) $("switcher").close(); });

// ---- begin

await loadPeople();
const first = asked.get("as") || [remember.get("me")].find(find) || (house.people[0] || {}).user;
if (first) {
  if (!find(first)) house.people.push({ user: first, name: first });
  await open(first);
} else {
  await speak();
  listPeople();
  $("switcher").showModal();
}
