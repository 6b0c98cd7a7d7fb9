// Which layer of which tile schema is what: OpenMapTiles, OS Zoomstack and Protomaps by name, others by shape.
(function (h) {
  "use strict";
  const is = (field, ...values) => (z, f) => values.includes(f.props[field]);
  const all = (...tests) => (z, f) => tests.every((test) => test(z, f));
  const not = (test) => (z, f) => !test(z, f);
  const shape = (type) => (z, f) => f.geomType === type;
  const C = h.baseColour;

  const ROADS = {
    service: ["service"],
    minor: ["minor", "unclassified", "residential", "busway", "minor_road", "Local", "Restricted"],
    middle: ["tertiary", "secondary", "medium_road", "Minor", "B Road"],
    main: ["primary", "trunk", "major_road", "A Road", "Primary", "Main"],
    motorway: ["motorway", "highway", "Motorway"],
  };
  const FIRST = { service: 13, minor: 12, middle: 10, main: 7, motorway: 5 };

  function roads(layer, field) {
    const kinds = Object.entries(ROADS).map(([kind, values]) => [kind, is(field, ...values)]);
    return [
      ...kinds.map(([kind, test]) => h.base.casing(layer, kind, test, FIRST[kind] + 1)),
      ...kinds.map(([kind, test]) => h.base.road(layer, kind, test, FIRST[kind])),
    ];
  }

  // The greater place keeps its name where two would cross.
  const greaterFirst = (a, b) => (a.rank || 9) - (b.rank || 9) || (b.population || 0) - (a.population || 0);

  function placeNames(layer, field) {
    const name = (minzoom, size, weight, maxzoom, ...kinds) =>
      h.base.name(layer, is(field, ...kinds), minzoom, { font: `${weight} ${size}px Inter`, maxzoom, sort: greaterFirst });
    return [
      name(4, 17, 700, 15, "city", "City", "Capital"),
      name(7, 15, 700, 17, "town", "Town"),
      name(10, 14, 600, 18, "village", "Village", "suburb", "Suburban Area", "neighbourhood", "quarter"),
      name(13, 13, 600, 19, "hamlet", "Hamlet", "locality", "isolated_dwelling", "farm", "Small Settlements"),
    ];
  }

  const SPOTS = ["police", "hospital", "school", "library", "fire_station", "bus_station", "bus", "railway", "town_hall"];
  const openMapTiles = () => ({
    paint: [
      h.base.area("landuse", C.built, is("class", "residential", "suburb", "neighbourhood")),
      h.base.area("landcover", C.green, is("class", "grass", "wetland")),
      h.base.area("landcover", C.school, is("class", "sand")),
      h.base.area("landuse", C.school, is("class", "school", "university", "college", "hospital")),
      h.base.area("landuse", C.work, is("class", "industrial", "commercial", "retail", "railway", "quarry", "military")),
      h.base.area("landuse", C.green, is("class", "cemetery", "pitch", "playground", "recreation_ground", "allotments")),
      h.base.area("park", C.green, shape(3)),
      h.base.area("landcover", C.wood, is("class", "wood", "forest")),
      h.base.area("water", C.water, shape(3)),
      h.base.stream("waterway", not(is("brunnel", "tunnel"))),
      h.base.area("building", C.building, undefined, 13, C.building_edge),
      h.base.path("transportation", is("class", "path", "track", "pedestrian")),
      ...roads("transportation", "class"),
      ...h.base.rail("transportation", all(is("class", "rail", "transit"), not(is("brunnel", "tunnel")))),
    ],
    label: [
      ...placeNames("place", "class"),
      h.base.streetName("transportation_name", is("class", "motorway", "trunk", "primary", "secondary"), 13, 13),
      h.base.streetName("transportation_name", not(is("class", "motorway", "trunk", "primary", "secondary")), 14),
      h.base.streamName("waterway", not(is("brunnel", "tunnel")), 13),
      h.base.name("water", shape(3), 12, { ink: "water_ink", font: "italic 500 13px Inter" }),
      h.base.name("water_name", shape(1), 12, { ink: "water_ink", font: "italic 500 13px Inter" }),
      h.base.name("park", shape(1), 14, { ink: "green_ink", font: "500 12px Inter" }),
      h.base.name("poi", is("class", ...SPOTS), 15, { font: "500 12px Inter" }),
      h.base.name("poi", not(is("class", ...SPOTS)), 17, { font: "500 12px Inter" }),
    ],
  });

  const zoomstack = () => ({
    paint: [
      h.base.area("sea", C.water), h.base.area("foreshore", C.school),
      h.base.area("urban_areas", C.built), h.base.area("national_parks", C.green, undefined, 5),
      h.base.area("greenspaces", C.green), h.base.area("woodland", C.wood), h.base.area("sites", C.school),
      h.base.area("surfacewater", C.water), h.base.stream("waterlines"),
      h.base.area("buildings", C.building, undefined, 13, C.building_edge),
      ...roads("roads", "type"), ...h.base.rail("rail"),
    ],
    label: [
      ...placeNames("names", "type"),
      h.base.streetName("roads", undefined, 14),
      h.base.name("railwaystations", undefined, 13, { font: "600 12px Inter" }),
    ],
  });

  const protomaps = () => ({
    paint: [
      h.base.area("earth", C.ground, shape(3)),
      h.base.area("landuse", C.school, is("kind", "school", "university", "college", "hospital")),
      h.base.area("landuse", C.work, is("kind", "industrial", "commercial", "railway")),
      h.base.area("landuse", C.green, is("kind", "park", "grass", "cemetery", "pitch", "playground", "golf_course")),
      h.base.area("landuse", C.wood, is("kind", "wood", "forest", "nature_reserve")),
      h.base.area("water", C.water, shape(3)), h.base.stream("water", shape(2)),
      h.base.area("buildings", C.building, undefined, 13, C.building_edge),
      h.base.path("roads", is("kind", "path")), ...roads("roads", "kind"), ...h.base.rail("roads", is("kind", "rail")),
    ],
    label: [
      ...placeNames("places", "kind_detail"), ...placeNames("places", "kind"),
      h.base.streetName("roads", undefined, 14),
    ],
  });

  // The overview of a country: an outline and the names of its places.
  const overview = (layers) => ({
    paint: [
      ...layers.flatMap((layer) => [
        h.base.area(layer, C.built, shape(3), undefined, C.coast),
        h.base.line(layer, { color: C.unknown, width: 1.2 }, shape(2)),
      ]),
    ],
    label: layers.map((layer) => h.base.name(layer, all(shape(1), (z, f) => f.props.name), 4, { font: "600 13px Inter" })),
  });

  h.rulesFor = function (layers) {
    const has = (...names) => names.every((name) => layers.includes(name));
    const known = has("transportation") || has("landcover") ? ["landuse", "landcover", "park", "water", "waterway",
      "building", "transportation", "transportation_name", "place", "poi", "water_name", "park_name"]
      : has("roads", "names") || has("urban_areas") || has("surfacewater") ? ["sea", "foreshore", "urban_areas", "sites",
        "national_parks", "greenspaces", "woodland", "surfacewater", "waterlines", "buildings", "roads", "rail", "names",
        "railwaystations"]
      : has("earth") ? ["earth", "landuse", "water", "buildings", "roads", "places", "pois", "landcover"] : null;
    if (!known) return withPlaces(layers);
    const rules = known.includes("transportation") ? openMapTiles() : known[0] === "sea" ? zoomstack() : protomaps();
    const others = overview(layers.filter((layer) => !known.includes(layer)));
    return { paint: [...others.paint, ...rules.paint], label: [...rules.label, ...others.label] };
  };

  function withPlaces(layers) {
    const plain = overview(layers.filter((layer) => layer !== "place" && layer !== "land"));
    const land = layers.includes("land") ? [h.base.area("land", C.ground, shape(3), undefined, C.coast)] : [];
    const names = layers.includes("place") ? placeNames("place", "class") : [];
    return { paint: [...land, ...plain.paint], label: [...names, ...plain.label] };
  }
})((window.homeward = window.homeward || {}));
