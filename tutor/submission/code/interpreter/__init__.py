"""A bounded interpreter of handed-in code: an allow-list over the syntax tree, run on arrays that are given."""
