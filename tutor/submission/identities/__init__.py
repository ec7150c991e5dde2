"""Lines that are true or false by themselves: their letters are what the page says of them, and no network's."""
