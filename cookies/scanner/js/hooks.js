// Runs before any script of the page, in every frame: tells what is set and what is read.
// `report` is the binding that Playwright puts there; its name is chosen anew for each scan.
(() => {
  const report = globalThis["__REPORT__"];
  if (!report || !globalThis.Document) return;
  delete globalThis["__REPORT__"];
  const start = performance.timeOrigin;
  const now = () => Math.round(start + performance.now());
  const script = () => {
    const found = (new Error().stack || "").match(/https?:\/\/[^\s()]+?(?=:\d+:\d+)/g);
    return found ? found[0] : location.href;
  };
  const tell = (kind, more) =>
    report({ kind, script: script(), frame: location.href, origin: location.origin, at: now(), ...more });
  if (globalThis.top === globalThis) tell("here");
  const told = new Set();
  const once = (api) => {
    const key = api + " " + script();
    if (!told.has(key)) {
      told.add(key);
      tell("read", { api });
    }
  };
  const around = (owner, name, before) => {
    const original = owner && owner[name];
    if (typeof original !== "function") return;
    const wrapped = {
      [name](...given) {
        before.call(this, ...given);
        return original.apply(this, given);
      },
    }[name];
    Object.defineProperty(owner, name, { configurable: true, enumerable: true, writable: true, value: wrapped });
  };

  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    configurable: true,
    enumerable: true,
    get() {
      return cookie.get.call(this);
    },
    set(line) {
      tell("cookie", { line: String(line), how: "document.cookie" });
      cookie.set.call(this, line);
    },
  });
  around(globalThis.CookieStore && CookieStore.prototype, "set", (...given) => {
    const one = typeof given[0] === "object" ? given[0] : { name: given[0], value: given[1] };
    const parts = [`${one.name}=${one.value}`];
    if (one.expires) parts.push("Expires=" + new Date(one.expires).toUTCString());
    if (one.domain) parts.push("Domain=" + one.domain);
    parts.push("Path=" + (one.path || "/"));
    if (one.partitioned) parts.push("Partitioned");
    tell("cookie", { line: parts.join("; "), how: "cookieStore" });
  });

  around(globalThis.Storage && Storage.prototype, "setItem", function (key, value) {
    let kind = "session";
    try {
      kind = this === localStorage ? "local" : "session";
    } catch {
      return;
    }
    tell("storage", { store: kind, key: String(key), value: String(value).slice(0, 2000) });
  });
  around(globalThis.IDBFactory && IDBFactory.prototype, "open", (name) =>
    tell("storage", { store: "indexed_db", key: String(name), value: "" }));
  around(globalThis.CacheStorage && CacheStorage.prototype, "open", (name) =>
    tell("storage", { store: "cache", key: String(name), value: "" }));
  around(globalThis.ServiceWorkerContainer && ServiceWorkerContainer.prototype, "register", (url, options) =>
    tell("worker", {
      url: new URL(url, location.href).href,
      scope: new URL((options && options.scope) || ".", new URL(url, location.href)).href,
    }));

  const canvas = () => once("canvas");
  for (const name of ["toDataURL", "toBlob"]) {
    around(globalThis.HTMLCanvasElement && HTMLCanvasElement.prototype, name, canvas);
  }
  around(globalThis.CanvasRenderingContext2D && CanvasRenderingContext2D.prototype, "getImageData", canvas);
  around(globalThis.OffscreenCanvas && OffscreenCanvas.prototype, "convertToBlob", canvas);
  for (const kind of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext]) {
    around(kind && kind.prototype, "getParameter", (which) => {
      if (which === 0x9245 || which === 0x9246) once("webgl");
    });
    around(kind && kind.prototype, "readPixels", () => once("webgl"));
  }
  around(globalThis.OfflineAudioContext && OfflineAudioContext.prototype, "startRendering", () => once("audio"));
  const families = new Map();
  around(globalThis.CanvasRenderingContext2D && CanvasRenderingContext2D.prototype, "measureText", function () {
    const key = script();
    const seen = families.get(key) || new Set();
    families.set(key, seen.add(this.font));
    if (seen.size >= 15) once("fonts");
  });
  // One property is ordinary; a script that asks for many of them at once tells devices apart.
  const asked = new Map();
  for (const name of ["plugins", "mimeTypes", "hardwareConcurrency", "deviceMemory", "platform",
    "languages", "maxTouchPoints", "userAgentData", "vendor", "doNotTrack"]) {
    const owner = Navigator.prototype;
    const described = Object.getOwnPropertyDescriptor(owner, name);
    if (!described || !described.get) continue;
    Object.defineProperty(owner, name, {
      ...described,
      get() {
        const key = script();
        const seen = asked.get(key) || new Set();
        asked.set(key, seen.add(name));
        if (seen.size >= 6) once("navigator");
        return described.get.call(this);
      },
    });
  }
})();
