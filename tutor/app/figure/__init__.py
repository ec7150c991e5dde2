"""Pictures made of characters: graphs, heat maps, bars, curves and numbers, with no widget in sight."""
