// One script, one request: style, texts and choices of this site are inside. Stores nothing and
// loads nothing before a choice; needs no eval, no inline style and no markup as text.
(() => {
  const W = window, D = document, H = D.documentElement, ME = D.currentScript;
  if (W.privacyChoice && W.privacyChoice.withdraw) return;
  const L = /^en/i.test(H.lang) ? "en" : "nl", T = C.t[L], NAME = "vp_consent";
  const GPC = navigator.globalPrivacyControl === true, today = () => Math.floor(Date.now() / 864e5);
  const nonce = ME && ME.nonce, forget = ME && ME.dataset.forget;
  const same = (x) => x;
  let policy = { createScript: same, createScriptURL: same };
  try {
    if (W.trustedTypes) policy = trustedTypes.createPolicy("privacy-choice", policy);
  } catch (e) {}

  // What was chosen before; older than the term, or for other purposes, is no choice.
  const raw = () => D.cookie.split("; ").find((c) => c.startsWith(NAME + "="));
  const read = () => {
    try {
      const [v, day, on, id, gpc, sent] = decodeURIComponent(raw().slice(NAME.length + 1)).split(".");
      return v === C.p && today() - day < C.g * 30.4 ? { on: on ? on.split("-") : [], id, day, gpc, sent } : null;
    } catch (e) {
      return null;
    }
  };
  const write = (o) => {
    const v = [C.p, o.day, o.on.join("-"), o.id, o.gpc, o.sent].join(".");
    D.cookie = NAME + "=" + encodeURIComponent(v) + ";path=/;max-age=" + Math.round(C.g * 2627424) + ";samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
  };
  const fresh = () => {
    const b = [...crypto.getRandomValues(new Uint8Array(16))];
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return b.map((x, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + x.toString(16).padStart(2, "0")).join("");
  };
  let now = read(), root, box, bar;

  // Telling the log, and our own site where cookies hide from scripts.
  const send = (action) =>
    fetch(C.u + "/consent", {
      method: "POST",
      keepalive: true,
      credentials: "omit",
      body: JSON.stringify({ bundle: C.n, subject: now.id, action, granted: now.on, language: L, gpc: GPC }),
    }).then((r) => {
      if (r.ok) {
        now.sent = 1;
        write(now);
      } else if (r.status === 429) setTimeout(send, 6e4, action);
    }).catch(same);

  // Letting in what is allowed.
  const signal = () => {
    if (!C.m) return;
    if (!Array.isArray(W.dataLayer)) W.dataLayer = [];
    const tell = function () {
      dataLayer.push(arguments);
    };
    const all = {}, given = {};
    for (const k in C.m) {
      all[k] = "denied";
      given[k] = C.m[k] === "" || now.on.includes(C.m[k]) ? "granted" : "denied";
    }
    if (!signal.done) tell("consent", "default", all);
    signal.done = 1;
    tell("consent", "update", given);
  };
  // What is not asked for, and not known to be free, is never let in; an exemption that does not
  // hold goes by the category that asks.
  const of = (e) => {
    const k = e.dataset.consent.toUpperCase();
    return C.f[k] || k;
  };
  const allowed = (e) => C.f[of(e)] === "" || (now && now.on.includes(of(e)));
  const admit = () => {
    D.querySelectorAll("script[type='text/plain'][data-consent]").forEach((old) => {
      if (!allowed(old)) return;
      const s = D.createElement("script");
      for (const a of old.attributes) if (!/^(type|data-consent|data-src|nonce)$/.test(a.name)) s.setAttribute(a.name, a.value);
      if (nonce) s.nonce = nonce;
      if (old.dataset.src) s.src = policy.createScriptURL(old.dataset.src);
      else s.text = policy.createScript(old.text);
      old.replaceWith(s);
    });
    D.querySelectorAll("iframe[data-consent],img[data-consent]").forEach((e) => {
      if (!allowed(e)) return hold(e);
      if (e.dataset.src) e.src = e.dataset.src;
      e.removeAttribute("data-src");
      e.hidden = false;
      if (e.held) e.held.remove();
      e.held = null;
    });
  };
  const el = (tag, text, cls, kids) => {
    const e = D.createElement(tag);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    e.append(...(kids || []));
    return e;
  };
  const button = (text, act, cls) => {
    const b = el("button", text, cls || "b");
    b.type = "button";
    b.onclick = act;
    return b;
  };
  const hold = (e) => {
    if (e.src) {
      e.dataset.src = e.src;
      e.removeAttribute("src");
    }
    const c = C.c.find((x) => x.k === of(e));
    e.hidden = true;
    if (e.held || !c || e.tagName === "IMG") return;
    e.held = el("p", T.embed.replace("%s", c.n[L]) + " ", "", [button(T.show, () => decide("CHOOSE", [...new Set([...(now ? now.on : []), c.k])]))]);
    e.before(e.held);
  };

  // Taking away what no longer is, wherever a script can reach; the rest by the site's own answer.
  const fits = (p, n) => new RegExp("^" + p.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/#/g, "\\d+").replace(/\*/g, ".*") + "$").test(n);
  const remove = () => {
    const gone = C.r.filter((r) => !now.on.includes(r[3]));
    const hit = (kind, name) => gone.some((r) => r[0] === kind && fits(r[1], name));
    const names = D.cookie.split("; ").map((c) => c.split("=")[0]).concat(gone.filter((r) => r[0] === "c").map((r) => r[1]));
    const hosts = [""], labels = location.hostname.split(".");
    for (let i = 0; i < labels.length - 1; i++) hosts.push(";domain=" + labels.slice(i).join("."));
    const steps = location.pathname.split("/"), paths = new Set(gone.map((r) => r[2] || "/"));
    steps.forEach((_, i) => paths.add(steps.slice(0, i + 1).join("/") || "/").add(steps.slice(0, i + 1).join("/") + "/"));
    for (const n of new Set(names)) {
      if (!n || n === NAME || !hit("c", n)) continue;
      for (const p of paths) for (const h of hosts) for (const x of ["", ";secure", ";secure;samesite=none;partitioned"]) D.cookie = n + "=;path=" + p + h + ";max-age=0" + x;
    }
    for (const [kind, store] of [["l", "localStorage"], ["s", "sessionStorage"]])
      try {
        Object.keys(W[store]).forEach((k) => hit(kind, k) && W[store].removeItem(k));
      } catch (e) {}
    if (W.indexedDB && indexedDB.databases) indexedDB.databases().then((all) => all.forEach((d) => hit("i", d.name) && indexedDB.deleteDatabase(d.name)));
    if (W.caches) caches.keys().then((all) => all.forEach((k) => hit("h", k) && caches.delete(k)));
    if (forget) fetch(forget, { method: "POST", credentials: "include", body: JSON.stringify({ keep: now.on }) }).catch(same);
  };

  const decide = (action, on) => {
    const before = now ? now.on : [], lost = before.filter((k) => !on.includes(k));
    if (lost.length) action = "WITHDRAW";
    now = { on, id: now ? now.id : fresh(), day: today(), gpc: GPC ? 1 : 0, sent: 0 };
    write(now);
    close();
    if (lost.length || !on.length) remove();
    send(action);
    signal();
    admit();
    D.dispatchEvent(new CustomEvent("privacychoice", { detail: { granted: on } }));
  };
  const every = () => C.c.map((c) => c.k);
  const refuse = () => decide("REFUSE", []), accept = () => decide("ACCEPT", every());

  // What people see: a bar that covers nothing, and a dialog with every choice.
  const close = () => {
    if (bar) bar.remove();
    if (box && box.open) box.close();
    bar = null;
    corner();
  };
  const mount = () => {
    if (root) return;
    const host = el("div");
    host.id = "privacy-choice";
    host.lang = L;
    root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(C.css);
    root.adoptedStyleSheets = [sheet];
    D.body.prepend(host);
  };
  const link = (text, href) => {
    const a = el("a", text);
    a.href = href;
    a.target = "_blank";
    a.rel = "noopener";
    return a;
  };
  const pair = () => [button(T.refuse, refuse), button(T.accept, accept)];
  const layer = () => {
    mount();
    const h = el("h2", T.title);
    h.id = "t";
    bar = el("section", "", "bar " + C.place, [
      el("div", "", "in", [h, el("p", T.why), el("p", "", "row", [...pair(), button(T.choose, open, "l"), link(T.statement, C.u + "/statement." + L + ".html")])]),
    ]);
    bar.setAttribute("aria-labelledby", "t");
    root.prepend(bar);
  };
  const open = () => {
    mount();
    const ticks = C.c.map((c) => {
      const i = el("input");
      i.type = "checkbox";
      i.id = c.k;
      i.checked = !!now && now.on.includes(c.k);
      i.setAttribute("aria-describedby", c.k + "d");
      const l = el("label", "", "", [i, el("b", c.n[L])]);
      const d = el("p", c.d[L] + " " + T.by + " " + c.s.join(", ") + ".");
      d.id = c.k + "d";
      return [l, d, i];
    });
    if (box) box.remove();
    const h = el("h2", T.settings), x = button("×", () => box.close(), "x");
    h.id = "s";
    x.setAttribute("aria-label", T.close);
    const save = button(T.save, () => decide("CHOOSE", ticks.filter((t) => t[2].checked).map((t) => t[2].id)));
    box = el("dialog", "", "", [x, h, ...(now || !GPC ? [] : [el("p", T.gpc)]), el("p", "", "", [el("b", T.always), " " + T.needed]), ...ticks.flatMap((t) => [t[0], t[1]]), el("p", "", "row", C.c.length ? [button(T.refuse, refuse), save, button(T.accept, accept)] : []), el("p", "", "row", [link(T.statement, C.u + "/statement." + L + ".html"), ...(now ? [link(T.receipt, C.u + "/receipt/" + now.id)] : [])])]);
    box.setAttribute("aria-labelledby", "s");
    root.append(box);
    box.showModal();
  };
  const corner = () => {
    const own = D.querySelectorAll("[data-privacy-settings]");
    own.forEach((e) => (e.onclick = (ev) => (ev.preventDefault(), open())));
    if (own.length || bar || (root && root.querySelector(".k"))) return;
    mount();
    root.append(button(T.settings, open, "k"));
  };
  W.privacyChoice = { open, get granted() { return now ? [...now.on] : []; }, withdraw: refuse };

  const start = () => {
    // A browser that says no since the choice takes it back.
    if (now && GPC && !+now.gpc && now.on.length) return decide("WITHDRAW", []);
    if (now) {
      if (!+now.sent) send(now.on.length === C.c.length ? "ACCEPT" : now.on.length ? "CHOOSE" : "REFUSE");
      signal();
    } else if (!GPC && C.c.length) layer();
    corner();
    admit();
  };
  if (D.body) start();
  else D.addEventListener("DOMContentLoaded", start);
})();
