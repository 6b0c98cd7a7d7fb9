"""The outside world behind our ports: keys, HTTP, map data, documents."""
