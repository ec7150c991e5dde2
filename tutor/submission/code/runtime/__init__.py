"""What a run of handed-in code is made of: its values, what it may take, and what is kept of it."""
