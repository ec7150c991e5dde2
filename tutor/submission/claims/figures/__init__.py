"""Numbers on a page: rounded, put in for names, and held against the link before."""
