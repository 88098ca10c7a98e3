"""What machines elsewhere read: how far the campaign has come, as JSON and GeoJSON. Nothing is written by it."""
