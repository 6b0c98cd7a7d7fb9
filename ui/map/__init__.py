"""The map: a folium page in one hardened web view, fed as JSON and heard through a doorbell."""
