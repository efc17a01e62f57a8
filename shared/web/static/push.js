// Has this browser told of notices, or not any more. Without it the page is whole all the same, and says nothing of it.
const WORKER = "/static/worker/push-worker.js"; // an address that stays, whatever the edition: a subscription hangs on it
const part = document.getElementById("push");
const [begin, end] = ["push-begin", "push-end"].map((id) => document.getElementById(id));
const state = document.getElementById("push-state");

async function say(registration) {
  const standing = await registration.pushManager.getSubscription();
  begin.hidden = standing !== null;
  end.hidden = standing === null;
  return standing;
}

async function post(said) {
  const answer = await fetch(part.dataset.where, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ recipient: part.dataset.recipient, ...said }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function doing(button, act) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      state.textContent = await act();
    } catch (error) {
      state.textContent = error.name === "NotAllowedError" ? part.dataset.denied : part.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
}

if ("serviceWorker" in navigator && "PushManager" in window) {
  const registration = await navigator.serviceWorker.register(WORKER);
  await say(registration);
  part.hidden = false;
  doing(begin, async () => {
    const key = bytes(part.dataset.key);
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    await post({ begins: { endpoint, key: keys.p256dh, secret: keys.auth } });
    await say(registration);
    return part.dataset.begun;
  });
  doing(end, async () => {
    const standing = await registration.pushManager.getSubscription();
    if (standing) {
      await post({ ends: standing.endpoint });
      await standing.unsubscribe();
    }
    await say(registration);
    return part.dataset.ended;
  });
}
