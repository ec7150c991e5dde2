"""The verdict on a link: its mistake, what it follows from, and a second look when the page is known."""
