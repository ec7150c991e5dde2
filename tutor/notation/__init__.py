"""The formula language: tokens, parser, syntax tree, evaluation on arrays with named axes, typesetting."""
