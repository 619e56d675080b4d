// How one message is drawn. Everything that came from somebody is put in as text; the one exception is "html", which the
// server has made from a text by rules that let no markup of anybody else's through.

export function el(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === "" || v === false) continue;
    if (k === "class") e.className = v;
    else if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", "#i-" + name);
  svg.append(use);
  return svg;
}

// draw makes a message's element. ctx: {lang, words, speaker, as, press(message, data, button), copied()}.
export function draw(m, ctx) {
  const mine = Boolean(m.mine);
  const bubble = el("div", { class: "bubble" }, el("span", { class: "sr" }, ctx.speaker(mine) + ": "));
  if (m.forwarded) bubble.append(el("div", { class: "forwarded" }, icon("forward"), ctx.words.forwarded));
  if (m.sticker) bubble.append(el("div", { class: "sticker", role: "img", "aria-label": ctx.words.sticker }, "👋"));
  if (m.html) {
    const said = el("div", { class: "words", dir: m.dir, lang: m.lang });
    said.innerHTML = m.html;
    bubble.append(said);
  }
  if (m.copy) bubble.append(copyBlock(m, ctx));
  (m.media || []).forEach((x) => bubble.append(medium(x, ctx)));
  (m.files || []).forEach((f, n) => bubble.append(doc(m, f, n, ctx)));
  bubble.append(time(m.at, ctx.lang));
  const msg = el("article", { class: mine ? "msg mine" : "msg", tabindex: "-1", id: "m" + m.id }, bubble);
  if (m.buttons && m.buttons.length) msg.append(buttons(m, ctx));
  return msg;
}

function copyBlock(m, ctx) {
  const text = el("div", { class: "text", dir: "auto", lang: m.lang }, m.copy);
  const label = el("span", {}, ctx.words.copy);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(m.copy);
      label.textContent = ctx.words.copied;
      ctx.copied();
      setTimeout(() => { label.textContent = ctx.words.copy; }, 2500);
    } catch { // no clipboard here: mark the text, so that the keyboard can copy it
      const range = document.createRange();
      range.selectNodeContents(text);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
  };
  return el("div", { class: "copy" }, text, el("button", { type: "button", onclick: copy }, icon("copy"), label));
}

function medium(x, ctx) {
  const caption = [x.alt, x.credit].filter(Boolean).join(" — ");
  const link = () => el("a", { href: x.url, target: "_blank", rel: "noopener noreferrer" }, x.alt || ctx.words.picture);
  const img = el("img", { src: x.url, loading: "lazy", referrerpolicy: "no-referrer" });
  img.alt = x.alt || ctx.words.picture;
  const fig = el("figure", {}, img, el("figcaption", { dir: "auto" }, caption));
  img.addEventListener("error", () => fig.replaceChildren(link(), x.credit ? el("figcaption", { dir: "auto" }, x.credit) : ""));
  return fig;
}

function doc(m, f, n, ctx) {
  const kb = new Intl.NumberFormat(ctx.lang, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 });
  const lines = el("span", { class: "lines" }, el("bdi", {}, f.name), el("span", { class: "size" }, kb.format(f.size / 1024)));
  if (m.mine) return el("div", { class: "doc" }, icon("file"), lines);
  return el("a", {
    class: "doc", download: f.name, href: `api/files/${m.id}/${n}?as=${encodeURIComponent(ctx.as)}`,
    "aria-label": ctx.words.download.replace("{name}", f.name),
  }, icon("file"), lines);
}

function time(at, lang) {
  const d = new Date(at);
  const today = d.toDateString() === new Date().toDateString();
  const short = { hour: "2-digit", minute: "2-digit", ...(today ? {} : { day: "numeric", month: "short" }) };
  const t = el("time", { class: "time", datetime: at, dir: "auto" }, new Intl.DateTimeFormat(lang, short).format(d));
  t.title = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "medium" }).format(d);
  return t;
}

function buttons(m, ctx) {
  const box = el("div", { class: "buttons", role: "group", dir: m.dir, lang: m.lang });
  for (const row of m.buttons) {
    const line = el("div", { class: "line" });
    for (const b of row) {
      if (b.url) {
        line.append(el("a", { class: "choice", href: b.url, target: "_blank", rel: "noopener noreferrer" }, el("span", {}, b.label), icon("open")));
        continue;
      }
      const press = el("button", { type: "button", class: "choice" }, el("span", {}, b.label));
      press.addEventListener("click", () => ctx.press(m.id, b.data, press));
      line.append(press);
    }
    box.append(line);
  }
  return box;
}
