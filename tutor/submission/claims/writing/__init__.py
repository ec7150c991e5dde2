"""How pages write what the language has in other words: text rewritten before it is read."""
