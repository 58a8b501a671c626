self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open("sw-cache").then((cache) => cache.add("/sw-fetched")));
});
