// Keeps the page at the newest position: hears of it by server-sent events, fetches the page anew, swaps its main part.
// Without it the page is whole all the same, and stands still.
const REST_MS = 1_000;
const BEHIND_MS = 200; // until it looks again where the page came out older than what it heard of
const AT_LEAST_EVERY_MS = 600_000; // a new day changes the page though nothing is recorded
const FIELDS = "input, select, textarea";
const root = document.documentElement;
let shown = root.dataset.position;
let wanted = shown;
let fetching = false;

async function refresh() {
  if (fetching || document.hidden || wanted === shown || typing()) return;
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(fresh);
    shown = fresh.documentElement.dataset.position;
    if (Number(shown) < Number(wanted)) setTimeout(refresh, BEHIND_MS);
    else wanted = shown;
  } catch {
    // The next event tries again.
  } finally {
    fetching = false;
  }
}

// Whoever is at a field is not disturbed: what is being written there, and how, is in no page that is fetched.
function typing() {
  return document.querySelector("main").contains(document.activeElement) && document.activeElement.matches(FIELDS);
}

function show(fresh) {
  const main = document.querySelector("main");
  for (const one of main.querySelectorAll(FIELDS)) {
    const its = one.id && fresh.getElementById(one.id);
    if (its) its.value = one.value;
  }
  const open = new Set([...main.querySelectorAll("details[open]")].map((one) => one.id));
  const focused = document.activeElement?.id;
  for (const one of fresh.querySelectorAll("main details")) one.open = open.has(one.id);
  document.title = fresh.title;
  for (const part of ["main", "#position"]) {
    document.querySelector(part).replaceWith(fresh.querySelector(part));
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function listen() {
  const source = new EventSource(root.dataset.signal);
  source.onopen = () => (root.dataset.live = "on");
  source.onmessage = (event) => {
    wanted = event.data;
    refresh();
  };
  source.onerror = () => {
    root.dataset.live = "off";
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, REST_MS);
  };
}

document.addEventListener("visibilitychange", refresh);
document.addEventListener("focusout", () => setTimeout(refresh)); // by then it is known what has the focus now
setInterval(() => {
  shown = "";
  refresh();
}, AT_LEAST_EVERY_MS);
listen();
