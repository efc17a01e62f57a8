// Shows what the installation sends, and leads to the inbox. It keeps nothing and answers no request of a page.
self.addEventListener("push", (event) => {
  const { title, body, tag, lang, opens } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, data: { opens }, icon: "/static/worker/icon.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { opens } = event.notification.data;
  event.waitUntil(self.clients.openWindow(opens.startsWith("/") ? opens : "/"));
});
