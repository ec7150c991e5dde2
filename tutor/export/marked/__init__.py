"""Reports on a page that was handed in: text, JSON, Markdown and HTML."""
