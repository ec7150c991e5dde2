"""The app in a browser: one process of the app for every page that is open, behind a small web server.

The terminal in the page is that of textual-serve; Textual's web driver is what the app draws through. The server is
our own, because every message of a visitor and every process is held within bounds here.
"""
