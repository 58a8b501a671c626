// What one frame keeps at the end: its storages, and on the top page its links and consent signals.
async () => {
  const kept = [];
  const put = (kind, key, value) => kept.push({ kind, key, value: String(value).slice(0, 2000) });
  const attempt = async (read) => {
    try {
      await read();
    } catch {
      /* a frame without access to its storage keeps nothing */
    }
  };
  for (const [kind, name] of [["local", "localStorage"], ["session", "sessionStorage"]]) {
    await attempt(() => {
      const store = globalThis[name];
      for (let at = 0; at < store.length; at += 1) put(kind, store.key(at), store.getItem(store.key(at)));
    });
  }
  await attempt(async () => {
    for (const one of await indexedDB.databases()) put("indexed_db", one.name, "");
  });
  await attempt(async () => {
    for (const name of await caches.keys()) put("cache", name, "");
  });
  const workers = [];
  await attempt(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) {
      const running = one.active || one.waiting || one.installing;
      workers.push({ url: running ? running.scriptURL : "", scope: one.scope });
    }
  });
  const links = [...document.links].map((one) => one.href).filter((href) => href.includes("?"));
  const layer = Array.isArray(globalThis.dataLayer) ? globalThis.dataLayer : [];
  const signals = layer.filter((one) => one && one[0] === "consent").map((one) => JSON.stringify(Array.from(one)));
  return { origin: location.origin, kept, workers, links: links.slice(0, 200), signals, title: document.title };
}
