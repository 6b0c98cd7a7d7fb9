// Events wait in a queue here; a short GET rings the doorbell, and Python comes to take them.
(function (h) {
  "use strict";
  let waiting = [];
  let rung = false;

  h.bridge = {
    live: true,
    send(event) {
      if (!this.live) return;
      waiting.push(event);
      if (!rung) ring();
    },
    take() {
      const events = waiting;
      waiting = [];
      rung = false;
      return JSON.stringify(events);
    },
  };

  function ring() {
    rung = true;
    fetch("app://event/ring").catch(() => {
      rung = false;
    });
  }

  window.addEventListener("error", (event) => h.bridge.send({ type: "error", text: String(event.message) }));
  window.addEventListener("unhandledrejection", (event) => {
    h.bridge.send({ type: "error", text: String(event.reason) });
  });
  // A request that the content policy stops never reaches the interceptor: count it here.
  document.addEventListener("securitypolicyviolation", (event) => {
    h.bridge.send({ type: "refused", text: event.violatedDirective + " " + event.blockedURI });
  });
})((window.homeward = window.homeward || {}));
