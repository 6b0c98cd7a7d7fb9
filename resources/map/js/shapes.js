// Geometry that the page needs itself: where a label may stand in a polygon, where a line leaves the view.
(function (h) {
  "use strict";
  h.latlng = (lonLat) => L.latLng(lonLat[1], lonLat[0]);
  h.latlngs = (line) => line.map(h.latlng);

  h.ring = (geometry) => {
    const rings = geometry.type === "MultiPolygon" ? geometry.coordinates[0] : geometry.coordinates;
    return rings[0];
  };

  // The point deepest inside a ring, on a grid of 12 by 12: good enough for a label, and the same every time.
  h.deepest = function (ring) {
    const xs = ring.map((p) => p[0]);
    const ys = ring.map((p) => p[1]);
    const [west, east] = [Math.min(...xs), Math.max(...xs)];
    const [south, north] = [Math.min(...ys), Math.max(...ys)];
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    let best = [(west + east) / 2, (south + north) / 2];
    let depth = signedDistance(best, ring, squeeze) * 1.15; // the middle is preferred where it is nearly as deep
    for (let i = 1; i < 12; i++) {
      for (let j = 1; j < 12; j++) {
        const at = [west + ((east - west) * i) / 12, south + ((north - south) * j) / 12];
        const here = signedDistance(at, ring, squeeze);
        if (here > depth) [best, depth] = [at, here];
      }
    }
    return best;
  };

  h.holds = (ring, at) => signedDistance(at, ring, 1) >= 0;

  function signedDistance(at, ring, squeeze) {
    let inside = false;
    let nearest = Infinity;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [ring[i], ring[j]];
      if (a[1] > at[1] !== b[1] > at[1] && at[0] < ((b[0] - a[0]) * (at[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
      nearest = Math.min(nearest, toSegment(at, a, b, squeeze));
    }
    return (inside ? 1 : -1) * Math.sqrt(nearest);
  }

  function toSegment(at, a, b, squeeze) {
    const [px, py, ax, ay] = [at[0] * squeeze, at[1], a[0] * squeeze, a[1]];
    const [dx, dy] = [b[0] * squeeze - ax, b[1] - ay];
    const share = dx || dy ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy))) : 0;
    return (px - ax - share * dx) ** 2 + (py - ay - share * dy) ** 2;
  }

  // The part of a ring inside a box; Sutherland and Hodgman 1974. Empty where they do not meet.
  h.clipped = function (ring, [west, south, east, north]) {
    const sides = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]];
    return sides.reduce((points, side) => clipSide(points, side), ring);
  };

  function clipSide(points, [axis, limit, sign]) {
    const kept = [];
    points.forEach((b, i) => {
      const a = points[(i + points.length - 1) % points.length];
      const [in_a, in_b] = [(a[axis] - limit) * sign >= 0, (b[axis] - limit) * sign >= 0];
      if (in_a !== in_b) {
        const share = (limit - a[axis]) / (b[axis] - a[axis]);
        kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
      }
      if (in_b) kept.push(b);
    });
    return kept;
  }
})((window.homeward = window.homeward || {}));
