"""The app itself: navigation, the palette, help, plugins, and what runs in threads."""
