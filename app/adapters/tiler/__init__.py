"""Our own tiler: turns an OpenStreetMap extract (``.osm.pbf``) into a PMTiles map of vector tiles.

It reads the extract (`extract`), sorts what it finds into layers (`rules`), cuts each zoom into
tiles (`cutting`), writes vector tiles (`vector_tile`) and packs them (`archive`); names go to the
gazetteer (`places`). `county.draw_county` runs the whole. Layers are named after OpenMapTiles.
"""
