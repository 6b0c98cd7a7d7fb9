"""The map: one folium page, fed live."""
