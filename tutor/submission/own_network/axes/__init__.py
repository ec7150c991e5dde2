"""How many axes each name of a page has, and which of them are one."""
