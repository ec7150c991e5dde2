"""Documents: derivations, worksheets and solutions as text, Markdown, LaTeX, HTML, JSON and npz."""
