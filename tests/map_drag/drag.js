// Moves the map as a finger does, one step a frame for two seconds, and notes how long each frame took.
(function (h) {
  "use strict";
  h.dragged = null;
  const pane = h.map.getPanes().mapPane;
  const times = [];
  const start = L.DomUtil.getPosition(pane);
  let before = performance.now();
  const began = before;
  h.map.fire("movestart");

  function step(now) {
    times.push(now - before);
    before = now;
    const share = (now - began) / 2000;
    L.DomUtil.setPosition(pane, start.add([Math.sin(share * 9) * 260, Math.cos(share * 7) * 130]));
    h.map.fire("move");
    if (share < 1) requestAnimationFrame(step);
    else finish();
  }

  function finish() {
    const frames = times.slice(2).sort((a, b) => a - b);
    const total = frames.reduce((sum, each) => sum + each, 0);
    const ended = performance.now();
    h.map.fire("moveend");
    h.dragged = { frames: frames.length, fps: (1000 * frames.length) / total, p95_ms: frames[Math.floor(frames.length * 0.95)],
      end_ms: performance.now() - ended };
  }

  requestAnimationFrame(step);
})(window.homeward);
