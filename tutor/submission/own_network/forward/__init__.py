"""The forward equations of a page: found, their names told apart, and read as trees."""
