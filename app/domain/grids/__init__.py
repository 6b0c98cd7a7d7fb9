"""One module for each way to write a position; `app.domain.coordinates` puts them together."""
