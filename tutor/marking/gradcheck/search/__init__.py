"""Which mistakes explain arrays that are wrong."""
