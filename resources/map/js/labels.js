// Puts each label where it crosses no other one: pins keep theirs close by, segments give way first.
(function (h) {
  "use strict";
  const MOST = 200;
  const GAP = 3;
  const MOST_CROSSED = 0.2; // a label that is covered more than this is left out; its pin can still be pressed
  const LABELS = 10000; // above the pins, wherever on the map
  const labels = new Map();
  const shown = new Map();
  let due = false;

  h.labels = {
    put(key, label) {
      this.drop(key);
      if (label) labels.set(key, label);
      later();
    },
    drop(key) {
      labels.delete(key);
      take(key);
      later();
    },
    renew() {
      for (const key of [...shown.keys()]) take(key);
      later();
    },
    layout,
    count: () => shown.size,
  };

  function later() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      layout();
    });
  }

  function take(key) {
    const mark = shown.get(key);
    if (mark) mark.remove();
    shown.delete(key);
  }

  function layout() {
    if (!h.map || !h.palette.tokens) return;
    const view = h.map.getBounds();
    for (const label of labels.values()) label.spot = label.hidden() ? null : spotOf(label, view);
    const near = [...labels].filter(([, label]) => label.spot);
    const kept = near.sort(byRank).slice(0, MOST);
    const taken = [...h.furniture.boxes(), ...kept.filter(([, label]) => label.around).map(([, label]) => pinBox(label))];
    const placed = new Set();
    for (const [key, label] of kept) {
      const mark = shown.get(key) || make(key, label);
      if (!mark.getLatLng().equals(label.spot)) mark.setLatLng(label.spot);
      const place = findPlace(label, mark.size, taken);
      if (!place) continue;
      taken.push(place.box);
      mark.pill.style.translate = `${place.x}px ${place.y}px`;
      placed.add(key);
    }
    for (const key of [...shown.keys()]) if (!placed.has(key)) take(key);
  }

  // A segment that reaches into the view keeps its label in the part that is seen.
  function spotOf(label, view) {
    if (view.contains(label.at)) return label.at;
    if (!label.inside || !view.intersects(label.box)) return view.pad(0.1).contains(label.at) ? label.at : null;
    const seen = h.clipped(label.ring, [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]);
    return seen.length > 2 ? h.latlng(h.deepest(seen)) : null;
  }

  const weight = ([, label]) => label.rank - (label.words.emphasis || label.chosen() ? 1.5 : 0);
  const byRank = (a, b) => weight(a) - weight(b) || (a[0] < b[0] ? -1 : 1);

  function make(key, label) {
    const pill = h.pill({ ...label.words, emphasis: label.words.emphasis || label.chosen() });
    const mark = h.mark(label.spot, pill, { above: LABELS, press: label.press, spoken: label.spoken });
    mark.pill = pill;
    mark.addTo(h.map);
    mark.size = [pill.offsetWidth, pill.offsetHeight];
    shown.set(key, mark);
    return mark;
  }

  // What a pin covers; a place covers its whole square, as long as that is not most of the screen.
  function pinBox(label) {
    const at = h.map.latLngToLayerPoint(label.at);
    const square = label.beside && label.box ? roomOf(label.box) : { width: 0, height: 0 };
    const side = Math.max(label.around * 2, square.width < 240 ? square.width + 4 : 0);
    return boxOf(at, 0, 0, side, side);
  }

  // x and y move the middle of the label away from its place.
  function findPlace(label, size, taken) {
    const at = h.map.latLngToLayerPoint(label.spot);
    const room = label.box ? roomOf(label.box) : null;
    const must = label.words.emphasis || label.chosen() || (!label.inside && !label.round);
    if (label.inside && !must && (room.width < size[0] * 0.8 || room.height < size[1])) return null;
    let best = null;
    for (const [x, y] of places(label, size, room)) {
      const box = boxOf(at, x, y, size[0] + GAP, size[1] + GAP);
      const crossed = taken.reduce((sum, other) => sum + overlap(box, other), outside(box));
      if (label.inside && !must && !holds(label, at, x, y)) continue;
      if (crossed === 0) return { x, y, box };
      if (!best || crossed < best.crossed) best = { x, y, box, crossed };
    }
    const said = label.words.emphasis || label.chosen();
    return must && (said || best.crossed < MOST_CROSSED * size[0] * size[1]) ? best : null;
  }

  // How much of a box lies beyond the edges of the map.
  function outside(box) {
    const size = h.map.getSize();
    const from = h.map.containerPointToLayerPoint([0, 0]);
    const view = { left: from.x, top: from.y, right: from.x + size.x, bottom: from.y + size.y };
    return (box.right - box.left) * (box.bottom - box.top) - overlap(box, view);
  }

  // The label of a segment may lean over its edge, but its middle stays inside, unless it must be said.
  function holds(label, at, x, y) {
    const there = h.map.layerPointToLatLng([at.x + x, at.y + y]);
    return (x === 0 && y === 0) || h.holds(label.ring, [there.lng, there.lat]);
  }

  function places(label, [width, height], room) {
    if (label.inside) {
      const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5].map((n) => n * (height * 0.6));
      const sides = [0, 0.15, -0.15, 0.3, -0.3].map((n) => n * room.width);
      const fits = steps.filter((y) => Math.abs(y) <= Math.max(0, (room.height - height) / 2));
      const [down, across] = [(room.height + height) / 2 + GAP, (room.width + width) / 2 + GAP]; // beside it, if it must
      return [...sides.flatMap((x) => fits.map((y) => [x, y])), [0, room.height / 2 - 1], [0, 1 - room.height / 2],
        [0, down], [0, -down], [across, 0], [-across, 0]];
    }
    if (label.round) {
      const [across, down] = [room.width / 2, room.height / 2];
      return [[0, -down], [0, down], [across, 0], [-across, 0]];
    }
    const away = (label.around || 0) + 4;
    const aside = label.box ? roomOf(label.box).width / 2 + 6 : away;
    const right = [Math.max(aside, away) + width / 2, 0];
    const below = [0, away + height / 2 - 2];
    const above = [0, -below[1]];
    const left = [-right[0], 0];
    if (!label.beside && !label.around) return [[0, 0]];
    const corners = [right, left].flatMap(([x]) => [below, above].map(([, y]) => [x * 0.7, y]));
    const further = [below, above].flatMap(([, y]) => [0, width * 0.5, -width * 0.5].map((x) => [x, y + Math.sign(y) * height]));
    return [...(label.beside ? [right, left, above, below] : [below, right, left, above]), ...corners, ...further];
  }

  function roomOf(bounds) {
    const a = h.map.latLngToLayerPoint(bounds.getNorthWest());
    const b = h.map.latLngToLayerPoint(bounds.getSouthEast());
    return { width: b.x - a.x, height: b.y - a.y };
  }

  function boxOf(at, x, y, width, height) {
    return { left: at.x + x - width / 2, right: at.x + x + width / 2, top: at.y + y - height / 2, bottom: at.y + y + height / 2 };
  }

  function overlap(a, b) {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 0 && high > 0 ? wide * high : 0;
  }
})((window.homeward = window.homeward || {}));
