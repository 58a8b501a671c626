// What a page shows to people who see, move and read differently. Each question returns what is wrong.
(() => {
  const style = (e) => getComputedStyle(e);
  const name = (e) => {
    const text = (e.getAttribute("aria-label") || e.innerText || e.value || e.name || "").trim().replace(/\s+/g, " ");
    const kind = e.localName + (e.id ? `#${e.id}` : "") + [...e.classList].slice(0, 3).map((c) => `.${c}`).join("");
    return `${kind} “${text.slice(0, 40)}”`;
  };
  const some = (found) => [...new Set(found)].slice(0, 6);
  const seen = (e) => {
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = e.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const texts = () => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.trim() && seen(node.parentElement) && !node.parentElement.closest("select, svg, script, style")) found.push(node);
    }
    return found;
  };
  const hidesIn = (e) => {
    const s = style(e);
    return /hidden|clip/.test(s.overflowX + s.overflowY) && !/inset\(50%|rect\(0/.test(s.clipPath + s.clip);
  };
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]";
  const stops = () => [...document.querySelectorAll(STOPS)].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || e.closest("[inert]") || !e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== "radio" || !e.name) return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].filter((r) => r.form === e.form && !r.disabled);
    return (group.find((r) => r.checked) || group[0]) === e;
  });
  const colour = (text) => {
    const parts = (text.match(/[\d.]+/g) || []).map(Number);
    if (text.startsWith("rgb")) return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
    const canvas = colour.canvas ||= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [r, g, b], alpha: a / 255 };
  };
  const light = ({ rgb }) => {
    const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const found = colour(style(e).backgroundColor);
      if (found.alpha > 0.5) return found;
    }
    return { rgb: [255, 255, 255], alpha: 1 };
  };
  const far = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const edged = (e) => {
    const s = style(e), under = ground(e.parentElement);
    const sides = ["Top", "Right", "Bottom", "Left"].some((side) =>
      parseFloat(s[`border${side}Width`]) >= 1 && !/none|hidden/.test(s[`border${side}Style`])
        && far(colour(s[`border${side}Color`]), under) > 1.5);
    return sides || s.textDecorationLine.includes("underline") || far(ground(e), under) > 1.5;
  };

  return {
    opened() {
      document.querySelectorAll("details").forEach((d) => { d.open = true; });
    },
    wide() {
      if (document.documentElement.scrollWidth <= innerWidth) return [];
      const over = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && seen(e));
      return [`${document.documentElement.scrollWidth} px`, ...some(over.map(name))];
    },
    cut() {
      const found = [];
      for (const e of document.body.querySelectorAll("*")) {
        if (!hidesIn(e) || !seen(e) || !e.innerText?.trim() || e.closest("select, textarea, input, svg")) continue;
        const s = style(e);
        const x = /hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 2;
        const y = /hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 2;
        if (x || y) found.push(name(e));
      }
      return some(found);
    },
    overlapping() {
      const boxes = [];
      for (const node of texts()) {
        let clip = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 }, floats = false;
        for (let e = node.parentElement; e; e = e.parentElement) {
          const s = style(e);
          if (/fixed|sticky/.test(s.position)) floats = true;
          if (e !== document.body && e !== document.documentElement && /hidden|clip|auto|scroll/.test(s.overflowX + s.overflowY)) {
            const b = e.getBoundingClientRect();
            clip = { left: Math.max(clip.left, b.left), top: Math.max(clip.top, b.top), right: Math.min(clip.right, b.right), bottom: Math.min(clip.bottom, b.bottom) };
          }
        }
        if (floats) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const b of range.getClientRects()) {
          const left = Math.max(b.left, clip.left), right = Math.min(b.right, clip.right);
          const top = Math.max(b.top, clip.top), bottom = Math.min(b.bottom, clip.bottom);
          if (right - left > 1 && bottom - top > 1) boxes.push({ left, right, top, bottom, node });
        }
      }
      boxes.sort((a, b) => a.top - b.top);
      const found = [];
      for (let i = 0; i < boxes.length; i++) {
        for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom; j++) {
          const a = boxes[i], b = boxes[j];
          if (a.node === b.node) continue;
          const high = Math.min(a.bottom, b.bottom) - b.top, width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          if (width > 3 && high > 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top)) found.push(`“${a.node.data.trim().slice(0, 30)}” on “${b.node.data.trim().slice(0, 30)}”`);
        }
      }
      return some(found);
    },
    moving() {
      const found = document.getAnimations().filter((a) => a.playState === "running").map((a) => `runs: ${name(a.effect.target)}`);
      const long = (times) => times.split(",").some((t) => parseFloat(t) > 0.01);
      for (const e of document.querySelectorAll("*")) {
        const s = style(e);
        if (s.scrollBehavior === "smooth") found.push(`scrolls: ${name(e)}`);
        if (s.animationName !== "none" && long(s.animationDuration)) found.push(`animates: ${name(e)}`);
        if (s.transitionProperty !== "none" && long(s.transitionDuration)) found.push(`changes slowly: ${name(e)}`);
      }
      return some(found);
    },
    invisible() {
      const found = [];
      for (const e of document.querySelectorAll("button, .button, input:not([type=hidden], [type=file], [type=image], [type=color], [type=range]), select, textarea")) {
        if (!seen(e)) continue;
        const native = style(e).appearance !== "none" && /checkbox|radio/.test(e.type);
        if (!native && !edged(e)) found.push(`no edge: ${name(e)}`);
      }
      for (const e of stops()) {
        if (seen(e) && e.innerText?.trim() && far(colour(style(e).color), ground(e)) < 2) found.push(`no text: ${name(e)}`);
      }
      return some(found);
    },
    unseen() {
      const found = [];
      for (const e of stops()) {
        e.focus({ focusVisible: true, preventScroll: true });
        const s = style(e), shown = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 && colour(s.outlineColor).alpha > 0.5;
        if (document.activeElement !== e || !shown) found.push(name(e));
      }
      document.activeElement?.blur();
      return some(found);
    },
    unreached() {
      const found = [...document.querySelectorAll("[tabindex]")].filter((e) => e.tabIndex > 0).map((e) => `jumps the queue: ${name(e)}`);
      for (const e of document.querySelectorAll("[onclick], [\\@click], [x-on\\:click], [hx-get], [hx-post]")) {
        if (seen(e) && !e.matches(`${STOPS}, form, label`) && !e.querySelector(STOPS)) found.push(`for a mouse only: ${name(e)}`);
      }
      for (const e of stops()) {
        if (style(e).order !== "0") found.push(`is shown elsewhere: ${name(e)}`);
        const box = e.parentElement;
        if (/reverse/.test(style(box).flexDirection) && [...box.children].filter((c) => c.matches(STOPS)).length > 1) found.push(`in reverse: ${name(e)}`);
      }
      const all = stops();
      if (document.querySelector("nav") && !(all[0].matches("a[href^='#']") && document.querySelector(all[0].getAttribute("href")))) found.push(`is first: ${name(all[0])}`);
      return some(found);
    },
    awaited() {
      window.__met = [];
      document.activeElement?.blur();
      getSelection().removeAllRanges();
      document.addEventListener("focusin", (event) => window.__met.push(event.target));
      window.__stops = stops();
      return window.__stops.length;
    },
    missed() {
      const met = window.__met, found = [];
      let at = 0;
      for (const e of window.__stops) {
        const next = met.indexOf(e, at);
        if (next < 0) found.push(name(e));
        else at = next + 1;
      }
      return some(found);
    },
    printed() {
      const found = [];
      for (const e of document.querySelectorAll("nav, [role=navigation], [role=search], .skip, dialog, aside")) {
        if (seen(e)) found.push(`is no content: ${name(e)}`);
      }
      for (const e of document.body.querySelectorAll("*")) {
        const s = style(e);
        if (/auto|scroll/.test(s.overflowX + s.overflowY) && seen(e) && !e.matches("textarea, select, input")
            && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2)) found.push(`is cut: ${name(e)}`);
      }
      for (const node of texts()) {
        const e = node.parentElement, white = { rgb: [255, 255, 255], alpha: 1 };
        if (far(colour(style(e).color), white) < 4.5) found.push(`is pale: ${name(e)}`);
        const under = ground(e);
        if (light(under) < 0.7) found.push(`is on dark: ${name(e)}`);
      }
      return some(found);
    },
  };
})()
