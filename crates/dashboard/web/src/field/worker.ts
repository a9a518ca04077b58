/**
 * The service worker of the field page: after the first visit the page opens without a network. It keeps the page and
 * the files the page names, nothing else; data is kept by the page itself, and requests to the API pass untouched.
 */

export type {};

declare const self: ServiceWorkerGlobalScope;

const STORE = "fengsui-field";
const PAGE = "/field";
/** On a weak network the kept page is shown after this many milliseconds, rather than nothing. */
const PATIENCE = 3_000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    fetch(PAGE, { cache: "no-cache" })
      .then(keep)
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

/** The newest page where the network allows, else the kept one. */
async function page(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(STORE);
  const kept = await cache.match(PAGE);
  const fresh = fetch(PAGE, { cache: "no-cache" });
  event.waitUntil(fresh.then((response) => keep(response.clone())).catch(() => undefined));
  if (!kept) return fresh;
  const patience = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(kept.clone()), PATIENCE);
  });
  return Promise.race([fresh.then((response) => (response.ok ? response : kept.clone())), patience]).catch(
    () => kept,
  );
}

/** Names below `/assets/` carry a hash of their content: what is kept is right for ever. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** Keeps the page only after every file it names is kept, and then lets go of the files of earlier versions. */
async function keep(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`${PAGE} answered ${response.status}`);
  const cache = await caches.open(STORE);
  const html = await response.clone().text();
  const named = new Set(
    Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g), ([, path]) => path ?? ""),
  );
  const held = new Map((await cache.keys()).map((request) => [new URL(request.url).pathname, request]));
  await cache.addAll([...named].filter((path) => !held.has(path)));
  await cache.put(PAGE, response);
  for (const [path, request] of held) {
    if (path !== PAGE && !named.has(path)) await cache.delete(request);
  }
}
